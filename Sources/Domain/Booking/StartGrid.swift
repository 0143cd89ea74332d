internal import CivilTime
internal import Salon

/// The instants at which something may start on some days: those whose wall-clock minutes since local midnight divide
/// by the salon's step (R4), numbered in order of time.
struct StartGrid {
    /// Part of a day without a change of offset: starts at equal distances.
    struct Run {
        var date: CivilDate
        /// Milliseconds since the epoch of its first start, and that start's minutes since midnight.
        var first: Int64
        var minute: Int
        /// The grid's number of its first start, and how many starts it has.
        var index: Int
        var count: Int
    }

    let stepMinutes: Int
    private(set) var runs: [Run] = []
    private(set) var count = 0
    private let step: Int64

    init(stepMinutes: Int, dates: [CivilDate], clock: WallClock) {
        self.stepMinutes = max(1, stepMinutes)
        step = Int64(self.stepMinutes) * 60_000
        runs.reserveCapacity(dates.count)
        let seconds = Int64(self.stepMinutes) * 60
        for date in dates {
            let midnight = Int64(date.daysSinceEpoch) * 86_400
            for stretch in clock.stretches(of: date) {
                let offset = Int64(stretch.offset)
                let first = (stretch.from.seconds + offset - midnight + seconds - 1) / seconds * seconds
                let end = stretch.to.seconds + offset - midnight
                guard first < end else { continue }
                runs.append(
                    Run(
                        date: date, first: (midnight + first - offset) * 1000, minute: Int(first / 60), index: 0,
                        count: Int((end - first + seconds - 1) / seconds)))
            }
        }
        // Stretches of neighbouring days alternate when clocks go back over midnight.
        runs.sort { $0.first < $1.first }
        for place in runs.indices {
            runs[place].index = count
            count += runs[place].count
        }
    }

    func instant(_ run: Run, _ place: Int) -> Instant { Instant(milliseconds: run.first + Int64(place) * step) }

    func moment(_ run: Run, _ place: Int) -> CivilMoment {
        CivilMoment(date: run.date, time: ClockTime(minutes: run.minute + place * stepMinutes) ?? .midnight)
    }

    /// Calls `body` with the numbers of the starts within each of `windows`, which are in order and apart.
    func forEachRange(within windows: [Interval], _ body: (Range<Int>) -> Void) {
        var next = 0
        for window in windows {
            let (from, to) = (window.from.milliseconds, window.to.milliseconds)
            while next < runs.count, runs[next].first + Int64(runs[next].count) * step <= from { next += 1 }
            var place = next
            while place < runs.count, runs[place].first < to {
                let run = runs[place]
                let low = from <= run.first ? 0 : Int((from - run.first + step - 1) / step)
                let high = min(run.count, Int((to - run.first + step - 1) / step))
                if low < high { body(run.index + low..<run.index + high) }
                place += 1
            }
        }
    }
}
