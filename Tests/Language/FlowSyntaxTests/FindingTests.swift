import FlowDiagnostics
import FlowSyntax
import Foundation
import Testing

@Suite("Parser: findings")
struct FindingTests {
    /// Compares each file's findings, in both languages, with the `.expected` file beside it. With `SALONFLOW_RECORD=1`
    /// the expectation is written anew and the test fails, so that nobody approves by accident.
    @Test("The findings of a faulty file", arguments: Corpus.names("errors", ending: ".flow"))
    func findsFaults(name: String) throws {
        let (source, parsed) = try Corpus.parse("errors", name)
        #expect(Corpus.violation(of: parsed, source: source) == nil)
        #expect(!parsed.diagnostics.isEmpty)
        let found = MessageLanguage.allCases.reversed().map { language in
            let renderer = DiagnosticRenderer(sources: [source], language: language)
            return parsed.diagnostics.map(renderer.text).joined(separator: "\n")
        }.joined(separator: "\n────────\n\n")
        let url = Corpus.folder.appendingPathComponent("errors/\(name.dropLast(5)).expected")
        if ProcessInfo.processInfo.environment["SALONFLOW_RECORD"] == "1" {
            try Data(found.utf8).write(to: url)
            Issue.record("recorded \(url.lastPathComponent); look at it, then run without SALONFLOW_RECORD")
            return
        }
        let expected = String(decoding: try Data(contentsOf: url), as: UTF8.self)
        #expect(found == expected)
    }

    @Test("Every expectation belongs to a file")
    func expectationsHaveFiles() {
        let flows = Set(Corpus.names("errors", ending: ".flow").map { $0.dropLast(5) })
        let expectations = Set(Corpus.names("errors", ending: ".expected").map { $0.dropLast(9) })
        #expect(flows == expectations)
        #expect(flows.count > 20)
    }

    /// Files that exceed a limit by their size are made here rather than kept.
    private static let oversized: [(code: DiagnosticCode, text: String)] = [
        (.fileTooLarge, "salonflow 1\n" + String(repeating: "# a line\n", count: Limits.fileBytes / 9 + 1)),
        (.tooManyFindings, "salonflow 1\n" + String(repeating: "&\n", count: Limits.findings + 5)),
    ]

    @Test("A file over a limit has one finding that says so", arguments: oversized.indices)
    func findsOversize(index: Int) throws {
        let (code, text) = Self.oversized[index]
        let parsed = try Corpus.parse(text)
        #expect(parsed.diagnostics.filter { $0.code == code }.count == 1)
        #expect(parsed.diagnostics.count <= Limits.findings + 1)
        #expect(Corpus.violation(of: parsed, source: SourceFile(name: "big.flow", text: text)) == nil)
    }

    @Test("Every syntax code is found in some file")
    func everyCodeIsFound() throws {
        var found = Set(Self.oversized.map(\.code.id))
        for name in Corpus.names("errors", ending: ".flow") {
            found.formUnion(try Corpus.parse("errors", name).parsed.diagnostics.map(\.code.id))
        }
        let all = DiagnosticCode.syntax.map(\.id)
        #expect(Set(all).subtracting(found).sorted() == [])
        #expect(found.subtracting(all).sorted() == [])
    }

    @Test("Codes are numbered without gaps and worded in both languages")
    func codesAreWorded() {
        for (index, code) in DiagnosticCode.syntax.enumerated() {
            let number = String(index + 1)
            #expect(code.id == "S" + String(repeating: "0", count: 3 - number.count) + number)
            for wording in [code.message, code.help] {
                #expect(wording.russian.unicodeScalars.contains { (0x410...0x44F).contains($0.value) })
                #expect(!wording.english.unicodeScalars.contains { (0x410...0x44F).contains($0.value) })
                for number in 0...2 {
                    let mark = "{\(number)}"
                    #expect(wording.russian.contains(mark) == wording.english.contains(mark), "\(code.id) \(mark)")
                }
            }
        }
    }

    /// Applies every fix of a file at once, last first, and looks again: what had a fix is gone, nothing new came.
    @Test("A fix mends what it was offered for", arguments: Corpus.names("errors", ending: ".flow"))
    func fixesMend(name: String) throws {
        let (source, parsed) = try Corpus.parse("errors", name)
        let fixes = parsed.diagnostics.compactMap { diagnostic in diagnostic.fix.map { (diagnostic.code.id, $0) } }
        guard !fixes.isEmpty else { return }
        var bytes = source.bytes
        for (_, fix) in fixes.sorted(by: { $0.1.span.start > $1.1.span.start }) {
            bytes.replaceSubrange(fix.span.range, with: Array(fix.replacement.utf8))
        }
        let again = Parser.parse(SourceFile(name: name, bytes: bytes), fileIndex: 0, keywords: try Corpus.keywords())
        var before: [String: Int] = [:]
        for diagnostic in parsed.diagnostics { before[diagnostic.code.id, default: 0] += 1 }
        for (code, _) in fixes { before[code, default: 0] -= 1 }
        for diagnostic in again.diagnostics { before[diagnostic.code.id, default: 0] -= 1 }
        let worse = before.filter { $0.value < 0 }.keys.sorted()
        #expect(worse == [], "\(String(decoding: bytes, as: UTF8.self))")
    }

    @Test(
        "One fault, one finding: what follows is read as if it were right",
        arguments: [
            ("Step confirm", ["S001"]), ("step one two", ["S013"]), ("step", ["S007"]), ("шаг confirm", ["S002"]),
            ("stepp confirm", ["S001"]),
        ])
    func doesNotCascade(header: String, codes: [String]) throws {
        let parsed = try Corpus.parse(
            "salonflow 1\nbot b\nflow f\n\(header)\nsay\nru: Раз\noption yes -> x\nru: Да\nsilent 2 hours -> x\n")
        #expect(parsed.diagnostics.map(\.code.id) == codes)
        #expect(parsed.file.flows[0].steps.first?.statements.count ?? 3 == 3)
    }

    @Test(
        "A line whose statement has its finding gets no second one",
        arguments: [
            ("option yes save now", "S008"), ("on taken collect forget", "S008"), ("fill a b c,", "S009"),
            ("else => x y", "S016"), ("if a = b -> x y", "S016"), ("Stop now", "S001"),
        ])
    func saysOneThingALine(line: String, code: String) throws {
        let parsed = try Corpus.parse("salonflow 1\nflow f\nstep s\n\(line)\nru: Текст\n")
        let codes = parsed.diagnostics.map(\.code.id)
        #expect(codes == [code])
    }
}
