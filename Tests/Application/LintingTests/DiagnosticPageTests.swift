import BotFiles
import FlowDiagnostics
import FlowMachine
import Foundation
import Grammar
import Linting
import Testing

/// Every code has a page, every page a code, and every example does what its page says.
@Suite("Pages of the codes") struct DiagnosticPageTests {
    static let files = Result {
        try FileManager.default.contentsOfDirectory(atPath: "\(Repository.root)/Grammar/diagnostics")
            .filter { $0.hasSuffix(".md") && $0 != "README.md" }.map { String($0.dropLast(3)) }.sorted()
    }

    @Test("every code has a page and every page a code")
    func isComplete() throws {
        let codes = DiagnosticCode.all.map(\.id)
        #expect(Set(codes).count == codes.count, "a code is used twice")
        let pages = try Self.files.get()
        for code in codes { #expect(pages.contains(code), "\(code) has no page: Grammar/diagnostics/README.md says how") }
        for page in pages { #expect(codes.contains(page), "\(page).md belongs to no code in DiagnosticCode.all") }
        #expect(
            DiagnosticPages.all.map(\.code) == pages, "Grammar/DiagnosticPages.swift lists every page, in the order of names")
    }

    @Test("a page is short, in both languages, and has examples", arguments: try files.get())
    func isWellFormed(name: String) throws {
        let text = try Repository.text("Grammar/diagnostics/\(name).md")
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        #expect((15...55).contains(lines.count), "\(lines.count) lines")
        for line in lines { #expect(line.count <= 120, "\(line)") }
        let page = try DiagnosticPage(text)
        #expect(page.code == name)
        let russian = page.paragraphs[.russian] ?? []
        let english = page.paragraphs[.english] ?? []
        #expect(!russian.isEmpty && russian.count == english.count, "both languages say the same")
        func hasCyrillic(_ text: String) -> Bool { text.unicodeScalars.contains { (0x410...0x44F).contains($0.value) } }
        for text in russian + [page.title(in: .russian)] { #expect(hasCyrillic(text), "\(text)") }
        for text in english + [page.title(in: .english)] { #expect(!hasCyrillic(text), "\(text)") }
        for title in page.titles.values { #expect(title.count <= 60 && !title.hasSuffix("."), "\(title)") }
        #expect(page.examples.contains { $0.kind == .bad } && page.examples.contains { $0.kind == .good })
    }

    @Test("a bad example raises its code, a good one nothing", arguments: try files.get())
    func examplesHold(name: String) throws {
        let examples = try PageExamples()
        let page = try DiagnosticPage(try Repository.text("Grammar/diagnostics/\(name).md"))
        for (place, example) in page.examples.enumerated() {
            let files = try examples.bot(example)
            let found = try Tools.toolchain().check(
                files.filter { $0.name.hasSuffix(".flow") }, catalogue: try PageExamples.salon(among: files),
                against: try page.live(of: place).map { try examples.machine($0) }
            ).diagnostics
            let codes = found.map(\.code.id)
            switch example.kind {
            case .bad: #expect(codes.contains(name), "\(codes) for:\n\(example.text)")
            case .good: #expect(codes == [], "for:\n\(example.text)")
            // Compiled without a finding where it is compared with.
            case .live: break
            }
        }
    }

    @Test("a page that is no page is told as such", arguments: ["", "# F006", "# F006 · а · a\n\nwords\n", "# F006 · а · a\n```flow bad\n"])
    func refuses(text: String) {
        #expect(throws: DiagnosticPage.Malformed.self) { try DiagnosticPage(text) }
    }

    @Test("paragraphs are broken at the width, examples stay whole")
    func wraps() throws {
        let page = try #require(try DiagnosticPage.builtIn()[.deadEnd])
        let shown = page.terminalText(in: .russian, width: 40) { "*\($0)*" }
        let lines = shown.split(separator: "\n")
        #expect(lines.first == "*F006 · Шаг никуда не ведёт*")
        #expect(lines.allSatisfy { $0.count <= 40 }, "\(shown)")
        #expect(shown.contains("*Плохо*\n    шаг спасибо\n      сказать\n"))
        #expect(!shown.contains("step"), "examples of the reader's dialect only")
        let english = page.terminalText(in: .english, width: 80) { $0 }
        #expect(english.contains("Good\n    step thanks") && !english.contains("шаг"))
        let other = try #require(try DiagnosticPage.builtIn()[.missingVersion])
        #expect(other.terminalText(in: .russian, width: 80) { $0 }.contains("bot example"), "no Russian ones: all are shown")
    }

    @Test(
        "a word that is no code is led to the nearest",
        arguments: [("F06", "F006"), ("f6", "F006"), ("F0O6", "F006"), ("е1", "E001"), ("S0022", "S022"), ("banana", nil), ("", nil)])
    func suggests(word: String, id: String?) {
        #expect(DiagnosticCode.nearest(to: word)?.id == id)
    }
}
