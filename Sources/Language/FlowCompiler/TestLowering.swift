internal import CivilTime
internal import FlowDiagnostics
internal import FlowMachine
internal import FlowSyntax

extension Lowering {
    mutating func lowerTests() -> [FlowTest] {
        let options = Set(machine.steps.flatMap { $0.options.map(\.name) })
        return program.tests.map { lowerTest($0, options: options) }
    }

    private mutating func lowerTest(_ declaration: TestDeclaration, options: Set<String>) -> FlowTest {
        var lines: [FlowTest.Line] = []
        for line in declaration.lines {
            guard let kind = lowerTestLine(line.kind, options: options) else { continue }
            lines.append(FlowTest.Line(kind: kind, span: line.span))
        }
        return FlowTest(title: declaration.title.value, span: declaration.title.span, lines: lines)
    }

    private mutating func lowerTestLine(_ kind: TestLine.Kind, options: Set<String>) -> FlowTest.Kind? {
        switch kind {
        case .now(let moment):
            guard let civil = readMoment(moment.value) else {
                findings.report(.testMomentUnreadable, at: moment.span, [moment.value])
                return nil
            }
            return .now(civil)
        case .customer(let text): return .customer(text.value)
        case .taps(let name):
            let option = names.settled(name, .option)
            return .taps(options.contains(option) ? .option(option) : .choice(name.value))
        case .sends(let media):
            let kinds = names.canonicalNames(.media)
            return builtin(media, .media, among: kinds, code: .unknownMedia).map { .sends($0) }
        case .handsBack: return .handsBack
        case .silent(let seconds): return .silent(seconds: seconds.value)
        case .bot(let text): return .bot(text.value)
        case .expect(let expectations):
            return .expect(expectations.compactMap { lowerExpectation($0) })
        case .answers(let action, let outcome):
            guard let action = lowerAction(action), let outcome = lowerOutcome(outcome, of: action) else { return nil }
            return .answers(action, outcome)
        }
    }

    private mutating func lowerExpectation(_ expectation: Expectation) -> FlowTest.Expectation? {
        let value = expectation.value
        switch expectation.subject {
        case .step: return step(value).map { .step($0) }
        case .outcome:
            let outcomes = Outcome.allCases.map(\.name)
            let canonical = builtin(value, .outcome, among: outcomes, code: .unknownOutcome, before: ["…"])
            return canonical.flatMap(Outcome.init(named:)).map { .outcome($0) }
        case .language:
            guard let place = program.languages.firstIndex(of: value.value) else {
                findings.report(
                    .languageNotOfBot, at: value.span, [value.value, program.languages.joined(separator: ", ")])
                return nil
            }
            return .language(place)
        case .slot(let name):
            guard let slot = slot(name), let type = slotTypes[slot.index] else { return nil }
            return expected(value, of: type, named: name.value).map { .slot(slot, $0) }
        case .booking(nil): return .noBooking
        case .booking(let property?):
            let types: [SlotType] = [.service, .master, .date, .time]
            let canonical = builtin(property, .type, among: types.map(\.name), code: .unknownSlotType)
            guard let type = types.first(where: { $0.name == canonical }) else { return nil }
            return expected(value, of: type, named: property.value).map { .booking(type, $0) }
        }
    }

    private mutating func expected(_ value: Name, of type: SlotType, named name: String) -> FlowTest.Expected? {
        if names.canonical(value, .value) == "none" { return .nothing }
        let result: FlowTest.Expected? =
            switch type {
            case .service, .booking, .name, .phone, .text: .name(value.value)
            case .choice: .name(names.settled(value, .option))
            case .number, .money: Int(value.value).map { .number($0) }
            case .yesNo: readFlag(value).map { .flag($0) }
            case .photo: names.canonical(value, .media) == "photo" ? .photo : nil
            case .master: names.canonical(value, .value) == "any" ? .anyone : .name(value.value)
            case .date:
                CivilDate(iso: value.value).map { .date($0) } ?? readWeekday(value).map { .weekday($0) }
            case .time: readTime(value.value).map { .time($0) }
            }
        if result == nil { findings.report(.testValueUnreadable, at: value.span, [value.value, name]) }
        return result
    }

    /// `2026-03-10 09:00`
    private func readMoment(_ text: String) -> CivilMoment? {
        let parts = text.split(separator: " ")
        guard parts.count == 2, let date = CivilDate(iso: parts[0]), let time = readTime(String(parts[1])) else {
            return nil
        }
        return CivilMoment(date: date, time: time)
    }
}
