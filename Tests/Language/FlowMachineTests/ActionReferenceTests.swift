import BotFiles
import FlowMachine
import FlowSyntax
import Foundation
import Grammar
import Testing

/// The reference of module actions in Grammar/README.md is written from their one declaration.
@Suite("Action reference")
struct ActionReferenceTests {
    private static let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Grammar/README.md")

    private static func table(_ keywords: KeywordTable) -> String {
        let russian = Dialect(name: "ru")
        var lines = ["| action | in Russian | needs | takes | ends with |", "|---|---|---|---|---|"]
        for action in Action.allCases {
            let signature = action.signature
            func types(_ set: Set<SlotType>) -> String {
                SlotType.allCases.filter(set.contains).map(\.name).joined(separator: ", ")
            }
            let outcomes = signature.outcomes.map { outcome in
                let name = signature.mustHandle.contains(outcome) ? "**\(outcome.name)**" : outcome.name
                let facts = signature.provides[outcome, default: []].map(\.name)
                return facts.isEmpty ? name : "\(name) (\(facts.joined(separator: ", ")))"
            }
            let spelling = keywords.spelling(of: action.name, kind: .action, dialect: russian)
            lines.append(
                "| `\(action.name)` | `\(spelling)` | \(types(signature.requires)) | \(types(signature.accepts)) "
                    + "| \(outcomes.joined(separator: ", ")) |")
        }
        return lines.joined(separator: "\n")
    }

    @Test("the table in the reference is that of the declarations")
    func tableAgrees() throws {
        let text = try String(contentsOf: Self.page, encoding: .utf8)
        let table = Self.table(try KeywordTable(bytes: GrammarFiles.keywords))
        let parts = text.components(separatedBy: "<!-- actions -->\n")
        try #require(parts.count == 2)
        let rest = parts[1].components(separatedBy: "<!-- /actions -->")
        try #require(rest.count == 2)
        #expect(rest[0] == table + "\n")
        if ProcessInfo.processInfo.environment["SALONFLOW_RECORD"] == "1" {
            let recorded = parts[0] + "<!-- actions -->\n" + table + "\n<!-- /actions -->" + rest[1]
            try recorded.write(to: Self.page, atomically: true, encoding: .utf8)
            Issue.record("recorded; look at the page and run again")
        }
    }

    @Test("what must be handled and what is provided belongs to the outcomes", arguments: Action.allCases)
    func signatureIsWhole(_ action: Action) {
        let signature = action.signature
        #expect(signature.mustHandle.isSubset(of: signature.outcomes))
        #expect(Set(signature.provides.keys).isSubset(of: signature.outcomes))
        #expect(Set(signature.outcomes).count == signature.outcomes.count)
        #expect(signature.requires.isDisjoint(with: signature.accepts))
        #expect(signature.outcomes.contains(.failed), "every call can fail")
    }
}
