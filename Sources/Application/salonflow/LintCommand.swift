internal import ArgumentParser
internal import BotFiles
internal import FlowDiagnostics
internal import JSON

struct LintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint", abstract: "Finds everything that is wrong with a bot, and says what to write instead.")

    @OptionGroup var bot: BotArguments

    @Option(help: "text for people, json for programs: an object a line.")
    var format: Format = .text

    enum Format: String, CaseIterable, ExpressibleByArgument { case text, json }

    func run() throws {
        let toolchain = try Toolchain()
        let folder = try bot.read(toolchain)
        let checked = toolchain.check(folder.sources, catalogue: folder.salon?.catalogue)
        let renderer = checked.renderer(for: bot.console)
        for diagnostic in checked.diagnostics {
            switch format {
            case .text: bot.console.data(renderer.text(diagnostic))
            case .json: bot.console.data(bytes: renderer.value(diagnostic).json.serialized() + [UInt8(ascii: "\n")])
            }
        }
        bot.console.talk(checked.summary(bot.console))
        if checked.errors > 0 { throw ExitCode(ExitStatus.findings) }
    }
}

extension RenderedDiagnostic {
    /// Line and column count from 1; a column is a character.
    fileprivate var json: JSONValue {
        .object([
            "code": .string(id), "severity": .string(severity == .error ? "error" : "warning"),
            "message": .string(message), "help": help.map(JSONValue.string) ?? .null, "file": .string(file),
            "line": .number(line), "column": .number(column), "endLine": .number(endLine),
            "endColumn": .number(endColumn),
            "fix": fix.map { fix in
                .object([
                    "line": .number(fix.line), "column": .number(fix.column), "endLine": .number(fix.endLine),
                    "endColumn": .number(fix.endColumn), "replacement": .string(fix.replacement),
                ])
            } ?? .null,
        ])
    }
}
