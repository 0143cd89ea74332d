import BotFiles
import Conversations
import FlowCompiler
import FlowDiagnostics
import FlowDifference
import FlowMachine
import FlowSyntax
import Foundation
import Testing

/// The example bots, and small ones written in a test.
enum Bots {
    static let toolchain = Result { try Toolchain() }

    struct DoesNotCompile: Error, CustomStringConvertible {
        let description: String
    }

    static func compiled(_ sources: [SourceFile]) throws -> CompiledFlow {
        let checked = try toolchain.get().check(sources)
        guard let flow = checked.compiled else {
            let renderer = DiagnosticRenderer(sources: checked.sources, language: .english, usesColor: false)
            throw DoesNotCompile(description: checked.diagnostics.map { renderer.text($0) }.joined(separator: "\n"))
        }
        return flow
    }

    static func machine(_ text: String) throws -> Machine { try compiled([SourceFile(name: "bot.flow", text: text)]).machine }

    static let examples = ["nail-studio", "barbershop", "beauty-salon/lake"]

    static func example(_ name: String) throws -> (flow: CompiledFlow, sources: [SourceFile]) {
        let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let folder = try BotFolder(
            path: repository.appendingPathComponent("flows/\(name)").path, zones: try toolchain.get().zones)
        let sources = folder.sources
        return (try compiled(sources), sources)
    }

    static func words(_ language: MessageLanguage) throws -> DifferenceWords {
        DifferenceWords(
            spelling: Spelling(keywords: try toolchain.get().keywords, dialect: Dialect(name: language.rawValue)),
            language: language)
    }

    /// What is said of the difference, indented.
    static func told(_ old: Machine, _ new: Machine, _ language: MessageLanguage = .russian) throws -> String {
        try words(language).lines(of: MachineDifference(from: old, to: new))
            .map { String(repeating: "  ", count: $0.depth) + $0.text }.joined(separator: "\n")
    }
}
