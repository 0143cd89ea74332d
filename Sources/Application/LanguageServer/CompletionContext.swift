internal import FlowDiagnostics
internal import FlowSyntax

/// What may be written at a place of a file.
struct CompletionContext {
    /// What kind of thing is wanted.
    enum Wanted: Hashable {
        /// A line's keyword.
        case statement
        /// The rest of a keyword of several words that begins with these.
        case continuation(String)
        /// The beginning of a text line, `ru:`.
        case textLine
        /// A language and its colon, behind `not` and `example`.
        case languageBeforeColon
        case language
        /// One that this bot speaks.
        case botLanguage
        case intent, text, flow, step, slot, option, library
        /// A slot or a fact.
        case value
        /// What a slot can be compared with or set to.
        case constant(of: String)
        case action
        /// Of the action that stands above, or of the one in this line.
        case outcome(action: String?)
        /// Built-in names of a kind.
        case builtin(KeywordKind)
        /// One word of the language's.
        case word(String)
        case back
    }

    var wanted: [Wanted] = []
    /// Where the word begins that is being written, as a byte offset.
    var start: Int
    /// The declarations that are open at the line.
    var blocks: [Block] = []
}

/// Finds out from the line up to the cursor, and the lines before it, what may be written: the line itself is mostly
/// unfinished, so that the parser says little of it.
struct CompletionReader {
    private let bytes: [UInt8]
    private let keywords: KeywordTable
    private let lines: FlowLines
    private let offset: Int
    private let index: Int
    private let lineStart: Int

    init?(_ parsed: ParsedFile, keywords: KeywordTable, at offset: Int) {
        lines = FlowLines(parsed.tree)
        guard let index = lines.index(at: offset) else { return nil }
        bytes = parsed.tree.source.bytes
        self.keywords = keywords
        self.offset = min(offset, bytes.count)
        self.index = index
        lineStart = lines.lines[index].start
    }

    /// A word, comma or arrow before the cursor.
    private struct Piece {
        enum Kind { case word, comma, arrow }
        var kind: Kind
        var text: String
        var start: Int
    }

    func read() -> CompletionContext {
        var context = CompletionContext(start: offset)
        context.blocks = lines.before(index)?.blocks ?? []
        let prefix = String(decoding: bytes[lineStart..<offset], as: UTF8.self)
        let content = prefix.drop(while: \.isWhitespace)
        if content.hasPrefix("#") { return context }
        if isText(content) {
            readText(content, &context)
            return context
        }
        let (pieces, partial) = pieces(of: content)
        context.start = partial.start
        let matched = statement(pieces)
        // While it is not certain that the keyword is finished, it may be one that goes on.
        if pieces.count < keywords.longestStatement {
            context.wanted.append(.statement)
            if pieces.isEmpty {
                if takesText { context.wanted.append(.textLine) }
                if context.blocks.last == .test { context.wanted.append(.action) }
            } else {
                context.start = pieces[0].start
            }
        }
        if let matched {
            let wanted = arguments(of: matched.name, pieces.dropFirst(matched.words).map { $0 })
            if !wanted.isEmpty {
                context.wanted = wanted
                context.start = startOfArgument(matched.name, pieces, matched.words, partial.start)
            } else {
                context.wanted = []
                context.start = partial.start
            }
            if pieces.count == matched.words {
                context.wanted.append(.continuation(pieces.map(\.text).joined(separator: " ")))
            }
        } else if let action = pieces.first, action.text.contains("."), context.blocks.last == .test {
            context.start = partial.start
            switch pieces.count {
            case 1: context.wanted = [.word("answers")]
            case 2:
                context.wanted = [.outcome(action: keywords.canonical(action.text, kind: .action) ?? action.text)]
            default: context.wanted = []
            }
        }
        return context
    }

    // MARK: The line so far

    /// `ru: …` and `| …`, where no keyword is read any more.
    private func isText(_ content: Substring) -> Bool {
        if content.hasPrefix("|") { return true }
        guard let colon = content.firstIndex(of: ":") else { return false }
        let head = content[..<colon]
        // A colon inside a phrase or a time of day comes later than the first or second word.
        return head.split(whereSeparator: \.isWhitespace).count <= 2 && !head.contains("{")
    }

    private func readText(_ content: Substring, _ context: inout CompletionContext) {
        let brace = content.lastIndex(of: "{")
        let bracket = content.lastIndex(of: "[")
        func isOpen(_ place: Substring.Index?, until mark: Character) -> Substring? {
            guard let place else { return nil }
            let inside = content[content.index(after: place)...]
            return inside.contains(mark) ? nil : inside
        }
        if context.blocks.last == .intent {
            guard let inside = isOpen(bracket, until: "]") else { return }
            context.wanted = [.builtin(.type)]
            context.start = offset - inside.utf8.count
        } else if let inside = isOpen(brace, until: "}") {
            if let colon = inside.firstIndex(of: ":") {
                let format = inside[inside.index(after: colon)...].drop(while: \.isWhitespace)
                context.wanted = [.builtin(.format)]
                context.start = offset - format.utf8.count
            } else {
                context.wanted = [.value]
                context.start = offset - inside.drop(while: \.isWhitespace).utf8.count
            }
        }
    }

    /// The finished words before the cursor, and the one that is being written.
    private func pieces(of content: Substring) -> ([Piece], partial: Piece) {
        var pieces: [Piece] = []
        var word = ""
        var place = offset - content.utf8.count
        var wordStart = place
        func finish(_ pieces: inout [Piece]) {
            guard !word.isEmpty else { return }
            let isArrow = ["->", "→", "-->", "–>", "—>"].contains(word)
            pieces.append(Piece(kind: isArrow ? .arrow : .word, text: word, start: wordStart))
            word = ""
        }
        for character in content {
            let length = String(character).utf8.count
            if character.isWhitespace {
                finish(&pieces)
            } else if character == "," {
                finish(&pieces)
                pieces.append(Piece(kind: .comma, text: ",", start: place))
            } else {
                if word.isEmpty { wordStart = place }
                word.append(character)
                if word.hasSuffix("->"), word.count > 2 {
                    // An arrow that clings to the name before it.
                    word.removeLast(2)
                    finish(&pieces)
                    pieces.append(Piece(kind: .arrow, text: "->", start: place - 1))
                } else if word == "->" || word == "→" {
                    finish(&pieces)
                }
            }
            place += length
        }
        let partial = Piece(kind: .word, text: word, start: word.isEmpty ? offset : wordStart)
        return (pieces, partial)
    }

    /// The keyword that the finished words begin with.
    private func statement(_ pieces: [Piece]) -> (name: String, words: Int)? {
        for count in stride(from: min(pieces.count, keywords.longestStatement), to: 0, by: -1) {
            let spelling = pieces.prefix(count).map(\.text).joined(separator: " ")
            guard let name = keywords.canonical(spelling, kind: .statement) else { continue }
            return (name, count)
        }
        return nil
    }

    /// Whether a text may stand here: below a line that takes one, or in an intent.
    private var takesText: Bool {
        guard let before = lines.before(index) else { return false }
        if before.blocks.last == .intent { return true }
        switch before.kind {
        case .statement(let name): return StatementArguments.takingText.contains(name)
        case .text, .continuation: return true
        default: return false
        }
    }

    // MARK: Behind the keyword

    private func startOfArgument(_ statement: String, _ pieces: [Piece], _ words: Int, _ partial: Int) -> Int {
        // What has names of several words is written on from its first word.
        guard StatementArguments.ofSeveralWords.contains(statement) else { return partial }
        let arguments = pieces.dropFirst(words)
        if let comma = arguments.lastIndex(where: { $0.kind == .comma }) {
            return comma + 1 < pieces.count ? pieces[comma + 1].start : partial
        }
        return arguments.first?.start ?? partial
    }

    private func arguments(of statement: String, _ pieces: [Piece]) -> [CompletionContext.Wanted] {
        if let arrow = pieces.lastIndex(where: { $0.kind == .arrow }) {
            return target(pieces.dropFirst(arrow + 1).map { $0 }, mayGoBack: false)
        }
        switch statement {
        case "then": return target(pieces, mayGoBack: true)
        case "on" where pieces.isEmpty: return [.outcome(action: actionAbove)]
        case "if": return condition(pieces)
        case "expect": return expectation(pieces)
        default: return StatementArguments.wanted(statement, after: pieces.map(\.text))
        }
    }

    private func target(_ pieces: [Piece], mayGoBack: Bool) -> [CompletionContext.Wanted] {
        switch pieces.count {
        case 0: mayGoBack ? [.step, .back] : [.step]
        case 1: [.word("forget")]
        default: keywords.canonical(pieces[1].text, kind: .word) == "forget" ? [.slot] : []
        }
    }

    private func condition(_ pieces: [Piece]) -> [CompletionContext.Wanted] {
        var words = pieces.map(\.text)[...]
        var wanted: [CompletionContext.Wanted] = []
        if let first = words.first, keywords.canonical(first, kind: .word) == "not" {
            words = words.dropFirst()
        } else if words.isEmpty {
            wanted.append(.word("not"))
        }
        switch words.count {
        case 0: return [.value] + wanted
        case 1: return [.word("is"), .word("is not")]
        default: return [.constant(of: words.first ?? "")]
        }
    }

    private func expectation(_ pieces: [Piece]) -> [CompletionContext.Wanted] {
        let isOfBooking = pieces.contains { keywords.canonical($0.text, kind: .subject) == "booking" }
        let item = pieces.split(omittingEmptySubsequences: false) { $0.kind == .comma }.last.map(Array.init) ?? []
        guard let subject = item.first else {
            return isOfBooking ? [.builtin(.type)] : [.builtin(.subject), .slot]
        }
        switch keywords.canonical(subject.text, kind: .subject) {
        case "step": return item.count == 1 ? [.step] : []
        case "outcome": return item.count == 1 ? [.outcome(action: nil)] : []
        case "booking" where item.count == 1: return [.builtin(.type), .builtin(.value)]
        case "language": return item.count == 1 ? [.botLanguage] : []
        default: return item.count == 1 ? [.constant(of: subject.text), .builtin(.value)] : []
        }
    }

    /// The action whose outcomes `on` lines here are about: that of the nearest `do` line above, in the same step.
    private var actionAbove: String? {
        for line in lines.lines[..<index].reversed() {
            guard line.saysSomething else { continue }
            if line.statement == "step" { return nil }
            guard line.statement == "do",
                let name = line.tokens.first(where: { $0.kind == .word })
            else { continue }
            let written = String(decoding: bytes[name.start..<name.end], as: UTF8.self)
            return keywords.canonical(written, kind: .action) ?? written
        }
        return nil
    }
}

extension KeywordTable {
    /// The words of the longest keyword that begins a line.
    var longestStatement: Int {
        dialects.flatMap { spellings(kind: .statement, dialect: $0) }
            .map { spelling in spelling.utf8.count { $0 == 0x20 } + 1 }.max() ?? 1
    }
}
