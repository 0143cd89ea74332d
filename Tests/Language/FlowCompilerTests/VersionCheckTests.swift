import FlowCompiler
import FlowDiagnostics
import FlowMachine
import FlowSyntax
import Foundation
import StandardFlows
import Testing

/// Pairs of bots, the live version (`NAME.live.flow`) and what is to take its place (`NAME.flow`), with the findings.
@Suite("Checks against the live version")
struct VersionCheckTests {
    private static let folder = Corpus.root.appending(path: "Tests/Corpus/versions")

    private static let pairs = Result {
        try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".flow") && !$0.hasSuffix(".live.flow") }.map { String($0.dropLast(5)) }.sorted()
    }

    private static func machine(_ bytes: [UInt8], _ location: SourceLocation = #_sourceLocation) throws -> Machine {
        let result = try Corpus.compile(bytes)
        #expect(result.diagnostics.map(\.code.id) == [], sourceLocation: location)
        return try #require(result.compiled, sourceLocation: location).machine
    }

    private static func compile(_ bytes: [UInt8], against live: Machine) throws -> CompileResult {
        var input = try Corpus.input([bytes])
        input.against = live
        return Compiler.compile(input)
    }

    private static func pair(_ name: String) throws -> (live: Machine, candidate: [UInt8]) {
        let live = try machine(try Corpus.bytes(folder.appending(path: "\(name).live.flow")))
        return (live, try Corpus.bytes(folder.appending(path: "\(name).flow")))
    }

    @Test("findings are as recorded; errors leave no machine", arguments: try pairs.get())
    func findings(name: String) throws {
        let (live, candidate) = try Self.pair(name)
        let result = try Self.compile(candidate, against: live)
        let sources =
            [SourceFile(name: "bot.flow", bytes: candidate)]
            + StandardFlows.files.map { SourceFile(name: $0.name, bytes: $0.bytes) }
        let texts = result.diagnostics.map { diagnostic in
            [MessageLanguage.russian, .english].map {
                let words = DiagnosticRenderer(sources: sources, language: $0).text(diagnostic)
                return words + (diagnostic.fix.map { "\n  ⟦\($0.replacement)⟧" } ?? "")
            }.joined(separator: "\n")
        }
        try Corpus.expectGolden(
            texts.joined(separator: "\n\n") + "\n", at: Self.folder.appending(path: "\(name).expected"))
        #expect(result.diagnostics.contains { $0.code.id == name.prefix(4) })
        #expect((result.compiled == nil) == result.diagnostics.contains { $0.severity == .error })
    }

    @Test("every code has a pair")
    func everyCode() throws {
        let covered = Set(try Self.pairs.get().map { String($0.prefix(4)) })
        for code in DiagnosticCode.versionCodes { #expect(covered.contains(code.id), "\(code.id) has no pair of bots") }
    }

    @Test("a suggested change removes its finding and makes no other", arguments: try pairs.get())
    func fixes(name: String) throws {
        let (live, candidate) = try Self.pair(name)
        let before = try Self.compile(candidate, against: live).diagnostics
        for diagnostic in before {
            guard let fix = diagnostic.fix else { continue }
            let mended = candidate[..<fix.span.start] + Array(fix.replacement.utf8) + candidate[fix.span.end...]
            let after = try Self.compile(Array(mended), against: live).diagnostics
            #expect(after.count < before.count, "\(diagnostic.code.id): \(after.map(\.code.id))")
        }
    }

    @Test("a bot has nothing to say against itself, nor without a version to compare with", arguments: try pairs.get())
    func same(name: String) throws {
        let (live, candidate) = try Self.pair(name)
        let bytes = try Corpus.bytes(Self.folder.appending(path: "\(name).live.flow"))
        #expect(try Self.compile(bytes, against: live).diagnostics == [])
        let alone = try Corpus.compile(candidate).diagnostics
        #expect(!alone.contains { DiagnosticCode.versionCodes.contains($0.code) })
    }

    @Test("a machine that knows no flows yet is compared as well")
    func oldFormat() throws {
        var (live, candidate) = try Self.pair("L001-step-renamed")
        live.flows = []
        let found = try Self.compile(candidate, against: live).diagnostics
        #expect(found.contains { $0.code == .nowhereToGo && $0.fix != nil })
    }

    // MARK: What must not be said

    private static let check =
        "  step check\n    say\n      ru: Записать вас?\n      en: Book it?\n    option yes -> bye\n      ru: Да\n      en: Yes\n"

    private static let bot = """
        salonflow 1
        bot check
        languages ru, en
        use standard
        flow booking
          start on book
          slot service
            ask
              ru: Что?
              en: What?
          step collect
            fill service
            then check
          step check
            say
              ru: Записать вас?
              en: Book it?
            option yes -> bye
              ru: Да
              en: Yes
          step bye
            stop

        """

    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let changes: [(String, String)]
        var codes: [String] = []
    }

    @Test(
        "changes and what they raise",
        arguments: [
            Change(
                testDescription: "a text reworded in every language",
                changes: [("Записать вас?", "Пишу?"), ("Book it?", "Save it?")]),
            Change(testDescription: "punctuation and case", changes: [("Записать вас?", "записать вас…")]),
            Change(
                testDescription: "a step renamed with was",
                changes: [("then check", "then x"), ("step check", "step x\n    was check")]),
            Change(
                testDescription: "a step whose conversations begin anew",
                changes: [("start on book", "start on book\n  restart check"), ("then check", "then bye"), (Self.check, "")]),
            Change(
                testDescription: "a step more that asks for nothing",
                changes: [("    stop", "    then end\n  step end\n    stop")]),
            Change(
                testDescription: "a step in between that asks: only the way back is told",
                changes: [
                    ("then check", "then sure"),
                    (Self.check, Self.check.replacing("step check", with: "step sure").replacing("bye", with: "check") + Self.check),
                ], codes: ["L008"]),
            Change(
                testDescription: "no guess where neither the name nor what is asked for is alike",
                changes: [("then check", "then quiz"), ("step check", "step quiz"), ("option yes", "option like-it")],
                codes: ["L001", "L008"]),
        ])
    func changes(_ change: Change) throws {
        var text = Self.bot
        for (old, new) in change.changes {
            #expect(text.contains(old))
            text = text.replacing(old, with: new)
        }
        let live = try Self.machine(Array(Self.bot.utf8))
        #expect(try Self.compile(Array(text.utf8), against: live).diagnostics.map(\.code.id) == change.codes, "\(text)")
    }

    @Test("was and restart lines may stay for as long as the live version knows their names")
    func staysQuiet() throws {
        let renamed = Self.bot.replacing("step check", with: "step x\n    was check").replacing("then check", with: "then x")
            .replacing("start on book", with: "start on book\n  restart older")
        let live = try Self.machine(Array(renamed.utf8))
        #expect(try Self.compile(Array(renamed.utf8), against: live).diagnostics == [])
        let further = renamed.replacing("step x", with: "step y\n    was x").replacing("then x", with: "then y")
        #expect(try Self.compile(Array(further.utf8), against: live).diagnostics == [])
    }
}
