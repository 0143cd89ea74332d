internal import CivilTime
internal import FlowMachine
package import Salon

extension SalonFile {
    /// The `salon.yaml` that reads back as the same catalogue: equal catalogues give equal bytes, and a small change of a
    /// catalogue is a small change of its lines. What is as the form assumes it is left out.
    ///
    /// Things are named by their slugs, which must be there; a catalogue without problems is written without loss.
    package static func text(of catalogue: SalonCatalogue) -> String {
        var writer = SalonFileWriter()
        writer.write(catalogue.normalized)
        return writer.text
    }
}

private struct SalonFileWriter {
    private(set) var text = ""

    mutating func write(_ catalogue: SalonCatalogue) {
        if catalogue.slug != SalonCatalogue.mainSlug { line("id: \(scalar(catalogue.slug))") }
        name("salon", catalogue.salonName, indent: "")
        name("address", catalogue.address, indent: "")
        contact(catalogue.contact)
        line("zone: \(catalogue.zone.name)")
        let currency = commonCurrency(catalogue.services)
        if let currency { line("currency: \(currency)") }
        rules(catalogue.rules)
        if !catalogue.closures.isEmpty {
            line("")
            line("closures:")
            for day in catalogue.closures.sorted() { line("  - \(day.iso)") }
        }
        if !catalogue.resources.isEmpty {
            line("")
            line("resources:")
            for resource in catalogue.resources {
                line("  - id: \(scalar(resource.slug))")
                line("    name: \(inline(resource.name))")
                line("    count: \(resource.count)")
            }
        }
        services(catalogue, currency: currency)
        masters(catalogue)
    }

    /// The currency of most services; of several as frequent the one listed first.
    private func commonCurrency(_ services: [Service]) -> String? {
        var counts: [String: Int] = [:]
        for service in services { counts[service.price.currency, default: 0] += 1 }
        let most = counts.values.max()
        return services.first { counts[$0.price.currency] == most }?.price.currency
    }

    private mutating func contact(_ contact: SalonContact) {
        if let phone = contact.phone { line("phone: +\(phone)") }
        if let owner = contact.ownerPhone { line("owner: +\(owner)") }
        if let place = contact.place { line("place: \(place.latitude), \(place.longitude)") }
        if let portfolio = contact.portfolio { line("portfolio: \(scalar(portfolio))") }
    }

    private mutating func rules(_ rules: BookingRules) {
        line("")
        line("rules:")
        line("  step: \(rules.granularityMinutes)")
        line("  notice: \(rules.minimumNoticeMinutes)")
        line("  horizon: \(rules.horizonDays)")
        if rules.cancelNoticeMinutes != 0 { line("  cancel: \(rules.cancelNoticeMinutes)") }
        if rules.assignment != BookingRules().assignment { line("  assign: \(rules.assignment.word)") }
    }

    private mutating func services(_ catalogue: SalonCatalogue, currency: String?) {
        line("")
        line(catalogue.services.isEmpty ? "services: []" : "services:")
        let resources = catalogue.resources
        for service in catalogue.services {
            line("  - id: \(scalar(service.slug))")
            line("    name: \(inline(service.name))")
            strings("aliases", service.aliases)
            if !service.category.byLanguage.isEmpty { line("    category: \(inline(service.category))") }
            if let picture = service.picture { line("    picture: \(scalar(picture))") }
            line("    minutes: \(service.durationMinutes)")
            if service.bufferBeforeMinutes != 0 { line("    before: \(service.bufferBeforeMinutes)") }
            if service.bufferAfterMinutes != 0 { line("    after: \(service.bufferAfterMinutes)") }
            line("    price: \(amount(service.price.minorUnits))")
            if service.price.currency != currency { line("    currency: \(service.price.currency)") }
            if let from = service.availableFrom { line("    from: \(from.iso)") }
            if let to = service.availableTo { line("    to: \(to.iso)") }
            if service.weekdays.count < Weekday.allCases.count {
                let runs = Self.runs(of: service.weekdays)
                line("    days: \(runs.count == 1 ? runs[0] : "[\(runs.joined(separator: ", "))]")")
            }
            if service.capacity != 1 { line("    seats: \(service.capacity)") }
            strings("needs", resources.filter { service.resources.contains($0.id) }.map(\.slug))
        }
    }

    private mutating func masters(_ catalogue: SalonCatalogue) {
        line("")
        line(catalogue.masters.isEmpty ? "masters: []" : "masters:")
        for master in catalogue.masters {
            line("  - id: \(scalar(master.slug))")
            line("    name: \(inline(master.name))")
            strings("aliases", master.aliases)
            if let phone = master.phone { line("    phone: +\(phone)") }
            if let portfolio = master.portfolio { line("    portfolio: \(scalar(portfolio))") }
            if !master.isActive { line("    active: false") }
            let offered = catalogue.services.filter { master.services.contains($0.id) }.map { scalar($0.slug) }
            let isAll = !offered.isEmpty && offered.count == catalogue.services.count
            line("    services: \(isAll ? "all" : "[\(offered.joined(separator: ", "))]")")
            weekly("hours", master.hours, orEmpty: true)
            var breaks: [Weekday: [WorkingInterval]] = [:]
            for pause in master.breaks { for day in pause.weekdays { breaks[day, default: []].append(pause.interval) } }
            weekly("breaks", breaks, orEmpty: false)
            if !master.overrides.isEmpty {
                line("    overrides:")
                for (date, intervals) in master.overrides.sorted(by: { $0.key < $1.key }) {
                    line("      \(date.iso): \(intervals.isEmpty ? "closed" : spans(intervals))")
                }
            }
            if !master.timeOff.isEmpty {
                line("    off:")
                for timeOff in master.timeOff { line("      - \(timeOff.text)") }
            }
        }
    }

    /// Neighbouring days that are alike share a line.
    private mutating func weekly(_ key: String, _ weekly: [Weekday: [WorkingInterval]], orEmpty: Bool) {
        let days = Weekday.allCases.filter { weekly[$0]?.isEmpty == false }
        if days.isEmpty {
            if orEmpty { line("    \(key): {}") }
            return
        }
        line("    \(key):")
        var index = 0
        while index < days.count {
            var last = index
            let hours = weekly[days[index]]?.sorted() ?? []
            while last + 1 < days.count, days[last + 1].rawValue == days[last].rawValue + 1,
                weekly[days[last + 1]]?.sorted() == hours
            { last += 1 }
            let name = last == index ? days[index].short : "\(days[index].short)-\(days[last].short)"
            line("      \(name): \(spans(hours))")
            index = last + 1
        }
    }

    /// `mon-wed`, `sat`: weekdays that follow one another joined.
    private static func runs(of weekdays: Set<Weekday>) -> [String] {
        var runs: [(first: Weekday, last: Weekday)] = []
        for day in Weekday.allCases where weekdays.contains(day) {
            if let run = runs.last, run.last.rawValue == day.rawValue - 1 {
                runs[runs.count - 1].last = day
            } else {
                runs.append((day, day))
            }
        }
        return runs.map { $0.first == $0.last ? $0.first.short : "\($0.first.short)-\($0.last.short)" }
    }

    private func spans(_ intervals: [WorkingInterval]) -> String {
        let spans = intervals.map { "\($0.from.iso)-\($0.to.iso)" }
        return spans.count == 1 ? spans[0] : "[\(spans.joined(separator: ", "))]"
    }

    private func amount(_ minorUnits: Int) -> String {
        let (whole, fraction) = minorUnits.quotientAndRemainder(dividingBy: 100)
        return fraction == 0 ? "\(whole)" : "\(whole).\(fraction < 10 ? "0" : "")\(fraction)"
    }

    private mutating func strings(_ key: String, _ items: [String]) {
        if !items.isEmpty { line("    \(key): [\(items.map(scalar).joined(separator: ", "))]") }
    }

    // MARK: - Names

    private mutating func name(_ key: String, _ name: LocalizedName, indent: String) {
        line("\(indent)\(key):")
        for (language, text) in sorted(name) { line("\(indent)  \(scalar(language)): \(scalar(text))") }
    }

    private func inline(_ name: LocalizedName) -> String {
        "{ \(sorted(name).map { "\(scalar($0)): \(scalar($1))" }.joined(separator: ", ")) }"
    }

    /// Russian, English, then the others by their codes.
    private func sorted(_ name: LocalizedName) -> [(String, String)] {
        func rank(_ language: String) -> (Int, String) { (["ru", "en"].firstIndex(of: language) ?? 2, language) }
        return name.byLanguage.sorted { rank($0.key) < rank($1.key) }.map { ($0.key, $0.value) }
    }

    // MARK: - YAML

    /// The text as it is where YAML takes it for nothing else in any place, otherwise in double quotes (YAML 1.1, 5.7).
    private func scalar(_ text: String) -> String {
        if isPlain(text) { return text }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case "\0"..."\u{1F}", "\u{7F}"..."\u{A0}", "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{FFFE}", "\u{FFFF}":
                let digits = String(scalar.value, radix: 16, uppercase: true)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    private func isPlain(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last,
            first.properties.isAlphabetic || first == "«", last != " "
        else { return false }
        var wasBlank = false
        for scalar in text.unicodeScalars {
            let isBlank = scalar == " "
            let isFine =
                scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "-_./'«»()+№–—".unicodeScalars.contains(scalar)
            if !isFine && !(isBlank && !wasBlank) { return false }
            wasBlank = isBlank
        }
        return true
    }

    private mutating func line(_ line: String) { text += line + "\n" }
}
