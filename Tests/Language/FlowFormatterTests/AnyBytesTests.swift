import FlowCompiler
import FlowDiagnostics
import FlowFormatter
import FlowGenerator
import FlowSyntax
import Testing

@Suite("Any bytes: parser, formatter and compiler")
struct AnyBytesTests {
    /// Goal: no input traps, hangs or breaks a law. Method: seeded mutations of the corpus; `tools/fuzz` runs on from here.
    @Test("Spoiled files keep every law", arguments: 0..<4)
    func spoiledFiles(batch: UInt64) throws {
        let laws = FlowLaws(keywords: try Corpus.keywords())
        let files = try Corpus.files.map { try Corpus.bytes($0) }.filter { $0.count < 6_000 }
        #expect(files.count > 50)
        for seed in batch * 60..<batch * 60 + 60 {
            var mutator = FlowMutator(files: files, seed: seed)
            let bytes = mutator.next()
            #expect(laws.violation(of: bytes) == nil, "seed \(seed)")
            if seed % 10 == 0 {
                let result = try Corpus.compile(bytes)
                let hasErrors = result.diagnostics.contains { $0.severity == .error }
                #expect(hasErrors == (result.compiled == nil), "seed \(seed)")
            }
        }
    }

    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let bytes: [UInt8]
        /// What must be among the findings; nil where the file is as good as any.
        var code: String?

        init(_ name: String, _ text: String, finding code: String? = nil) {
            self.init(name, bytes: Array(text.utf8), finding: code)
        }

        init(_ name: String, bytes: [UInt8], finding code: String? = nil) {
            testDescription = name
            self.bytes = bytes
            self.code = code
        }
    }

    private static let header = "salonflow 1\nbot a\nlanguages ru\n"

    private static let cases: [Case] = [
        Case("100 kB of opening brackets in a phrase", header + "intent i\n  ru: " + String(repeating: "(", count: 100_000), finding: "S034"),
        Case(
            "100 kB of brackets, a line each",
            header + "intent i\n" + String(repeating: "  ru: ((((((((((((([[[[[[[[{{{\n", count: 3_300), finding: "S031"),
        Case("100 kB of braces in texts", header + "text t\n" + String(repeating: "  ru: {{{{{{{{}}}}{}{\n", count: 4_500), finding: "S022"),
        Case("10,000 errors", header + String(repeating: "ъъъ\n", count: 10_000), finding: "S036"),
        Case("10,000 errors of the compiler", header + "flow f\n" + String(repeating: "step a\nthen b\n", count: 5_000), finding: "N003"),
        Case("a line of 1 MB", bytes: Array("salonflow 1\ntest ".utf8) + Array(repeating: 0x61, count: 1_000_000), finding: "S034"),
        Case("more than the largest file", bytes: Array(repeating: 0x0A, count: Limits.fileBytes + 1), finding: "S033"),
        Case("a high surrogate encoded in UTF-8", bytes: Array(header.utf8) + [0xED, 0xA0, 0x80], finding: "S032"),
        Case("a low surrogate encoded in UTF-8", bytes: Array(header.utf8) + [0xED, 0xB0, 0x80], finding: "S032"),
        Case("an overlong NUL", bytes: Array(header.utf8) + [0xC0, 0x80], finding: "S032"),
        Case("a cut off character", bytes: Array(header.utf8) + [0xD0], finding: "S032"),
        Case("NUL", header + "text t\n  ru: a\u{0}b\n", finding: "S035"),
        Case("nothing", "", finding: "S003"),
        Case("a BOM alone", "\u{FEFF}", finding: "S003"),
        Case("mixed line ends", "salonflow 1\rbot a\r\nlanguages ru\n\r\u{2028}text t\u{0B}ru: a\u{2029}"),
        Case("BOM, tabs, no-break spaces and curly quotes", "\u{FEFF}salonflow\u{A0}1\n\tbot “a”\nlanguages\tru\n"),
        Case("an unpaired direction mark", header + "text t\n  ru: \u{202E}а\n"),
        Case("letters with a hundred accents", header + "text t\n  ru: а" + String(repeating: "\u{301}", count: 100) + "\n"),
    ]

    @Test("The nasty ones by hand", arguments: cases)
    func nastyFiles(file: Case) throws {
        let laws = FlowLaws(keywords: try Corpus.keywords())
        #expect(laws.violation(of: file.bytes) == nil)
        let parsed = try Corpus.parse(file.bytes)
        let result = try Corpus.compile(file.bytes)
        if let code = file.code {
            #expect(result.diagnostics.contains { $0.code.id == code }, "\(Set(result.diagnostics.map(\.code.id)).sorted())")
        } else {
            #expect(parsed.diagnostics == [])
        }
        #expect(parsed.diagnostics.count <= Limits.findings + 1)
    }

    /// Goal: the formatter's time grows with the file. Oracle: a file eight times as long takes not much more than eight
    /// times as long; the factor leaves room for a busy machine.
    @Test(
        "Formatting takes time in proportion to the file",
        arguments: [
            "# a\n", "\n# a\n", "text t%\n  ru: а {today} б\n", "test t\n  customer: a\n  | b\n",
            "flow f%\n  step s%\n    say\n      ru: a\n    stop\n", "intent i%\n  ru: а (б|в) [г]? | д\n",
        ])
    func timeIsLinear(piece: String) throws {
        func time(_ count: Int) throws -> Duration {
            let text = Self.header + (0..<count).map { piece.replacing("%", with: String($0)) }.joined()
            let file = try Corpus.parse(Array(text.utf8))
            let keywords = try Corpus.keywords()
            return (0..<3).map { _ in
                ContinuousClock().measure { _ = Formatter.format(file, keywords: keywords, dialect: Dialect(name: "en")) }
            }.min() ?? .zero
        }
        let small = try time(250)
        let large = try time(2_000)
        #expect(large < small * 40)
    }
}
