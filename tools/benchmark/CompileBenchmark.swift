internal import BotFiles
internal import FlowCompiler
internal import FlowDiagnostics
internal import FlowMachine
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

        guard let own = fixture.folder.sources.first else { throw BenchmarkFault("no flow file") }
        let text = String(decoding: own.bytes, as: UTF8.self)
        let bots = (0..<1_000).map { number in lines(of: text, named: number) }
        let lint = (0..<5).map { _ in
            seconds { for bot in bots.prefix(50) { _ = fixture.toolchain.check([bot], catalogue: fixture.salon.catalogue) } }
                / 50 * 1000
        }
        report("lint of 300 lines, all proofs, ms", Spread(lint), aim: "< 10")
        let all = seconds { for bot in bots { _ = fixture.toolchain.check([bot], catalogue: fixture.salon.catalogue) } }
        report("lint of 1,000 bots of 300 lines, one core, s", String(format: "%.2f", all), aim: "< 10")

        if let flow = fixture.toolchain.check([bots[0]], catalogue: fixture.salon.catalogue).compiled {
            let bytes = flow.machine.encoded
            report("compiled bot of 300 lines, kB", String(format: "%.1f", Double(bytes.count) / 1000), aim: "≤ 64")
            // As the server loads it: the hash is checked first.
            let loads = try (0..<5).map { _ in
                try seconds { for _ in 0..<200 { _ = Program(try Machine(encoded: bytes), hash: ContentHash(of: bytes)) } }
                    / 200 * 1e6
            }
            report("load of it, its hash checked, µs", Spread(loads), aim: "< 100")
        }

        let answers = (0..<2_000).map { number in
            """
            намерение question-\(number)
              ru: вопрос номер\(number) [про]? (парковку|оплату)
              en: question number\(number) [about]? (parking|payment)

            ответ question-\(number)
              ru: Ответ на вопрос \(number): да, конечно, всё это у нас есть, приходите.
              en: The answer to question \(number): yes of course, we have all of it, do come.

            """
        }
        let large = SourceFile(name: "large.flow", text: text + "\n" + answers.joined())
        let findings = fixture.toolchain.check([large], proves: false).errors
        for proves in [false, true] {
            let speeds = (0..<3).map { _ in
                Double(large.bytes.count) / 1e6 / seconds { _ = fixture.toolchain.check([large], proves: proves) }
            }
            report(
                "a bot of \(large.bytes.count / 1000) kB (\(findings) errors), \(proves ? "all" : "no") proofs, MB/s",
                Spread(speeds), aim: proves ? nil : "≥ 10")
        }
    }

    /// The demo's bot, which is in the Russian dialect, with as many questions of its own as make it three hundred lines.
    private static func lines(of text: String, named number: Int) -> SourceFile {
        var result = text
        var lines = text.count { $0 == "\n" }
        var question = 0
        while lines < 300 {
            question += 1
            let added = """

                намерение own-\(number)-\(question)
                  ru: вопрос номер\(question)
                  en: query number\(question)
                ответ own-\(number)-\(question)
                  ru: Ответ \(question): да, всё это у нас есть.
                  en: Answer \(question): yes, we have all of it.

                """
            result += added
            lines += added.count { $0 == "\n" }
        }
        return SourceFile(name: "bot-\(number).flow", text: result)
    }
}
