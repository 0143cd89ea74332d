import FlowCompiler
import FlowDiagnostics
import FlowMachine
import FlowSyntax
import Foundation
import StandardFlows
import Testing

@Suite("The bot of the language's own page")
struct RomashkaTests {
    @Test("smoke") func smoke() throws {
        for name in ["romashka", "romashka-ru-dialect"] {
            let bytes = try Corpus.flow(name)
            let result = try Corpus.compile(bytes)
            let renderer = DiagnosticRenderer(
                sources: [SourceFile(name: name, bytes: bytes)] + StandardFlows.files.map { SourceFile(name: $0.name, bytes: $0.bytes) }, language: .english)
            for d in result.diagnostics { print(renderer.text(d)) }
            #expect(result.compiled != nil)
        }
        let bytes = try Corpus.demo()
        let result = try Corpus.compile(bytes)
        let renderer = DiagnosticRenderer(
            sources: [SourceFile(name: "demo", bytes: bytes)] + StandardFlows.files.map { SourceFile(name: $0.name, bytes: $0.bytes) }, language: .english)
        for d in result.diagnostics { print(renderer.text(d)) }
        print(result.compiled.map { MachineText.render($0.machine) } ?? "")
    }
}
