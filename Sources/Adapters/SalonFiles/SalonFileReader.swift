internal import CivilTime
internal import FlowMachine
internal import Salon
internal import Yams

/// Makes a catalogue of a file's nodes and collects what is wrong with them, each with its line.
struct SalonFileReader {
    var problems: [String] = []
    private var serviceNodes: [Node] = []
    private var masterNodes: [Node] = []
    private var resourceNodes: [Node] = []

    /// Only of use when `problems` is empty afterwards.
    mutating func catalogue(_ root: Node, zone: (String) throws -> Zone) -> SalonCatalogue {
        allow(
            [
                "id", "salon", "address", "phone", "owner", "place", "portfolio", "zone", "currency", "rules", "closures",
                "resources", "services", "masters",
            ], in: root, at: "the file")
        let slug = root["id"] == nil ? SalonCatalogue.mainSlug : text(root["id"], at: "id") ?? ""
        let salonName = localized(root["salon"], at: "salon")
        let address = localized(root["address"], at: "address")
        let currency = self.currency(root)
        let zoneName = text(root["zone"], at: "zone") ?? "UTC"
        var resolved = Zone.utc
        do { resolved = try zone(zoneName) } catch { problem(root["zone"], "`zone`: \(error)") }
        let (resources, resourceByKey) = resources(root["resources"])
        let (services, serviceByKey) = services(root["services"], currency: currency, resources: resourceByKey)
        let masters = masters(root["masters"], services: serviceByKey)
        return SalonCatalogue(
            revision: 0, slug: slug, salonName: salonName, address: address, zone: resolved, services: services,
            masters: masters, resources: resources, rules: rules(root["rules"]),
            closures: dates(root["closures"], at: "closures"), contact: contact(root))
    }

    /// Problems of the data as a whole, each at the line it is about.
    mutating func tell(_ found: [CatalogueProblem], _ root: Node) {
        for item in found {
            let owner: Node
            switch item.subject {
            case .salon: owner = root
            case .service(let id): owner = serviceNodes[Int(id.number) - 1]
            case .master(let id): owner = masterNodes[Int(id.number) - 1]
            case .resource(let id): owner = resourceNodes[Int(id.number) - 1]
            }
            problem(item.kind.key.flatMap { owner[$0] } ?? owner, item.text(in: "en"))
        }
    }

    private mutating func currency(_ root: Node) -> String {
        // Nothing has a price yet.
        if root["currency"] == nil, root["services"]?.sequence?.isEmpty == true { return "" }
        let currency = text(root["currency"], at: "currency") ?? ""
        if !Self.isCurrency(currency) {
            problem(root["currency"], "`currency` must be a three-letter code such as KZT or RUB.")
        }
        return currency
    }

    private mutating func contact(_ root: Node) -> SalonContact {
        SalonContact(
            phone: phone(root["phone"], at: "phone"), ownerPhone: phone(root["owner"], at: "owner"), place: place(root["place"]),
            portfolio: link(root["portfolio"], at: "portfolio"))
    }

    private mutating func rules(_ node: Node?) -> BookingRules {
        var rules = BookingRules()
        guard let node else { return rules }
        let keys = ["step", "notice", "horizon", "cancel", "assign"]
        if node.mapping == nil { problem(node, "`rules` must be `key: value` lines: \(keys.joined(separator: ", ")).") }
        allow(keys, in: node, at: "rules")
        let longest = BookingRules.longestNoticeMinutes
        if let step = node["step"] { rules.granularityMinutes = number(step, at: "rules.step", 1...1440) ?? 30 }
        if let notice = node["notice"] { rules.minimumNoticeMinutes = number(notice, at: "rules.notice", 0...longest) ?? 60 }
        if let horizon = node["horizon"] {
            rules.horizonDays = number(horizon, at: "rules.horizon", 0...BookingRules.longestHorizonDays) ?? 60
        }
        if let cancel = node["cancel"] { rules.cancelNoticeMinutes = number(cancel, at: "rules.cancel", 0...longest) ?? 0 }
        if let assign = node["assign"] {
            if let policy = AssignmentPolicy.allCases.first(where: { $0.word == assign.string }) {
                rules.assignment = policy
            } else {
                let words = AssignmentPolicy.allCases.map { "`\($0.word)`" }.joined(separator: " or ")
                problem(assign, "`rules.assign` says who gets a booking when the customer does not mind: write \(words).")
            }
        }
        return rules
    }

    // MARK: - Lists

    private mutating func resources(_ node: Node?) -> ([Resource], [String: ResourceID]) {
        guard let node else { return ([], [:]) }
        var resources: [Resource] = []
        var byKey: [String: ResourceID] = [:]
        for item in list(node, at: "resources") {
            guard item.mapping != nil else {
                problem(item, "A resource must be `key: value` lines: id, name, count.")
                continue
            }
            allow(["id", "name", "count"], in: item, at: "resources")
            guard let key = text(item["id"], at: "resources.id", of: item) else { continue }
            let id = ResourceID(Int64(resources.count + 1))
            if byKey.updateValue(id, forKey: key) != nil { problem(item, "The resource `\(key)` stands twice.") }
            resources.append(
                Resource(
                    id: id, slug: key, name: localized(item["name"], at: "resources.\(key).name", of: item),
                    count: number(item["count"], at: "resources.\(key).count", 1...Resource.largestCount, of: item) ?? 1))
            resourceNodes.append(item)
        }
        return (resources, byKey)
    }

    private mutating func services(
        _ node: Node?, currency: String, resources: [String: ResourceID]
    ) -> ([Service], [String: ServiceID]) {
        var services: [Service] = []
        var byKey: [String: ServiceID] = [:]
        for item in list(node, at: "services") {
            let id = ServiceID(Int64(services.count + 1))
            guard let service = service(item, id: id, currency: currency, resources: resources) else { continue }
            if byKey.updateValue(id, forKey: service.slug) != nil {
                problem(item, "The service `\(service.slug)` stands twice.")
            }
            services.append(service)
            serviceNodes.append(item)
        }
        return (services, byKey)
    }

    private mutating func service(
        _ node: Node, id: ServiceID, currency: String, resources: [String: ResourceID]
    ) -> Service? {
        guard node.mapping != nil else {
            problem(node, "A service must be `key: value` lines: id, name, minutes, price.")
            return nil
        }
        allow(
            [
                "id", "name", "aliases", "category", "picture", "minutes", "before", "after", "price", "currency", "from", "to",
                "days", "seats", "needs",
            ], in: node, at: "services")
        guard let key = text(node["id"], at: "services.id", of: node) else { return nil }
        let place = "services.\(key)"
        let price = node["price"]?.string.flatMap(minorUnits)
        if price == nil {
            problem(node["price"] ?? node, "`\(place).price` must be an amount such as 8000 or 8000.50, not negative.")
        }
        if let own = node["currency"], !Self.isCurrency(own.string ?? "") {
            problem(own, "`\(place).currency` must be a three-letter code such as KZT or RUB.")
        }
        let buffers = 0...Service.longestBufferMinutes
        return Service(
            id: id, slug: key, name: localized(node["name"], at: "\(place).name", of: node),
            aliases: strings(node["aliases"], at: "\(place).aliases"),
            category: node["category"].map { localized($0, at: "\(place).category") } ?? LocalizedName([:]),
            picture: link(node["picture"], at: "\(place).picture"),
            durationMinutes: number(node["minutes"], at: "\(place).minutes", 1...Service.longestDurationMinutes, of: node) ?? 60,
            bufferBeforeMinutes: node["before"].flatMap { number($0, at: "\(place).before", buffers) } ?? 0,
            bufferAfterMinutes: node["after"].flatMap { number($0, at: "\(place).after", buffers) } ?? 0,
            price: Money(minorUnits: price ?? 0, currency: node["currency"]?.string ?? currency),
            availableFrom: date(node["from"], at: "\(place).from"), availableTo: date(node["to"], at: "\(place).to"),
            weekdays: node["days"].map { days($0, at: "\(place).days") } ?? Set(Weekday.allCases),
            capacity: node["seats"].flatMap { number($0, at: "\(place).seats", 1...Service.largestCapacity) } ?? 1,
            resources: needs(node["needs"], at: "\(place).needs", resources))
    }

    private mutating func needs(_ node: Node?, at place: String, _ resources: [String: ResourceID]) -> Set<ResourceID> {
        var needed: Set<ResourceID> = []
        for key in strings(node, at: place) {
            guard let resource = resources[key] else {
                let known = resources.keys.sorted().joined(separator: ", ")
                let hint = known.isEmpty ? "declare it under `resources`" : "there are: \(known)"
                problem(node, "`\(place)`: there is no resource `\(key)`; \(hint).")
                continue
            }
            needed.insert(resource)
        }
        return needed
    }

    private mutating func masters(_ node: Node?, services: [String: ServiceID]) -> [Master] {
        var masters: [Master] = []
        var keys: Set<String> = []
        for item in list(node, at: "masters") {
            let id = MasterID(Int64(masters.count + 1))
            guard let master = master(item, id: id, services: services) else { continue }
            if !keys.insert(master.slug).inserted { problem(item, "The master `\(master.slug)` stands twice.") }
            masters.append(master)
            masterNodes.append(item)
        }
        return masters
    }

    private mutating func master(_ node: Node, id: MasterID, services: [String: ServiceID]) -> Master? {
        guard node.mapping != nil else {
            problem(node, "A master must be `key: value` lines: name, services, hours.")
            return nil
        }
        allow(
            [
                "id", "name", "aliases", "services", "hours", "breaks", "overrides", "off", "active", "phone", "portfolio",
            ], in: node, at: "masters")
        guard let key = text(node["id"], at: "masters.id", of: node) else { return nil }
        let place = "masters.\(key)"
        let name = localized(node["name"], at: "\(place).name", of: node)
        guard let hours = node["hours"], hours.mapping != nil else {
            problem(node, "`\(place).hours` is missing: write for instance `mon-fri: 10:00-20:00`.")
            return nil
        }
        var isActive = true
        if let node = node["active"] {
            if let given = node.bool { isActive = given } else { problem(node, "`\(place).active` must be true or false.") }
        }
        var weekly: [Weekday: [WorkingInterval]] = [:]
        for entry in self.weekly(hours, at: "\(place).hours") {
            for weekday in entry.weekdays { weekly[weekday, default: []].append(entry.interval) }
        }
        return Master(
            id: id, slug: key, name: name, aliases: strings(node["aliases"], at: "\(place).aliases"), isActive: isActive,
            services: skills(node["services"], at: "\(place).services", services), hours: weekly,
            breaks: node["breaks"].map { self.weekly($0, at: "\(place).breaks") } ?? [],
            overrides: overrides(node["overrides"], at: "\(place).overrides"),
            timeOff: timeOff(node["off"], at: "\(place).off"), phone: phone(node["phone"], at: "\(place).phone"),
            portfolio: link(node["portfolio"], at: "\(place).portfolio"))
    }

    private mutating func skills(_ node: Node?, at place: String, _ services: [String: ServiceID]) -> Set<ServiceID> {
        if node?.string == "all" { return Set(services.values) }
        var offered: Set<ServiceID> = []
        for key in strings(node, at: place) {
            guard let service = services[key] else {
                let known = services.keys.sorted().joined(separator: ", ")
                problem(node, "`\(place)`: there is no service `\(key)`; there are: \(known).")
                continue
            }
            offered.insert(service)
        }
        return offered
    }

    private static func isCurrency(_ text: String) -> Bool {
        text.utf8.count == 3 && text.utf8.allSatisfy((UInt8(ascii: "A")...UInt8(ascii: "Z")).contains)
    }
}

extension AssignmentPolicy {
    /// As owners write it.
    var word: String {
        switch self {
        case .leastLoaded: "fairly"
        case .first: "in order"
        }
    }
}

extension CatalogueProblem.Kind {
    /// The key of the file that the problem is about; nil where it is about the whole entry.
    fileprivate var key: String? {
        switch self {
        case .noName, .emptyName, .sameName: "name"
        case .noAddress: "address"
        case .noZone: "zone"
        case .durationOutOfRange: "minutes"
        case .negativePrice, .priceTooHigh: "price"
        case .badCurrency: "currency"
        case .noSlug, .sameSlug, .sameIdentity: "id"
        case .unknownService: "services"
        case .unknownResource: "needs"
        case .seasonInWrongOrder: "to"
        case .noWeekdays: "days"
        case .capacityOutOfRange: "seats"
        case .countOutOfRange: "count"
        case .badTime, .zeroLength, .overlap, .overlapElsewhere: "hours"
        case .breakBadTime, .breakZeroLength, .breakOverlap, .breakOutsideHours: "breaks"
        case .overrideBadTime, .overrideZeroLength, .overrideOverlap, .overrideOverlapElsewhere: "overrides"
        case .timeOffInWrongOrder, .timeOffBadTime: "off"
        case .granularityOutOfRange, .noticeOutOfRange, .horizonOutOfRange, .cancelNoticeOutOfRange: "rules"
        case .badPhone: "phone"
        case .badLink, .bufferOutOfRange: nil
        }
    }
}
