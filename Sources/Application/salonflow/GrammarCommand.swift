internal import ArgumentParser
internal import FlowSyntax
internal import Grammar
internal import TextMate

struct GrammarCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grammar", abstract: "Writes the language's grammar for other programs.",
        subcommands: [TextMateCommand.self])

    struct TextMateCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "textmate",
            abstract: "The TextMate grammar that editors colour flow files by, as in Grammar/editor.")

        func run() throws {
            Console().data(bytes: TextMateGrammar.json(try KeywordTable(bytes: GrammarFiles.keywords)))
        }
    }
}
