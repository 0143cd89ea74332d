internal import CivilTime
package import FlowMachine
package import Salon

/// A catalogue as bytes: with the identities that a journal names things by, which a `salon.yaml` does not have, and with its
/// zone's rules, so that another machine's time zones change nothing.
extension SalonCatalogue: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        writer.signed(revision)
        writer.string(slug)
        writer.name(salonName)
        writer.name(address)
        writer.zone(zone)
        writer.list(services) { $1.service($0) }
        writer.list(masters) { $1.master($0) }
        writer.list(resources) { resource, writer in
            writer.signed(resource.id.number)
            writer.string(resource.slug)
            writer.name(resource.name)
            writer.count(resource.count)
        }
        writer.count(rules.granularityMinutes)
        writer.count(rules.minimumNoticeMinutes)
        writer.count(rules.horizonDays)
        writer.count(rules.cancelNoticeMinutes)
        writer.string(rules.assignment.rawValue)
        writer.list(closures.sorted()) { $1.date($0) }
        writer.optional(contact.phone) { $1.string($0) }
        writer.optional(contact.ownerPhone) { $1.string($0) }
        writer.optional(contact.place) { place, writer in
            writer.signed(Int64(place.latitudeMillionths))
            writer.signed(Int64(place.longitudeMillionths))
        }
        writer.optional(contact.portfolio) { $1.string($0) }
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        let revision = try reader.signed()
        let slug = try reader.string()
        let salonName = try reader.name()
        let address = try reader.name()
        let zone = try reader.zone()
        let services = try reader.list { (reader: inout ByteReader) throws(ByteError) in try reader.service() }
        let masters = try reader.list { (reader: inout ByteReader) throws(ByteError) in try reader.master() }
        let resources = try reader.list { (reader: inout ByteReader) throws(ByteError) in
            Resource(
                id: ResourceID(try reader.signed()), slug: try reader.string(), name: try reader.name(),
                count: try reader.index())
        }
        var rules = BookingRules(
            granularityMinutes: try reader.index(), minimumNoticeMinutes: try reader.index(),
            horizonDays: try reader.index(), cancelNoticeMinutes: try reader.index())
        guard let assignment = AssignmentPolicy(rawValue: try reader.string()) else { throw reader.failure() }
        rules.assignment = assignment
        let closures = try reader.list { (reader: inout ByteReader) throws(ByteError) in try reader.civilDate() }
        var contact = SalonContact()
        contact.phone = try reader.optionalString()
        contact.ownerPhone = try reader.optionalString()
        if try reader.flag() {
            guard
                let place = Coordinates(
                    latitudeMillionths: try reader.integer(), longitudeMillionths: try reader.integer())
            else { throw reader.failure() }
            contact.place = place
        }
        contact.portfolio = try reader.optionalString()
        self.init(
            revision: revision, slug: slug, salonName: salonName, address: address, zone: zone, services: services,
            masters: masters, resources: resources, rules: rules, closures: Set(closures), contact: contact)
    }
}

extension ByteWriter {
    fileprivate mutating func date(_ date: CivilDate) { signed(Int64(date.daysSinceEpoch)) }
    fileprivate mutating func time(_ time: ClockTime) { count(time.minutes) }

    fileprivate mutating func moment(_ moment: CivilMoment) {
        date(moment.date)
        time(moment.time)
    }

    fileprivate mutating func name(_ name: LocalizedName) {
        list(name.byLanguage.sorted { $0.key < $1.key }) { entry, writer in
            writer.string(entry.key)
            writer.string(entry.value)
        }
    }

    fileprivate mutating func zone(_ zone: Zone) {
        string(zone.name)
        signed(Int64(zone.initialOffset))
        list(zone.transitions) { transition, writer in
            writer.signed(transition.at)
            writer.signed(Int64(transition.offset))
        }
    }

    fileprivate mutating func weekdays(_ days: Set<Weekday>) {
        list(days.map(\.rawValue).sorted()) { $1.count($0) }
    }

    fileprivate mutating func intervals(_ intervals: [WorkingInterval]) {
        list(intervals) { interval, writer in
            writer.time(interval.from)
            writer.time(interval.to)
        }
    }

    fileprivate mutating func service(_ service: Service) {
        signed(service.id.number)
        string(service.slug)
        name(service.name)
        list(service.aliases) { $1.string($0) }
        name(service.category)
        optional(service.picture) { $1.string($0) }
        count(service.durationMinutes)
        count(service.bufferBeforeMinutes)
        count(service.bufferAfterMinutes)
        signed(Int64(service.price.minorUnits))
        string(service.price.currency)
        optional(service.availableFrom) { $1.date($0) }
        optional(service.availableTo) { $1.date($0) }
        weekdays(service.weekdays)
        count(service.capacity)
        list(service.resources.sorted()) { $1.signed($0.number) }
    }

    fileprivate mutating func master(_ master: Master) {
        signed(master.id.number)
        string(master.slug)
        name(master.name)
        list(master.aliases) { $1.string($0) }
        flag(master.isActive)
        list(master.services.map(\.number).sorted()) { $1.signed($0) }
        list(master.hours.sorted { $0.key.rawValue < $1.key.rawValue }) { entry, writer in
            writer.count(entry.key.rawValue)
            writer.intervals(entry.value)
        }
        list(master.breaks) { pause, writer in
            writer.weekdays(pause.weekdays)
            writer.intervals([pause.interval])
        }
        list(master.overrides.sorted { $0.key < $1.key }) { entry, writer in
            writer.date(entry.key)
            writer.intervals(entry.value)
        }
        list(master.timeOff) { away, writer in
            switch away {
            case .days(let first, let last):
                writer.byte(0)
                writer.date(first)
                writer.date(last)
            case .moments(let from, let to):
                writer.byte(1)
                writer.moment(from)
                writer.moment(to)
            }
        }
        optional(master.phone) { $1.string($0) }
        optional(master.portfolio) { $1.string($0) }
    }
}

extension ByteReader {
    fileprivate mutating func moment() throws(ByteError) -> CivilMoment {
        CivilMoment(date: try civilDate(), time: try clockTime())
    }

    fileprivate mutating func optionalString() throws(ByteError) -> String? { try flag() ? try string() : nil }

    fileprivate mutating func name() throws(ByteError) -> LocalizedName {
        var byLanguage: [String: String] = [:]
        for _ in 0..<(try count()) {
            let language = try string()
            byLanguage[language] = try string()
        }
        return LocalizedName(byLanguage)
    }

    fileprivate mutating func zone() throws(ByteError) -> Zone {
        let name = try string()
        let initial = try offset()
        var transitions: [Zone.Transition] = []
        for _ in 0..<(try count()) {
            let next = Zone.Transition(at: try signed(), offset: try offset())
            guard next.at.magnitude < 1 << 43, transitions.last.map({ $0.at < next.at }) ?? true else { throw failure() }
            transitions.append(next)
        }
        return Zone(name: name, initialOffset: initial, transitions: transitions)
    }

    /// Seconds east of UTC; no zone was ever two days away.
    private mutating func offset() throws(ByteError) -> Int {
        let seconds = try integer()
        guard seconds.magnitude <= 48 * 3600 else { throw failure() }
        return seconds
    }

    fileprivate mutating func weekday() throws(ByteError) -> Weekday {
        guard let day = Weekday(rawValue: try index()) else { throw failure() }
        return day
    }

    fileprivate mutating func weekdays() throws(ByteError) -> Set<Weekday> {
        Set(try list { (reader: inout ByteReader) throws(ByteError) in try reader.weekday() })
    }

    fileprivate mutating func intervals() throws(ByteError) -> [WorkingInterval] {
        try list { (reader: inout ByteReader) throws(ByteError) in
            WorkingInterval(from: try reader.clockTime(), to: try reader.clockTime())
        }
    }

    fileprivate mutating func service() throws(ByteError) -> Service {
        var service = Service(
            id: ServiceID(try signed()), slug: try string(), name: try name(), aliases: try strings(), category: try name(),
            picture: try optionalString(), durationMinutes: try index(), bufferBeforeMinutes: try index(),
            bufferAfterMinutes: try index(), price: Money(minorUnits: try integer(), currency: try string()))
        service.availableFrom = try flag() ? try civilDate() : nil
        service.availableTo = try flag() ? try civilDate() : nil
        service.weekdays = try weekdays()
        service.capacity = try index()
        service.resources = Set(
            try list { (reader: inout ByteReader) throws(ByteError) in ResourceID(try reader.signed()) })
        return service
    }

    fileprivate mutating func master() throws(ByteError) -> Master {
        var master = Master(
            id: MasterID(try signed()), slug: try string(), name: try name(), aliases: try strings(), isActive: try flag(),
            services: Set(try list { (reader: inout ByteReader) throws(ByteError) in ServiceID(try reader.signed()) }),
            hours: [:])
        for _ in 0..<(try count()) {
            let day = try weekday()
            master.hours[day] = try intervals()
        }
        for _ in 0..<(try count()) {
            let days = try weekdays()
            guard let interval = try intervals().first else { throw failure() }
            master.breaks.append(Break(weekdays: days, interval: interval))
        }
        for _ in 0..<(try count()) {
            let day = try civilDate()
            master.overrides[day] = try intervals()
        }
        for _ in 0..<(try count()) {
            switch try byte() {
            case 0: master.timeOff.append(.days(try civilDate(), try civilDate()))
            case 1: master.timeOff.append(.moments(try moment(), try moment()))
            default: throw failure()
            }
        }
        master.phone = try optionalString()
        master.portfolio = try optionalString()
        return master
    }
}
