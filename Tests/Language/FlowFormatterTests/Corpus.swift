import FlowCompiler
import FlowDiagnostics
import FlowFormatter
import FlowMachine
import FlowSyntax
import Foundation
import Grammar
import StandardFlows
import Testing

/// Every flow file of the repository, and the short ways to parse, format and compile one.
enum Corpus {
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../..").standardizedFileURL
    private static let folders = [
        "Tests/Corpus/syntax", "Tests/Corpus/checks", "Tests/Corpus/errors", "flows/standard/library", "flows/nail-studio",
    ]

    /// By path from the repository's root.
    static let files: [String] = folders.flatMap { folder in
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)) ?? []
        return names.filter { $0.hasSuffix(".flow") }.sorted().map { "\(folder)/\($0)" }
    }

    private static let tables = Result {
        var wordings: [String: Wording] = [:]
        for (language, bytes) in GrammarFiles.wordings { wordings[language] = try WordingTable.read(bytes) }
        return (keywords: try KeywordTable(bytes: GrammarFiles.keywords), wordings: wordings)
    }

    private static let library = Result {
        let keywords = try tables.get().keywords
        return StandardFlows.files.enumerated().map {
            Parser.parse(
                SourceFile(name: $0.element.name, bytes: $0.element.bytes), fileIndex: $0.offset + 1, keywords: keywords)
        }
    }

    static func keywords() throws -> KeywordTable { try tables.get().keywords }

    static func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: root.appending(path: path))) }

    static func parse(_ bytes: [UInt8]) throws -> ParsedFile {
        Parser.parse(SourceFile(name: "bot.flow", bytes: bytes), fileIndex: 0, keywords: try keywords())
    }

    /// The file laid out; a refusal is an issue of its own.
    static func format(
        _ bytes: [UInt8], _ dialect: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> [UInt8] {
        let file = try parse(bytes)
        let dialect = dialect.map(Dialect.init(name:))
        switch Formatter.format(file, keywords: try keywords(), dialect: dialect) {
        case .formatted(let bytes): return bytes
        case .refused(let findings):
            let words = findings.map { "\($0.code.id) \($0.arguments)" }.joined(separator: ", ")
            Issue.record("refused: \(words)", sourceLocation: sourceLocation)
            return []
        }
    }

    static func format(
        _ text: String, _ dialect: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> String {
        String(decoding: try format(Array(text.utf8), dialect, sourceLocation: sourceLocation), as: UTF8.self)
    }

    static func compile(_ bytes: [UInt8]) throws -> CompileResult {
        Compiler.compile(
            CompileInput(
                sources: [try parse(bytes)], library: try library.get(), keywords: try tables.get().keywords,
                wordings: try tables.get().wordings))
    }

    /// Whether the file can be laid out at all.
    static func isReadable(_ bytes: [UInt8]) throws -> Bool {
        try parse(bytes).diagnostics.allSatisfy { $0.code == .otherDialect || $0.severity != .error }
    }

    /// What a file says, without places: two files with the same outline say the same, in the same words.
    static func outline(_ bytes: [UInt8]) throws -> String {
        var lines: [String] = []
        append(try parse(bytes).file, depth: 0, to: &lines)
        return lines.joined(separator: "\n")
    }

    private static func append(_ value: Any, depth: Int, to lines: inout [String]) {
        if value is Span { return }
        let mirror = Mirror(reflecting: value)
        if mirror.children.isEmpty { return lines.append(String(repeating: " ", count: depth) + "\(value)") }
        for child in mirror.children {
            lines.append(String(repeating: " ", count: depth) + (child.label ?? "·"))
            append(child.value, depth: depth + 1, to: &lines)
        }
    }
}
