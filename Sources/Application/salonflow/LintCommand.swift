internal import ArgumentParser
internal import BotFiles
internal import FlowDiagnostics
internal import JSON
internal import SalonFiles

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
            case .json: bot.console.data(bytes: renderer.value(diagnostic).json.bytes() + [UInt8(ascii: "\n")])
            }
        }
        bot.console.talk(checked.summary(bot.console))
        if checked.errors > 0 { throw ExitCode(ExitStatus.findings) }
    }
}

extension RenderedDiagnostic {
    /// Line and column count from 1; a column is a character.
    fileprivate var json: JSONValue {
        var object = JSONObject()
        object["code"] = .string(id)
        object["severity"] = .string(severity == .error ? "error" : "warning")
        object["message"] = .string(message)
        object["help"] = help.map(JSONValue.string) ?? .null
        object["file"] = .string(file)
        object["line"] = .number(JSONNumber(line))
        object["column"] = .number(JSONNumber(column))
        object["endLine"] = .number(JSONNumber(endLine))
        object["endColumn"] = .number(JSONNumber(endColumn))
        object["fix"] = fix.map(\.json) ?? .null
        return .object(object)
    }
}

extension RenderedDiagnostic.Fix {
    fileprivate var json: JSONValue {
        var object = JSONObject()
        object["line"] = .number(JSONNumber(line))
        object["column"] = .number(JSONNumber(column))
        object["endLine"] = .number(JSONNumber(endLine))
        object["endColumn"] = .number(JSONNumber(endColumn))
        object["replacement"] = .string(replacement)
        return .object(object)
    }
}
