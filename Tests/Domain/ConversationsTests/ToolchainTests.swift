import BotFiles
import Conversations
import FlowCompiler
import FlowDiagnostics
import Foundation
import SalonFiles
import Testing

/// What checking a flow finds with the understanding at hand, and what a failing `test` block says.
@Suite("Conversations: checks that play the bot")
struct ToolchainTests {
    private static let intent = """
        intent parking
          ru: где припарковаться
          en: parking
          example ru: сколько стоит маникюр?
          example en: where is the parking?

        answer parking
          ru: Во дворе.
          en: In the yard.

        """

    /// The nail studio with a file beside its own, which may be in another dialect.
    private func nailStudio(adding text: String) throws -> [SourceFile] {
        try Bots.nailStudioFlow() + [SourceFile(name: "added.flow", text: "salonflow 1\n\n" + text)]
    }

    @Test("an example that means something else is an error, at its words")
    func failingExample() throws {
        let source = SourceFile(
            name: "bot.flow",
            text: "salonflow 1\nbot small\nlanguages ru, en\nuse standard\n\n" + ToolchainTests.intent
                + String(decoding: try Bots.source("Tests/Corpus/transcripts/side-flows.flow").bytes, as: UTF8.self)
                .split(separator: "\n", omittingEmptySubsequences: false).dropFirst(4).joined(separator: "\n"))
        let checked = try Bots.toolchain.get().check([source])
        let errors = checked.diagnostics.filter { $0.severity == .error }
        #expect(errors.map(\.code) == [.exampleFails], "\(errors)")
        #expect(checked.compiled == nil)
        let error = try #require(errors.first)
        #expect(error.arguments.prefix(2) == ["parking", "ask_price"])
        #expect(error.arguments.last?.hasPrefix("ru.intent.ask_price: ") == true, "the rule that took it is named")
        #expect(String(decoding: source.bytes[error.span.range], as: UTF8.self).contains("сколько стоит маникюр?"))
        #expect(DiagnosticCode.exampleFails.id == "R003")
    }

    @Test(
        "the tests of the example bots pass",
        arguments: ["flows/nail-studio", "flows/barbershop", "flows/beauty-salon/abay", "flows/beauty-salon/lake"])
    func passingTests(path: String) throws {
        let (bot, flow) = try Bots.folder(path)
        #expect(flow.tests.count >= 10)
        for test in flow.tests {
            let run = try FlowTestRun(test, bot: bot)
            #expect(run.failure == nil, "\(test.title): \(String(describing: run.failure))")
            #expect(run.transcript.contains { $0.speaker == .bot })
        }
    }

    @Test("the example bots and their locations have no finding", arguments: ["nail-studio", "barbershop", "beauty-salon/lake"])
    func withoutFindings(name: String) throws {
        let folder = try BotFolder(
            path: Bots.repository.appendingPathComponent("flows/\(name)").path, zones: Bots.zones)
        let checked = try Bots.toolchain.get().check(folder.sources, catalogue: folder.salon?.catalogue)
        #expect(checked.diagnostics.isEmpty, "\(checked.diagnostics)")
    }

    @Test("the test of the language's own page passes")
    func romashka() throws {
        let bot = try Bots.nailStudio.get()
        let flow = try Bots.compiled([try Bots.source("Tests/Corpus/checks/romashka.flow")], salon: bot.catalogue)
        let romashka = try Bots.toolchain.get().bot(flow, catalogue: bot.catalogue)
        #expect(!flow.tests.isEmpty)
        for test in flow.tests {
            let run = try FlowTestRun(test, bot: romashka)
            #expect(run.failure == nil)
        }
    }

    struct Failing: Sendable, CustomStringConvertible {
        var line: String
        var expected: String
        var found: String
        var description: String { line }
    }

    @Test(
        "a failing test says what was expected, what was found and where",
        arguments: [
            Failing(line: "expect step collect", expected: "step collect", found: "confirm"),
            Failing(line: "expect time 16:00", expected: "time 16:00", found: "15:00"),
            Failing(line: "expect time none", expected: "time none", found: "15:00"),
            Failing(line: "expect date 2026-03-12", expected: "date 2026-03-12", found: "2026-03-11"),
            Failing(line: "expect service педикюр", expected: "service педикюр", found: "Маникюр"),
            Failing(line: "expect master any", expected: "master any", found: "Анна"),
            Failing(line: "expect outcome booked", expected: "outcome booked", found: "—"),
            Failing(line: "expect booking time 16:00", expected: "booking 16:00", found: "—"),
            Failing(line: "customer taps 19:00", expected: "19:00", found: "Записать, Изменить время, Не нужно"),
            Failing(
                line: "bot: Педикюр", expected: "bot: Педикюр",
                found: "Маникюр, Анна, 11 марта в 15:00. Цена 8\u{A0}000\u{A0}₸. Записать?"),
            Failing(
                line: "now 2026-03-09 09:00", expected: "now 2026-03-09 09:00",
                found: "2026-03-10 09:00: time never goes back"),
        ])
    func failing(_ failing: Failing) throws {
        let sources = try nailStudio(
            adding: """
                test will fail
                  now 2026-03-10 09:00
                  customer: хочу на маникюр к Ане завтра в три
                  \(failing.line)
                  customer: да

                """)
        let bot = try Bots.nailStudio.get()
        let flow = try Bots.compiled(sources, salon: bot.catalogue)
        let test = try #require(flow.tests.last)
        let run = try FlowTestRun(test, bot: bot)
        let failure = try #require(run.failure)
        #expect(failure.expected == failing.expected)
        #expect(failure.found.replacing("\u{202F}", with: "\u{A0}") == failing.found)
        #expect(String(decoding: sources[1].bytes[failure.span.range], as: UTF8.self).contains(failing.line.prefix(6)))
        #expect(run.transcript.count == 2, "nothing is played after the failure")
    }

    @Test("a booking where none was to be made fails the test")
    func unwantedBooking() throws {
        let sources = try nailStudio(
            adding:
                "test will fail\n  customer: маникюр к Ане завтра в три\n  customer taps yes\n  expect booking none\n")
        let bot = try Bots.nailStudio.get()
        let flow = try Bots.compiled(sources, salon: bot.catalogue)
        let test = try #require(flow.tests.last)
        let run = try FlowTestRun(test, bot: bot)
        let failure = try #require(run.failure)
        #expect(failure.expected == "booking none")
        #expect(failure.found == "booking 101")
    }
}
