internal import BotFiles
internal import FlowDiagnostics
internal import Foundation
internal import SalonFiles

/// Parsing, checking and lowering: the demo's bot with the standard library, and a bot of many copies of its answers.
enum CompileBenchmark {
    static func run() throws {
        let fixture = try Fixture()
        let rounds = 50
        let times = (0..<5).map { _ in
            seconds {
                for _ in 0..<rounds { _ = fixture.toolchain.check(fixture.folder.sources, catalogue: fixture.salon.catalogue) }
            } / Double(rounds) * 1000
        }
        report("the demo's bot with the library, ms", Spread(times))

        let answers = (0..<2_000).map { number in
            """
            intent question-\(number)
              ru: вопрос номер\(number) [про]? (парковку|оплату)
              en: question number\(number) [about]? (parking|payment)

            answer question-\(number)
              ru: Ответ на вопрос \(number): да, конечно, всё это у нас есть, приходите.
              en: The answer to question \(number): yes of course, we have all of it, do come.

            """
        }
        guard let own = fixture.folder.sources.first else { throw BenchmarkFault("no flow file") }
        let text = String(decoding: own.bytes, as: UTF8.self)
        let large = SourceFile(name: "large.flow", text: text + "\n" + answers.joined())
        let findings = fixture.toolchain.check([large]).errors
        let speeds = (0..<3).map { _ in
            Double(large.bytes.count) / 1e6 / seconds { _ = fixture.toolchain.check([large]) }
        }
        report("a bot of \(large.bytes.count / 1000) kB (\(findings) errors), MB/s", Spread(speeds))
    }
}
