internal import CivilTime
internal import FlowMachine

/// Putting values into words of the customer's language.
extension Turn {
    mutating func say(_ text: TextID) {
        path?.append(PathEntry(.text(text), traced: trace.count))
        let rendered = render(text)
        if !rendered.isEmpty { paragraphs.append(rendered) }
    }

    mutating func say(_ text: SystemText) { say(machine.systemText(text)) }

    func render(_ text: SystemText) -> String { render(machine.systemText(text)) }

    /// What a flow shows, with its link where it has one; a link that is not known shows nothing.
    mutating func show(_ showing: Showing) {
        let caption = showing.caption.map { render($0) } ?? ""
        switch showing.kind {
        case .location: effects.append(.show(.place(caption: caption)))
        case .contact: effects.append(.show(.contact(caption: caption)))
        case .picture: if let link = link(of: showing) { effects.append(.show(.picture(link: link, caption: caption))) }
        case .document:
            if let link = link(of: showing) { effects.append(.show(.document(link: link, caption: caption))) }
        }
    }

    private func link(of showing: Showing) -> String? {
        switch showing.source {
        case .link(let link)?: return link
        case .path(let path)?: if case .text(let link)? = value(at: path) { return link } else { return nil }
        case nil: return nil
        }
    }

    func render(_ text: TextID) -> String {
        var result = ""
        for segment in program.template(text, language: conversation.language) {
            switch segment {
            case .literal(let literal): result += literal
            case .value(let path, let format): if let value = value(at: path) { result += render(value, format) }
            case .plural(let path, let forms): if case .number(let number)? = value(at: path) {
                result += count(number, forms)
            }
            }
        }
        return result
    }

    func value(at path: Path) -> Value? {
        switch path {
        case .slot(let slot): conversation.slots[slot.index].value
        case .fact(let fact):
            conversation.facts.first { $0.fact == fact }?.value ?? surroundings.first { $0.fact == fact }?.value
        }
    }

    private var wording: Wording { machine.wordings[conversation.language] }

    private func render(_ value: Value, _ format: Format) -> String {
        switch (value, format) {
        case (.choice(let choice), _):
            let names = choice.names
            return names.indices.contains(conversation.language) ? names[conversation.language] : names.first ?? ""
        case (.anyone, _): return render(.anyoneLabel)
        case (.date(let date), .weekday): return wording.weekdays[date.weekday.rawValue]
        case (.date(let date), .dayOfWeek): return wording.weekdayNames[date.weekday.rawValue]
        case (.date(let date), .short): return "\(wording.shortWeekdays[date.weekday.rawValue]), \(day(date))"
        case (.date(let date), .date):
            return wording.datePattern.filling([
                "day": String(date.day), "month": wording.months[date.month - 1], "year": String(date.year),
            ])
        case (.date(let date), _): return day(date)
        case (.time(let time), _): return time.iso
        case (.text(let text), _): return text
        case (.number(let number), .number):
            return (number < 0 ? "−" : "") + grouped(String(number.magnitude))
        case (.number(let number), _): return String(number)
        case (.flag(let flag), _): return render(flag ? .yesLabel : .noLabel)
        case (.media(let kind, _), _): return kind
        case (.list(let values), .lines): return values.map { render($0, .plain) }.joined(separator: "\n")
        case (.list(let values), _): return list(values.map { render($0, .plain) })
        case (.money(let money), _): return render(money)
        }
    }

    /// A number with the form of the word that its plural category wants (CLDR).
    private func count(_ number: Int, _ forms: [String]) -> String {
        let category = wording.plurals.firstIndex { $0.takes(number) } ?? 0
        return "\(number) \(forms.indices.contains(category) ? forms[category] : forms[forms.count - 1])"
    }

    private func list(_ items: [String]) -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        return wording.listPattern.filling(["rest": items.dropLast().joined(separator: ", "), "last": last])
    }

    private func day(_ date: CivilDate) -> String { wording.day(date) }

    private func render(_ money: Money) -> String { wording.money(money) }

    private func grouped(_ digits: String) -> String { wording.grouped(digits) }

    /// The words on a button for what is offered: a time alone where the day is known, both where it is another day. Short
    /// enough for a button of 20 characters.
    func label(of offered: Offered) -> String {
        var day: CivilDate?
        var time: ClockTime?
        var names: [String] = []
        for item in offered.values {
            switch item.value {
            case .date(let date): day = date
            case .time(let clock): time = clock
            default: names.append(render(item.value, .plain))
            }
        }
        // Most choices are one thing by its name: nothing is to be put together.
        if day == nil, time == nil, names.count == 1 { return names[0] }
        switch (day, time) {
        case (let day?, let time?):
            let knownDay: CivilDate? =
                if case .date(let date)? = value(ofType: .date) { date } else { nil }
            names.append(day == knownDay ? time.iso : "\(shortDay(day)), \(time.iso)")
        case (let day?, nil): names.append("\(wording.shortWeekdays[day.weekday.rawValue]), \(self.day(day))")
        case (nil, let time?):
            if names.isEmpty { return time.iso }
            names.append(time.iso)
        case (nil, nil): break
        }
        return names.joined(separator: ", ")
    }

    private func shortDay(_ date: CivilDate) -> String {
        "\(wording.shortWeekdays[date.weekday.rawValue]) \(wording.shortDay(date))"
    }

    private func value(ofType type: SlotType) -> Value? {
        for index in machine.slots.indices where machine.slotTypes[index] == type { return conversation.slots[index].value }
        return nil
    }

    // MARK: - Conditions

    func holds(_ condition: Condition) -> Bool {
        switch condition {
        case .isSet(let path): value(at: path) != nil
        case .not(let inner): !holds(inner)
        case .compare(let path, let comparison, let literal):
            value(at: path).map { compare($0, comparison, literal) } ?? false
        }
    }

    private func compare(_ value: Value, _ comparison: Comparison, _ literal: Literal) -> Bool {
        switch (value, literal) {
        case (.choice(let choice), .name(let name)):
            let wanted = name.lowercased()
            return comparison == .equal
                && (choice.id == name || choice.names.contains { $0.lowercased() == wanted })
        case (.flag(let flag), .flag(let wanted)): return comparison == .equal && flag == wanted
        case (.date(let date), .date(let bound)): return comparison.holds(date, bound)
        case (.text(let text), .name(let name)): return comparison == .equal && text.lowercased() == name.lowercased()
        case (.anyone, .anyone): return comparison == .equal
        case (.number(let number), .number(let bound)): return comparison.holds(number, bound)
        // Owners write whole units of the currency.
        case (.money(let money), .number(let bound)):
            let (minorUnits, isTooMuch) = bound.multipliedReportingOverflow(by: 100)
            return comparison.holds(money.minorUnits, isTooMuch ? (bound < 0 ? .min : .max) : minorUnits)
        case (.time(let time), .time(let bound)): return comparison.holds(time, bound)
        case (.date(let date), .weekday(let weekday)): return comparison == .equal && date.weekday == weekday
        default: return false
        }
    }
}

extension Comparison {
    fileprivate func holds<Ordered: Comparable>(_ left: Ordered, _ right: Ordered) -> Bool {
        switch self {
        case .equal: left == right
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        }
    }
}

extension String {
    /// Replaces each `{name}` by its value in one pass, so that a value with braces is never filled again.
    fileprivate func filling(_ values: [String: String]) -> String {
        var result = ""
        var rest = self[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            result += rest[..<open]
            result += values[String(rest[rest.index(after: open)..<close])] ?? ""
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }
}
