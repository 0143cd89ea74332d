import FlowSyntax
import Foundation
import Grammar
import JSON
import Testing
import TextMate

@Suite("TextMate grammar")
struct TextMateGrammarTests {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../Grammar/editor/salonflow.tmLanguage.json").standardizedFileURL

    private static func generated() throws -> [UInt8] {
        TextMateGrammar.json(try KeywordTable(bytes: GrammarFiles.keywords))
    }

    @Test("The committed file is what the keyword table makes; SALONFLOW_RECORD=1 writes it anew")
    func isCurrent() throws {
        let generated = try Self.generated()
        if ProcessInfo.processInfo.environment["SALONFLOW_RECORD"] != nil {
            try FileManager.default.createDirectory(
                at: Self.file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(generated).write(to: Self.file)
            Issue.record("recorded \(Self.file.lastPathComponent)")
            return
        }
        #expect(try [UInt8](Data(contentsOf: Self.file)) == generated)
    }

    /// The scopes of a line, each with what stands in it, as an editor finds them: the first rule that matches, its
    /// captures, and the rules inside it.
    private static func scopes(_ line: String) throws -> [String] {
        let grammar = try JSONValue(parsing: generated())
        var scopes: [(place: Int, text: String)] = []
        try read(line as NSString, from: 0, grammar["patterns"]?.array ?? [], grammar, into: &scopes)
        return scopes.sorted { $0.place < $1.place }.map(\.text)
    }

    private static func read(
        _ line: NSString, from start: Int, to end: Int? = nil, _ patterns: [JSONValue], _ grammar: JSONValue,
        into scopes: inout [(place: Int, text: String)]
    ) throws {
        var position = start
        let end = end ?? line.length
        let rules = flat(patterns, grammar)
        while position < end {
            var best: (match: NSTextCheckingResult, rule: JSONValue)?
            for rule in rules {
                guard let pattern = (rule["match"] ?? rule["begin"])?.string else { continue }
                let expression = try NSRegularExpression(pattern: pattern)
                let range = NSRange(location: position, length: end - position)
                let options: NSRegularExpression.MatchingOptions = [.withTransparentBounds, .withoutAnchoringBounds]
                guard let match = expression.firstMatch(in: line as String, options: options, range: range) else { continue }
                if match.range.location < best?.match.range.location ?? Int.max { best = (match, rule) }
            }
            guard let (match, rule) = best else { return }
            if let name = rule["name"]?.string { scopes.append((match.range.location, entry(name, line, match.range))) }
            let captures = rule["captures"] ?? rule["beginCaptures"]
            for number in 1..<max(match.numberOfRanges, 1) {
                let range = match.range(at: number)
                guard range.location != NSNotFound, range.length > 0, let capture = captures?[String(number)],
                    let name = capture["name"]?.string
                else { continue }
                scopes.append((range.location, entry(name, line, range)))
            }
            position = max(NSMaxRange(match.range), position + 1)
            if rule["begin"] != nil {
                try read(line, from: position, rule["patterns"]?.array ?? [], grammar, into: &scopes)
                return
            }
        }
    }

    /// The rules themselves, inclusions followed.
    private static func flat(_ patterns: [JSONValue], _ grammar: JSONValue) -> [JSONValue] {
        patterns.flatMap { pattern -> [JSONValue] in
            guard let name = pattern["include"]?.string else { return [pattern] }
            guard let rule = grammar["repository"]?[String(name.dropFirst())] else { return [] }
            if let inner = rule["patterns"]?.array, rule["begin"] == nil { return flat(inner, grammar) }
            return [rule]
        }
    }

    private static func entry(_ scope: String, _ line: NSString, _ range: NSRange) -> String {
        let short = scope.replacing(".salonflow", with: "")
        return "\(short): \(line.substring(with: range).trimmingCharacters(in: .whitespaces))"
    }

    @Test(
        "Every part of a line has its colour, in both dialects",
        arguments: [
            ("  # -> step", ["comment.line.number-sign: # -> step"]),
            ("flow booking", ["keyword.declaration: flow", "entity.name.function: booking"]),
            (
                "  поле стилист мастер необязательно",
                ["keyword.declaration: поле", "entity.name.function: стилист", "support.type: мастер", "keyword.other: необязательно"]
            ),
            (
                "    option yes -> save",
                ["keyword.declaration: option", "entity.name.function: yes", "keyword.operator.arrow: ->"]
            ),
            (
                "    молчит 30 минут → напомнить",
                [
                    "keyword.control: молчит", "constant.numeric: 30", "keyword.other.unit: минут",
                    "keyword.operator.arrow: →", "support.type: напомнить",
                ]
            ),
            (
                "    if price >= 5000 -> save forget date, time",
                [
                    "keyword.control: if", "support.type: price", "keyword.operator.comparison: >=", "constant.numeric: 5000",
                    "keyword.operator.arrow: ->", "keyword.other: forget", "support.type: date", "punctuation.separator: ,",
                    "support.type: time",
                ]
            ),
            (
                "  ru: Цена {price: money}, если {x}",
                [
                    "constant.language: ru", "punctuation.separator: :", "punctuation.definition.placeholder.begin: {",
                    "variable.other: price", "punctuation.separator: :", "support.constant.format: money",
                    "punctuation.definition.placeholder.end: }", "punctuation.definition.placeholder.begin: {",
                    "variable.other: x", "punctuation.definition.placeholder.end: }",
                ]
            ),
            (
                "    | {name}",
                [
                    "punctuation.definition.continuation: |", "punctuation.definition.placeholder.begin: {",
                    "variable.other: name", "punctuation.definition.placeholder.end: }",
                ]
            ),
            (
                "  example ru: а парковка?",
                ["keyword.control: example", "constant.language: ru", "punctuation.separator: :"]
            ),
            (
                "  en: [service]? (price|cost) | how*",
                [
                    "constant.language: en", "punctuation.separator: :", "punctuation.definition.gap.begin: [",
                    "support.type: service", "punctuation.definition.gap.end: ]?", "punctuation.definition.group.begin: (",
                    "string.other.group: price|cost", "punctuation.definition.group.end: )",
                    "keyword.operator.alternative: |", "keyword.operator.wildcard: *",
                ]
            ),
            (
                "  ru: /пар(к|ч)/",
                ["constant.language: ru", "punctuation.separator: :", "string.regexp: /пар(к|ч)/"]
            ),
            ("test всё сразу: step", ["keyword.declaration: test", "entity.name.section: всё сразу: step"]),
            ("  клиент: шаг -> 5", ["keyword.control: клиент", "punctuation.separator: :"]),
            ("  customer taps да", ["keyword.control: customer taps", "support.type: да"]),
            (
                "  expect step check, time 15:00",
                [
                    "keyword.control: expect", "keyword.other: step", "punctuation.separator: ,", "support.type: time",
                    "constant.numeric: 15:00",
                ]
            ),
            ("  передать человеку", ["keyword.control: передать человеку"]),
            ("stepping stone", []),
        ])
    func colours(line: String, scopes: [String]) throws {
        #expect(try Self.scopes(line) == scopes)
    }

    @Test("Every keyword that begins a line is coloured, in every dialect")
    func coversTheTable() throws {
        let keywords = try KeywordTable(bytes: GrammarFiles.keywords)
        for dialect in keywords.dialects {
            for spelling in keywords.spellings(kind: .statement, dialect: dialect) {
                let first = try Self.scopes(spelling + " имя").first
                #expect(first == "keyword.control: \(spelling)" || first == "keyword.declaration: \(spelling)", "\(spelling)")
            }
        }
    }
}
