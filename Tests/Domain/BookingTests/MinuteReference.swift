import Booking
import CivilTime
import FlowMachine
import Salon

/// Every minute of some days around a date in a zone, with what the salon's clock shows in it.
///
/// The reference below is written from the contract's rules alone: it marks minutes and looks at them one by one, and
/// shares with the engine only `Zone.civil(at:)`, which is tested elsewhere.
struct MinuteTable: Sendable {
    let zone: Zone
    let date: CivilDate
    let base: Instant
    let moments: [CivilMoment]
    /// The first minute at which the clock shows this many minutes since 1970.
    private let first: [Int: Int]

    init(zone: Zone, date: CivilDate, days: Int) {
        self.zone = zone
        self.date = date
        let base = Instant(seconds: Int64(date.daysSinceEpoch - days) * 86_400)
        let moments = (0..<(2 * days * 1440)).map { zone.civil(at: base.adding(minutes: $0)) }
        var first: [Int: Int] = [:]
        for (minute, moment) in moments.enumerated() {
            let shown = MinuteTable.wall(moment.date, moment.time)
            if first[shown] == nil { first[shown] = minute }
        }
        (self.base, self.moments, self.first) = (base, moments, first)
    }

    static func wall(_ date: CivilDate, _ time: ClockTime) -> Int { date.daysSinceEpoch * 1440 + time.minutes }

    /// The minute a wall-clock time means (R2): its first occurrence; in a gap as many minutes after the last time
    /// shown before the gap as the clock would have needed.
    func minute(_ date: CivilDate, _ time: ClockTime) -> Int? {
        let wanted = MinuteTable.wall(date, time)
        for back in 0...1500 {
            if let found = first[wanted - back] { return found + back }
        }
        return nil
    }

    func minute(of instant: Instant) -> Int { instant.minutes(since: base) }
    func instant(of minute: Int) -> Instant { base.adding(minutes: minute) }
}

struct MinuteReference {
    let table: MinuteTable
    let catalogue: SalonCatalogue
    let now: Instant
    let service: Service
    let masters: [Master]
    let busy: [Busy]
    /// By master, by minute.
    private let working: [[Bool]]
    private let occupied: [[Bool]]
    private let today: CivilDate

    init(table: MinuteTable, catalogue: SalonCatalogue, now: Instant, service: Service, wish: MasterID?, busy: [Busy]) {
        self.table = table
        self.catalogue = catalogue
        self.now = now
        self.service = service
        self.busy = busy
        today = table.zone.civil(at: now).date
        masters = catalogue.masters.filter { master in
            master.isActive && master.services.contains(service.id) && (wish == nil || master.id == wish)
        }
        let minutes = table.moments.count
        let today = today
        working = masters.map { master in
            var marks = [Bool](repeating: false, count: minutes)
            for day in -3...(catalogue.rules.horizonDays + 2) {
                let date = today.adding(days: day)
                for interval in master.hours[date.weekday] ?? [] {
                    let nextDay = interval.to <= interval.from
                    let end = nextDay ? date.adding(days: 1) : date
                    guard let from = table.minute(date, interval.from),
                        let to = interval.to == .endOfDay
                            ? table.minute(end.adding(days: 1), .midnight) : table.minute(end, interval.to)
                    else { continue }
                    var minute = from
                    while minute < to {
                        let shown = table.moments[minute].date
                        if !catalogue.closures.contains(shown), !master.isAway(on: shown) { marks[minute] = true }
                        minute += 1
                    }
                }
            }
            return marks
        }
        occupied = masters.map { master in
            var marks = [Bool](repeating: false, count: minutes)
            for booking in busy where booking.master == master.id {
                for minute in table.minute(of: booking.from)..<table.minute(of: booking.to)
                where marks.indices.contains(minute) {
                    marks[minute] = true
                }
            }
            return marks
        }
    }

    func works(_ master: Int, at start: Int) -> Bool {
        (start..<(start + service.durationMinutes)).allSatisfy { working[master][$0] }
    }

    func isFree(_ master: Int, at start: Int) -> Bool {
        guard works(master, at: start) else { return false }
        let from = start - service.bufferBeforeMinutes
        let to = start + service.durationMinutes + service.bufferAfterMinutes
        return (from..<to).allSatisfy { !occupied[master][$0] }
    }

    func isOnGrid(_ minute: Int) -> Bool {
        table.moments[minute].time.minutes % catalogue.rules.granularityMinutes == 0
    }

    /// All starts from now to the horizon.
    func starts() -> [FreeStart] {
        table.moments.indices.compactMap { minute in
            let moment = table.moments[minute]
            guard moment.date >= today, moment.date <= today.adding(days: catalogue.rules.horizonDays),
                isOnGrid(minute),
                table.instant(of: minute) >= now.adding(minutes: catalogue.rules.minimumNoticeMinutes)
            else { return nil }
            let free = masters.indices.filter { isFree($0, at: minute) }
            guard !free.isEmpty else { return nil }
            return FreeStart(instant: table.instant(of: minute), moment: moment, masters: free.map { masters[$0].id })
        }
    }

    func nearest(to target: Instant, count: Int, among starts: [FreeStart]) -> [FreeStart] {
        let ordered = starts.sorted { left, right in
            let (near, far) = (
                abs(left.instant.milliseconds - target.milliseconds),
                abs(right.instant.milliseconds - target.milliseconds)
            )
            return near == far ? left.instant < right.instant : near < far
        }
        return Array(ordered.prefix(count))
    }

    func verdict(at minute: Int) -> Verdict {
        let start = table.instant(of: minute)
        if start < now { return .wrong(.past) }
        if table.moments[minute].date > today.adding(days: catalogue.rules.horizonDays) { return .wrong(.tooFar) }
        if !masters.indices.contains(where: { works($0, at: minute) }) { return .wrong(.closed) }
        if start < now.adding(minutes: catalogue.rules.minimumNoticeMinutes) { return .wrong(.tooSoon) }
        let free = masters.indices.filter { isFree($0, at: minute) }
        return free.isEmpty || !isOnGrid(minute) ? .wrong(.full) : .free(free.map { masters[$0].id })
    }

    /// By counting the busy minutes of the start's local date (R14).
    func assigned(_ start: FreeStart) -> MasterID? {
        var best: (MasterID, Int)?
        for master in start.masters {
            var load = 0
            for booking in busy where booking.master == master {
                for minute in table.minute(of: booking.start)..<table.minute(of: booking.end)
                where table.moments.indices.contains(minute) && table.moments[minute].date == start.moment.date {
                    load += 1
                }
            }
            if best.map({ load < $0.1 }) ?? true { best = (master, load) }
        }
        return best?.0
    }
}
