internal import FlowDiagnostics
internal import FlowMachine
internal import FlowSyntax

extension Lowering {
    /// What can be said of a step by itself once all its statements are lowered.
    mutating func finish(_ builder: inout StepBuilder, _ statements: [Statement]) {
        for placeholder in builder.optionReads {
            reads.append(
                ValueRead(
                    path: placeholder.path, span: placeholder.span,
                    place: .instruction(builder.id, builder.code.count, known: [])))
        }
        checkEnd(builder, statements)
        checkWaiting(builder)
        checkMessageLength(builder)
        checkOptions(builder)
    }

    private mutating func checkEnd(_ builder: StepBuilder, _ statements: [Statement]) {
        if builder.hasEnded {
            if let option = builder.optionSpans.first, !builder.reportedUnreached {
                findings.reportAbsence(.neverRuns, at: option, [builder.name.value])
            }
            return
        }
        guard builder.options.isEmpty, !builder.hasUnreadOption, !builder.lacksOutcome else { return }
        let last = statements.last {
            switch $0.kind {
            case .tries, .silent, .was: false
            default: true
            }
        }
        if case .if = last?.kind, let span = last?.span {
            findings.reportAbsence(.elseMissing, at: span, [builder.name.value], fix: elseToHuman(after: span))
        } else {
            findings.reportAbsence(.deadEnd, at: builder.name.span, [builder.name.value])
        }
    }

    /// A line that leads everything else to a human, where the bot has such a step.
    private func elseToHuman(after span: Span) -> Diagnostic.Fix? {
        guard stepIDs["operator"] != nil else { return nil }
        let words = [names.written("else", .statement, at: span), names.written("operator", .name, at: span)]
        return Diagnostic.Fix(
            span: Span(file: span.file, start: span.end, end: span.end),
            replacement: "\n    \(words[0]) -> \(words[1])")
    }

    private mutating func checkWaiting(_ builder: StepBuilder) {
        guard !builder.waits, builder.optionSyntax.isEmpty else { return }
        for span in builder.silentSpans + (builder.triesSpan.map { [$0] } ?? []) {
            findings.reportAbsence(
                .neverWaits, at: span, [builder.name.value], fix: Diagnostic.Fix(span: span, replacement: ""))
        }
    }

    /// All that a step says goes out as one message.
    private mutating func checkMessageLength(_ builder: StepBuilder) {
        let limit: TextLimit = builder.optionSyntax.isEmpty ? .message : .choiceMessage
        for (index, language) in program.languages.enumerated() {
            var total = 0
            for said in builder.says {
                let length = Lowering.fixedLength(machine[said.text].templates[index])
                // The empty line between two texts of one message.
                total += length + (total > 0 ? 2 : 0)
                guard total > limit.rawValue else { continue }
                // A text too long for any message was reported by itself.
                if length <= TextLimit.message.rawValue || builder.says.count == 1 && limit == .choiceMessage {
                    findings.report(.textTooLong, at: said.span, [language, String(total), String(limit.rawValue)])
                }
                break
            }
        }
    }

    private mutating func checkOptions(_ builder: StepBuilder) {
        let count = builder.optionSyntax.count
        guard count > 0 else { return }
        if builder.says.isEmpty, !builder.saysUnreadText, builder.code.isEmpty {
            findings.reportAbsence(.optionsWithoutText, at: builder.name.span, [builder.name.value])
        }
        checkLabels(builder.optionSyntax, of: builder.name)
        checkLongestLabels(zip(builder.options, builder.optionSpans).map { ($0.label, $1) })
    }

    /// Answers to tap, of a step or of a slot: how many there are, whether each fits its room, and whether two look alike.
    mutating func checkLabels(_ options: [(name: Name, label: LocalizedText)], of owner: Name) {
        let count = options.count
        if count > 10 {
            findings.report(.tooManyOptions, at: options[10].name.span, [owner.value, String(count)])
        }
        let limit: TextLimit = count <= 3 ? .button : .row
        var seen: [String: [String: Span]] = [:]
        for option in options {
            for line in option.label.lines {
                let label = line.parts.map { part in
                    switch part {
                    case .literal(let literal): literal
                    case .placeholder(let name, _, _): "{\(name.value)}"
                    }
                }.joined()
                let length = line.parts.reduce(0) { total, part in
                    if case .literal(let literal) = part { total + literal.utf16.count } else { total }
                }
                if length > limit.rawValue {
                    findings.report(.labelTooLong, at: line.span, [label, String(length), String(limit.rawValue)])
                }
                if let first = seen[line.language.value]?[label] {
                    findings.report(.labelTwice, at: line.span, [label], firstAt: first)
                } else {
                    seen[line.language.value, default: [:]][label] = line.span
                }
            }
        }
    }
}
