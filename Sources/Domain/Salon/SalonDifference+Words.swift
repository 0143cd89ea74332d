internal import CivilTime
internal import FlowMachine

/// Changes in the owner's words.
extension SalonChange {
    /// One line, such as `Маникюр: цена 7 000 ₸ → 8 000 ₸; только для новых записей`. In Russian for `ru`, else in English.
    package func text(in language: String) -> String {
        let words = Words(isRussian: language == "ru")
        switch kind {
        case .added: return words.pick("Добавлено: ", "New: ") + words.kind(part) + words.quoted(name)
        case .retired: return words.pick("Убрано: ", "Gone: ") + words.kind(part) + words.quoted(name)
        case .reordered: return words.pick("Новый порядок: ", "In another order: ") + words.list(part)
        case .changed(let aspect, let before, let after):
            var who = name.text(in: language)
            if case .salon = part { who = words.pick("Салон", "Salon") }
            let from = before.map { words.text($0, of: aspect) } ?? words.pick("нет", "none")
            let to = after.map { words.text($0, of: aspect) } ?? words.pick("нет", "none")
            let change = "\(who): \(words.label(aspect)) \(from) → \(to)"
            return aspect.isAgreed ? change + words.pick("; только для новых записей", "; for new bookings only") : change
        }
    }
}

extension SalonAspect {
    /// Whether bookings keep what was agreed when they were made.
    package var isAgreed: Bool {
        switch self {
        case .minutes, .before, .after, .price: true
        default: false
        }
    }

    /// The name by which programs know it: the key of `salon.yaml`.
    package var key: String {
        switch self {
        case .name: "name"
        case .aliases: "aliases"
        case .phone: "phone"
        case .portfolio: "portfolio"
        case .address: "address"
        case .zone: "zone"
        case .owner: "owner"
        case .place: "place"
        case .step: "rules.step"
        case .notice: "rules.notice"
        case .horizon: "rules.horizon"
        case .cancel: "rules.cancel"
        case .assign: "rules.assign"
        case .closure: "closures"
        case .category: "category"
        case .picture: "picture"
        case .minutes: "minutes"
        case .before: "before"
        case .after: "after"
        case .price: "price"
        case .from: "from"
        case .to: "to"
        case .days: "days"
        case .seats: "seats"
        case .needs: "needs"
        case .active: "active"
        case .services: "services"
        case .timeOff: "off"
        case .hours(let day): "hours.\(day.short)"
        case .breaks(let day): "breaks.\(day.short)"
        case .override(let date): "overrides.\(date.iso)"
        case .count: "count"
        }
    }
}

extension SalonValue {
    /// As owners read it; in Russian for `ru`, else in English.
    package func text(in language: String) -> String { Words(isRussian: language == "ru").text(self, of: nil) }
}

private struct Words {
    let isRussian: Bool

    func pick(_ russian: String, _ english: String) -> String { isRussian ? russian : english }

    func quoted(_ name: LocalizedName) -> String {
        let text = name.text(in: pick("ru", "en"))
        return isRussian ? "«\(text)»" : "\u{201C}\(text)\u{201D}"
    }

    func kind(_ part: SalonPart) -> String {
        switch part {
        case .salon: pick("филиал ", "location ")
        case .service: pick("услуга ", "service ")
        case .master: pick("мастер ", "master ")
        case .resource: pick("ресурс ", "resource ")
        }
    }

    func list(_ part: SalonPart) -> String {
        switch part {
        case .salon: pick("филиалы", "locations")
        case .service: pick("услуги", "services")
        case .master: pick("мастера", "masters")
        case .resource: pick("ресурсы", "resources")
        }
    }

    func label(_ aspect: SalonAspect) -> String {
        switch aspect {
        case .name: pick("название", "name")
        case .aliases: pick("другие названия", "other names")
        case .phone: pick("телефон", "phone")
        case .portfolio: pick("ссылка на работы", "link to the work")
        case .address: pick("адрес", "address")
        case .zone: pick("часовой пояс", "time zone")
        case .owner: pick("телефон владельца", "owner's phone")
        case .place: pick("место на карте", "place on the map")
        case .step: pick("шаг времени", "step between starts")
        case .notice: pick("запись не позднее чем за", "booking notice")
        case .horizon: pick("запись вперёд на", "booking horizon")
        case .cancel: pick("отмена не позднее чем за", "cancelling notice")
        case .assign: pick("мастер без пожеланий", "assignment")
        case .closure: pick("закрыто", "closed on")
        case .category: pick("раздел", "category")
        case .picture: pick("картинка", "picture")
        case .minutes: pick("длительность", "duration")
        case .before: pick("перерыв до", "time before")
        case .after: pick("перерыв после", "time after")
        case .price: pick("цена", "price")
        case .from: pick("начало сезона", "season from")
        case .to: pick("конец сезона", "season to")
        case .days: pick("дни", "days")
        case .seats: pick("мест", "seats")
        case .needs: pick("нужно", "needs")
        case .active: pick("работает", "at work")
        case .services: pick("услуга", "service")
        case .timeOff: pick("отсутствие", "time off")
        case .hours(let day): pick(day.russian, day.english)
        case .breaks(let day): pick("перерыв, \(day.russian)", "break, \(day.english)")
        case .override(let date): date.iso
        case .count: pick("количество", "count")
        }
    }

    func text(_ value: SalonValue, of aspect: SalonAspect?) -> String {
        switch value {
        case .text(let text): return text
        case .texts(let texts): return texts.isEmpty ? pick("нет", "none") : texts.joined(separator: ", ")
        case .name(let name): return text(name)
        case .minutes(let minutes): return pick("\(minutes) мин", "\(minutes) min")
        case .days(let days): return pick("\(days) дн.", days == 1 ? "1 day" : "\(days) days")
        case .number(let number): return String(number)
        case .money(let money): return text(money)
        case .date(let date): return date.iso
        case .weekdays(let days):
            if days.count == Weekday.allCases.count { return pick("все", "all") }
            return Weekday.allCases.filter(days.contains).map { pick($0.russian, $0.english) }.joined(separator: ", ")
        case .hours(let hours):
            if !hours.isEmpty { return hours.map(\.text).joined(separator: ", ") }
            if case .breaks? = aspect { return pick("нет", "none") }
            return pick("выходной", "day off")
        case .timeOff(let timeOff): return timeOff.text
        case .flag(let flag): return flag ? pick("да", "yes") : pick("нет", "no")
        case .assignment(.leastLoaded): return pick("поровну", "fairly")
        case .assignment(.first): return pick("по порядку", "in order")
        case .place(let place): return "\(place.latitude), \(place.longitude)"
        }
    }

    /// The name in the owner's language, with the others behind it, so that a change in any of them is seen.
    private func text(_ name: LocalizedName) -> String {
        let mine = pick("ru", "en")
        if name.byLanguage.isEmpty { return pick("нет", "none") }
        let others = name.byLanguage.filter { $0.key != mine }.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        guard let main = name.byLanguage[mine] else { return others.joined(separator: ", ") }
        return others.isEmpty ? main : "\(main) (\(others.joined(separator: ", ")))"
    }

    /// `7 000 ₸`, `₸7,000`
    private func text(_ money: Money) -> String {
        let (whole, fraction) = money.minorUnits.quotientAndRemainder(dividingBy: 100)
        var digits = ""
        for (index, digit) in String(whole).enumerated() {
            if index > 0, (String(whole).count - index).isMultiple(of: 3) { digits += pick("\u{A0}", ",") }
            digits.append(digit)
        }
        if fraction != 0 { digits += pick(",", ".") + (fraction < 10 ? "0" : "") + String(fraction) }
        // A code stands apart, a sign does not.
        let gap = money.sign == money.currency ? "\u{A0}" : ""
        return pick("\(digits)\u{A0}\(money.sign)", "\(money.sign)\(gap)\(digits)")
    }
}
