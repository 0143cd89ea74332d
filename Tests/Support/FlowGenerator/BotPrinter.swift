package import FlowSyntax

/// How a generated bot is written down.
package enum GeneratedLayout: Hashable, Sendable {
    /// As the formatter lays files out.
    case tidy
    /// As files come out of phones and word processors, but with no line more or less.
    case pasted
    /// The same, with blank lines and comments anywhere.
    case wild
}

/// Writes a generated bot in a dialect. A tidy file follows the rules of layout by itself, so that it can be held against
/// what the formatter makes of the others.
package struct BotPrinter {
    private let keywords: KeywordTable
    private let dialect: Dialect
    private let layout: GeneratedLayout
    /// Whether every word has the spelling that tools write.
    private let usesFirstSpellings: Bool
    private var random: SeededGenerator

    package init(
        keywords: KeywordTable, dialect: String, layout: GeneratedLayout, usesFirstSpellings: Bool = true, seed: UInt64
    ) {
        self.keywords = keywords
        self.dialect = Dialect(name: dialect)
        self.layout = layout
        self.usesFirstSpellings = usesFirstSpellings
        random = SeededGenerator(seed: seed)
    }

    package mutating func print(_ bot: GeneratedBot) -> [UInt8] {
        let lineBreaks = layout == .tidy ? ["\n"] : ["\n", "\n", "\r\n", "\r", "\u{2028}", "\u{0B}"]
        // Most files keep to one kind of line break.
        let only = random.chance(60) ? random.pick(lineBreaks) : nil
        var result = layout != .tidy && random.chance(30) ? "\u{FEFF}" : ""
        var textColumn = 0
        for (index, line) in bot.lines.enumerated() {
            let column = indentation(of: line, textColumn: textColumn)
            if line.isApart, index > 0, layout == .tidy { result += "\n" }
            for comment in line.comments + strayComments() { result += column + "#" + comment + end(lineBreaks, only) }
            let (text, newColumn) = print(line.parts, from: column.unicodeScalars.count)
            if !isContinuation(line) { textColumn = newColumn }
            result += column + text + end(lineBreaks, only)
        }
        return Array(result.utf8)
    }

    private mutating func end(_ lineBreaks: [String], _ only: String?) -> String {
        guard layout != .tidy else { return "\n" }
        let trailing = random.chance(15) ? random.pick([" ", "\t", "\u{A0} ", "  \u{200B}"]) : ""
        let blanks = layout == .wild && random.chance(10) ? random.number(1...3) : 0
        return trailing + (0...blanks).map { _ in only ?? random.pick(lineBreaks) }.joined(separator: random.pick(["", " "]))
    }

    private mutating func strayComments() -> [String] {
        layout == .wild && random.chance(6) ? [random.pick(["", " заметка", "# -> { | ru: x", "🙂\u{A0}"])] : []
    }

    private func isContinuation(_ line: GeneratedLine) -> Bool {
        if case .continuation? = line.parts.first { true } else { false }
    }

    private mutating func indentation(of line: GeneratedLine, textColumn: Int) -> String {
        guard layout == .tidy else {
            return random.pick(["", "", "  ", "\t", "      ", "\u{A0}\u{A0}", " \t", "\u{2003}"])
        }
        let isContinuation = isContinuation(line)
        return String(repeating: " ", count: isContinuation ? textColumn - 2 : line.level * 2)
    }

    // MARK: Lines

    /// - Returns: the line, and the column in which its text begins.
    private mutating func print(_ parts: [GeneratedLine.Part], from column: Int) -> (String, Int) {
        var line = ""
        var textColumn = column
        for part in parts {
            var isTight = line.isEmpty
            var isQuotable = false
            let printed: String
            switch part {
            case .statement(let name): printed = spelling(name, .statement)
            case .word(let name): printed = spelling(name, .word)
            case .subject(let name): printed = spelling(name, .subject)
            case .unit(let name): printed = spelling(name, .unit)
            case .builtIn(let name, let kind):
                printed = builtIn(name, kind)
                isQuotable = !printed.contains(" ")
            case .own(let name):
                printed = own(name)
                isQuotable = true
            case .number(let number): printed = String(number)
            case .arrow: printed = layout == .tidy ? "->" : random.pick(["->", "->", "→", "-->", "–>", "—>"])
            case .comma:
                printed = layout == .tidy ? "," : random.pick([",", ",", "，"])
                isTight = isTight || layout == .tidy || random.chance(50)
            case .sign(let sign): printed = self.sign(sign)
            case .value(let value): printed = self.value(value)
            case .language(let language):
                printed = (layout != .tidy && random.chance(20) ? language.uppercased() : language) + colon
            case .colon:
                printed = colon
                isTight = true
            case .text(let pieces): printed = text(pieces)
            case .continuation(let pieces):
                let text = text(pieces)
                printed = text.isEmpty ? "|" : "|" + gap + text
            case .phrase(let pieces): printed = phrase(pieces)
            }
            if printed.isEmpty { continue }
            if !isTight { line += gap }
            switch part {
            case .text, .phrase, .continuation: break
            default: textColumn = column + (line + printed).unicodeScalars.count + 1
            }
            line += isQuotable ? quoted(printed) : printed
        }
        return (line, textColumn)
    }

    /// Blanks between two parts.
    private var gap: String {
        mutating get { layout == .tidy ? " " : random.pick([" ", " ", "  ", "\t", "\u{A0}", " \u{202F}"]) }
    }

    private var colon: String {
        mutating get { layout == .tidy ? ":" : random.pick([":", ":", "：", " :"]) }
    }

    private mutating func spelling(_ canonical: String, _ kind: KeywordKind) -> String {
        let spelling = plainSpelling(canonical, kind)
        return layout == .tidy ? spelling : spelling.split(separator: " ").joined(separator: gap)
    }

    private mutating func plainSpelling(_ canonical: String, _ kind: KeywordKind) -> String {
        let first = keywords.spelling(of: canonical, kind: kind, dialect: dialect)
        if usesFirstSpellings { return first }
        return random.pick(
            keywords.spellings(kind: kind, dialect: dialect).filter { keywords.canonical($0, kind: kind) == canonical })
    }

    private mutating func builtIn(_ canonical: String, _ kind: GeneratedLine.Kind) -> String {
        KeywordKind(rawValue: kind.rawValue).map { spelling(canonical, $0) } ?? canonical
    }

    private mutating func own(_ name: String) -> String {
        // What word processors slip into words, between two letters.
        let place = name.index(after: name.startIndex)
        guard layout != .tidy, random.chance(10), place < name.endIndex, name[place].isLetter else { return name }
        return name[..<place] + random.pick(["\u{AD}", "\u{200B}"]) + name[place...]
    }

    private mutating func quoted(_ name: String) -> String {
        guard layout != .tidy, random.chance(8) else { return name }
        let quotes = random.pick([("“", "”"), ("«", "»"), ("\"", "\""), ("'", "'")])
        return quotes.0 + name + quotes.1
    }

    private mutating func sign(_ sign: String) -> String {
        guard layout != .tidy else { return sign }
        switch sign {
        case ">=": return random.pick([">=", "≥"])
        case "<=": return random.pick(["<=", "≤"])
        case "-": return random.pick(["-", "–", "−"])
        default: return sign
        }
    }

    private mutating func value(_ value: String) -> String {
        guard layout != .tidy else { return value }
        let hasOtherLetters = value.utf8.contains { $0 >= 0x80 }
        let blanks = hasOtherLetters && random.chance(20) ? value.replacing(" ", with: "\u{A0}") : value
        return quoted(blanks)
    }

    // MARK: Texts

    private mutating func text(_ pieces: [GeneratedLine.Piece]) -> String {
        pieces.map { piece in
            switch piece {
            case .literal(let literal): literal
            case .placeholder(let name, let format): placeholder(name, format)
            }
        }.joined()
    }

    private mutating func placeholder(_ name: GeneratedLine.Named, _ format: GeneratedLine.Format?) -> String {
        let pad = layout != .tidy && random.chance(15) ? random.pick([" ", "\u{A0}"]) : ""
        var result = "{" + pad
        switch name {
        case .own(let name): result += name
        case .builtIn(let name, let kind): result += builtIn(name, kind)
        }
        switch format {
        case nil: break
        case .named(let name)?: result += ":" + (layout == .tidy ? " " : pad) + plainSpelling(name, .format)
        case .forms(let forms)?: result += ":" + (layout == .tidy ? " " : pad) + forms.joined(separator: ", ")
        }
        return result + pad + "}"
    }

    private mutating func phrase(_ pieces: [GeneratedLine.PhrasePiece]) -> String {
        var result = ""
        for piece in pieces {
            let blank = result.isEmpty ? "" : gap
            switch piece {
            case .word(let word): result += blank + word
            case .group(let group):
                let isLoose = layout != .tidy && random.chance(30)
                result += blank + (isLoose ? group.replacing("(", with: "( ").replacing("|", with: " | ") : group)
            case .gap(let type, let isOptional):
                let pad = layout != .tidy && random.chance(20) ? " " : ""
                result += blank + "[" + pad + builtIn(type, .type) + pad + "]" + (isOptional ? "?" : "")
            case .bar: result += layout != .tidy && random.chance(40) ? "|" : blank + "|"
            case .pattern(let pattern): result += "/" + pattern + "/"
            }
        }
        return result
    }
}
