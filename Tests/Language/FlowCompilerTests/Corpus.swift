import FlowCompiler
import FlowDiagnostics
import FlowMachine
import FlowSyntax
import Foundation
import Grammar
import StandardFlows
import Testing

/// The files that the compiler's tests read, and the one way in which they compile them.
enum Corpus {
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../..").standardizedFileURL
    static let checks = root.appending(path: "Tests/Corpus/checks")
    static let machines = root.appending(path: "Tests/Corpus/machines")

    /// Set to record golden files anew; the run fails all the same, so that nobody approves by accident.
    static let records = ProcessInfo.processInfo.environment["SALONFLOW_RECORD"] != nil

    static func bytes(_ url: URL) throws -> [UInt8] { [UInt8](try Data(contentsOf: url)) }

    static func flow(_ name: String) throws -> [UInt8] { try bytes(checks.appending(path: "\(name).flow")) }

    static func demo() throws -> [UInt8] { try bytes(root.appending(path: "flows/nail-studio/bot.flow")) }

    /// The broken flows, one for each finding, in the order of their names.
    static func brokenFlows() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: checks.path)
            .filter { $0.hasSuffix(".flow") && $0.contains("-") && $0.first?.isUppercase == true }
            .map { String($0.dropLast(5)) }.sorted()
    }

    /// Read once for all tests: reading them takes longer than compiling a bot.
    private static let tables = Result {
        var wordings: [String: Wording] = [:]
        for (language, bytes) in GrammarFiles.wordings { wordings[language] = try WordingTable.read(bytes) }
        return (keywords: try KeywordTable(bytes: GrammarFiles.keywords), wordings: wordings)
    }

    /// The library's files by the number of bot files before them, for spans number files through.
    private static let libraries = Result {
        let keywords = try tables.get().keywords
        return (0...2).map { parse(StandardFlows.files.map { ($0.name, $0.bytes) }, from: $0, keywords) }
    }

    private static func parse(_ files: [(String, [UInt8])], from first: Int, _ keywords: KeywordTable) -> [ParsedFile] {
        files.enumerated().map {
            Parser.parse(
                SourceFile(name: $0.element.0, bytes: $0.element.1), fileIndex: first + $0.offset, keywords: keywords)
        }
    }

    static func wordings() throws -> [String: Wording] { try tables.get().wordings }

    static func input(_ sources: [[UInt8]]) throws -> CompileInput {
        let (keywords, wordings) = try tables.get()
        let files = parse(sources.enumerated().map { ("bot-\($0.offset).flow", $0.element) }, from: 0, keywords)
        return CompileInput(
            sources: files, library: try libraries.get()[sources.count], keywords: keywords, wordings: wordings)
    }

    static func compile(_ sources: [UInt8]...) throws -> CompileResult { Compiler.compile(try input(sources)) }

    static func compile(_ text: String) throws -> CompileResult { try compile(Array(text.utf8)) }

    static func codes(_ text: String) throws -> [String] { try compile(text).diagnostics.map(\.code.id) }

    /// Compares with a golden file, or records it when asked to.
    static func expectGolden(_ actual: String, at url: URL, sourceLocation: SourceLocation = #_sourceLocation) throws {
        if records {
            try Data(actual.utf8).write(to: url)
            Issue.record("recorded \(url.lastPathComponent)", sourceLocation: sourceLocation)
            return
        }
        let expected = (try? bytes(url)).map { String(decoding: $0, as: UTF8.self) }
        #expect(actual == expected, "\(url.lastPathComponent)", sourceLocation: sourceLocation)
    }
}
