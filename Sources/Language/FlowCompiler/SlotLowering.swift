internal import FlowDiagnostics
internal import FlowMachine
internal import FlowSyntax

extension Lowering {
    mutating func slotType(of declaration: SlotDeclaration) -> SlotType? {
        let written = declaration.type ?? declaration.name
        let canonical = builtin(written, .type, among: SlotType.allCases.map(\.name), code: .unknownSlotType)
        return SlotType.allCases.first { $0.name == canonical }
    }

    /// A bot has one slot at most of each type that the salon's modules know: what a customer says of a visit names no
    /// slot, and a module is given one service, not two.
    mutating func checkSlotTypes() {
        for (index, type) in slotTypes.enumerated() {
            guard let type, type.isCheckedByModules, let first = slotTypes.firstIndex(of: type), first < index else { continue }
            let names = (program.slots[first].declaration.name, program.slots[index].declaration.name)
            findings.report(
                .twoSlotsOfOneType, at: names.1.span, [names.0.value, names.1.value], firstAt: names.0.span)
        }
    }

    mutating func lowerSlot(_ declaration: SlotDeclaration, named name: String, type: SlotType?) {
        let offer = declaration.offer.flatMap { lowerOffer($0, of: declaration, type: type) }
        if let offer, let clause = declaration.offer { checkOfferedNames(offer, at: clause.span) }
        // What is offered decides whether the slot is known afterwards.
        if declaration.offer != nil, offer == nil { hasHoles = true }
        let hasChoices = declaration.offer != nil || !declaration.choices.isEmpty || type == .yesNo
        let limit: TextLimit = hasChoices ? .choiceMessage : .message
        var texts = SlotTexts()
        var ask = TextID(index: 0)
        if let question = declaration.ask {
            if let text = lowerText(question, at: declaration.name.span, limit: limit) {
                ask = text.id
                texts.ask = text.placeholders
            }
        } else {
            findings.reportAbsence(.slotWithoutQuestion, at: declaration.name.span, [declaration.name.value])
        }
        var wrong: [WrongText] = []
        let reasons = WrongReason.allCases.map(\.name)
        for clause in declaration.wrong {
            let canonical = builtin(clause.reason, .reason, among: reasons, code: .unknownReason)
            let text = lowerText(clause.text, at: clause.reason.span, limit: .choiceMessage)
            guard let reason = WrongReason.allCases.first(where: { $0.name == canonical }), let text else { continue }
            guard !wrong.contains(where: { $0.reason == reason }) else {
                findings.report(.statedTwice, at: clause.reason.span)
                continue
            }
            wrong.append(WrongText(reason: reason, text: text.id))
            texts.wrong += text.placeholders
        }
        wrong.sort { $0.reason.rawValue < $1.reason.rawValue }
        let choices = lowerChoices(of: declaration, type: type)
        machine.slots.append(
            Slot(
                name: name, type: type ?? .service, isOptional: declaration.isOptional, ask: ask, offer: offer,
                wrong: wrong, tries: declaration.tries.flatMap { lowerTries($0) },
                isRemembered: declaration.isRemembered, choices: choices,
                formerNames: declaration.formerNames.map { names.settled($0, .type) }))
        map.slots.append(declaration.name.span)
        slotTexts.append(texts)
    }

    private mutating func lowerChoices(of declaration: SlotDeclaration, type: SlotType?) -> [SlotChoice] {
        guard let type else { return [] }
        guard type == .choice else {
            if let first = declaration.choices.first {
                findings.report(.optionsOfOtherType, at: first.name.span, [declaration.name.value])
            }
            return []
        }
        if declaration.choices.isEmpty {
            findings.reportAbsence(.choiceWithoutOptions, at: declaration.name.span, [declaration.name.value])
        }
        checkLabels(declaration.choices.map { ($0.name, $0.label) }, of: declaration.name)
        var choices: [SlotChoice] = []
        for clause in declaration.choices {
            let name = names.settled(clause.name, .option)
            if let first = declaration.choices.first(where: { names.settled($0.name, .option) == name }),
                first.name.span != clause.name.span
            {
                findings.report(.duplicateName, at: clause.name.span, [clause.name.value], firstAt: first.name.span)
                continue
            }
            guard let label = lowerText(clause.label, at: clause.name.span, limit: .message) else { continue }
            choices.append(SlotChoice(name: name, label: label.id, formerNames: clause.formerNames.map { names.settled($0, .option) }))
        }
        return choices
    }

    mutating func lowerTries(_ clause: TriesClause) -> Tries? {
        let target = target(clause.target)
        guard (1...10).contains(clause.count.value) else {
            findings.report(
                .triesRange, at: clause.count.span, [String(clause.count.value)],
                fix: Diagnostic.Fix(span: clause.count.span, replacement: "3"))
            return nil
        }
        return target.map { Tries(count: clause.count.value, target: $0) }
    }

    private mutating func lowerOffer(_ clause: OfferClause, of declaration: SlotDeclaration, type: SlotType?) -> Offer?
    {
        let sources = ["services", "masters", "any", "free days", "free times", "my bookings"]
        var found: Set<String> = []
        for source in clause.sources {
            guard let canonical = builtin(source, .offer, among: sources, code: .unknownOffer) else { return nil }
            guard found.insert(canonical).inserted else {
                findings.report(.statedTwice, at: source.span)
                return nil
            }
        }
        let offer: Offer? =
            switch found {
            case ["services"]: .services
            case ["masters"]: .masters
            case ["masters", "any"]: .mastersOrAnyone
            case ["free days"]: .freeDays
            case ["free times"]: .freeTimes
            case ["my bookings"]: .myBookings
            default: nil
            }
        guard let type else { return offer }
        let fitting: (offers: [Offer], words: [String]) =
            switch type {
            case .booking: ([.myBookings], ["my bookings"])
            case .service: ([.services], ["services"])
            case .master: ([.masters, .mastersOrAnyone], ["masters", "any"])
            case .date: ([.freeDays], ["free days"])
            case .time: ([.freeTimes], ["free times"])
            case .name, .phone, .number, .money, .yesNo, .choice, .photo, .text: ([], [])
            }
        guard let offer, fitting.offers.contains(offer) else {
            let written = clause.sources.map(\.value).joined(separator: ", ")
            findings.report(
                .offerDoesNotFit, at: clause.sources.first?.span ?? clause.span,
                [
                    declaration.name.value, written,
                    fitting.words.isEmpty ? "—" : names.list(fitting.words, .offer, at: clause.span),
                ], fix: replacement(of: clause, by: fitting.words.first))
            return nil
        }
        return offer
    }

    /// What fits the slot in the place of what does not.
    private func replacement(of clause: OfferClause, by offer: String?) -> Diagnostic.Fix? {
        guard let offer, let first = clause.sources.first?.span, let last = clause.sources.last?.span else { return nil }
        return Diagnostic.Fix(
            span: Span(file: first.file, start: first.start, end: last.end),
            replacement: names.written(offer, .offer, at: first))
    }
}

extension WrongReason {
    /// As flows write it in English.
    var name: String {
        switch self {
        case .unknown: "unknown"
        case .past: "past"
        case .closed: "closed"
        case .full: "full"
        case .tooSoon: "too soon"
        case .tooFar: "too far"
        }
    }
}
