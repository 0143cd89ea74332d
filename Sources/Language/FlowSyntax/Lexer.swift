/// Cuts one line into tokens, each part by the rules of the place it stands in: statements, texts or phrases.
///
/// The tokens lie end to end. Every call that does not reach the end takes at least one byte, so no loop over a lexer
/// can hang.
struct Lexer {
    let bytes: [UInt8]
    private(set) var position: Int
    /// Where the part that is being read ends; at first the line's content.
    var end: Int
    private(set) var tokens: [Token] = []
    /// Bytes looked at so far, those looked at again included: the measure of linear time.
    private(set) var work = 0

    init(bytes: [UInt8], from start: Int, to end: Int) {
        self.bytes = bytes
        position = start
        self.end = end
    }

    struct Checkpoint {
        fileprivate var position: Int
        fileprivate var tokens: Int
    }

    var checkpoint: Checkpoint { Checkpoint(position: position, tokens: tokens.count) }

    mutating func restore(_ checkpoint: Checkpoint) {
        position = checkpoint.position
        tokens.removeSubrange(checkpoint.tokens...)
    }

    func text(_ token: Token) -> String { String(decoding: bytes[token.start..<token.end], as: UTF8.self) }

    private func scalar(at offset: Int) -> (scalar: Unicode.Scalar, length: Int)? {
        offset < end ? Scalars.decode(bytes, at: offset) : nil
    }

    var nextScalar: Unicode.Scalar? { scalar(at: position)?.scalar }

    @discardableResult
    mutating func take(_ kind: Token.Kind, upTo offset: Int) -> Token {
        let token = Token(kind: kind, start: position, end: offset)
        if offset > position { tokens.append(token) }
        work += offset - position
        position = offset
        return token
    }

    /// Takes one character.
    @discardableResult
    mutating func takeScalar(_ kind: Token.Kind) -> Token {
        take(kind, upTo: position + (scalar(at: position)?.length ?? 0))
    }

    private func offset(from start: Int, while matches: (Unicode.Scalar) -> Bool) -> Int {
        var offset = start
        while let (next, length) = scalar(at: offset), matches(next) { offset += length }
        return offset
    }

    mutating func takeBlanks() { take(.blank, upTo: offset(from: position, while: Scalars.isBlank)) }

    /// Marks the last token, or the last few from an index on, as a keyword.
    mutating func markKeyword(from index: Int, as kind: KeywordKind) {
        for position in index..<tokens.count where tokens[position].kind == .word {
            tokens[position].kind = .keyword
            tokens[position].keyword = kind
        }
    }

    // MARK: Statements

    /// Takes what may stand between words: blanks, and the quotes that people put round names.
    mutating func takeTrivia() {
        while let next = nextScalar {
            if Scalars.isBlank(next) || next == "\u{200C}" || next == "\u{200D}" {
                take(
                    .blank, upTo: offset(from: position) { Scalars.isBlank($0) || $0 == "\u{200C}" || $0 == "\u{200D}" }
                )
            } else if Scalars.isQuote(next) {
                takeScalar(.quote)
            } else {
                return
            }
        }
    }

    /// Takes the quote behind a name that has one before it, so that what follows does not begin with it.
    mutating func takeClosingQuote() {
        guard tokens.count > 1, tokens[tokens.count - 2].kind == .quote, let next = nextScalar, Scalars.isQuote(next)
        else { return }
        takeScalar(.quote)
    }

    /// The next token of a statement after blanks and quotes; nil at the end of the line.
    mutating func next() -> Token? {
        takeTrivia()
        guard let (first, length) = scalar(at: position) else { return nil }
        if Scalars.isNameCharacter(first) { return takeWord() }
        if Scalars.isArrow(first) { return take(.arrow, upTo: position + length) }
        if Scalars.isDash(first) {
            let dashes = offset(from: position, while: Scalars.isDash)
            if let (next, length) = scalar(at: dashes), next == ">" { return take(.arrow, upTo: dashes + length) }
            return take(.other, upTo: position + length)
        }
        switch first {
        case ",", "،", "，": return take(.comma, upTo: position + length)
        case ":", "：": return take(.colon, upTo: position + length)
        case "<", ">", "=", "!", "≤", "≥", "≠":
            return take(.sign, upTo: offset(from: position) { "<>=!≤≥≠".unicodeScalars.contains($0) })
        case "+": return take(.sign, upTo: position + length)
        default: return take(.other, upTo: position + length)
        }
    }

    /// What `next()` would give.
    mutating func peek() -> Token? {
        let checkpoint = checkpoint
        let token = next()
        restore(checkpoint)
        return token
    }

    /// A name, a path of names with dots between, or a number. Hyphens and dots belong to it between two letters.
    private mutating func takeWord() -> Token {
        var offset = position
        var isNumber = true
        while let (next, length) = scalar(at: offset) {
            if Scalars.isNameCharacter(next) {
                isNumber = isNumber && Scalars.isDigit(next)
                offset += length
            } else if Scalars.isHyphen(next) || next == "." || Scalars.isInvisible(next) {
                guard let (following, _) = scalar(at: offset + length), Scalars.isNameCharacter(following) else {
                    break
                }
                isNumber = false
                offset += length
            } else {
                break
            }
        }
        return take(isNumber ? .number : .word, upTo: offset)
    }

    // MARK: Free text

    /// Takes the rest of the line up to an offset as one token of text without the blanks round it.
    mutating func takeText(_ kind: Token.Kind = .text, upTo limit: Int? = nil) -> Token {
        takeBlanks()
        let limit = max(limit ?? end, position)
        var last = position
        var offset = position
        while offset < limit, let (next, length) = scalar(at: offset) {
            offset += length
            if !Scalars.isBlank(next) { last = offset }
        }
        let token = take(kind, upTo: min(last, limit))
        take(.blank, upTo: limit)
        return token
    }

    /// Takes text up to one of the marks or the line's end; blanks are part of it.
    mutating func takeText(before marks: String) -> Token {
        take(.text, upTo: offset(from: position) { !marks.unicodeScalars.contains($0) })
    }

    /// Where the line's content ends, trailing blanks left out.
    func contentEnd() -> Int {
        var last = position
        var offset = position
        while let (next, length) = scalar(at: offset) {
            offset += length
            if !Scalars.isBlank(next) { last = offset }
        }
        return last
    }

    /// The offset of the first arrow from here on.
    func offsetOfArrow() -> Int? {
        var offset = position
        while let (next, length) = scalar(at: offset) {
            if Scalars.isArrow(next) { return offset }
            if Scalars.isDash(next) {
                let dashes = self.offset(from: offset, while: Scalars.isDash)
                if let (following, _) = scalar(at: dashes), following == ">" { return offset }
                offset = dashes
            } else {
                offset += length
            }
        }
        return nil
    }

    /// The offset of the last plus or minus between blanks that has a number behind it.
    func offsetOfAddition() -> Int? {
        var found: Int?
        var offset = position
        var isAfterBlank = false
        while let (next, length) = scalar(at: offset) {
            if isAfterBlank, next == "+" || Scalars.isDash(next) {
                let number = self.offset(from: offset + length, while: Scalars.isBlank)
                if let (digit, _) = scalar(at: number), Scalars.isDigit(digit) { found = offset }
            }
            isAfterBlank = Scalars.isBlank(next)
            offset += length
        }
        return found
    }

    /// The offset of the first comma from here on, or the line's end.
    func offsetOfComma() -> Int { offset(from: position) { $0 != "," && $0 != "،" && $0 != "，" } }

    // MARK: Phrases

    /// Takes the next piece of a phrase: a word with its punctuation cut off, a mark, punctuation or blanks.
    mutating func nextPhraseToken() -> Token? {
        guard let (first, length) = scalar(at: position) else { return nil }
        if Scalars.isBlank(first) { return take(.blank, upTo: offset(from: position, while: Scalars.isBlank)) }
        if Self.isPhraseMark(first) { return take(.phraseMark, upTo: position + length) }
        if Self.isPunctuation(first) {
            return take(.punctuation, upTo: offset(from: position, while: Self.isPunctuation))
        }
        let stop = offset(from: position) {
            !Scalars.isBlank($0) && !Self.isPhraseMark($0)
                && (!Self.isPunctuation($0) || Self.isInsideWord($0))
        }
        // What stands inside a word (don't, 9:30) belongs to it, behind a word it is punctuation.
        var last = position
        var offset = position
        while offset < stop, let (next, length) = scalar(at: offset) {
            offset += length
            if !Self.isPunctuation(next) { last = offset }
        }
        return take(.phraseWord, upTo: last)
    }

    private static func isInsideWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "'", "’", ".", "_", ":": true
        default: Scalars.isDash(scalar)
        }
    }

    private static func isPhraseMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "[", "]", "(", ")", "{", "}", "|", "*", "/", "?": true
        default: false
        }
    }

    private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        if Scalars.isCommonCyrillic(scalar) || (0x61...0x7A).contains(scalar.value | 0x20) { return false }
        switch scalar.properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation:
            return !isPhraseMark(scalar)
        default: return false
        }
    }
}
