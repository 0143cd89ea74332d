package import CivilTime
internal import FlowMachine
package import Salon
internal import Yams

/// A `salon.yaml`: what a salon offers, as its owner writes it beside the flow. The form is described in
/// `flows/README.md`; every mistake is told with its place in the file's own words, all of them in one go.
package struct SalonFile: Hashable, Sendable {
    /// The services and masters are numbered from 1 in the order of the file.
    package let catalogue: SalonCatalogue
    /// The names by which services and masters stay the same when their titles change, parallel to the catalogue's lists.
    package let serviceKeys: [String]
    package let masterKeys: [String]

    /// More than a hundred times what a large salon fills.
    package static let longest = 1 << 20

    /// - Parameters:
    ///   - name: the file's, for the problems.
    ///   - zone: finds a time zone by its name; what it throws becomes a problem of the file.
    package init(_ text: String, name: String, zone: (String) throws -> Zone) throws(SalonFileError) {
        guard text.utf8.count <= Self.longest else {
            throw SalonFileError(
                file: name,
                problems: [
                    "The file has \(text.utf8.count) bytes; a salon's YAML has at most \(Self.longest). Is it the right file?"
                ])
        }
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            throw SalonFileError(file: name, problems: [Self.words(error)])
        }
        guard let root, root.mapping != nil else {
            throw SalonFileError(
                file: name, problems: ["The file must be a list of `key: value` lines, beginning with `salon:`."])
        }
        var reader = Reader()
        let catalogue = reader.catalogue(root, zone: zone)
        guard reader.problems.isEmpty, let catalogue else {
            throw SalonFileError(file: name, problems: reader.problems)
        }
        self.catalogue = catalogue
        serviceKeys = reader.serviceKeys
        masterKeys = reader.masterKeys
    }

    private static func words(_ error: any Error) -> String {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _)?, .parser(_, let problem, let mark, _)?,
            .composer(_, let problem, let mark, _)?:
            "line \(mark.line): This is not well-formed YAML: \(problem)."
        case .duplicatedKeysInMapping(let keys, let context)?:
            "line \(context.mark.line): \(keys.map { "`\($0)`" }.joined(separator: ", ")) stands twice; YAML allows each key once."
        default: "This is not well-formed YAML: \(error)"
        }
    }
}

package struct SalonFileError: Error, Hashable, Sendable, CustomStringConvertible {
    package var file: String
    /// Each says where, what and what to write instead.
    package var problems: [String]

    package var description: String { problems.map { "\(file): \($0)" }.joined(separator: "\n") }
}

private struct Reader {
    var problems: [String] = []
    var serviceKeys: [String] = []
    var masterKeys: [String] = []

    mutating func catalogue(_ root: Node, zone: (String) throws -> Zone) -> SalonCatalogue? {
        allow(
            [
                "salon", "address", "phone", "owner", "place", "portfolio", "zone", "currency", "rules", "closures", "services",
                "masters",
            ], in: root, at: "the file")
        let salonName = localized(root["salon"], at: "salon")
        let address = localized(root["address"], at: "address")
        let currency = text(root["currency"], at: "currency") ?? ""
        if currency.utf8.count != 3 || !currency.utf8.allSatisfy((UInt8(ascii: "A")...UInt8(ascii: "Z")).contains) {
            problem(root["currency"], "`currency` must be a three-letter code such as KZT or RUB.")
        }
        let zoneName = text(root["zone"], at: "zone") ?? "UTC"
        var resolved = Zone.utc
        do { resolved = try zone(zoneName) } catch { problem(root["zone"], "`zone`: \(error)") }

        var services: [Service] = []
        var serviceByKey: [String: ServiceID] = [:]
        for (index, node) in list(root["services"], at: "services").enumerated() {
            let id = ServiceID(Int64(index + 1))
            guard let (key, service) = service(node, id: id, currency: currency) else { continue }
            if serviceByKey.updateValue(id, forKey: key) != nil { problem(node, "The service `\(key)` stands twice.") }
            services.append(service)
            serviceKeys.append(key)
        }
        var masters: [Master] = []
        for (index, node) in list(root["masters"], at: "masters").enumerated() {
            if let master = master(node, id: MasterID(Int64(index + 1)), services: serviceByKey) { masters.append(master) }
        }
        var rules = BookingRules()
        if let node = root["rules"] {
            if node.mapping == nil { problem(node, "`rules` must be `key: value` lines: step, notice, horizon, cancel.") }
            allow(["step", "notice", "horizon", "cancel"], in: node, at: "rules")
            if let step = node["step"] { rules.granularityMinutes = minutes(step, at: "rules.step", 1...1440) ?? 30 }
            if let notice = node["notice"] {
                rules.minimumNoticeMinutes = minutes(notice, at: "rules.notice", 0...43_200) ?? 60
            }
            if let horizon = node["horizon"] { rules.horizonDays = number(horizon, at: "rules.horizon", 1...730) ?? 60 }
            if let cancel = node["cancel"] { rules.cancelNoticeMinutes = minutes(cancel, at: "rules.cancel", 0...43_200) ?? 0 }
        }
        return SalonCatalogue(
            revision: 0, salonName: salonName, address: address, zone: resolved, services: services, masters: masters,
            rules: rules, closures: dates(root["closures"], at: "closures"), contact: contact(root))
    }

    private mutating func contact(_ root: Node) -> SalonContact {
        SalonContact(
            phone: phone(root["phone"], at: "phone"), ownerPhone: phone(root["owner"], at: "owner"), place: place(root["place"]),
            portfolio: link(root["portfolio"], at: "portfolio"))
    }

    private mutating func phone(_ node: Node?, at place: String) -> String? {
        guard let node else { return nil }
        guard let digits = node.string.flatMap(SalonContact.digits(ofWritten:)) else {
            problem(node, "`\(place)` must be a number with its country code, such as +7 701 700 00 01.")
            return nil
        }
        return digits
    }

    private mutating func link(_ node: Node?, at place: String) -> String? {
        guard let node else { return nil }
        guard let link = node.string, SalonContact.isLink(link) else {
            problem(node, "`\(place)` must be an address that begins with https://.")
            return nil
        }
        return link
    }

    private mutating func place(_ node: Node?) -> Coordinates? {
        guard let node else { return nil }
        let sides = (node.string ?? "").split(separator: ",").map { String($0.drop(while: \.isWhitespace)) }
        guard sides.count == 2, let latitude = Coordinates.millionths(sides[0]),
            let longitude = Coordinates.millionths(sides[1]),
            let place = Coordinates(latitudeMillionths: latitude, longitudeMillionths: longitude)
        else {
            problem(node, "`place` must be latitude and longitude in degrees, such as 43.238949, 76.889709.")
            return nil
        }
        return place
    }

    private mutating func service(_ node: Node, id: ServiceID, currency: String) -> (String, Service)? {
        guard node.mapping != nil else {
            problem(node, "A service must be `key: value` lines: id, name, minutes, price.")
            return nil
        }
        allow(["id", "name", "aliases", "minutes", "price", "before", "after"], in: node, at: "services")
        guard let key = text(node["id"], at: "services.id", of: node) else { return nil }
        let place = "services.\(key)"
        let price = node["price"]?.string.flatMap(minorUnits)
        if price == nil {
            problem(node["price"] ?? node, "`\(place).price` must be an amount such as 8000 or 8000.50, not negative.")
        }
        return (
            key,
            Service(
                id: id, name: localized(node["name"], at: "\(place).name", of: node),
                aliases: strings(node["aliases"], at: "\(place).aliases"),
                durationMinutes: minutes(node["minutes"], at: "\(place).minutes", 1...1440, of: node) ?? 60,
                bufferBeforeMinutes: node["before"].flatMap { minutes($0, at: "\(place).before", 0...720) } ?? 0,
                bufferAfterMinutes: node["after"].flatMap { minutes($0, at: "\(place).after", 0...720) } ?? 0,
                price: Money(minorUnits: price ?? 0, currency: currency))
        )
    }

    private mutating func master(_ node: Node, id: MasterID, services: [String: ServiceID]) -> Master? {
        guard node.mapping != nil else {
            problem(node, "A master must be `key: value` lines: name, services, hours.")
            return nil
        }
        allow(["id", "name", "aliases", "services", "hours", "off", "active", "phone", "portfolio"], in: node, at: "masters")
        guard let key = text(node["id"], at: "masters.id", of: node) else { return nil }
        let place = "masters.\(key)"
        let name = localized(node["name"], at: "\(place).name", of: node)
        if masterKeys.contains(key) { problem(node, "The master `\(key)` stands twice.") }
        masterKeys.append(key)
        var offered: Set<ServiceID> = []
        if node["services"]?.string == "all" {
            offered = Set(services.values)
        } else {
            for key in strings(node["services"], at: "\(place).services") {
                guard let service = services[key] else {
                    let known = services.keys.sorted().joined(separator: ", ")
                    problem(node["services"], "`\(place).services`: there is no service `\(key)`; there are: \(known).")
                    continue
                }
                offered.insert(service)
            }
        }
        var hours: [Weekday: [WorkingInterval]] = [:]
        guard let mapping = node["hours"]?.mapping else {
            problem(node, "`\(place).hours` is missing: write for instance `mon-fri: 10:00-20:00`.")
            return nil
        }
        for (days, intervals) in mapping {
            guard let weekdays = weekdays(days.string ?? "") else {
                problem(days, "`\(place).hours`: `\(days.string ?? "")` is no day; write mon, tue … sun, or mon-fri.")
                continue
            }
            // A day with nothing behind it is a day off.
            if intervals.string == "" { continue }
            for node in intervals.sequence.map(Array.init) ?? [intervals] {
                guard let interval = node.string.flatMap(interval) else {
                    problem(node, "`\(place).hours`: `\(node.string ?? "…")` is no span of time; write 10:00-20:00.")
                    continue
                }
                for weekday in weekdays { hours[weekday, default: []].append(interval) }
            }
        }
        var isActive = true
        if let node = node["active"] {
            if let given = node.bool { isActive = given } else { problem(node, "`\(place).active` must be true or false.") }
        }
        return Master(
            id: id, name: name, aliases: strings(node["aliases"], at: "\(place).aliases"), isActive: isActive, services: offered, hours: hours,
            timeOff: dates(node["off"], at: "\(place).off").sorted().map { .days($0, $0) }, phone: phone(node["phone"], at: "\(place).phone"),
            portfolio: link(node["portfolio"], at: "\(place).portfolio"))
    }

    // MARK: - Pieces

    private mutating func problem(_ node: Node?, _ text: String) {
        if let mark = node?.mark { problems.append("line \(mark.line): \(text)") } else { problems.append(text) }
    }

    private mutating func allow(_ keys: [String], in node: Node, at place: String) {
        for (key, _) in node.mapping ?? [:] where !keys.contains(key.string ?? "") {
            problem(key, "`\(key.string ?? "?")` means nothing in \(place); known are: \(keys.joined(separator: ", ")).")
        }
    }

    private mutating func text(_ node: Node?, at place: String, of parent: Node? = nil) -> String? {
        guard let text = node?.string, !text.isEmpty else {
            problem(node ?? parent, "`\(place)` is missing.")
            return nil
        }
        return text
    }

    private mutating func localized(_ node: Node?, at place: String, of parent: Node? = nil) -> LocalizedName {
        var names: [String: String] = [:]
        for (language, name) in node?.mapping ?? [:] {
            guard let language = language.string, let text = name.string else {
                problem(name, "`\(place)`: a language and its text must be plain words, `ru: …`.")
                continue
            }
            if !text.isEmpty { names[language] = text }
        }
        if let plain = node?.string, !plain.isEmpty { names = ["ru": plain, "en": plain] }
        if names.isEmpty {
            problem(node ?? parent, "`\(place)` is missing: write it for each language, `ru: …` and `en: …`.")
        }
        return LocalizedName(names)
    }

    private mutating func list(_ node: Node?, at place: String) -> [Node] {
        guard let items = node?.sequence, !items.isEmpty else {
            problem(node, "`\(place)` is missing or empty: write each on a line that begins with `-`.")
            return []
        }
        return Array(items)
    }

    private mutating func strings(_ node: Node?, at place: String) -> [String] {
        guard let node else { return [] }
        guard let items = node.sequence else {
            problem(node, "`\(place)` must be a list such as [one, two].")
            return []
        }
        return items.compactMap { item in
            if item.string == nil { problem(item, "`\(place)` must be a list of plain words such as [one, two].") }
            return item.string
        }
    }

    private mutating func dates(_ node: Node?, at place: String) -> Set<CivilDate> {
        var result: Set<CivilDate> = []
        for text in strings(node, at: place) {
            if let date = CivilDate(iso: text) { result.insert(date) } else {
                problem(node, "`\(place)`: `\(text)` is no date; write it as 2026-12-31.")
            }
        }
        return result
    }

    private mutating func number(
        _ node: Node?, at place: String, _ range: ClosedRange<Int>, of parent: Node? = nil
    ) -> Int? {
        guard let text = node?.string, let number = Int(text), range.contains(number) else {
            problem(
                node ?? parent, "`\(place)` must be a whole number from \(range.lowerBound) to \(range.upperBound).")
            return nil
        }
        return number
    }

    private mutating func minutes(
        _ node: Node?, at place: String, _ range: ClosedRange<Int>, of parent: Node? = nil
    ) -> Int? { number(node, at: place, range, of: parent) }

    private func minorUnits(_ text: String) -> Int? {
        let sides = text.split(separator: ".", omittingEmptySubsequences: false)
        guard let whole = Int(sides[0]), (0...1_000_000_000).contains(whole), sides.count <= 2 else { return nil }
        guard sides.count == 2 else { return whole * 100 }
        guard (1...2).contains(sides[1].count), sides[1].allSatisfy({ ("0"..."9").contains($0) }),
            let fraction = Int(sides[1])
        else { return nil }
        return whole * 100 + (sides[1].count == 1 ? fraction * 10 : fraction)
    }

    private func weekdays(_ text: String) -> [Weekday]? {
        let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        let sides = text.split(separator: "-", omittingEmptySubsequences: false).map { names.firstIndex(of: String($0)) }
        switch sides.count {
        case 1: return sides[0].flatMap(Weekday.init(rawValue:)).map { [$0] }
        case 2:
            guard let first = sides[0], let last = sides[1], first <= last else { return nil }
            return (first...last).compactMap(Weekday.init(rawValue:))
        default: return nil
        }
    }

    private func interval(_ text: String) -> WorkingInterval? {
        let sides = text.split(separator: "-", omittingEmptySubsequences: false).map { ClockTime(iso: $0) }
        guard sides.count == 2, let from = sides[0], let to = sides[1], from != to else { return nil }
        return WorkingInterval(from: from, to: to)
    }
}
