internal import FlowDiagnostics

/// Reading the lines of a test.
extension FileParser {
    /// A line of a test, behind its keyword.
    mutating func expectTestLine(_ statement: StatementKeyword) throws(Abandoned) {
        switch statement {
        case .now: append(.now(try expectValue(usage: "\(head.value) 2026-03-10 09:00")))
        case .customerTaps: append(.taps(try expectValue(usage: "\(head.value) …")))
        case .silent:
            append(.silent(seconds: try expectDuration()))
            try expectEnd()
        case .customerSends:
            append(.sends(try expectName(after: head.value)))
            try expectEnd()
        case .operatorHandsBack:
            append(.handsBack)
            try expectEnd()
        case .expect: append(.expect(try expectExpectations()))
        default:
            // `customer` without its colon.
            let place = placeOfMissing()
            report(
                .expectedWord, at: place, [":", "\(head.value): …"], fix: Diagnostic.Fix(span: place, replacement: ":"))
            throw Abandoned()
        }
    }

    private mutating func append(_ kind: TestLine.Kind) {
        let line = TestLine(kind: kind, span: span(head.span.start, placeOfMissing().end))
        open.test?.lines.append(line)
    }

    /// `SUBJECT VALUE, SUBJECT VALUE`
    private mutating func expectExpectations() throws(Abandoned) -> [Expectation] {
        let lineEnd = lexer.end
        defer { lexer.end = lineEnd }
        var expectations: [Expectation] = []
        var isBooking = false
        while true {
            lexer.end = lexer.offsetOfComma()
            if !isBooking, let subject = parseSubject() {
                switch subject {
                case .step: expectations.append(Expectation(subject: .step, value: try expectExpectedValue()))
                case .outcome: expectations.append(Expectation(subject: .outcome, value: try expectExpectedValue()))
                case .language: expectations.append(Expectation(subject: .language, value: try expectExpectedValue()))
                case .booking:
                    isBooking = true
                    expectations.append(try expectBookingProperty())
                }
            } else if isBooking {
                expectations.append(try expectBookingProperty())
            } else if lexer.peek() == nil, expectations.isEmpty {
                return [Expectation(subject: .step, value: try expectExpectedValue())]
            } else {
                let slot = try expectName(after: head.value)
                expectations.append(Expectation(subject: .slot(slot), value: try expectExpectedValue()))
            }
            lexer.end = lineEnd
            guard lexer.peek()?.kind == .comma else { return expectations }
            _ = lexer.next()
        }
    }

    private mutating func parseSubject() -> SubjectKeyword? {
        guard let found = parseKeyword(.subject) else { return nil }
        reportOtherDialect(found, kind: .subject)
        return SubjectKeyword(rawValue: found.canonical)
    }

    /// `PROPERTY VALUE`, or `none` alone.
    private mutating func expectBookingProperty() throws(Abandoned) -> Expectation {
        let property = try expectName(after: head.value)
        guard lexer.peek() != nil else { return Expectation(subject: .booking(nil), value: property) }
        return Expectation(subject: .booking(property), value: try expectExpectedValue())
    }

    private mutating func expectExpectedValue() throws(Abandoned) -> Name {
        try expectValue(usage: "\(head.value) \(keywords.spelling(of: "step", kind: .subject, dialect: dialect)) …")
    }

    /// `MODULE.ACTION answers OUTCOME`: the only line that begins with a path. Nil when the line begins otherwise; then
    /// nothing was read.
    mutating func parseAnswersLine() -> SyntaxNode.Line? {
        let start = lexer.checkpoint
        guard let action = parseName(), action.value.contains("."), open.innermost == .test else {
            lexer.restore(start)
            return nil
        }
        head = action
        noteStatement(at: action.span, isVersion: false)
        closeOwner()
        do throws(Abandoned) {
            try expectWord(.answers, usage: "\(action.value) \(innerWord(.answers)) …")
            let outcome = try expectName(after: innerWord(.answers))
            append(.answers(action: action, outcome: outcome))
            try expectEnd()
        } catch {
            owner = .swallowing(head)
        }
        return .answers
    }
}
