import BotFiles
import FlowDiagnostics
import FlowMachine
import Foundation
import Linting
import Testing

/// Changes that findings offer: how they are applied, and that each mends what it is offered for.
@Suite("Fixes") struct FixTests {
    private static func diagnostic(_ start: Int, _ end: Int, _ replacement: String, file: Int = 0) -> Diagnostic {
        let span = Span(file: file, start: start, end: end)
        return Diagnostic(.unknownKeyword, at: span, fix: Diagnostic.Fix(span: span, replacement: replacement))
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var text: String
        var edits: [(Int, Int, String)]
        var result: String
        var postponed = 0
    }

    @Test(
        "text editing",
        arguments: [
            Case(testDescription: "one", text: "abc", edits: [(1, 2, "XY")], result: "aXYc"),
            Case(testDescription: "in any order", text: "abc", edits: [(2, 3, "Z"), (0, 1, "X")], result: "XbZ"),
            Case(testDescription: "touching replacements", text: "abc", edits: [(0, 1, "X"), (1, 2, "Y")], result: "XYc"),
            Case(testDescription: "overlapping", text: "abcd", edits: [(0, 3, "X"), (2, 4, "Y")], result: "Xd", postponed: 1),
            Case(testDescription: "nested", text: "abcd", edits: [(0, 4, "X"), (1, 2, "Y")], result: "X", postponed: 1),
            Case(testDescription: "two insertions at one place", text: "ab", edits: [(1, 1, "X"), (1, 1, "Y")], result: "aXb", postponed: 1),
            Case(testDescription: "the same twice", text: "ab", edits: [(1, 1, "X"), (1, 1, "X")], result: "aXb"),
            Case(testDescription: "an insertion at a replacement's end", text: "abc", edits: [(0, 1, "X"), (1, 1, "Y")], result: "Xbc", postponed: 1),
            Case(testDescription: "at both ends", text: "ab", edits: [(0, 0, "<"), (2, 2, ">")], result: "<ab>"),
            Case(testDescription: "a removal takes a line left blank", text: "a\n  b \nc\n", edits: [(4, 5, "")], result: "a\nc\n"),
            Case(testDescription: "and its CR LF", text: "a\r\n\tb\r\nc", edits: [(4, 5, "")], result: "a\r\nc"),
            Case(testDescription: "the last line stays", text: "a\n  b", edits: [(4, 5, "")], result: "a\n  "),
            Case(testDescription: "a removal inside a line", text: "a b c\n", edits: [(1, 3, "")], result: "a c\n"),
            Case(testDescription: "line breaks are the file's", text: "a\r\nb", edits: [(1, 1, "\n  x\n")], result: "a\r\n  x\r\n\r\nb"),
            Case(testDescription: "out of the file", text: "ab", edits: [(1, 9, "X")], result: "ab"),
        ])
    func edits(item: Case) {
        let applied = FixApplication(
            of: item.edits.map { Self.diagnostic($0.0, $0.1, $0.2) }, in: [SourceFile(name: "a", text: item.text)])
        #expect(String(decoding: applied.sources[0].bytes, as: UTF8.self) == item.result)
        #expect(applied.postponed.count == item.postponed)
    }

    @Test("other files stay as they are")
    func otherFiles() {
        let sources = [SourceFile(name: "a", text: "aa"), SourceFile(name: "b", text: "bb")]
        let applied = FixApplication(of: [Self.diagnostic(0, 1, "X", file: 1), Self.diagnostic(0, 1, "Y", file: 7)], in: sources)
        #expect(applied.sources.map { String(decoding: $0.bytes, as: UTF8.self) } == ["aa", "Xb"])
        #expect(applied.applied.count == 1)
    }

    // MARK: Runs

    private static func run(_ text: String) throws -> FixRun {
        FixRun([SourceFile(name: "bot.flow", text: text)]) { sources in
            (try? Tools.toolchain())?.check(sources).diagnostics ?? []
        }
    }

    @Test("all that can be mended is, also what came to light on the way")
    func mends() throws {
        let run = try Self.run(
            """
            bot b
            languages en
            use standart
            flow f
              start on bok
              stpe hello
                sya
                  en: Hello {custmer.name}, {custmer.name}!
                option yes save
                  en: Yes
                silent 30 minuts -> opertor
              step save
                do booking.create
                on booked => operator
                on taken -> operator
                on failed -> operator
              slot service
                ask
                  en: Which service?
                offer sirvices
              slot date
                ask
                  en: Which day?
              slot time
                ask
                  en: What time?
              step last
                fill service, date, time, time
                then hello

            """)
        let text = String(decoding: run.sources[0].bytes, as: UTF8.self)
        for words in [
            "salonflow 1\nbot b\n", "use standard\n", "  start on book\n", "  step hello\n    say\n",
            "{customer.name}, {customer.name}!", "option yes -> save\n", "silent 30 minutes -> operator\n",
            "on booked -> operator\n", "\n    on limit -> operator\n", "offer services\n", "fill service, date, time\n",
        ] {
            #expect(text.contains(words), "“\(words)” is missing in:\n\(text)")
        }
        #expect(!run.remaining.contains { $0.fix != nil })
        #expect(run.refused == [])
        #expect(run.made.count >= 12)
        let again = try Self.run(text)
        #expect(again.made == [] && again.sources[0].bytes == run.sources[0].bytes)
    }

    @Test("what would make the bot worse is left out and said; the rest is done")
    func refuses() {
        // A check of its own: an `x` may go, and a `y` may become six times a `b`, which is worse.
        let check = { (sources: [SourceFile]) -> [Diagnostic] in
            sources[0].bytes.enumerated().flatMap { place, byte -> [Diagnostic] in
                switch byte {
                case UInt8(ascii: "x"): [Self.diagnostic(place, place + 1, "")]
                case UInt8(ascii: "y"): [Self.diagnostic(place, place + 1, "bbbbbb")]
                case UInt8(ascii: "b"): [Diagnostic(.unknownKeyword, at: Span(file: 0, start: place, end: place + 1))]
                default: []
                }
            }
        }
        let run = FixRun([SourceFile(name: "bot.flow", text: "a x c\ny d x\nx y")], check: check)
        #expect(String(decoding: run.sources[0].bytes, as: UTF8.self) == "a  c\ny d \n y")
        #expect(run.made.count == 3)
        #expect(run.refused.map { $0.text(in: .english) } == [
            "bot.flow:2:1: S001: write “bbbbbb” instead of “y”", "bot.flow:3:3: S001: write “bbbbbb” instead of “y”",
        ])
        #expect(run.remaining.count == 2)
    }

    @Test("a change that brings itself back ends all the same")
    func isBounded() {
        var asked = 0
        let run = FixRun([SourceFile(name: "a", text: "ab")]) { sources in
            asked += 1
            return [Self.diagnostic(0, 1, sources[0].bytes[0] == UInt8(ascii: "a") ? "b" : "a")]
        }
        #expect(run.made.count == FixRun.mostPasses && asked == FixRun.mostPasses + 1)
    }

    /// Codes that a tool can mend in at least one form.
    static let mendable: Set<String> = [
        "S001", "S002", "S003", "S006", "S007", "S008", "S009", "S011", "S012", "S013", "S016", "S022", "S025", "S026",
        "S027", "S029", "S030", "S035", "N003", "N004", "N005", "N006", "N007", "N008", "N009", "N010", "N011", "N012",
        "N013", "N015", "N016", "N017", "N018", "F007", "F017", "F018", "F019", "V004", "V006", "T002", "T011", "M001",
        "M002", "M003", "S037", "L001", "L004", "L005", "L006",
    ]

    private static let slips: [(code: String, text: String)] = [
        ("S006", "salonflow 1\nbot b\nbot b\nlanguages en\nflow f\nstart on book\nstep s\nstop\n"),
        ("S006", "salonflow 1\nsalonflow 1\nbot b\nlanguages en\nflow f\nstart on book\nstep s\nstop\n"),
        ("S007", "salonflow 1\nbot b\nlanguages en,\nflow f\nstart on book\nstep s\nstop\n"),
        ("S011", "salonflow 1\nbot b\nlanguages en\nflow f\nstart on book\nstep s\nsay\nen: Hm?\noption yes -> s\nen: Yes\nsilent 3 minuts -> e\nstep e\nstop\n"),
        ("S012", "salonflow 1\nbot b\nlanguages en\nflow f\nstart on book\nstep s\nstop!\n"),
        ("F019", "salonflow 1\nbot b\nlanguages en\nflow f\nstart on book\nslot service\nask\nen: Which?\nstep s\nfill service, service\nhand off\n"),
        ("T002", "salonflow 1\nbot b\nlanguages en\nflow f\nstart on book\nstep s\nsay\nem: Hello\nstop\n"),
        ("N011", "salonflow 1\nbot b\nlanguages emn\nflow f\nstart on book\nstep s\nstop\n"),
    ]

    @Test("every fix that a page's bad example offers removes its finding")
    func fixesMend() throws {
        let examples = try PageExamples()
        var mended: Set<String> = []
        var bots: [(code: String, sources: [SourceFile], live: Machine?)] = Self.slips.map {
            ($0.code, [SourceFile(name: "bot.flow", text: $0.text)], nil)
        }
        for page in try DiagnosticPage.builtIn().values {
            for (place, example) in page.examples.enumerated() where example.kind == .bad {
                let live = try page.live(of: place).map { try examples.machine($0) }
                bots.append((page.code, try examples.bot(example), live))
            }
        }
        for (code, sources, live) in bots {
            let found = try Tools.toolchain().check(sources, against: live).diagnostics
            for diagnostic in found where diagnostic.fix != nil && diagnostic.code.id == code {
                let after = FixApplication(of: [diagnostic], in: sources).sources
                let left = try Tools.toolchain().check(after, against: live).diagnostics.count { $0.code.id == code }
                let joined = diagnostic.related.contains { $0.note == .alsoHere }
                #expect(left < found.count { $0.code.id == code } || joined, "\(code) is still there after its fix")
                mended.insert(code)
            }
        }
        #expect(Self.mendable.subtracting(mended).sorted() == [], "these offer no fix")
        #expect(mended.subtracting(Self.mendable).sorted() == [], "these are not listed")
    }

    // MARK: Files

    @Test("a rewritten file keeps its mode, and a link stays a link")
    func rewrites() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sf-fix-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("bot.flow").path
        let link = folder.appendingPathComponent("link.flow").path
        try Data("old".utf8).write(to: URL(fileURLWithPath: file))
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "bot.flow")
        try FileReplacement.write(Array("new".utf8), to: link)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "new")
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o640)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "bot.flow")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["bot.flow", "link.flow"])
        #expect(throws: FileReplacement.Failure.self) {
            try FileReplacement.write([], to: folder.appendingPathComponent("missing/bot.flow").path)
        }
    }

    @Test(
        "unified differences",
        arguments: [
            ("a\n", "a\n", ""),
            ("a\nb\nc\n", "a\nB\nc\n", "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"),
            ("", "a\n", "@@ -0,0 +1,1 @@\n+a\n"),
            ("a", "a\n", "@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n"),
            ("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nx\n5\n6\n7\n8\n9\n", "@@ -2,6 +2,7 @@\n 2\n 3\n 4\n+x\n 5\n 6\n 7\n"),
            (
                "a\n1\n2\n3\n4\n5\n6\n7\n8\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\n8\nB\n",
                "@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n@@ -7,4 +7,4 @@\n 6\n 7\n 8\n-b\n+B\n"
            ),
        ])
    func differs(old: String, new: String, hunks: String) {
        let text = UnifiedDiff.text(old: Array(old.utf8), new: Array(new.utf8), name: "f")
        #expect(text == (hunks.isEmpty ? "" : "--- f\n+++ f\n" + hunks))
    }
}
