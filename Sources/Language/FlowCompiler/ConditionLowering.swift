internal import CivilTime
internal import FlowDiagnostics
internal import FlowMachine
internal import FlowSyntax

extension Lowering {
    /// A condition, with the values that it compares: those must be known where it stands. Asking whether a value is
    /// known reads nothing.
    mutating func lowerCondition(_ syntax: ConditionSyntax) -> (Condition, reads: [Placeholder])? {
        switch syntax {
        case .isSet(let name): return path(name).map { (.isSet($0), []) }
        case .not(let inner): return lowerCondition(inner).map { (.not($0.0), $0.reads) }
        case .compare(let name, let comparison, let value):
            guard let path = path(name) else { return nil }
            let lowered: Comparison =
                switch comparison {
                case .equal: .equal
                case .less: .less
                case .lessOrEqual: .lessOrEqual
                case .greater: .greater
                case .greaterOrEqual: .greaterOrEqual
                }
            guard let literal = literal(value, for: path), lowered == .equal || isOrdered(literal) else {
                findings.report(.wrongComparison, at: value.span, [name.value, value.value])
                return nil
            }
            checkKnown(literal, of: path, at: value.span)
            return (.compare(path, lowered, literal), [Placeholder(path: path, span: name.span)])
        }
    }

    /// A service or a master that the salon does not have is never met.
    private mutating func checkKnown(_ literal: Literal, of path: Path, at span: Span) {
        guard let salon, span.file < libraryStart, case .name(let name) = literal else { return }
        let kept: (SalonData.Words) -> [String]
        switch path {
        case .slot(let slot) where slotTypes[slot.index] == .service: kept = \.services
        case .slot(let slot) where slotTypes[slot.index] == .master: kept = \.masters
        case .fact(.bookingService): kept = \.services
        case .fact(.bookingMaster): kept = \.masters
        default: return
        }
        let all = program.languages.flatMap { salon.byLanguage[$0].map(kept) ?? [] }
        let wanted = name.lowercased()
        guard !all.contains(where: { $0.lowercased() == wanted }) else { return }
        let guess = Guess(for: Name(name, span), among: all)
        findings.report(.notOfSalon, at: span, [name, guess.shown], fix: guess.fix)
    }

    private func literal(_ value: Name, for path: Path) -> Literal? {
        switch path {
        case .slot(let slot):
            switch slotTypes[slot.index] {
            case .master: return names.canonical(value, .value) == "any" ? .anyone : .name(value.value)
            case .choice: return .name(names.settled(value, .option))
            case .photo, .booking: return nil
            default: break
            }
        case .fact: break
        }
        switch kind(of: path) {
        case .time: return readTime(value.value).map { .time($0) }
        case .date: return readWeekday(value).map { .weekday($0) } ?? CivilDate(iso: value.value).map { .date($0) }
        case .number, .money: return Int(value.value).map { .number($0) }
        case .flag: return readFlag(value).map { .flag($0) }
        case .choice, .text, nil: return .name(value.value)
        case .media, .list: return nil
        }
    }

    private func isOrdered(_ literal: Literal) -> Bool {
        switch literal {
        case .number, .time, .date: true
        case .name, .weekday, .anyone, .flag: false
        }
    }

    /// `15:00`, and `9:30` as people write it.
    func readTime(_ text: String) -> ClockTime? {
        ClockTime(iso: text) ?? ClockTime(iso: "0" + text)
    }

    func readWeekday(_ name: Name) -> Weekday? {
        guard let canonical = names.canonical(name, .weekday) else { return nil }
        return Weekday.allCases.first { "\($0)" == canonical }
    }
}

extension ConditionSyntax {
    /// As the file writes it.
    func written(in names: BuiltinNames, at place: Span) -> String {
        switch self {
        case .isSet(let name): name.value
        case .not(let inner): "\(names.written("not", .word, at: place)) \(inner.written(in: names, at: place))"
        case .compare(let name, let comparison, let value):
            switch comparison {
            case .equal: "\(name.value) \(names.written("is", .word, at: place)) \(value.value)"
            case .less, .lessOrEqual, .greater, .greaterOrEqual: "\(name.value) \(comparison.rawValue) \(value.value)"
            }
        }
    }
}
