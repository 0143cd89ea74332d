internal import ArgumentParser
internal import BotFiles
internal import Conversations
internal import FlowCompiler
internal import FlowDiagnostics
internal import FlowMachine
internal import Foundation

struct TestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Plays the `test` conversations of a flow and says where they go otherwise.",
        discussion: """
            --coverage shows which parts of the bot the tests go through; --mutate breaks the bot in small ways, one at a \
            time, and lists what no test notices.
            """)

    @OptionGroup var arguments: BotArguments

    @ArgumentParser.Option(help: "text for people, json for programs: an object a line.")
    var format: Format = .text

    @ArgumentParser.Option(help: "Play only the tests whose title contains this.")
    var filter: String?

    @ArgumentParser.Option(help: "Write the results to this file as JUnit XML.")
    var junit: String?

    @Flag(help: "Show which steps, options, outcomes, silences and answers the tests went through.")
    var coverage = false

    @ArgumentParser.Option(help: "End with 1 when less than this percentage is covered.")
    var coverageMinimum: Int?

    @Flag(help: "Break the bot in small ways and list what the tests do not notice.")
    var mutate = false

    @ArgumentParser.Option(help: "Try at most so many broken variants, spread over the whole bot.")
    var limit: Int?

    enum Format: String, CaseIterable, ExpressibleByArgument { case text, json }

    func validate() throws {
        if let coverageMinimum, !(0...100).contains(coverageMinimum) {
            throw ValidationError("--coverage-minimum is a percentage from 0 to 100.")
        }
        if let limit, limit < 1 { throw ValidationError("--limit is a number from 1.") }
        if limit != nil, !mutate { throw ValidationError("--limit goes with --mutate.") }
    }

    func run() async throws {
        let console = arguments.console
        let toolchain = try Toolchain()
        let (bot, flow, folder) = try arguments.bot(toolchain)
        let tests = flow.tests.filter { test in filter.map { test.title.localizedCaseInsensitiveContains($0) } ?? true }
        var report = TestReport(sources: folder.sources, console: console, isText: format == .text)
        for test in tests {
            let clock = ContinuousClock()
            let start = clock.now
            let run = try FlowTestRun(test, bot: bot)
            report.add(run, of: test, seconds: (clock.now - start) / .seconds(1))
        }
        report.finish()
        if let junit { try write(JUnitReport.xml(bot: flow.machine.bot, report.results), to: junit) }
        var isShort = false
        if coverage || coverageMinimum != nil {
            let places = toolchain.places(of: flow, sources: folder.sources)
            let coverage = FlowCoverage(flow.machine, places: places, traces: report.results.map(\.run.trace))
            let spelling = toolchain.spelling(of: folder.sources)
            CoverageReport(
                coverage: coverage, machine: flow.machine, sources: folder.sources, spelling: spelling, console: console
            ).write(isText: format == .text)
            isShort = coverage.percent < (coverageMinimum ?? 0)
            if isShort, let coverageMinimum {
                console.talk(
                    console.words(
                        ru: "Покрыто \(coverage.percent) %, а нужно \(coverageMinimum) %.",
                        en: "\(coverage.percent)% is covered, and \(coverageMinimum)% is wanted."))
            }
        }
        if mutate {
            guard report.failed == 0 else {
                console.talk(
                    console.words(
                        ru: "Сначала нужно, чтобы проверки проходили; сломанные варианты не пробовались.",
                        en: "The tests must pass first; no broken variants were tried."))
                throw ExitCode(ExitStatus.findings)
            }
            let places = toolchain.places(of: flow, sources: folder.sources)
            var mutants = FlowMutant.all(of: flow.machine, places: places)
            if let limit { mutants = FlowMutant.sample(mutants, limit: limit) }
            let survivors = await MutationRun.survivors(of: mutants, tests: tests, bot: bot)
            MutationReport(
                mutants: mutants, survivors: survivors, machine: flow.machine, sources: folder.sources,
                spelling: toolchain.spelling(of: folder.sources), console: console
            ).write(isText: format == .text)
        }
        if report.failed > 0 || isShort { throw ExitCode(ExitStatus.findings) }
    }

    private func write(_ text: String, to path: String) throws {
        do { try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
            throw OutsideFailure("`\(path)` cannot be written: \(error.localizedDescription)")
        }
    }
}
