import BotFiles
import CivilTime
import Conversations
import FlowCompiler
import FlowDiagnostics
import FlowMachine
import Foundation
import Salon
import SalonFiles
import TimeZones

/// The bots of this suite, each compiled once.
enum Bots {
    static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static let zones = TimeZoneDatabase()
    static let toolchain = Result { try Toolchain(zones: zones) }

    /// `flows/nail-studio`, as the demo runs it.
    static let nailStudio = Result { try bot(inFolder: "flows/nail-studio") }
    /// The demo's flow for a salon with 25 services.
    static let longCatalogue = Result { try bot(nailStudioFlow(), salon: longCatalogueSalon()) }
    /// The same flow for a salon with two masters called Саша.
    static let namesakes = Result { try bot(nailStudioFlow(), salon: Salons.namesakes) }
    /// The same flow for a salon that has nothing yet.
    static let emptyCatalogue = Result {
        try toolchain.get().bot(compiled(nailStudioFlow(), salon: nil), catalogue: Salons.empty)
    }
    /// A bot with a side flow that waits, silences that lead on and a step whose question stands before a decision.
    static let sideFlows = Result {
        try bot([source("Tests/Corpus/transcripts/side-flows.flow")], salon: Salons.studio())
    }

    static let barbershop = Result { try bot(inFolder: "flows/barbershop") }
    /// One of the beauty salon's two locations.
    static let beautySalon = Result { try bot(inFolder: "flows/beauty-salon/abay") }
    /// The bot of `flows/README.md`, of a Maria who changes only greetings and answers.
    static let maria = Result {
        try bot([SourceFile(name: "README.md", text: try Readme.flow())], salon: Salons.studio())
    }

    static func named(_ name: String) throws -> Bot {
        switch name {
        case "barbershop": try barbershop.get()
        case "beauty-salon": try beautySalon.get()
        case "maria": try maria.get()
        case "nail-studio": try nailStudio.get()
        case "long-catalogue": try longCatalogue.get()
        case "namesakes": try namesakes.get()
        case "empty-catalogue": try emptyCatalogue.get()
        case "side-flows": try sideFlows.get()
        default: throw Unknown(name: name)
        }
    }

    struct Unknown: Error { var name: String }
    struct DoesNotCompile: Error { var findings: [String] }

    static func source(_ path: String) throws -> SourceFile {
        SourceFile(name: path, bytes: Array(try Data(contentsOf: repository.appendingPathComponent(path))))
    }

    static func nailStudioFlow() throws -> [SourceFile] { [try source("flows/nail-studio/bot.flow")] }

    static func compiled(_ sources: [SourceFile], salon: SalonCatalogue?) throws -> CompiledFlow {
        let checked = try toolchain.get().check(sources, catalogue: salon)
        guard let compiled = checked.compiled else {
            throw DoesNotCompile(findings: checked.diagnostics.map { "\($0.code) at \($0.span): \($0.arguments)" })
        }
        return compiled
    }

    static func bot(_ sources: [SourceFile], salon: String) throws -> Bot {
        let catalogue = try SalonFile(salon, name: "salon.yaml") { try zones.zone(named: $0) }.catalogue
        return try toolchain.get().bot(try compiled(sources, salon: catalogue), catalogue: catalogue)
    }

    static func bot(inFolder path: String) throws -> Bot { try folder(path).bot }

    static func folder(_ path: String) throws -> (bot: Bot, flow: CompiledFlow) {
        let folder = try BotFolder(path: repository.appendingPathComponent(path).path, zones: zones)
        guard let salon = folder.salon else { throw Unknown(name: path) }
        let flow = try compiled(folder.sources, salon: salon.catalogue)
        return (try toolchain.get().bot(flow, catalogue: salon.catalogue), flow)
    }

    private static func longCatalogueSalon() -> String {
        let services = (1...25).map {
            "  - { id: s\($0), name: { ru: Процедура №\($0), en: 'Treatment #\($0)' }, minutes: 60, price: 1000 }"
        }
        return Salons.head + "services:\n" + services.joined(separator: "\n") + "\n"
            + """
            masters:
              - id: anna
                name: { ru: Анна, en: Anna }
                services: all
                hours: { mon-sun: 10:00-19:00 }
            """
    }
}

/// Salons as `salon.yaml` would have them.
enum Salons {
    static let head = """
        salon: { ru: Студия, en: Studio }
        address: { ru: 'ул. Абая, 1', en: 1 Abay St }
        zone: Asia/Almaty
        currency: KZT

        """

    static let empty = SalonCatalogue(
        revision: 1, salonName: LocalizedName(["ru": "Студия", "en": "Studio"]),
        address: LocalizedName(["ru": "", "en": ""]),
        zone: .utc, services: [], masters: [], rules: BookingRules(), closures: [])

    static let namesakes =
        head + """
            services:
              - { id: manicure, name: { ru: Маникюр, en: Manicure }, minutes: 60, price: 8000 }
              - { id: pedicure, name: { ru: Педикюр, en: Pedicure }, minutes: 60, price: 9000 }
            masters:
              - id: first
                name: { ru: Саша Иванова, en: Sasha Ivanova }
                services: all
                hours: { mon-sun: 10:00-19:00 }
              - id: second
                name: { ru: Саша Петрова, en: Sasha Petrova }
                services: all
                hours: { mon-sun: 10:00-19:00 }
            """

    static func studio() throws -> String {
        try String(contentsOf: Bots.repository.appendingPathComponent("flows/nail-studio/salon.yaml"), encoding: .utf8)
    }
}

/// What `flows/README.md` shows.
enum Readme {
    struct HasNoFlow: Error {}

    /// The first whole bot of the page.
    static func flow() throws -> String {
        let page = try String(
            contentsOf: Bots.repository.appendingPathComponent("flows/README.md"), encoding: .utf8)
        guard let start = page.range(of: "```flow\n"), let end = page.range(of: "```", range: start.upperBound..<page.endIndex)
        else { throw HasNoFlow() }
        return String(page[start.upperBound..<end.lowerBound])
    }
}
