internal import ArgumentParser
internal import BotFiles
internal import Conversations
internal import FlowCompiler
internal import FlowDiagnostics

struct TestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Plays the `test` conversations of a flow and says where they go otherwise.")

    @OptionGroup var arguments: BotArguments

    func run() throws {
        let console = arguments.console
        let (bot, flow, folder) = try arguments.bot(try Toolchain())
        var failed = 0
        for test in flow.tests {
            let run = try FlowTestRun(test, bot: bot)
            guard let failure = run.failure else {
                console.data("✓ \(run.title)")
                continue
            }
            failed += 1
            let source = folder.sources[failure.span.file]
            let place = LineIndex(source).position(at: failure.span.start)
            console.data("✗ \(run.title)")
            console.data("  \(source.name):\(place.line):\(place.column)")
            console.data("  \(console.words(ru: "ожидалось", en: "expected")): \(failure.expected)")
            console.data("  \(console.words(ru: "получилось", en: "found")): \(failure.found)")
            for line in run.transcript { console.data(line.text(indent: "    ")) }
        }
        console.talk(
            console.words(
                ru: "Тестов: \(flow.tests.count), не прошло: \(failed).", en: "Tests: \(flow.tests.count), failed: \(failed)."))
        if failed > 0 { throw ExitCode(ExitStatus.findings) }
    }
}

extension FlowTestRun.TranscriptLine {
    func text(indent: String) -> String {
        let speaker =
            switch speaker {
            case .customer: "customer: "
            case .tap: "customer taps "
            case .bot: "bot: "
            case .clock: "now "
            }
        let continuation = "\n" + indent + String(repeating: " ", count: speaker.count)
        return indent + speaker + text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: continuation)
    }
}
