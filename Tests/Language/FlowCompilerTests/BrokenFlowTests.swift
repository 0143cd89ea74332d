import FlowCompiler
import FlowDiagnostics
import FlowSyntax
import Foundation
import StandardFlows
import Testing

/// Each broken flow of the corpus with its findings beside it, and the demand that every code has one.
@Suite("Broken flows")
struct BrokenFlowTests {
    /// Codes whose flow cannot be a single file of the corpus, each with the test that raises it instead.
    private static let elsewhere: Set<DiagnosticCode> = [
        // Needs two files: `SeveralFilesTests`.
        .headerRepeated,
        // Need a salon: `SalonCheckTests`.
        .nameTooLong, .notOfSalon,
        // Raised by whoever has an understanding engine, the compiler knows no words: `RuleCheckTests`.
        .exampleFails, .phraseUnusable, .phraseNeverMatches, .intentShadowed, .intentsOverlap, .overlapsBuiltin,
        .badPattern, .patternRunsAway, .patternSlow,
    ]

    private static let codes =
        DiagnosticCode.nameCodes + DiagnosticCode.structureCodes + DiagnosticCode.escapeCodes
        + DiagnosticCode.slotCodes + DiagnosticCode.textCodes + DiagnosticCode.ruleCodes + DiagnosticCode.moduleCodes
        + DiagnosticCode.policyCodes + DiagnosticCode.costCodes

    @Test("findings are as recorded", arguments: try Corpus.brokenFlows())
    func findings(name: String) throws {
        let bytes = try Corpus.flow(name)
        let result = try Corpus.compile(bytes)
        try Corpus.expectGolden(
            Self.text(result, bytes), at: Corpus.checks.appending(path: "\(name).expected"))
        let code = String(name.prefix(4))
        #expect(result.diagnostics.contains { $0.code.id == code }, "\(name) does not raise \(code)")
        #expect((result.compiled == nil) == result.diagnostics.contains { $0.severity == .error })
    }

    @Test("every code has a broken flow") func everyCode() throws {
        let covered = Set(try Corpus.brokenFlows().map { String($0.prefix(4)) })
        for code in Self.codes where !Self.elsewhere.contains(code) {
            #expect(covered.contains(code.id), "\(code.id) has no flow in Tests/Corpus/checks")
        }
        #expect(Set(Self.codes.map(\.id)).count == Self.codes.count, "a code is used twice")
    }

    @Test("a suggested change removes its finding", arguments: try Corpus.brokenFlows())
    func fixes(name: String) throws {
        let bytes = try Corpus.flow(name)
        for diagnostic in try Corpus.compile(bytes).diagnostics {
            guard let fix = diagnostic.fix else { continue }
            let mended = bytes[..<fix.span.start] + Array(fix.replacement.utf8) + bytes[fix.span.end...]
            let again = try Corpus.compile(Array(mended)).diagnostics
            let same = again.contains { $0.code == diagnostic.code && $0.span.start == diagnostic.span.start }
            #expect(!same, "\(diagnostic.code.id) is still there after its fix")
        }
    }

    /// The findings as a reader meets them, in both languages.
    private static func text(_ result: CompileResult, _ bytes: [UInt8]) -> String {
        let sources =
            [SourceFile(name: "bot.flow", bytes: bytes)]
            + StandardFlows.files.map { SourceFile(name: $0.name, bytes: $0.bytes) }
        let renderers = [MessageLanguage.russian, .english].map {
            DiagnosticRenderer(sources: sources, language: $0)
        }
        return result.diagnostics.map { diagnostic in
            renderers.map { $0.text(diagnostic) }.joined(separator: "\n")
        }.joined(separator: "\n")
    }
}
