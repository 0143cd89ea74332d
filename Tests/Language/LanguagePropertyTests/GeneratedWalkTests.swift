import BotFiles
import CivilTime
import Conversations
import FlowCompiler
import FlowDiagnostics
import FlowGenerator
import FlowInterpreter
import FlowMachine
import FlowSyntax
import Foundation
import Grammar
import Salon
import SalonFiles
import StandardFlows
import Testing
import TimeZones

/// Random conversations with bots that nobody wrote. `SALONFLOW_SEED=17` runs a single seed again.
@Suite("Generated bots: conversations")
struct GeneratedWalkTests {
    static let groups: [ClosedRange<UInt64>] =
        if let seed = ProcessInfo.processInfo.environment["SALONFLOW_SEED"].flatMap(UInt64.init) {
            [seed...seed]
        } else {
            (0..<4).map { $0 * 6 + 1...$0 * 6 + 6 }
        }

    private static let phrases = [
        "хочу записаться", "маникюр", "к Ане", "к любому", "завтра", "в пятницу", "вчера", "в 15:00", "в 23:00", "нет, лучше в 4",
        "хочу на маникюр к Ане завтра в 3", "да", "нет", "отмена", "позовите человека", "мяу", "5", "+7 900 000-00-00", "Мария",
        "I want to book", "manicure with Anna tomorrow at 3 pm", "anyone", "yes", "no", "cancel", "operator", "", " ", "😀💅🏽",
        "\u{202E}етсалп", "\u{0}", "{price}", "999999999999999999999",
    ]

    private static let toolchain = Result { try Toolchain(zones: TimeZoneDatabase()) }

    private static let catalogue = Result {
        let zones = TimeZoneDatabase()
        let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../flows/nail-studio/salon.yaml")
        let text = String(decoding: try Data(contentsOf: url.standardizedFileURL), as: UTF8.self)
        return try SalonFile(text, name: "salon.yaml") { try zones.zone(named: $0) }.catalogue
    }

    private static let tables = Result {
        let keywords = try KeywordTable(bytes: GrammarFiles.keywords)
        var wordings: [String: Wording] = [:]
        for (language, bytes) in GrammarFiles.wordings { wordings[language] = try WordingTable.read(bytes) }
        let library = StandardFlows.files.enumerated().map {
            Parser.parse(
                SourceFile(name: $0.element.name, bytes: $0.element.bytes), fileIndex: $0.offset + 1, keywords: keywords)
        }
        return (keywords, wordings, library)
    }

    private static func bot(_ generated: GeneratedBot, seed: UInt64) throws -> Bot {
        var printer = BotPrinter(
            keywords: try tables.get().0, dialect: seed % 2 == 0 ? "ru" : "en", layout: .wild,
            usesFirstSpellings: false, seed: seed)
        let (keywords, wordings, library) = try tables.get()
        let source = SourceFile(name: "bot.flow", bytes: printer.print(generated))
        let result = Compiler.compile(
            CompileInput(
                sources: [Parser.parse(source, fileIndex: 0, keywords: keywords)], library: library, keywords: keywords,
                wordings: wordings))
        let errors = result.diagnostics.filter { $0.severity == .error }.map { "\($0.code.id) \($0.arguments)" }
        let flow = try #require(result.compiled, "seed \(seed): \(errors)")
        return try toolchain.get().bot(flow, catalogue: catalogue.get())
    }

    /// Goal: no bot that compiles can be talked into a trap, past a bound of the interpreter or into a state that does not
    /// survive its bytes.
    @Test("Sixty events with each bot break no bound", arguments: groups)
    func walk(seeds: ClosedRange<UInt64>) throws {
        let start = try #require(CivilDate(iso: "2026-03-10"))
        let morning = try #require(ClockTime(iso: "09:00"))
        for seed in seeds {
            let generated = BotGenerator.bot(seed: seed, size: Int(seed % 9) + 1)
            let bot = try Self.bot(generated, seed: seed)
            var random = SeededGenerator(seed: seed)
            var rehearsal = Rehearsal(bot: bot, now: bot.catalogue.zone.instant(of: CivilMoment(date: start, time: morning)))
            var shown: [MessageChoice] = []
            _ = try rehearsal.receive(.text("хочу записаться"))
            for event in 0..<60 {
                let said: [Message] =
                    switch random.number(0...9) {
                    case 0...3: try rehearsal.receive(.text(random.pick(Self.phrases + generated.phrases)))
                    case 4...6:
                        if shown.isEmpty {
                            try rehearsal.receive(.text(random.pick(Self.phrases)))
                        } else {
                            try rehearsal.receive(tap(random.chance(70) ? Array(shown.suffix(6)) : shown, &random))
                        }
                    case 7: try rehearsal.receive(.media(kind: random.pick(["image", "audio", "location"]), id: "1"))
                    case 8: try rehearsal.pass(seconds: random.number(1...3) * 3_000)
                    default: rehearsal.conversation == nil ? [] : try rehearsal.release()
                    }
                shown += said.flatMap(\.choices)
                #expect(!rehearsal.trace.contains(.limitMet), "seed \(seed), event \(event)")
                for message in said {
                    #expect(message.choices.count <= Limits.choicesPerMessage, "seed \(seed), event \(event)")
                    #expect(Set(message.choices.map(\.id)).count == message.choices.count, "seed \(seed), event \(event)")
                }
                if let conversation = rehearsal.conversation {
                    let again = try Conversation(encoded: conversation.encoded, for: bot.program.machine)
                    #expect(again == conversation, "seed \(seed), event \(event)")
                }
            }
            #expect(rehearsal.journal.allSatisfy { $0.answers.count <= Limits.questionsPerTurn }, "seed \(seed)")
            #expect(rehearsal.journal.count > 10, "seed \(seed): the walk got nowhere")
        }
    }

    private func tap(_ choices: [MessageChoice], _ random: inout SeededGenerator) -> InboundContent {
        let choice = random.pick(choices)
        return .tap(id: choice.id, title: choice.label)
    }
}
