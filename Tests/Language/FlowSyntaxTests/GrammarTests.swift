import FlowDiagnostics
import FlowSyntax
import Foundation
import Testing

@Suite("Grammar and reference")
struct GrammarTests {
    private struct Production {
        var name: String
        var body: String
        var function: String
    }

    private static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: Corpus.repository.appendingPathComponent(path)), as: UTF8.self)
    }

    private static func productions() throws -> [Production] {
        let pattern = /(?m)^([a-z][a-z-]*) += (.*?) ?; +\(\* ([A-Za-z]+) \*\)$/
        return try text("Grammar/flow.ebnf").matches(of: pattern).map {
            Production(name: String($0.output.1), body: String($0.output.2), function: String($0.output.3))
        }
    }

    @Test("Every production is understood by this test, and defined once")
    func productionsAreWellFormed() throws {
        let lines = try Self.text("Grammar/flow.ebnf").split(separator: "\n").filter { $0.contains(" = ") }
        let productions = try Self.productions()
        #expect(productions.count == lines.count)
        #expect(Set(productions.map(\.name)).count == productions.count)
    }

    @Test("Every production names the function that reads it")
    func productionsNameFunctions() throws {
        var sources = ""
        for folder in ["FlowSyntax", "FlowDiagnostics"] {
            let path = Corpus.repository.appendingPathComponent("Sources/Language/\(folder)").path
            for name in try FileManager.default.contentsOfDirectory(atPath: path) {
                sources += try Self.text("Sources/Language/\(folder)/\(name)")
            }
        }
        let missing = try Self.productions().filter { !sources.contains("func \($0.function)(") }.map(\.function)
        #expect(missing == [])
    }

    @Test("Every name in the grammar is defined, and used unless it is the first")
    func namesAreDefined() throws {
        let productions = try Self.productions()
        let defined = Set(productions.map(\.name))
        var used: Set<String> = []
        for production in productions {
            let body = production.body.replacing(/"[^"]*"/, with: "").replacing(/\?[^?]*\?/, with: "")
            used.formUnion(body.matches(of: /[a-z][a-z-]*/).map { String($0.output) })
        }
        #expect(used.subtracting(defined).sorted() == [])
        #expect(defined.subtracting(used).sorted() == ["file"])
    }

    @Test("The grammar has the keywords of the table, no more and no fewer")
    func keywordsAgree() throws {
        let keywords = try Corpus.keywords()
        let kinds: [KeywordKind] = [.statement, .word, .subject, .unit]
        let known = Set(kinds.flatMap { keywords.canonicalNames(kind: $0) })
        var written: Set<String> = []
        for production in try Self.productions() {
            for terminal in production.body.matches(of: /"([a-z ]+)"/) { written.insert(String(terminal.output.1)) }
        }
        #expect(written.subtracting(known).sorted() == [])
        #expect(known.subtracting(written).sorted() == [])
    }

    @Test("Every example of the reference is read without a finding")
    func examplesParse() throws {
        let blocks = try Self.text("Grammar/README.md").components(separatedBy: "```flow\n").dropFirst()
        #expect(blocks.count >= 6)
        for block in blocks {
            let example = block.components(separatedBy: "```")[0]
            let text = example.hasPrefix("salonflow") ? example : "salonflow 1\n" + example
            let source = SourceFile(name: "README.md", text: text)
            let parsed = Parser.parse(source, fileIndex: 0, keywords: try Corpus.keywords())
            let renderer = DiagnosticRenderer(sources: [source], language: .english)
            #expect(parsed.diagnostics.map(renderer.text).joined() == "")
        }
    }

    @Test("The limits in the reference are those of the parser")
    func limitsAgree() throws {
        let reference = try Self.text("Grammar/README.md").replacing("\n", with: " ").replacing(/[ ]+/, with: " ")
        #expect(Limits.fileBytes == 1 << 20 && reference.contains("a file has 1 MiB"))
        #expect(Limits.lineBytes == 16 << 10 && reference.contains("a line 16 KiB"))
        #expect(reference.contains("nest \(Limits.phraseNesting) deep"))
        #expect(Limits.largestNumber == 999_999 && reference.contains("at most 999,999"))
        #expect(reference.contains("at most \(Limits.longestSilence / 86_400) days"))
        #expect(Limits.findings == 1_000 && reference.contains("at most 1,000 findings"))
        #expect(try Self.text("Grammar/flow.ebnf").contains("at most \(Limits.largestNumber)"))
    }

    @Test("Statement keywords of the table all have a reader")
    func statementsHaveReaders() throws {
        let keywords = try Corpus.keywords()
        for canonical in keywords.canonicalNames(kind: .statement) {
            let parsed = try Corpus.parse("salonflow 1\nflow f\n\(canonical)\n")
            #expect(!parsed.diagnostics.contains { $0.code == .unknownKeyword }, "\(canonical)")
        }
    }
}
