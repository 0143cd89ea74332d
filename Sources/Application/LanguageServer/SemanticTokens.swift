internal import FlowDiagnostics
internal import FlowNames
internal import FlowSyntax
internal import JSON

/// What each word of a file is, for colouring.
extension LanguageSession {
    private enum TokenType: Int, CaseIterable {
        case keyword, comment, number, string, variable, property, function, event, enumMember, type, namespace
        case `operator`, regexp

        init?(_ kind: NameKind) {
            switch kind {
            case .intent: self = .event
            case .slot: self = .variable
            case .fact: self = .property
            case .step, .action: self = .function
            case .option, .outcome, .reason, .offer, .format, .showing, .recipient, .media: self = .enumMember
            case .slotType: self = .type
            case .flow, .library: self = .namespace
            case .text: self = .string
            }
        }

        init?(_ kind: Token.Kind) {
            switch kind {
            case .keyword: self = .keyword
            case .comment: self = .comment
            case .number: self = .number
            case .text: self = .string
            case .arrow, .sign, .openBrace, .closeBrace, .bar: self = .operator
            case .phraseMark: self = .regexp
            case .phraseWord: self = .string
            case .blank, .lineBreak, .word, .comma, .colon, .quote, .punctuation, .other, .unread: return nil
            }
        }
    }

    static let tokenLegend: JSONValue = [
        "tokenTypes": .array(TokenType.allCases.map { .string("\($0)") }), "tokenModifiers": ["declaration"],
    ]

    mutating func semanticTokens(_ parameters: Parameters) throws(ProtocolFailure) -> JSONValue {
        guard let view = try view(parameters) else { return ["data": []] }
        let positions = view.positions
        var data: [JSONValue] = []
        var last = TextPosition(line: 0, character: 0)
        func add(_ range: Range<Int>, _ type: TokenType, isDeclaration: Bool) {
            let start = positions.position(at: range.lowerBound, client.encoding)
            let end = positions.position(at: range.upperBound, client.encoding)
            // Clients take tokens of one line only; ours are, but where the protocol sees fewer lines than the language.
            guard end.line == start.line, end.character > start.character else { return }
            data.append(.integer(start.line - last.line))
            data.append(.integer(start.line == last.line ? start.character - last.character : start.character))
            data.append(.integer(end.character - start.character))
            data.append(.integer(type.rawValue))
            data.append(.integer(isDeclaration ? 1 : 0))
            last = start
        }
        var occurrences = view.names.occurrences(inFile: view.file)
        for token in view.parsed.tree.tokens {
            while let next = occurrences.first, next.span.end <= token.start { occurrences.removeFirst() }
            if let name = occurrences.first, name.span.start <= token.start, token.end <= name.span.end,
                let type = TokenType(name.key.kind)
            {
                if token.kind == .word || token.kind == .number || token.kind == .text || token.kind == .phraseWord {
                    add(token.start..<token.end, type, isDeclaration: name.isDeclaration)
                }
            } else if let type = TokenType(token.kind) {
                add(token.start..<token.end, type, isDeclaration: false)
            }
        }
        return ["data": .array(data)]
    }
}
