internal import Booking
internal import BotFiles
internal import CivilTime
internal import Conversations
internal import FlowInterpreter
internal import FlowMachine
internal import Foundation
internal import Salon
internal import SalonFiles

/// The interpreter alone: the turns of a booking conversation run again from its journal, with the modules' answers at
/// hand. No understanding, no database.
enum InterpreterBenchmark {
    private static let conversation = [
        "здравствуйте", "хочу на маникюр", "к Ане", "завтра", "в 3", "а парковка у вас есть?", "нет, лучше в четыре", "да",
    ]

    static func run() throws {
        let fixture = try Fixture()
        let bot = fixture.bot
        var rehearsal = Rehearsal(bot: bot, now: fixture.morning)
        var recorded: [(before: Conversation, record: JournalRecord)] = []
        for text in conversation {
            let before = rehearsal.conversation ?? Conversation(bot.program.machine, at: rehearsal.now)
            _ = try rehearsal.receive(.text(text))
            if let record = rehearsal.journal.last { recorded.append((before, record)) }
        }
        guard rehearsal.bookings.bookings.count == 1 else { throw BenchmarkFault("the conversation did not book") }

        let rounds = 20_000
        func turns(encoding: Bool) throws -> Double {
            var bytes = 0
            let time = try seconds {
                for _ in 0..<rounds {
                    for (before, record) in recorded {
                        let result = try record.replay(bot.program, from: before)
                        bytes += encoding ? result.conversation.encoded.count : result.effects.count
                    }
                }
            }
            guard bytes > 0 else { throw BenchmarkFault("nothing was said") }
            return time / Double(rounds * recorded.count) * 1e9
        }
        _ = try turns(encoding: false)
        report("one turn, ns", Spread(try (0..<5).map { _ in try turns(encoding: false) }), aim: "< 5000")
        report(
            "one turn and its conversation as bytes, ns", Spread(try (0..<5).map { _ in try turns(encoding: true) }))
        let heard = seconds {
            for _ in 0..<2_000 {
                for text in conversation {
                    let state = Conversation(bot.program.machine, at: fixture.morning)
                    _ = bot.event(for: .text(text), in: state, at: fixture.morning)
                }
            }
        }
        report("understanding one message, ns", Int(heard / Double(2_000 * conversation.count) * 1e9))
    }
}

struct BenchmarkFault: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// The demo's bot, for benchmarks.
struct Fixture {
    let toolchain: Toolchain
    let folder: BotFolder
    let checked: CheckedBot
    let salon: SalonFile
    let bot: Bot

    init() throws {
        toolchain = try Toolchain()
        folder = try BotFolder(path: "flows/nail-studio", zones: toolchain.zones)
        guard let salon = folder.salon else { throw BenchmarkFault("flows/nail-studio has no salon.yaml") }
        checked = toolchain.check(folder.sources, catalogue: salon.catalogue)
        guard let flow = checked.compiled else { throw BenchmarkFault("flows/nail-studio does not compile") }
        self.salon = salon
        bot = try toolchain.bot(flow, catalogue: salon.catalogue)
    }

    /// A Monday morning in the salon's zone.
    var morning: Instant { salon.catalogue.zone.instant(of: FlowTestRun.defaultMoment) }
}
