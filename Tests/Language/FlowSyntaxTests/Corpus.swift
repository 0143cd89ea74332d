import FlowDiagnostics
import FlowSyntax
import Foundation
import Grammar
import Testing

/// The files under `Tests/Corpus`, and one keyword table for all tests.
enum Corpus {
    static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let folder = repository.appendingPathComponent("Tests/Corpus")

    static func keywords() throws -> KeywordTable { try KeywordTable(bytes: GrammarFiles.keywords) }

    /// Names of the files with this ending in a folder of the corpus, sorted.
    static func names(_ part: String, ending: String) -> [String] {
        let path = folder.appendingPathComponent(part).path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { $0.hasSuffix(ending) }.sorted()
    }

    static func source(_ part: String, _ name: String) throws -> SourceFile {
        let url = folder.appendingPathComponent(part).appendingPathComponent(name)
        return SourceFile(name: name, bytes: Array(try Data(contentsOf: url)))
    }

    static func parse(_ part: String, _ name: String) throws -> (source: SourceFile, parsed: ParsedFile) {
        let source = try source(part, name)
        return (source, Parser.parse(source, fileIndex: 0, keywords: try keywords()))
    }

    static func parse(_ text: String) throws -> ParsedFile {
        Parser.parse(SourceFile(name: "test.flow", text: text), fileIndex: 0, keywords: try keywords())
    }

    /// What is wrong with a parse by the laws that hold for every input: the leaves are the file, every span lies in it,
    /// findings come in source order, the work is linear. Nil when all hold.
    static func violation(of parsed: ParsedFile, source: SourceFile) -> String? {
        var offset = 0
        for token in parsed.tree.tokens {
            if token.start != offset || token.end <= token.start { return "token \(token) does not begin at \(offset)" }
            offset = token.end
        }
        if offset != source.bytes.count { return "the leaves end at \(offset), the file at \(source.bytes.count)" }
        var last = 0
        for diagnostic in parsed.diagnostics {
            let spans = [diagnostic.span] + diagnostic.related.map(\.span) + (diagnostic.fix.map { [$0.span] } ?? [])
            for span in spans where span.start < 0 || span.end < span.start || span.end > source.bytes.count {
                return "\(diagnostic.code.id) has the span \(span)"
            }
            if diagnostic.span.start < last { return "\(diagnostic.code.id) is out of order" }
            last = diagnostic.span.start
        }
        var spans: [Span] = []
        collectSpans(of: parsed.file, into: &spans)
        for span in spans where span.start < 0 || span.end < span.start || span.end > source.bytes.count {
            return "the declarations have the span \(span)"
        }
        if parsed.work > 24 * source.bytes.count + 1_000 { return "\(parsed.work) for \(source.bytes.count) bytes" }
        return nil
    }

    private static func collectSpans(of value: Any, into spans: inout [Span]) {
        if let span = value as? Span {
            spans.append(span)
            return
        }
        for child in Mirror(reflecting: value).children { collectSpans(of: child.value, into: &spans) }
    }
}

/// Small, fast and the same everywhere: random choices of a test that can be repeated by its seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
