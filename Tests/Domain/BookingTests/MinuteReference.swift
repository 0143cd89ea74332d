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
    /// By minute: whether one of the service's resources is used up.
    private let lacking: [Bool]
    private let today: CivilDate

    /// - Parameter parts: what the service is made of: one, or a chain in its order.
    init(
        table: MinuteTable, catalogue: SalonCatalogue, now: Instant, parts: [Service], wish: MasterID?, busy: [Busy]
    ) {
        self.table = table
        self.catalogue = catalogue
        self.now = now
        self.busy = busy
        // R15, said once more and by itself.
        var block = parts[0]
        block.durationMinutes = parts.map(\.durationMinutes).reduce(0, +)
        block.bufferAfterMinutes = parts[parts.count - 1].bufferAfterMinutes
        block.resources = parts.reduce(into: []) { $0.formUnion($1.resources) }
        if parts.count > 1 { block.capacity = 1 }
        service = block
        offered = { date in
            parts.allSatisfy { part in
                part.weekdays.contains(date.weekday) && (part.availableFrom.map { $0 <= date } ?? true)
                    && (part.availableTo.map { $0 >= date } ?? true)
            }
        }
        let today = table.zone.civil(at: now).date
        self.today = today
        masters = catalogue.masters.filter { master in
            master.isActive && parts.allSatisfy { master.services.contains($0.id) } && (wish == nil || master.id == wish)
        }
        let minutes = table.moments.count
        let days = (-3...(catalogue.rules.horizonDays + 3)).map { today.adding(days: $0) }
        working = masters.map { master in
            var marks = [Bool](repeating: false, count: minutes)
            func mark(_ date: CivilDate, _ interval: WorkingInterval, as value: Bool) {
                let end = interval.to <= interval.from ? date.adding(days: 1) : date
                guard let from = table.minute(date, interval.from),
                    let to = interval.to == .endOfDay
                        ? table.minute(end.adding(days: 1), .midnight) : table.minute(end, interval.to)
                else { return }
                var minute = from
                while minute < to {
                    marks[minute] = value
                    minute += 1
                }
            }
            for date in days {
                for interval in master.overrides[date] ?? master.hours[date.weekday] ?? [] { mark(date, interval, as: true) }
            }
            for date in days where master.overrides[date] == nil {
                for pause in master.breaks where pause.weekdays.contains(date.weekday) {
                    mark(date, pause.interval, as: false)
                }
            }
            for absence in master.timeOff {
                guard case .moments(let from, let to) = absence, let first = table.minute(from.date, from.time),
                    let last = table.minute(to.date, to.time)
                else { continue }
                var minute = first
                while minute < last {
                    marks[minute] = false
                    minute += 1
                }
            }
            for minute in marks.indices where marks[minute] {
                let shown = table.moments[minute].date
                let isAway = master.timeOff.contains { absence in
                    if case .days(let first, let last) = absence { first <= shown && shown <= last } else { false }
                }
                if isAway || catalogue.closures.contains(shown) { marks[minute] = false }
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
        var lacking = [Bool](repeating: false, count: block.resources.isEmpty ? 0 : minutes)
        for resource in block.resources {
            var used = [Int](repeating: 0, count: minutes)
            for booking in busy where booking.resources.contains(resource) {
                for minute in table.minute(of: booking.from)..<table.minute(of: booking.to)
                where used.indices.contains(minute) {
                    used[minute] += 1
                }
            }
            let count = catalogue.resources.first { $0.id == resource }?.count ?? 0
            for minute in used.indices where used[minute] + 1 > count { lacking[minute] = true }
        }
        self.lacking = lacking
    }

    private let offered: (CivilDate) -> Bool

    func works(_ master: Int, at start: Int) -> Bool {
        offered(table.moments[start].date) && (start..<(start + service.durationMinutes)).allSatisfy { working[master][$0] }
    }

    func isFree(_ master: Int, at start: Int) -> Bool {
        guard works(master, at: start) else { return false }
        let from = start - service.bufferBeforeMinutes
        let to = start + service.durationMinutes + service.bufferAfterMinutes
        if !lacking.isEmpty, (from..<to).contains(where: { lacking[$0] }) { return false }
        if (from..<to).allSatisfy({ !occupied[master][$0] }) { return true }
        guard service.capacity > 1 else { return false }
        let conflicts = busy.filter { booking in
            booking.master == masters[master].id && table.minute(of: booking.from) < to
                && from < table.minute(of: booking.to)
        }
        return conflicts.count < service.capacity
            && conflicts.allSatisfy { $0.service == service.id && table.minute(of: $0.start) == start }
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
