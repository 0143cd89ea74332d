package import CivilTime
package import FlowMachine

/// What changes when one catalogue of a location takes the place of another; empty exactly when both say the same.
package struct SalonDifference: Hashable, Sendable {
    /// The salon first, then resources, services and masters: what went, what came, what changed, each as listed.
    package let changes: [SalonChange]

    package var isEmpty: Bool { changes.isEmpty }

    /// - Parameter old: nil for a location that is new.
    package init(from old: SalonCatalogue?, to new: SalonCatalogue) {
        guard let old = old?.normalized else {
            changes =
                [SalonChange(.salon, new.salonName, .added)]
                + new.resources.map { SalonChange(.resource($0.slug), $0.name, .added) }
                + new.services.map { SalonChange(.service($0.slug), $0.name, .added) }
                + new.masters.map { SalonChange(.master($0.slug), $0.name, .added) }
            return
        }
        let new = new.normalized.numbered(like: old)
        var changes = Self.salon(old, new)
        changes += Self.list(old.resources, new.resources, \.slug, \.name, SalonPart.resource, Self.resource)
        let resources = Self.names(old.resources, new.resources, \.id, \.name)
        changes += Self.list(old.services, new.services, \.slug, \.name, SalonPart.service) {
            Self.service($0, $1, resources)
        }
        let services = Self.names(old.services, new.services, \.id, \.name)
        changes += Self.list(old.masters, new.masters, \.slug, \.name, SalonPart.master) { Self.master($0, $1, services) }
        self.changes = changes
    }

    // MARK: - Parts

    private typealias Aspects = [(SalonAspect, SalonValue?, SalonValue?)]

    private static func salon(_ old: SalonCatalogue, _ new: SalonCatalogue) -> [SalonChange] {
        var aspects: Aspects = [
            (.name, .name(old.salonName), .name(new.salonName)), (.address, .name(old.address), .name(new.address)),
            (.zone, .text(old.zone.name), .text(new.zone.name)),
            (.phone, old.contact.phone.map { .text("+\($0)") }, new.contact.phone.map { .text("+\($0)") }),
            (.owner, old.contact.ownerPhone.map { .text("+\($0)") }, new.contact.ownerPhone.map { .text("+\($0)") }),
            (.place, old.contact.place.map(SalonValue.place), new.contact.place.map(SalonValue.place)),
            (.portfolio, old.contact.portfolio.map(SalonValue.text), new.contact.portfolio.map(SalonValue.text)),
            (.step, .minutes(old.rules.granularityMinutes), .minutes(new.rules.granularityMinutes)),
            (.notice, .minutes(old.rules.minimumNoticeMinutes), .minutes(new.rules.minimumNoticeMinutes)),
            (.horizon, .days(old.rules.horizonDays), .days(new.rules.horizonDays)),
            (.cancel, .minutes(old.rules.cancelNoticeMinutes), .minutes(new.rules.cancelNoticeMinutes)),
            (.assign, .assignment(old.rules.assignment), .assignment(new.rules.assignment)),
        ]
        aspects += old.closures.subtracting(new.closures).sorted().map { (.closure, .date($0), nil) }
        aspects += new.closures.subtracting(old.closures).sorted().map { (.closure, nil, .date($0)) }
        return changed(.salon, old.salonName, aspects)
    }

    private static func resource(_ old: Resource, _ new: Resource) -> Aspects {
        [(.name, .name(old.name), .name(new.name)), (.count, .number(old.count), .number(new.count))]
    }

    private static func service(_ old: Service, _ new: Service, _ resources: [ResourceID: LocalizedName]) -> Aspects {
        [
            (.name, .name(old.name), .name(new.name)), (.aliases, .texts(old.aliases), .texts(new.aliases)),
            (.category, .name(old.category), .name(new.category)),
            (.picture, old.picture.map(SalonValue.text), new.picture.map(SalonValue.text)),
            (.minutes, .minutes(old.durationMinutes), .minutes(new.durationMinutes)),
            (.before, .minutes(old.bufferBeforeMinutes), .minutes(new.bufferBeforeMinutes)),
            (.after, .minutes(old.bufferAfterMinutes), .minutes(new.bufferAfterMinutes)),
            (.price, .money(old.price), .money(new.price)),
            (.from, old.availableFrom.map(SalonValue.date), new.availableFrom.map(SalonValue.date)),
            (.to, old.availableTo.map(SalonValue.date), new.availableTo.map(SalonValue.date)),
            (.days, .weekdays(old.weekdays), .weekdays(new.weekdays)),
            (.seats, .number(old.capacity), .number(new.capacity)),
        ] + gained(.needs, old.resources, new.resources, resources, by: \.number)
    }

    private static func master(_ old: Master, _ new: Master, _ services: [ServiceID: LocalizedName]) -> Aspects {
        var aspects: Aspects = [
            (.name, .name(old.name), .name(new.name)), (.aliases, .texts(old.aliases), .texts(new.aliases)),
            (.active, .flag(old.isActive), .flag(new.isActive)),
            (.phone, old.phone.map { .text("+\($0)") }, new.phone.map { .text("+\($0)") }),
            (.portfolio, old.portfolio.map(SalonValue.text), new.portfolio.map(SalonValue.text)),
        ]
        aspects += gained(.services, old.services, new.services, services, by: \.number)
        for day in Weekday.allCases { aspects.append((.hours(day), .hours(old.hours[day] ?? []), .hours(new.hours[day] ?? []))) }
        for day in Weekday.allCases { aspects.append((.breaks(day), .hours(old.breaks(on: day)), .hours(new.breaks(on: day)))) }
        for date in Set(old.overrides.keys).union(new.overrides.keys).sorted() {
            let (before, after) = (old.overrides[date], new.overrides[date])
            aspects.append((.override(date), before.map(SalonValue.hours), after.map(SalonValue.hours)))
        }
        let (before, after) = (Set(old.timeOff), Set(new.timeOff))
        aspects += before.subtracting(after).sorted().map { (.timeOff, .timeOff($0), nil) }
        aspects += after.subtracting(before).sorted().map { (.timeOff, nil, .timeOff($0)) }
        return aspects
    }

    // MARK: - Lists

    private static func list<Item>(
        _ old: [Item], _ new: [Item], _ slug: KeyPath<Item, String>, _ name: KeyPath<Item, LocalizedName>,
        _ part: (String) -> SalonPart, _ aspects: (Item, Item) -> Aspects
    ) -> [SalonChange] {
        let before = Dictionary(old.map { ($0[keyPath: slug], $0) }, uniquingKeysWith: { first, _ in first })
        let kept = Set(new.map { $0[keyPath: slug] })
        var changes = old.filter { !kept.contains($0[keyPath: slug]) }.map {
            SalonChange(part($0[keyPath: slug]), $0[keyPath: name], .retired)
        }
        for item in new where before[item[keyPath: slug]] == nil {
            changes.append(SalonChange(part(item[keyPath: slug]), item[keyPath: name], .added))
        }
        for item in new {
            guard let old = before[item[keyPath: slug]] else { continue }
            changes += changed(part(item[keyPath: slug]), old[keyPath: name], aspects(old, item))
        }
        let stayed = old.map { $0[keyPath: slug] }.filter(kept.contains)
        let now = new.map { $0[keyPath: slug] }.filter { before[$0] != nil }
        if stayed != now {
            changes.append(SalonChange(part(""), LocalizedName([:]), .reordered))
        }
        return changes
    }

    private static func changed(_ part: SalonPart, _ name: LocalizedName, _ aspects: Aspects) -> [SalonChange] {
        aspects.filter { $0.1 != $0.2 }.map { SalonChange(part, name, .changed($0.0, from: $0.1, to: $0.2)) }
    }

    private static func gained<ID: Hashable>(
        _ aspect: SalonAspect, _ old: Set<ID>, _ new: Set<ID>, _ names: [ID: LocalizedName], by order: KeyPath<ID, Int64>
    ) -> Aspects {
        func values(_ ids: Set<ID>) -> [SalonValue] {
            ids.sorted { $0[keyPath: order] < $1[keyPath: order] }.compactMap { names[$0].map(SalonValue.name) }
        }
        return values(old.subtracting(new)).map { (aspect, $0, nil) } + values(new.subtracting(old)).map { (aspect, nil, $0) }
    }

    private static func names<Item, ID: Hashable>(
        _ old: [Item], _ new: [Item], _ id: KeyPath<Item, ID>, _ name: KeyPath<Item, LocalizedName>
    ) -> [ID: LocalizedName] {
        Dictionary((new + old).map { ($0[keyPath: id], $0[keyPath: name]) }, uniquingKeysWith: { first, _ in first })
    }
}

/// One thing that is different.
package struct SalonChange: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case added, retired
        /// The same things in another order.
        case reordered
        /// Nil where there was or will be nothing.
        case changed(SalonAspect, from: SalonValue?, to: SalonValue?)
    }

    package var part: SalonPart
    /// As it was called so far.
    package var name: LocalizedName
    package var kind: Kind

    init(_ part: SalonPart, _ name: LocalizedName, _ kind: Kind) { (self.part, self.name, self.kind) = (part, name, kind) }
}

/// What of a location is different, by its slug.
package enum SalonPart: Hashable, Sendable {
    case salon
    case service(String)
    case master(String)
    case resource(String)
}

package enum SalonAspect: Hashable, Sendable {
    case name, aliases, phone, portfolio
    case address, zone, owner, place, step, notice, horizon, cancel, assign, closure
    case category, picture, minutes, before, after, price, from, to, days, seats, needs
    case active, services, timeOff
    case hours(Weekday)
    case breaks(Weekday)
    case override(CivilDate)
    case count
}

package enum SalonValue: Hashable, Sendable {
    case text(String)
    case texts([String])
    case name(LocalizedName)
    case minutes(Int)
    case days(Int)
    case number(Int)
    case money(Money)
    case date(CivilDate)
    case weekdays(Set<Weekday>)
    case hours([WorkingInterval])
    case timeOff(TimeOff)
    case flag(Bool)
    case assignment(AssignmentPolicy)
    case place(Coordinates)
}

extension Master {
    /// The breaks that begin on this weekday, in order.
    package func breaks(on day: Weekday) -> [WorkingInterval] {
        breaks.filter { $0.weekdays.contains(day) }.map(\.interval).sorted()
    }
}
