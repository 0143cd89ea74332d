internal import ArgumentParser
internal import BotFiles
internal import FlowDiagnostics
internal import Foundation
internal import LanguageServer

struct LanguageServerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lsp",
        abstract: "The language server for editors: the Language Server Protocol over standard input and output.",
        discussion: """
            Editors start it by themselves; Grammar/editor/README.md says how to set them up. It ends with the editor: 0 after \
            an orderly farewell, 1 otherwise.
            """)

    @OptionGroup var speech: LanguageOption

    @Flag(help: "Speak over standard input and output; so it is in any case, and many editors say so.")
    var stdio = false

    func run() throws {
        let session = LanguageSession(
            toolchain: try Toolchain(), language: speech.console.messageLanguage,
            layout: try LanguageSession.standardLayout())
        var loop = MessageLoop(session)
        // A client that goes away while it is written to must not end the program by a signal.
        signal(SIGPIPE, SIG_IGN)
        let code = loop.run(input: .standardInput, output: .standardOutput)
        if code != 0 { throw ExitCode(code) }
    }
}
