import FlowDiagnostics
import FlowSyntax
import Grammar
import Testing
internal import Foundation

@Test("smoke") func smoke() throws {
    let table = try KeywordTable(bytes: GrammarFiles.keywords)
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../Corpus/syntax/romashka.en.flow")
    let source = SourceFile(name: "romashka.en.flow", bytes: Array(try Data(contentsOf: url)))
    let parsed = Parser.parse(source, fileIndex: 0, keywords: table)
    let renderer = DiagnosticRenderer(sources: [source], language: .english)
    for d in parsed.diagnostics { print(renderer.text(d)) }
    #expect(parsed.diagnostics.isEmpty)
    #expect(parsed.tree.tokens.flatMap { source.bytes[$0.start..<$0.end] } == source.bytes)
}
