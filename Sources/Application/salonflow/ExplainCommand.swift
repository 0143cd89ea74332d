internal import ArgumentParser
internal import FlowDiagnostics
internal import Linting

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Tells what a finding means, with a bad and a good example.",
        discussion: "CODE stands in brackets in what `salonflow lint` says, such as F006.")

    @Argument(help: "The code of a finding, such as F006.")
    var code: String?

    @Flag(help: "List every code with its message.")
    var list = false

    @OptionGroup var speech: LanguageOption

    func validate() throws {
        if list == (code != nil) { throw ValidationError("Name one code, such as `salonflow explain F006`, or give --list.") }
    }

    func run() throws {
        let console = speech.console
        let language = console.messageLanguage
        if list {
            for code in DiagnosticCode.all {
                console.data("\(code.id)  \(code.messageOutline(in: language))")
            }
            return
        }
        let written = code ?? ""
        guard let code = DiagnosticCode(id: written), let page = try DiagnosticPage.builtIn()[code] else {
            let near = DiagnosticCode.nearest(to: written)?.id
            console.talk(
                console.words(
                    ru: "Замечания «\(written)» нет" + (near.map { "; может быть, «\($0)»?" } ?? ".")
                        + " Все замечания: salonflow explain --list",
                    en: "There is no finding “\(written)”" + (near.map { "; did you mean “\($0)”?" } ?? ".")
                        + " All of them: salonflow explain --list"))
            throw ExitCode(ExitStatus.wrongUsage)
        }
        console.data(
            page.terminalText(in: language, width: console.textWidth) { heading in
                console.usesColour ? "\u{1B}[1m\(heading)\u{1B}[0m" : heading
            })
    }
}
