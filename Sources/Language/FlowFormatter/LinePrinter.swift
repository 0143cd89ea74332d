internal import FlowSyntax

struct PrintedLine {
    let text: String
    /// The column in which the line's text for a customer begins, counted from the line's first character.
    let textColumn: Int
}

/// Prints the tokens of one line with canonical blanks and marks between them.
struct LinePrinter {
    let bytes: [UInt8]
    let spelling: Spelling

    /// Statements behind which an arrow may stand and says nothing.
    private static let arrowless: Set<String> = ["then"]

    func comment(_ tokens: [Token]) -> String {
        tokens.first { $0.kind == .comment }.map { Layout.trimmed(text($0)) } ?? ""
    }

    func print(_ tokens: [Token]) -> PrintedLine {
        var line = PartList()
        var isArrowSpare = false
        var index = 0
        while index < tokens.count {
            let token = tokens[index]
            if let replacement = spelling.replacement(at: token.start) {
                line.append(replacement.text)
                index = tokens[index...].firstIndex { $0.start >= replacement.end } ?? tokens.count
                isArrowSpare = false
                continue
            }
            index += 1
            switch token.kind {
            case .blank, .lineBreak, .quote: continue
            case .keyword where !spelling.isName(at: token.start):
                let run = keywordRun(in: tokens[(index - 1)...])
                isArrowSpare = append(run.words, to: &line)
                index = run.end
                continue
            case .arrow: if !isArrowSpare { line.append("->") }
            case .comma: line.append(",", isTight: true)
            case .colon, .bar:
                line.append(text(token) == "|" ? "|" : ":", isTight: token.kind == .colon)
                // Behind it stands what people say.
                line.appendText(said(tokens[index...]))
                index = tokens.count
            case .sign: line.append(Layout.sign(text(token)))
            case .text: line.append(value(token))
            case .other: line.append(Layout.sign(text(token)))
            default: line.append(Layout.name(text(token)))
            }
            isArrowSpare = false
        }
        return PrintedLine(text: line.text, textColumn: line.textColumn)
    }

    private func text(_ token: Token) -> String { String(decoding: bytes[token.start..<token.end], as: UTF8.self) }

    // MARK: Keywords

    /// The keywords of one kind from the first token on, and the index of the token behind them.
    private func keywordRun(in tokens: ArraySlice<Token>) -> (words: [Token], end: Int) {
        var words: [Token] = []
        var end = tokens.startIndex
        for (index, token) in zip(tokens.indices, tokens) {
            if token.kind == .blank || token.kind == .quote { continue }
            // A name that is spelled like the end of a keyword is a name.
            guard token.kind == .keyword, token.keyword == tokens.first?.keyword,
                !spelling.isName(at: token.start)
            else { break }
            words.append(token)
            end = index + 1
        }
        return (words, end)
    }

    /// Writes the keywords that a run of words stands for, the longest first, as the parser reads them.
    /// - Returns: whether an arrow behind the last one says nothing.
    private func append(_ tokens: [Token], to line: inout PartList) -> Bool {
        let words = tokens.map { Layout.name(text($0)) }
        let table = spelling.keywords
        var isArrowless = false
        var start = 0
        while start < words.count, let kind = tokens[start].keyword {
            var end = words.count
            var spelled = words[start..<end].joined(separator: " ")
            while end > start + 1, table.canonical(spelled, kind: kind) == nil {
                end -= 1
                spelled = words[start..<end].joined(separator: " ")
            }
            isArrowless = kind == .statement && table.canonical(spelled, kind: kind).map(Self.arrowless.contains) == true
            line.append(spelling.keyword(spelled, kind))
            start = end
        }
        return isArrowless
    }

    /// A value; one that is a built-in word stands in the table under the place of its first letter.
    private func value(_ token: Token) -> String {
        let written = text(token)
        guard Layout.unquoted(written) != nil, let quote = written.unicodeScalars.first else {
            return Layout.value(written)
        }
        return spelling.replacement(at: token.start + UTF8.width(quote))?.text ?? Layout.value(written)
    }

    // MARK: Behind the colon

    /// What people say: a text, which stays as it is byte for byte except inside braces, or a phrase.
    private func said(_ tokens: ArraySlice<Token>) -> String {
        let tokens = tokens.drop { $0.kind == .blank }
        let isPhrase = tokens.contains { $0.kind == .phraseWord } && !tokens.contains { $0.kind == .text }
        if isPhrase { return phrase(tokens) }
        var result = ""
        var index = tokens.startIndex
        while index < tokens.endIndex {
            let token = tokens[index]
            index += 1
            switch token.kind {
            // Blanks stand at the line's end only; those between words are part of the text.
            case .blank, .lineBreak: continue
            case .openBrace:
                result += "{"
                index = appendPlaceholder(tokens[index...], to: &result)
            default: result += text(token)
            }
        }
        return result
    }

    /// - Returns: the index of the token behind the closing brace.
    private func appendPlaceholder(_ tokens: ArraySlice<Token>, to result: inout String) -> Int {
        var index = tokens.startIndex
        while index < tokens.endIndex {
            let token = tokens[index]
            if let replacement = spelling.replacement(at: token.start) {
                result += replacement.text
                index = tokens[index...].firstIndex { $0.start >= replacement.end } ?? tokens.endIndex
                continue
            }
            index += 1
            switch token.kind {
            case .blank, .quote, .lineBreak: continue
            case .closeBrace:
                result += "}"
                return index
            case .colon: result += ": "
            case .text: result += Scalars.cleanedValue(text(token))
            default: result += Layout.name(text(token))
            }
        }
        return index
    }

    /// One blank where there are blanks and round a bar between whole phrases; none at the inner side of a bracket.
    private func phrase(_ tokens: ArraySlice<Token>) -> String {
        var result = ""
        var depth = 0
        var isBlankDue = false
        // Behind an opening bracket, or behind a bar inside of one.
        var isInnerSide = false
        for token in tokens {
            guard token.kind != .blank, token.kind != .lineBreak else {
                isBlankDue = !isInnerSide
                continue
            }
            let piece = spelling.replacement(at: token.start)?.text ?? text(token)
            let mark = token.kind == .phraseMark ? piece : ""
            if mark == "]" || mark == ")" { depth -= 1 }
            let isTight = mark == "]" || mark == ")" || mark == "|" && depth > 0
            if mark == "|", depth == 0 { isBlankDue = true }
            if isBlankDue, !isTight { result += " " }
            result += piece
            isBlankDue = mark == "|" && depth == 0
            if mark == "[" || mark == "(" { depth += 1 }
            isInnerSide = mark == "[" || mark == "(" || mark == "|" && depth > 0
        }
        return result
    }
}
