/// The pattern of a rule, as written in a lexicon:
///
/// | sign | matches |
/// |---|---|
/// | `слово` | that very form |
/// | `слово~` | any form of the word, by its stem |
/// | `слово*` | any word that begins so |
/// | `<category>`, `<category:1-12>` | a word of the category, with its value in the range; its value is kept |
/// | `<category=3>` | a word of the category with just this value; nothing is kept |
/// | `{rule}` | what rules of that name match; its value is kept |
/// | `a b`, `(a\|b c)`, `(a\|b)?`, `a?` | one after the other, either, perhaps |
/// | `+` before an item | it touches the one before it |
/// | `..` | up to four other words of the sentence |
/// | `_` before an item | no comma stands before it |
/// | `-` before an item | a hyphen joins it to the one before it |
/// | `,` | a comma or an end stands here |
/// | `^` and `$` | the beginning and the end of the message |
indirect enum RulePattern {
    case form(String)
    case stem(String)
    case prefix(String)
    case category(String, ClosedRange<Int>, keeps: Bool)
    case nonterminal(String)
    case glued(RulePattern)
    case sameClause(RulePattern)
    case hyphened(RulePattern)
    case start, end, skip, pause
    case sequence([RulePattern])
    case alternatives([RulePattern])
    case optional(RulePattern)

    static func parse(_ source: String, at place: Lexicon.Place) throws(LexiconError) -> RulePattern {
        var parser = RulePatternParser(scalars: Array(source.unicodeScalars), place: place)
        let pattern = try parser.parseAlternatives()
        guard parser.isAtEnd else { throw place.error("`)` without `(` in the pattern `\(source)`") }
        return pattern
    }
}

private struct RulePatternParser {
    let scalars: [Unicode.Scalar]
    let place: Lexicon.Place
    var position = 0

    var isAtEnd: Bool { position >= scalars.count }
    private var current: Unicode.Scalar? { isAtEnd ? nil : scalars[position] }

    mutating func parseAlternatives() throws(LexiconError) -> RulePattern {
        var alternatives: [RulePattern] = []
        var items: [RulePattern] = []
        while let scalar = current, scalar != ")" {
            switch scalar {
            case " ":
                position += 1
            case "|":
                position += 1
                alternatives.append(.sequence(items))
                items = []
            default:
                items.append(try parseItem())
            }
        }
        alternatives.append(.sequence(items))
        return alternatives.count == 1 ? alternatives[0] : .alternatives(alternatives)
    }

    private mutating func parseItem() throws(LexiconError) -> RulePattern {
        var item: RulePattern
        switch current {
        case "+":
            position += 1
            guard let next = current, next != " " else { throw place.error("`+` stands right before an item") }
            if "-,".unicodeScalars.contains(next) {
                position += 1
                return .glued(.form(String(next)))
            }
            return .glued(try parseItem())
        case "," where position + 1 >= scalars.count || " )|".unicodeScalars.contains(scalars[position + 1]):
            position += 1
            return .pause
        case "-" where position + 1 < scalars.count && !" )|".unicodeScalars.contains(scalars[position + 1]):
            position += 1
            return .hyphened(try parseItem())
        case "_":
            position += 1
            return .sameClause(try parseItem())
        case "(":
            position += 1
            item = try parseAlternatives()
            guard current == ")" else { throw place.error("`(` is not closed") }
            position += 1
        case "<":
            item = try category(text(upTo: ">"))
        case "{":
            item = .nonterminal(try text(upTo: "}"))
        case "^":
            position += 1
            item = .start
        case "$":
            position += 1
            item = .end
        default:
            item = try parseWord()
        }
        if current == "?" {
            position += 1
            item = .optional(item)
        }
        return item
    }

    private mutating func parseWord() throws(LexiconError) -> RulePattern {
        var word = ""
        while let scalar = current, !" |()?~*<{".unicodeScalars.contains(scalar) {
            word.unicodeScalars.append(scalar)
            position += 1
        }
        if word == ".." { return .skip }
        word = folded(word)
        guard !word.isEmpty else { throw place.error("a word is missing before `\(current.map(String.init) ?? "")`") }
        switch current {
        case "~":
            position += 1
            return .stem(word)
        case "*":
            position += 1
            return .prefix(word)
        default:
            return .form(word)
        }
    }

    private mutating func text(upTo end: Unicode.Scalar) throws(LexiconError) -> String {
        position += 1
        var text = ""
        while let scalar = current, scalar != end {
            text.unicodeScalars.append(scalar)
            position += 1
        }
        guard current == end else { throw place.error("`\(end)` is missing") }
        position += 1
        return text
    }

    private func category(_ text: String) throws(LexiconError) -> RulePattern {
        if let equals = text.firstIndex(of: "=") {
            guard let value = Int(text[text.index(after: equals)...]) else {
                throw place.error("`<\(text)>` needs a number after `=`")
            }
            return .category(String(text[..<equals]), value...value, keeps: false)
        }
        guard let colon = text.firstIndex(of: ":") else { return .category(text, 0...Int(Int32.max), keeps: true) }
        let bounds = text[text.index(after: colon)...].split(separator: "-").map { Int($0) }
        guard bounds.count == 2, let low = bounds[0], let high = bounds[1], low <= high else {
            throw place.error("`<\(text)>` needs a range such as `1-12`")
        }
        return .category(String(text[..<colon]), low...high, keeps: true)
    }
}
