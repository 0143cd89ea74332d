package import FlowSyntax
internal import JSON

/// The colours of flow files for editors that read TextMate grammars: Visual Studio Code, JetBrains, Sublime Text, and
/// GitHub. Made from the keyword table, so that a new word is coloured in every dialect as soon as it is in the table.
///
/// The format is that of https://macromates.com/manual/en/language_grammars; patterns are Oniguruma's. Scopes follow the
/// conventions of that page, so that every theme has a colour for them.
package enum TextMateGrammar {
    /// The grammar as JSON, indented, with a line break at its end.
    package static func json(_ keywords: KeywordTable) -> [UInt8] {
        var text = ""
        write(grammar(keywords), indentation: 0, to: &text)
        return Array((text + "\n").utf8)
    }

    private static func grammar(_ keywords: KeywordTable) -> JSONValue {
        let words = WordPatterns(keywords)
        return object([
            ("$schema", "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json"),
            ("name", "salonflow"), ("scopeName", "source.salonflow"),
            ("fileTypes", .array(["flow"])),
            (
                "patterns",
                .array(["comment", "continuation", "spoken", "intentLine", "text", "test", "declaration", "statement"].map(include))
            ),
            ("repository", object(repository(words))),
        ])
    }

    private static func repository(_ words: WordPatterns) -> [(String, JSONValue)] {
        let blank = words.blank
        let language = #"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*"#
        let name = #"[^\s:,>|#"“”«»]+"#
        return [
            ("comment", rule("comment.line.number-sign.salonflow", #"^\s*#.*$"#)),
            // `| …`
            (
                "continuation",
                begin(
                    #"^\s*(\|)"#, captures: ["punctuation.definition.continuation.salonflow"],
                    inside: "string.unquoted.salonflow", patterns: ["placeholder"])
            ),
            // `ru: …` of an intent looks like a text; marks of phrases are coloured where brackets and bars are balanced.
            (
                "text",
                begin(
                    #"^\s*("# + language + #")\s*([:：])"#,
                    captures: ["constant.language.salonflow", "punctuation.separator.salonflow"],
                    inside: "string.unquoted.salonflow", patterns: ["pattern", "placeholder", "phrase"])
            ),
            // `not ru: …`, `example ru: …`
            (
                "intentLine",
                begin(
                    #"^\s*("# + words.any(of: ["not", "example"], .statement) + ")" + blank + "(" + language + #")\s*([:：])"#,
                    captures: [
                        "keyword.control.salonflow", "constant.language.salonflow", "punctuation.separator.salonflow",
                    ],
                    inside: "string.unquoted.salonflow", patterns: ["pattern", "phrase"])
            ),
            // `customer: …`
            (
                "spoken",
                begin(
                    #"^\s*("# + words.any(of: ["customer", "bot"], .statement) + #")\s*([:：])"#,
                    captures: ["keyword.control.salonflow", "punctuation.separator.salonflow"],
                    inside: "string.unquoted.salonflow", patterns: [])
            ),
            (
                "test",
                rule(
                    #"^\s*("# + words.any(of: ["test"], .statement) + ")" + blank + "(.*)$",
                    captures: ["keyword.declaration.salonflow", "entity.name.section.salonflow"])
            ),
            // The name behind a word that declares one.
            (
                "declaration",
                begin(
                    #"^\s*("# + words.any(of: declarations, .statement) + ")" + blank + "(" + name + ")",
                    captures: ["keyword.declaration.salonflow", "entity.name.function.salonflow"],
                    inside: nil, patterns: ["inLine"])
            ),
            (
                "statement",
                begin(
                    #"^\s*("# + words.all(.statement) + ")" + words.end, captures: ["keyword.control.salonflow"],
                    inside: nil, patterns: ["inLine"])
            ),
            ("inLine", object([("patterns", .array(["arrow", "duration", "number", "word", "builtIn", "operator", "comma"].map(include)))])),
            ("arrow", rule("keyword.operator.arrow.salonflow", #"[-‐-―−]+>|[→⟶➔➜➝➞]"#)),
            (
                "duration",
                rule(
                    words.start + "([0-9]+)" + blank + "(" + words.all(.unit) + ")" + words.end,
                    captures: ["constant.numeric.salonflow", "keyword.other.unit.salonflow"])
            ),
            (
                "number",
                rule("constant.numeric.salonflow", words.start + #"[0-9]+(?:[:.-][0-9]+)*"# + words.end)
            ),
            (
                "word",
                rule("keyword.other.salonflow", words.start + "(?:" + words.all(.word) + "|" + words.all(.subject) + ")" + words.end)
            ),
            (
                "builtIn",
                rule("support.type.salonflow", words.start + "(?:" + words.builtInNames + ")" + words.end)
            ),
            ("operator", rule("keyword.operator.comparison.salonflow", #"[<>]=?|[≤≥]|\+"#)),
            ("comma", rule("punctuation.separator.salonflow", "[,،，]")),
            // `{name: format}`
            (
                "placeholder",
                rule(
                    #"(\{)\s*([^{}:：]+?)\s*(?:([:：])([^{}]*))?(\})"#,
                    captures: [
                        "punctuation.definition.placeholder.begin.salonflow", "variable.other.salonflow",
                        "punctuation.separator.salonflow", "support.constant.format.salonflow",
                        "punctuation.definition.placeholder.end.salonflow",
                    ])
            ),
            ("pattern", rule("string.regexp.salonflow", #"(?<=[:：])\s*/.*/\s*$"#)),
            (
                "phrase",
                object([
                    (
                        "patterns",
                        .array([
                            rule(
                                #"(\[)\s*("# + words.all(.type) + #")\s*(\]\??)"#,
                                captures: [
                                    "punctuation.definition.gap.begin.salonflow", "support.type.salonflow",
                                    "punctuation.definition.gap.end.salonflow",
                                ]),
                            rule(
                                #"([\[(])([^\[\]()]*)([\])]\??)"#,
                                captures: [
                                    "punctuation.definition.group.begin.salonflow", "string.other.group.salonflow",
                                    "punctuation.definition.group.end.salonflow",
                                ], patternsOfSecond: ["bar"]),
                            include("bar"),
                            rule("keyword.operator.wildcard.salonflow", #"(?<=\S)\*"#),
                        ])
                    )
                ])
            ),
            ("bar", rule("keyword.operator.alternative.salonflow", #"\|"#)),
        ]
    }

    /// Statements whose next word is the name of something new.
    private static let declarations = ["bot", "intent", "answer", "text", "flow", "slot", "step", "option"]

    // MARK: Rules

    private static func object(_ members: [(String, JSONValue)]) -> JSONValue {
        var object = JSONObject()
        for (name, value) in members { object[name] = value }
        return .object(object)
    }

    private static func include(_ name: String) -> JSONValue { object([("include", .string("#" + name))]) }

    private static func rule(_ name: String, _ match: String) -> JSONValue {
        object([("name", .string(name)), ("match", .string(match))])
    }

    private static func rule(_ match: String, captures: [String], patternsOfSecond: [String] = []) -> JSONValue {
        object([("match", .string(match)), ("captures", self.captures(captures, patternsOfSecond: patternsOfSecond))])
    }

    /// What goes on to the line's end.
    private static func begin(
        _ begin: String, captures: [String], inside: String?, patterns: [String]
    ) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("begin", .string(begin)), ("beginCaptures", self.captures(captures)), ("end", "$"),
        ]
        if let inside { members.append(("contentName", .string(inside))) }
        if !patterns.isEmpty { members.append(("patterns", .array(patterns.map(include)))) }
        return object(members)
    }

    private static func captures(_ names: [String], patternsOfSecond: [String] = []) -> JSONValue {
        object(
            names.enumerated().map { index, name in
                var members: [(String, JSONValue)] = [("name", .string(name))]
                if index == 1, !patternsOfSecond.isEmpty {
                    members.append(("patterns", .array(patternsOfSecond.map(include))))
                }
                return (String(index + 1), object(members))
            })
    }

    // MARK: Writing

    /// Indented, with every member on a line of its own, so that a change shows as one.
    private static func write(_ value: JSONValue, indentation: Int, to text: inout String) {
        let inner = String(repeating: "  ", count: indentation + 1)
        let outer = String(repeating: "  ", count: indentation)
        switch value {
        case .object(let object) where object.count > 0:
            text += "{\n"
            for (index, member) in object.members.enumerated() {
                text += (index == 0 ? "" : ",\n") + inner + JSONValue.string(member.name).text + ": "
                write(member.value, indentation: indentation + 1, to: &text)
            }
            text += "\n" + outer + "}"
        case .array(let values) where !values.isEmpty:
            text += "[\n"
            for (index, element) in values.enumerated() {
                text += (index == 0 ? "" : ",\n") + inner
                write(element, indentation: indentation + 1, to: &text)
            }
            text += "\n" + outer + "]"
        default: text += value.text
        }
    }
}

extension JSONValue {
    fileprivate var text: String { String(decoding: bytes(), as: UTF8.self) }
}
