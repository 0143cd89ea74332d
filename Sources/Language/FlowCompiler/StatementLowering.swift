internal import CivilTime
internal import FlowDiagnostics
internal import FlowMachine
internal import FlowSyntax

/// Statements that change or show something on the way: `set`, `show` and `tell`.
extension Lowering {
    mutating func lowerSet(
        _ name: Name, _ syntax: ExpressionSyntax, at span: Span, in builder: inout StepBuilder
    ) {
        guard let slot = slot(name) else { return }
        guard let type = slotTypes[slot.index] else { return }
        guard let expression = expression(syntax, for: type, of: slot, in: builder) else {
            findings.report(.valueDoesNotFit, at: syntax.value.span, [name.value, syntax.value.value])
            return
        }
        builder.append(.set(slot, expression), span)
    }

    /// Nil when the value is of another kind than the slot's.
    private mutating func expression(
        _ syntax: ExpressionSyntax, for type: SlotType, of slot: SlotID, in builder: StepBuilder
    ) -> Expression? {
        var addition: Addition?
        if let written = syntax.addition {
            guard let lowered = self.addition(written, to: type.kind) else { return nil }
            addition = lowered
        }
        // A constant of a text may look like a name; it is one only where a value has that name.
        if let path = knownPath(syntax.value) {
            guard kind(of: path) == type.kind, isSameThing(path, type) else { return nil }
            note(Placeholder(path: path, span: syntax.value.span), in: builder)
            return Expression(operand: .path(path), addition: addition)
        }
        guard let literal = constant(syntax.value, for: type, of: slot) else { return nil }
        return Expression(operand: .literal(literal), addition: addition)
    }

    /// A choice of services is no choice of masters.
    private func isSameThing(_ path: Path, _ type: SlotType) -> Bool {
        switch path {
        case .slot(let other): type.kind != .choice || slotTypes[other.index] == type
        case .fact(.bookingService): type == .service
        case .fact(.bookingMaster): type == .master
        case .fact: type.kind != .choice
        }
    }

    private func constant(_ value: Name, for type: SlotType, of slot: SlotID) -> Literal? {
        switch type {
        case .booking, .photo, .money: nil
        case .service: .name(value.value)
        case .master: names.canonical(value, .value) == "any" ? .anyone : .name(value.value)
        case .date: CivilDate(iso: value.value).map { .date($0) }
        case .time: readTime(value.value).map { .time($0) }
        case .name, .phone, .text: .name(value.value)
        case .number: Int(value.value).map { .number($0) }
        case .yesNo: readFlag(value).map { .flag($0) }
        case .choice:
            program.slots[slot.index].declaration.choices.contains {
                names.settled($0.name, .option) == names.settled(value, .option)
            } ? .name(names.settled(value, .option)) : nil
        }
    }

    /// `yes` or `no`, as options are called.
    func readFlag(_ value: Name) -> Bool? {
        switch names.canonical(value, .option) {
        case "yes": true
        case "no": false
        default: nil
        }
    }

    private func addition(_ syntax: AdditionSyntax, to kind: ValueKind) -> Addition? {
        let amount = syntax.isNegative ? -syntax.amount.value : syntax.amount.value
        switch (kind, syntax.unit?.value) {
        case (.date, "days"): return Addition(amount: amount, unit: .days)
        case (.time, "minutes"): return Addition(amount: amount, unit: .minutes)
        case (.time, "hours"): return Addition(amount: amount * 60, unit: .minutes)
        case (.number, nil), (.money, nil): return Addition(amount: amount, unit: .plain)
        default: return nil
        }
    }

    mutating func lowerShow(
        _ name: Name, _ source: Name?, _ caption: LocalizedText?, at span: Span, in builder: inout StepBuilder
    ) {
        let kinds = ShowingKind.allCases.map { "\($0)" }
        let canonical = builtin(name, .showing, among: kinds, code: .unknownShowing)
        let text = caption.flatMap { lowerText($0, at: name.span, limit: .choiceMessage) }
        for placeholder in text?.placeholders ?? [] { note(placeholder, in: builder) }
        guard let kind = ShowingKind.allCases.first(where: { "\($0)" == canonical }) else { return }
        var shown: ShowingSource?
        switch kind {
        case .picture, .document:
            guard let source else {
                findings.reportAbsence(.showWithoutLink, at: name.span, [name.value])
                return
            }
            if source.value.hasPrefix("https://") || source.value.hasPrefix("http://") {
                shown = .link(source.value)
            } else {
                guard let path = path(source) else { return }
                guard self.kind(of: path) == .text else {
                    findings.report(.showWithoutLink, at: source.span, [name.value])
                    return
                }
                note(Placeholder(path: path, span: source.span), in: builder)
                shown = .path(path)
            }
        case .location, .contact:
            if let source {
                findings.report(
                    .showTakesNoLink, at: source.span, [name.value, source.value],
                    fix: Diagnostic.Fix(
                        span: Span(file: source.span.file, start: name.span.end, end: source.span.end), replacement: ""))
            }
        }
        builder.append(.show(Showing(kind: kind, source: shown, caption: text?.id)), span)
    }

    mutating func lowerTell(
        _ name: Name, _ text: LocalizedText, at span: Span, in builder: inout StepBuilder
    ) {
        let recipients = StaffRecipient.allCases.map { "\($0)" }
        let canonical = builtin(name, .recipient, among: recipients, code: .unknownRecipient)
        guard let lowered = lowerText(text, at: name.span, limit: .choiceMessage) else { return }
        for placeholder in lowered.placeholders { note(placeholder, in: builder) }
        guard let recipient = StaffRecipient.allCases.first(where: { "\($0)" == canonical }) else { return }
        builder.append(.tell(recipient, lowered.id), span)
    }
}
