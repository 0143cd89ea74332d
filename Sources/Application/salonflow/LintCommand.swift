internal import ArgumentParser
internal import BotFiles
internal import FlowDiagnostics
internal import JSON
internal import Linting
internal import SalonFiles

struct LintCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint", abstract: "Finds everything that is wrong with a bot, and says what to write instead.",
        discussion: """
            Ends with 0 when there is no error, 1 when there is one (with --strict: also for a warning), 2 for wrong usage \
            or a wrong lint.yaml, 3 when a file cannot be read. A lint.yaml beside the flow files sets how severe the \
            project takes its warnings. `salonflow explain CODE` tells more about a finding.

            With --against it is also said what the bot would do to the conversations that are under way in another version: \
            which have nowhere to go (an error), which are asked again, and what going back to that version would do.
            """)

    @OptionGroup var bot: BotArguments

    @Option(
        help: """
            text for people; json: an object a line; sarif: a SARIF 2.1.0 log for code scanning; github: workflow \
            commands that GitHub Actions shows on the pull request.
            """)
    var format: Format = .text

    @Flag(help: "Let warnings end the command with 1, as errors do.")
    var strict = false

    @Flag(help: "Apply the changes that findings offer to the bot's files, and report what is left.")
    var fix = false

    @Flag(help: "With --fix: change nothing, print what would change as a unified diff.")
    var dryRun = false

    @OptionGroup var against: AgainstArguments

    @Option(help: "For sarif: the address of Grammar/diagnostics, to which findings then link.")
    var pagesURL: String?

    enum Format: String, CaseIterable, ExpressibleByArgument { case text, json, sarif, github }

    func validate() throws {
        if dryRun, !fix { throw ValidationError("--dry-run goes with --fix: it shows what --fix would change.") }
    }

    func run() async throws {
        let toolchain = try Toolchain()
        let folder = try bot.read(toolchain)
        let settings = try readSettings()
        let live = try await against.machine(bot.console, toolchain)
        let check = { (sources: [SourceFile]) in
            toolchain.check(sources, catalogue: folder.salon?.catalogue, against: live)
        }
        if fix {
            let run = FixRun(folder.sources) { settings.applied(to: check($0).diagnostics) }
            try finishFixing(run, before: folder.sources)
            try finish(run.remaining, sources: check(run.sources).sources, reports: !dryRun)
        } else {
            let checked = check(folder.sources)
            try finish(settings.applied(to: checked.diagnostics), sources: checked.sources, reports: true)
        }
    }

    private func readSettings() throws -> SeveritySettings {
        do {
            return try LintFile.beside(bot.path, language: bot.console.messageLanguage)?.severities ?? SeveritySettings()
        } catch let error as LintFileError {
            bot.console.talk(error.description)
            throw ExitCode(ExitStatus.wrongUsage)
        } catch {
            throw OutsideFailure(error)
        }
    }

    /// Reports the findings, sums up, and ends the command as they call for.
    private func finish(_ diagnostics: [Diagnostic], sources: [SourceFile], reports: Bool) throws {
        if reports { try report(diagnostics, sources) }
        let errors = diagnostics.count { $0.severity == .error }
        let warnings = diagnostics.count - errors
        bot.console.talk(
            bot.console.words(
                ru: "Ошибок: \(errors), предупреждений: \(warnings).", en: "Errors: \(errors), warnings: \(warnings)."))
        if errors > 0 || strict && warnings > 0 { throw ExitCode(ExitStatus.findings) }
    }

    private func report(_ diagnostics: [Diagnostic], _ sources: [SourceFile]) throws {
        let console = bot.console
        let renderer = DiagnosticRenderer(
            sources: sources, language: console.messageLanguage, usesColor: console.usesColour && format == .text)
        switch format {
        case .text: for diagnostic in diagnostics { console.data(renderer.text(diagnostic)) }
        case .json:
            for diagnostic in diagnostics {
                console.data(bytes: renderer.value(diagnostic).json.bytes() + [UInt8(ascii: "\n")])
            }
        case .github: for diagnostic in diagnostics { console.data(WorkflowCommand.text(renderer.value(diagnostic))) }
        case .sarif:
            let report = SARIFReport(
                language: console.messageLanguage, pages: try DiagnosticPage.builtIn(), pagesAddress: pagesURL)
            console.data(bytes: report.log(diagnostics, in: sources).bytes(.pretty) + [UInt8(ascii: "\n")])
        }
    }

    /// Writes the changed files, or shows what would change, and says what was done.
    private func finishFixing(_ run: FixRun, before: [SourceFile]) throws {
        let console = bot.console
        for (old, new) in zip(before, run.sources) where old.bytes != new.bytes {
            if dryRun {
                console.data(bytes: Array(UnifiedDiff.text(old: old.bytes, new: new.bytes, name: old.name).utf8))
                continue
            }
            do { try FileReplacement.write(new.bytes, to: new.name) } catch {
                throw OutsideFailure(
                    console.words(
                        ru: "Файл `\(error.path)` не удалось переписать: \(error.reason). Проверьте права на файл и папку.",
                        en: "The file `\(error.path)` could not be rewritten: \(error.reason). Check its rights and its folder's."
                    ))
            }
        }
        for change in run.made {
            let done = dryRun ? console.words(ru: "исправится", en: "would mend") : console.words(ru: "исправлено", en: "mended")
            console.talk("\(done): \(change.text(in: console.messageLanguage))")
        }
        for change in run.refused {
            let left = console.words(
                ru: "не исправлено, иначе ошибок стало бы больше", en: "left alone, or there would be more errors")
            console.talk("\(left): \(change.text(in: console.messageLanguage))")
        }
        if run.made.isEmpty, run.refused.isEmpty {
            console.talk(
                console.words(ru: "Исправлять самой программе нечего.", en: "There is nothing the program could mend by itself."))
        }
    }
}
