internal import CivilTime

/// When two catalogues say the same: what has no order of its own is put into one, and things are matched by their slugs.
extension SalonCatalogue {
    /// The same salon, written in the one way that equal salons share: hours by their beginnings, breaks joined over the
    /// weekdays they share, absences by their dates. Customers and the booking engine see no difference.
    package var normalized: SalonCatalogue {
        var catalogue = self
        for index in catalogue.masters.indices { catalogue.masters[index].normalize() }
        return catalogue
    }

    /// The same salon under the ids that `other` has for things of the same slug; what `other` has not gets ids that it
    /// uses nowhere. Ids inside a catalogue are only references: those of the store are found by slug.
    package func numbered(like other: SalonCatalogue) -> SalonCatalogue {
        let services = Numbering(
            self.services.map { ($0.slug, $0.id.number) }, like: other.services.map { ($0.slug, $0.id.number) })
        let masters = Numbering(
            self.masters.map { ($0.slug, $0.id.number) }, like: other.masters.map { ($0.slug, $0.id.number) })
        let resources = Numbering(
            self.resources.map { ($0.slug, $0.id.number) }, like: other.resources.map { ($0.slug, $0.id.number) })
        var catalogue = self
        for index in catalogue.services.indices {
            catalogue.services[index].id = ServiceID(services.new[index])
            catalogue.services[index].resources = Set(
                catalogue.services[index].resources.map { ResourceID(resources.byOld[$0.number] ?? $0.number) })
        }
        for index in catalogue.masters.indices {
            catalogue.masters[index].id = MasterID(masters.new[index])
            catalogue.masters[index].services = Set(
                catalogue.masters[index].services.map { ServiceID(services.byOld[$0.number] ?? $0.number) })
        }
        for index in catalogue.resources.indices { catalogue.resources[index].id = ResourceID(resources.new[index]) }
        return catalogue
    }

    /// Whether both say the same of the salon; ids, revision and the rules behind a zone's name are no part of what is
    /// said.
    package func saysTheSame(as other: SalonCatalogue) -> Bool {
        var mine = normalized.numbered(like: other)
        mine.revision = other.revision
        if mine.zone.name == other.zone.name { mine.zone = other.zone }
        return mine == other.normalized
    }

    private struct Numbering {
        /// For each thing in its order.
        var new: [Int64] = []
        var byOld: [Int64: Int64] = [:]

        init(_ mine: [(slug: String, id: Int64)], like others: [(slug: String, id: Int64)]) {
            let known = Dictionary(others.map { ($0.slug, $0.id) }, uniquingKeysWith: { first, _ in first })
            var next = (others.map(\.id).max() ?? 0) + 1
            for (slug, id) in mine {
                let number = known[slug] ?? next
                if number == next { next += 1 }
                new.append(number)
                if byOld[id] == nil { byOld[id] = number }
            }
        }
    }
}

extension Master {
    fileprivate mutating func normalize() {
        hours = hours.filter { !$0.value.isEmpty }.mapValues { $0.sorted() }
        overrides = overrides.mapValues { $0.sorted() }
        var weekdays: [WorkingInterval: Set<Weekday>] = [:]
        for pause in breaks { weekdays[pause.interval, default: []].formUnion(pause.weekdays) }
        breaks = weekdays.filter { !$0.value.isEmpty }.map { Break(weekdays: $0.value, interval: $0.key) }
            .sorted { $0.interval < $1.interval }
        timeOff = Set(timeOff).sorted()
    }
}

extension WorkingInterval: Comparable {
    /// By the beginning, then by the end as the clock shows it.
    package static func < (left: WorkingInterval, right: WorkingInterval) -> Bool {
        (left.from, left.to) < (right.from, right.to)
    }
}

extension TimeOff: Comparable {
    /// By the beginning, then by the end; whole days before the moments of their first day.
    package static func < (left: TimeOff, right: TimeOff) -> Bool { left.order < right.order }

    private var order: (CivilMoment, Int, CivilMoment) {
        switch self {
        case .days(let first, let last):
            (CivilMoment(date: first, time: .midnight), 0, CivilMoment(date: last, time: .midnight))
        case .moments(let from, let to): (from, 1, to)
        }
    }
}
