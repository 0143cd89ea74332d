package import CivilTime
package import FlowMachine
package import Salon

/// Free starts by their distance from a wish (R12).
extension Availability {
    /// Up to `count` free starts on `dates` by their distance from `target`, of two equally far the earlier first.
    ///
    /// Looks from now to the horizon at most (R12). Days are scanned outwards from the target's and the scan stops as
    /// soon as no day left can hold a nearer start: the cost is that of the days scanned, and of grouping
    /// `busy` by master for each of them.
    package func nearest(
        to target: Instant, count: Int, service: Service, masters: [Master],
        dates: ClosedRange<CivilDate>? = nil, times: TimeWindow? = nil, busy: [Busy]
    ) -> [FreeStart] {
        let first = max(dates?.lowerBound ?? today, today)
        let last = min(dates?.upperBound ?? lastDate, lastDate)
        guard count > 0, first <= last else { return [] }
        let middle = min(max(catalogue.zone.civil(at: target).date, first), last)
        var found: [FreeStart] = []
        var low = middle
        var high = middle
        func scan(_ dates: ClosedRange<CivilDate>) {
            found += freeStarts(service: service, masters: masters, dates: dates, busy: busy)
                .filter { times.includes($0.moment.time) }
        }
        scan(middle...middle)
        while true {
            found.sort { $0.isNearer(to: target, than: $1) }
            found.removeLast(max(0, found.count - count))
            let farthest = found.count == count ? found.last.map { $0.distance(from: target) } : nil
            let goesBack = low > first && mayHelp(before: low, target: target, farthest: farthest)
            let goesOn = high < last && mayHelp(after: high, target: target, farthest: farthest)
            guard goesBack || goesOn else { return found }
            if goesBack {
                low = low.adding(days: -1)
                scan(low...low)
            }
            if goesOn {
                high = high.adding(days: 1)
                scan(high...high)
            }
        }
    }

    /// Whether a start on a date before `date` can be as near to `target` as `farthest` milliseconds.
    func mayHelp(before date: CivilDate, target: Instant, farthest: Int64?) -> Bool {
        guard let farthest else { return true }
        // The day before ends at the latest when the last stretch of it does, which may lie inside `date`.
        let end = catalogue.zone.stretches(of: date.adding(days: -1)).last?.to ?? catalogue.zone.startOfDay(date)
        return target.milliseconds - end.milliseconds <= farthest
    }

    /// Whether a start on a date after `date` can be nearer to `target` than `farthest` milliseconds.
    func mayHelp(after date: CivilDate, target: Instant, farthest: Int64?) -> Bool {
        guard let farthest else { return true }
        let next = date.adding(days: 1)
        let begin = catalogue.zone.stretches(of: next).first?.from ?? catalogue.zone.startOfDay(next)
        return begin.milliseconds - target.milliseconds < farthest
    }
}
