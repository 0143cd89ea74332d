internal import FlowDiagnostics

/// Reading `ru: …` lines, their continuations and what a text holds.
extension FileParser {
    /// A line that begins with a word and a colon: a text, or what customer and bot say in a test. Nil when it is no such
    /// line; then nothing was read.
    mutating func parseColonLine() -> SyntaxNode.Line? {
        let start = lexer.checkpoint
        let first = lexer.tokens.count
        guard let word = lexer.next(), word.kind == .word, let colon = lexer.peek(), colon.kind == .colon else {
            lexer.restore(start)
            return nil
        }
        let place = span(word.start, word.end)
        let spelling = Scalars.cleaned(text(place))
        if let keyword = keyword(spelling, .statement, at: place) {
            guard let statement = StatementKeyword(rawValue: keyword.canonical),
                statement == .customer || statement == .bot
            else {
                lexer.restore(start)
                return nil
            }
            head = Name(spelling, place)
            lexer.markKeyword(from: first, as: .statement)
            reportOtherDialect(keyword, kind: .statement)
            return expectSpokenLine(statement)
        }
        if Scalars.isLanguageCode(spelling) {
            noteStatement(at: place, isVersion: false)
            expectText(in: Name(spelling.lowercased(), place))
            return .text
        }
        let speakers = [StatementKeyword.customer, .bot]
        for speaker in speakers where open.innermost == .test {
            guard let near = Suggestion.near(spelling, among: [self.word(speaker)]) else { continue }
            head = Name(spelling, place)
            report(.unknownKeyword, at: place, [spelling], fix: Diagnostic.Fix(span: place, replacement: near))
            return expectSpokenLine(speaker)
        }
        noteStatement(at: place, isVersion: false)
        report(.badLanguage, at: place, [text(place)])
        owner?.hasFailed = true
        return .unread
    }

    /// `customer: …` or `bot: …`, behind its first word.
    private mutating func expectSpokenLine(_ speaker: StatementKeyword) -> SyntaxNode.Line {
        noteStatement(at: head.span, isVersion: false)
        closeOwner()
        let line = SyntaxNode.Line.statement(speaker.rawValue)
        guard open.innermost == .test else {
            reportMisplaced([.test])
            owner = .swallowing(head)
            return line
        }
        _ = lexer.next()
        owner = TextOwner(kind: speaker == .bot ? .bot : .customer, head: head, hasFailed: true)
        do throws(Abandoned) {
            let value = try expectValue(usage: "\(head.value): …", unquoted: false)
            owner?.spoken = value.span
            owner?.literal = value.value
        } catch {
            owner = .swallowing(head)
        }
        return line
    }

    /// `LANGUAGE: …`, behind the language.
    private mutating func expectText(in language: Name) {
        if open.innermost == .intent, owner == nil {
            expectPhraseLine(language, isExclusion: false, from: language.span.start)
            return
        }
        guard let kind = owner?.kind, isText(kind) else {
            report(.textWithoutOwner, at: language.span, [word(.say)])
            owner = .swallowing(head)
            return
        }
        if let earlier = owner?.languages[language.value], owner?.hasRepeatedLanguage == false, !isSwallowing(kind) {
            owner?.hasRepeatedLanguage = true
            report(
                .repeatedLanguage, at: language.span, [language.value],
                related: [Diagnostic.Related(span: earlier, note: .firstDeclaredHere)])
        }
        _ = lexer.next()
        appendLanguage(language)
    }

    private func isSwallowing(_ kind: TextOwner.Kind) -> Bool {
        if case .nothing = kind { true } else { false }
    }

    private func isText(_ kind: TextOwner.Kind) -> Bool {
        switch kind {
        case .customer, .bot: false
        default: true
        }
    }

    /// Begins the text of a language with the rest of the line.
    private mutating func appendLanguage(_ language: Name) {
        owner?.flushLiteral()
        owner?.languages[language.value] = language.span
        let line = TextInLanguage(
            language: language, parts: [], span: span(language.span.start, lexer.contentEnd()))
        owner?.lines.append(line)
        parseTextParts()
    }

    /// `KEYWORD … ru: …`: a text that should stand on a line of its own. Reported and read.
    mutating func parseTextOnSameLine() -> Bool {
        let start = lexer.checkpoint
        if let word = lexer.next(), word.kind == .word, let colon = lexer.peek(), colon.kind == .colon,
            Scalars.isLanguageCode(Scalars.cleaned(lexer.text(word)))
        {
            let place = span(word.start, word.end)
            let gap = span(placeOfMissing(before: word), word.start)
            report(
                .textOnSameLine, at: place, [text(place)], fix: Diagnostic.Fix(span: gap, replacement: "\n      "))
            _ = lexer.next()
            appendLanguage(Name(Scalars.cleaned(lexer.text(word)).lowercased(), place))
            return true
        }
        lexer.restore(start)
        return false
    }

    private func placeOfMissing(before token: Token) -> Int {
        lexer.tokens.last { $0.end <= token.start && $0.kind != .blank }?.end ?? token.start
    }

    /// `| …`: goes on with the text above on a new line of the message.
    mutating func expectContinuation() {
        let bar = lexer.takeScalar(.bar)
        let place = span(bar.start, bar.end)
        noteStatement(at: place, isVersion: false)
        guard let kind = owner?.kind else {
            report(.continuationOfNothing, at: place)
            return
        }
        if case .nothing = kind {
            parseTextParts()
        } else if owner?.spoken != nil {
            let token = lexer.takeText()
            let value = "\n" + Scalars.cleanedValue(lexer.text(token))
            owner?.literal += value
            owner?.spoken?.end = token.end
        } else if let last = owner?.lines.indices.last {
            let end = max(bar.end, lexer.contentEnd())
            owner?.lines[last].span.end = end
            if owner?.isTextEmpty == false { owner?.literal += "\n" }
            parseTextParts()
        } else {
            report(.continuationOfNothing, at: place)
            owner?.hasFailed = true
        }
    }

    /// The rest of the line as text with placeholders, into the text that is being read.
    mutating func parseTextParts() {
        lexer.takeBlanks()
        lexer.end = max(lexer.contentEnd(), lexer.position)
        while lexer.position < lexer.end {
            if lexer.nextScalar == "{" {
                parsePlaceholder()
            } else {
                let token = lexer.takeText(before: "{")
                let literal = lexer.text(token)
                owner?.literal += literal
            }
        }
    }

    /// Where the brace belongs that was forgotten: behind a name that begins right here, and behind its format. Nil when
    /// no name begins here: then the open brace was meant as it stands.
    private func endOfPlaceholderName(from start: Int, to end: Int) -> Int? {
        func wordEnd(from start: Int) -> Int {
            var position = start
            while position < end {
                let (scalar, length) = Scalars.decode(source.bytes, at: position)
                guard Scalars.isNameCharacter(scalar) || Scalars.isHyphen(scalar) || scalar == "." else { break }
                position += length
            }
            // A full stop at a word's end ends the sentence.
            while position > start, source.bytes[position - 1] == UInt8(ascii: ".") { position -= 1 }
            return position
        }
        let name = wordEnd(from: start)
        guard name > start else { return nil }
        guard name < end, source.bytes[name] == UInt8(ascii: ":") else { return name }
        var format = name + 1
        while format < end, source.bytes[format] == UInt8(ascii: " ") { format += 1 }
        return max(name, wordEnd(from: format) > format ? wordEnd(from: format) : name)
    }

    /// `{name}` or `{name: format}`; takes at least the brace.
    private mutating func parsePlaceholder() {
        let lineEnd = lexer.end
        let opening = lexer.takeScalar(.openBrace)
        let inside = lexer.checkpoint
        let content = lexer.takeText(before: "{}")
        guard lexer.nextScalar == "}" else {
            let end = endOfPlaceholderName(from: content.start, to: content.end)
            reportBeside(
                .unclosedPlaceholder, at: span(opening.start, opening.end),
                fix: end.map { Diagnostic.Fix(span: span($0, $0), replacement: "}") })
            let literal = "{" + lexer.text(content)
            owner?.literal += literal
            return
        }
        lexer.restore(inside)
        lexer.end = content.end
        let name = parseName()
        var format: Name?
        var isBad = name == nil
        if let colon = lexer.peek() {
            if colon.kind == .colon {
                _ = lexer.next()
                let token = lexer.takeText()
                format = Name(Scalars.cleanedValue(lexer.text(token)), span(token.start, token.end))
                isBad = isBad || token.start == token.end
            } else {
                isBad = true
            }
        }
        lexer.take(.blank, upTo: content.end)
        lexer.end = lineEnd
        lexer.takeScalar(.closeBrace)
        let place = span(opening.start, lexer.position)
        guard let name, !isBad else {
            reportBeside(.badPlaceholder, at: place, [text(place)])
            let literal = text(place)
            owner?.literal += literal
            return
        }
        guard let last = owner?.lines.indices.last else { return }
        owner?.flushLiteral()
        owner?.lines[last].parts.append(.placeholder(name: name, format: format, span: place))
    }
}
