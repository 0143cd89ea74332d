import Booking
import CivilTime
import FlowMachine
import Salon

/// A small salon with everything the rules speak of, from a seed: hours by day and by night, breaks, absences, overrides,
/// closures, seasons, groups, chains, resources, and bookings that stand in the way.
struct RandomSalon {
    var catalogue: SalonCatalogue
    var now: Instant
    /// What is asked for: one service, or a chain.
    var parts: [Service]
    var wish: MasterID?
    var busy: [Busy]

    init(table: MinuteTable, random: inout SeededGenerator) {
        func pick<Element>(_ choices: [Element], _ fallback: Element) -> Element {
            choices.randomElement(using: &random) ?? fallback
        }
        func chance(of many: Int) -> Bool { Int.random(in: 0..<many, using: &random) == 0 }
        func clock(_ minutes: Int) -> ClockTime { ClockTime(minutes: minutes) ?? .midnight }
        let around = table.date
        func someDate() -> CivilDate { around.adding(days: Int.random(in: -2...3, using: &random)) }
        func someMoment() -> CivilMoment {
            CivilMoment(date: someDate(), time: clock(Int.random(in: 0..<96, using: &random) * 15))
        }
        func interval() -> WorkingInterval {
            let kind = Int.random(in: 0..<10, using: &random)
            let from = Int.random(in: 0..<96, using: &random) * 15
            switch kind {
            case 0: return WorkingInterval(from: clock(from), to: .endOfDay)
            case 1: return WorkingInterval(from: .midnight, to: clock(max(15, from)))
            case 2...4:  // overnight
                let evening = Int.random(in: 64..<96, using: &random) * 15
                return WorkingInterval(from: clock(evening), to: clock(Int.random(in: 0..<40, using: &random) * 15))
            default:
                let morning = Int.random(in: 0..<60, using: &random) * 15
                let length = Int.random(in: 1..<50, using: &random) * 15
                return WorkingInterval(from: clock(morning), to: clock(min(1440, morning + length)))
            }
        }
        let resources = (1...Int64.random(in: 1...2, using: &random)).map { number in
            Resource(
                id: ResourceID(number), slug: "resource-\(number)", name: LocalizedName(["en": "Resource \(number)"]),
                count: Int.random(in: 1...3, using: &random))
        }
        func needs() -> Set<ResourceID> { Set(resources.map(\.id).filter { _ in chance(of: 2) }) }
        func service(_ number: Int64) -> Service {
            var service = Given.service(
                number, minutes: pick([15, 30, 45, 60, 90, 120, 240, 600], 60), before: pick([0, 0, 0, 10, 30], 0),
                after: pick([0, 0, 15, 45], 0))
            if chance(of: 4) { service.availableFrom = someDate() }
            if chance(of: 4) { service.availableTo = someDate() }
            if chance(of: 4) { service.weekdays = Set(Weekday.allCases.filter { _ in chance(of: 2) }) }
            if chance(of: 3) { service.capacity = Int.random(in: 2...3, using: &random) }
            if chance(of: 3) { service.resources = needs() }
            return service
        }
        let services = (1...3).map { service($0) }
        parts = chance(of: 5) ? Array(services.prefix(Int.random(in: 2...3, using: &random))) : [services[0]]
        var masters: [Master] = []
        for number in 1...Int64.random(in: 1...3, using: &random) {
            var hours: [Weekday: [WorkingInterval]] = [:]
            for day in Weekday.allCases where !chance(of: 5) {
                hours[day] = (0..<Int.random(in: 1...2, using: &random)).map { _ in interval() }
                // Now and then a second interval that touches the first.
                if chance(of: 4), let first = hours[day]?.first, first.to < clock(1380) {
                    hours[day]?.append(WorkingInterval(from: first.to, to: clock(first.to.minutes + 60)))
                }
            }
            var master = Master(
                id: MasterID(number), name: LocalizedName(["en": "Master \(number)"]), aliases: [],
                isActive: !chance(of: 12), services: Set(services.map(\.id).filter { _ in !chance(of: 12) }), hours: hours)
            if chance(of: 2) {
                for _ in 0..<Int.random(in: 1...2, using: &random) {
                    let from = Int.random(in: 0..<96, using: &random) * 15
                    let length = pick([15, 30, 60, 120], 30)
                    master.breaks.append(
                        Break(
                            weekdays: Set(Weekday.allCases.filter { _ in !chance(of: 3) }),
                            interval: WorkingInterval(from: clock(from), to: clock((from + length) % 1440))))
                }
            }
            while chance(of: 3) { master.overrides[someDate()] = (0..<Int.random(in: 0...2, using: &random)).map { _ in interval() } }
            if chance(of: 4) {
                let first = someDate()
                master.timeOff.append(.days(first, first.adding(days: Int.random(in: 0...2, using: &random))))
            }
            while chance(of: 3) {
                let (one, other) = (someMoment(), someMoment())
                master.timeOff.append(.moments(min(one, other), max(one, other)))
            }
            masters.append(master)
        }
        let rules = BookingRules(
            granularityMinutes: pick([5, 10, 15, 20, 30, 45, 60, 90], 30),
            minimumNoticeMinutes: pick([0, 30, 60, 180, 1440], 60), horizonDays: Int.random(in: 0...3, using: &random))
        let today = around.adding(days: Int.random(in: -2...1, using: &random))
        let morning = table.zone.instant(of: CivilMoment(date: today, time: .midnight))
        now = Instant(
            milliseconds: morning.adding(minutes: Int.random(in: 0..<1440, using: &random)).milliseconds
                + pick([0, 0, 30_000, 59_999], 0))
        var busy: [Busy] = []
        for master in masters {
            for _ in 0..<Int.random(in: 0...5, using: &random) {
                let start = morning.adding(minutes: Int.random(in: -300...5_000, using: &random) / 5 * 5)
                let end = start.adding(minutes: pick([15, 45, 60, 150], 60))
                busy.append(
                    Busy(
                        service: pick(services, services[0]).id, master: master.id,
                        from: start.adding(minutes: -pick([0, 0, 20], 0)), to: end.adding(minutes: pick([0, 0, 10, 60], 0)),
                        start: start, end: end, resources: chance(of: 2) ? needs() : []))
            }
            // Seats of groups, which random starts hardly ever share.
            let group = services[0]
            if group.capacity > 1 {
                for _ in 0..<Int.random(in: 0...4, using: &random) {
                    let step = rules.granularityMinutes
                    let start = morning.adding(minutes: Int.random(in: 0...4_000, using: &random) / step * step)
                    let end = start.adding(minutes: group.durationMinutes)
                    for _ in 0..<Int.random(in: 1...group.capacity, using: &random) {
                        busy.append(
                            Busy(
                                service: group.id, master: master.id, from: start.adding(minutes: -group.bufferBeforeMinutes),
                                to: end.adding(minutes: group.bufferAfterMinutes), start: start, end: end,
                                resources: chance(of: 4) ? group.resources : []))
                    }
                }
            }
        }
        self.busy = busy
        wish = chance(of: 3) ? masters.randomElement(using: &random)?.id : nil
        catalogue = SalonCatalogue(
            revision: 1, salonName: LocalizedName(["en": "Random"]), address: LocalizedName([:]), zone: table.zone,
            services: services, masters: masters, resources: resources, rules: rules,
            closures: chance(of: 4) ? [someDate()] : [])
    }
}
