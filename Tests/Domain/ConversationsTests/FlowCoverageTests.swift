import BotFiles
import Conversations
import FlowCompiler
import FlowDiagnostics
import FlowInterpreter
import FlowMachine
import Foundation
import Testing

@Suite("Conversations: what tests go through")
struct FlowCoverageTests {
    private struct Covered {
        var coverage: FlowCoverage
        var machine: Machine
        var source: SourceFile

        /// `kind@line` of everything gone through.
        func names(covered: Bool) -> Set<String> {
            let index = LineIndex(source)
            return Set(
                coverage.items.filter { ($0.count > 0) == covered }.map { item in
                    "\(item.part.kind.rawValue) \(index.content(of: index.line(at: item.span.start)).trimmingPrefix { $0 == " " })"
                })
        }
    }

    private func covered(by tests: String) throws -> Covered {
        let bot = try Bots.nailStudio.get()
        let toolchain = try Bots.toolchain.get()
        let flow = String(decoding: try Bots.source("flows/nail-studio/bot.flow").bytes, as: UTF8.self)
        let start = try #require(flow.range(of: "test всё одной фразой")).lowerBound
        let source = SourceFile(name: "bot.flow", text: flow[..<start] + tests)
        let compiled = try Bots.compiled([source], salon: bot.catalogue)
        let runs = try compiled.tests.map { try FlowTestRun($0, bot: toolchain.bot(compiled, catalogue: bot.catalogue)) }
        for run in runs { #expect(run.failure == nil, "\(run.title): \(String(describing: run.failure))") }
        let coverage = FlowCoverage(
            compiled.machine, places: toolchain.places(of: compiled, sources: [source]), traces: runs.map(\.trace))
        return Covered(coverage: coverage, machine: compiled.machine, source: source)
    }

    @Test("without tests nothing is covered, and everything of the bot's own counts")
    func nothing() throws {
        let result = try covered(by: "")
        #expect(result.coverage.covered == 0)
        #expect(result.coverage.percent == 0)
        let missed = result.names(covered: false)
        for part in [
            "step step collect", "option option change -> collect forget date, time", "outcome on limit -> too-many",
            "silence silent 24 hours -> goodbye", "tries tries 3 -> operator", "intent start on book", "answer answer parking",
        ] { #expect(missed.contains(part), "\(part) is not among \(missed.sorted())") }
        #expect(!missed.contains { $0.contains("unsubscribe") }, "the library's parts are not the bot's")
    }

    @Test("a test goes through exactly the parts it touches")
    func one() throws {
        let result = try covered(
            by: """
                test всё
                  now 2026-03-10 09:00
                  booking.create answers limit
                  customer: хочу на маникюр к Ане завтра в три
                  customer: а парковка у вас есть?
                  customer taps yes

                """)
        #expect(
            result.names(covered: true) == [
                "step step collect", "step step confirm", "step step save", "step step too-many",
                "option option yes -> save", "outcome on limit -> too-many", "intent start on book",
                "answer answer parking",
            ])
        #expect(result.coverage.percent == result.coverage.covered * 100 / result.coverage.items.count)
    }

    @Test("silences and ways out are told apart by their step")
    func waiting() throws {
        let result = try covered(
            by: """
                test молчание и попытки
                  now 2026-03-10 09:00
                  customer: хочу на маникюр
                  silent 30 minutes
                  customer: абракадабра
                  customer: абракадабра
                  customer: абракадабра
                  expect step operator

                """)
        let covered = result.names(covered: true)
        #expect(covered.contains("silence silent 30 minutes -> nudge"))
        #expect(!covered.contains("silence silent 24 hours -> goodbye"))
        let tries = result.coverage.items.filter { $0.part.kind == .tries }
        #expect(tries.map(\.count) == [1, 0], "of collect, not of confirm")
    }

    @Test("what is wrong with a text is said word by word, against the nearest line")
    func difference() {
        typealias Piece = TextDifference.Piece
        let cases: [(String, String, [Piece])] = [
            ("a b c", "a b c", [.same("a b c")]), ("", "", []), ("a", "", [.missing("a")]), ("", "b", [.extra("b")]),
            ("Записала на вторник", "записала на среду", [.same("записала на"), .missing("вторник"), .extra("среду")]),
            ("one two three", "zero one three", [.extra("zero"), .same("one"), .missing("two"), .same("three")]),
        ]
        for (expected, found, pieces) in cases {
            #expect(TextDifference.between(expected, found) == pieces, "\(expected) | \(found)")
        }
        #expect(
            TextDifference.nearest(to: "ждём вас в пять", in: "Здравствуйте!\nждём вас в шесть\nвсего доброго") == [
                .same("ждём вас в"), .missing("пять"), .extra("шесть"),
            ])
        let long = String(repeating: "слово ", count: 1000)
        #expect(TextDifference.between(long, "иначе") == [.missing(long), .extra("иначе")])
    }
}
