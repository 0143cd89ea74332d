import BotFiles
import CivilTime
import Conversations
import FlowCompiler
import FlowDiagnostics
import FlowInterpreter
import FlowMachine
import Foundation
import Salon
import SalonFiles
import TalkRecording
import TimeZones
import Versions

/// The example bots, each compiled once, and what is made of them.
enum Bots {
    static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    static let toolchain = Result { try Toolchain(zones: TimeZoneDatabase()) }
    static let nailStudio = Result { try Example("flows/nail-studio") }
    static let barbershop = Result { try Example("flows/barbershop") }
    static let beautySalon = Result { try Example("flows/beauty-salon/abay") }

    static func named(_ name: String) throws -> Example {
        switch name {
        case "nail-studio": try nailStudio.get()
        case "barbershop": try barbershop.get()
        default: try beautySalon.get()
        }
    }
}

struct Example: Sendable {
    struct DoesNotCompile: Error { var findings: [String] }
    struct HasNoSalon: Error {}

    let sources: [SourceFile]
    let bot: Bot

    init(_ path: String) throws {
        let toolchain = try Bots.toolchain.get()
        let folder = try BotFolder(
            path: Bots.repository.appendingPathComponent(path).path, zones: toolchain.zones)
        guard let salon = folder.salon else { throw HasNoSalon() }
        sources = folder.sources
        bot = try Example.bot(of: sources, salon.catalogue)
    }

    /// A bot of those files and one more.
    init(sources: [SourceFile], adding lines: String, catalogue: SalonCatalogue) throws {
        self.sources = sources + [SourceFile(name: "added.flow", text: lines)]
        bot = try Example.bot(of: self.sources, catalogue)
    }

    private static func bot(of sources: [SourceFile], _ catalogue: SalonCatalogue) throws -> Bot {
        let toolchain = try Bots.toolchain.get()
        let checked = toolchain.check(sources, catalogue: catalogue)
        guard let flow = checked.compiled else {
            throw DoesNotCompile(findings: checked.diagnostics.map { "\($0.code) \($0.span) \($0.arguments)" })
        }
        return try toolchain.bot(flow, catalogue: catalogue)
    }

    /// The same bot with another machine, as if it had been published like that.
    func changed(_ change: (inout Machine) -> Void) -> Bot {
        var machine = bot.program.machine
        change(&machine)
        return bot.running(machine)
    }

    /// With these lines in a file more.
    func adding(_ lines: String) throws -> Bot {
        try Example(sources: sources, adding: lines, catalogue: bot.catalogue).bot
    }

    var morning: Instant {
        bot.catalogue.zone.instant(
            of: CivilMoment(date: CivilDate(iso: "2026-03-10") ?? CivilDate(daysSinceEpoch: 20_522), time: .midnight)
        ).adding(seconds: 9 * 3600)
    }

    func talks(seed: UInt64, customers: Int) throws -> [JournalledTalk] {
        var random = SeededGenerator(seed: seed)
        return try RecordedDay.talks(with: bot, customers: customers, from: morning, random: &random)
    }

    func record(_ talks: [JournalledTalk]) -> ReplayRecord {
        ReplayRecord(
            talks, versions: [.init(number: 1, machine: bot.program.hash, isLive: true)],
            programs: [bot.program.hash: bot.program],
            locations: [.init(id: LocationID(1), catalogue: bot.catalogue)], understander: bot.understander)
    }

    /// The talks on a candidate.
    func report(_ talks: [JournalledTalk], on candidate: Bot) -> ReplayReport {
        let record = record(talks)
        return Replay(programs: record.programs, candidates: [LocationID(1): candidate]).report(record)
    }
}

/// A small generator with a seed (SplitMix64), so that a failing run can be had again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
