internal import ArgumentParser
internal import BotFiles
internal import FlowCompiler
internal import FlowDrawing
internal import FlowSyntax
internal import Foundation

struct GraphCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph", abstract: "Draws a bot: its steps, and the ways between them.",
        discussion: """
            Flows are drawn apart; a way into another flow ends at the name of the step there. What works in every state \
            is listed below. The standard library's steps are lighter.
            """)

    @OptionGroup var bot: BotArguments

    @ArgumentParser.Option(help: "svg: a picture; mermaid: text that Markdown viewers draw; dot: text for Graphviz.")
    var format: Form = .mermaid

    @ArgumentParser.Option(help: "Draw only the flow of this name.")
    var flow: String?

    @ArgumentParser.Option(name: .shortAndLong, help: "Write to this file instead of standard output.")
    var output: String?

    enum Form: String, CaseIterable, ExpressibleByArgument { case mermaid, svg, dot }

    func run() throws {
        let toolchain = try Toolchain()
        let (folder, compiled) = try bot.compiled(toolchain)
        let spelling = toolchain.spelling(of: folder.sources)
        let outlines = toolchain.outlines(of: compiled, sources: folder.sources)
        var only: String?
        if let flow {
            guard let found = outlines.first(where: { $0.name == flow || spelling($0.name, .name) == flow }) else {
                let names = outlines.map { spelling($0.name, .name) }.joined(separator: ", ")
                throw ValidationError(
                    bot.console.words(
                        ru: "Сценария «\(flow)» у бота нет. Есть: \(names).",
                        en: "The bot has no flow `\(flow)`. There are: \(names)."))
            }
            only = found.name
        }
        let chart = FlowChart(
            compiled.machine, flows: outlines, spelling: spelling, language: bot.console.messageLanguage, only: only)
        let text =
            switch format {
            case .mermaid: chart.mermaid
            case .svg: chart.svg
            case .dot: chart.dot
            }
        guard let output else { return bot.console.data(bytes: Array(text.utf8)) }
        do { try Data(text.utf8).write(to: URL(fileURLWithPath: output), options: .atomic) } catch {
            throw OutsideFailure("`\(output)` cannot be written: \(error.localizedDescription)")
        }
    }
}
