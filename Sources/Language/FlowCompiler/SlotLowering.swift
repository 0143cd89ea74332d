internal import FlowDiagnostics
internal import FlowMachine
internal import FlowSyntax

extension Lowering {
    mutating func slotType(of declaration: SlotDeclaration) -> SlotType? {
        let types = SlotType.allCases.map { "\($0)" }
        let written = declaration.type ?? declaration.name
        let canonical = builtin(written, .type, among: types, code: .unknownSlotType)
        return SlotType.allCases.first { "\($0)" == canonical }
    }

    /// A bot has one slot of a type at most: what a customer says has a type and names no slot.
    mutating func checkSlotTypes() {
        for (index, type) in slotTypes.enumerated() {
            guard let type, let first = slotTypes.firstIndex(of: type), first < index else { continue }
            let names = (program.slots[first].declaration.name, program.slots[index].declaration.name)
            findings.report(
                .twoSlotsOfOneType, at: names.1.span, [names.0.value, names.1.value], firstAt: names.0.span)
        }
    }

    mutating func lowerSlot(_ declaration: SlotDeclaration, named name: String, type: SlotType?) {
        let offer = declaration.offer.flatMap { lowerOffer($0, of: declaration, type: type) }
        let limit: TextLimit = declaration.offer == nil ? .message : .choiceMessage
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
        machine.slots.append(
            Slot(
                name: name, type: type ?? .service, isOptional: declaration.isOptional, ask: ask, offer: offer,
                wrong: wrong, tries: declaration.tries.flatMap { lowerTries($0) }))
        map.slots.append(declaration.name.span)
        slotTexts.append(texts)
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
        let sources = ["services", "masters", "any", "free days", "free times"]
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
            default: nil
            }
        guard let type else { return offer }
        let fitting: (offers: [Offer], words: [String]) =
            switch type {
            case .service: ([.services], ["services"])
            case .master: ([.masters, .mastersOrAnyone], ["masters", "any"])
            case .date: ([.freeDays], ["free days"])
            case .time: ([.freeTimes], ["free times"])
            }
        guard let offer, fitting.offers.contains(offer) else {
            let written = clause.sources.map(\.value).joined(separator: ", ")
            findings.report(
                .offerDoesNotFit, at: clause.sources.first?.span ?? clause.span,
                [declaration.name.value, written, names.list(fitting.words, .offer, at: clause.span)])
            return nil
        }
        return offer
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
