internal import CivilTime
internal import JSONLines
internal import Salon

/// What is wrong with the masters' weekly hours, as the contract's codes; what counts as wrong the catalogue's own check says.
struct HoursCheck {
    /// Sorted, each once.
    private(set) var codes: [String] = []

    init(_ line: LineField) throws(LineError) {
        let example = #""masters":[{"name":"anna","weekly_hours":{"mon":[["09:00","18:00"]]}}]"#
        guard let masters = try line["masters"]?.list(such: example) else {
            throw LineError(description: "`masters` is missing, whose hours are to be checked; write \(example)")
        }
        var found: Set<String> = []
        for master in masters {
            let hours = try master.object(such: example)["weekly_hours"]
            found.formUnion(try Self.codes(hours?.members(such: #""weekly_hours":{"mon":[["09:00","18:00"]]}"#) ?? []))
        }
        codes = found.sorted()
    }

    private static func codes(_ week: [(name: String, value: LineField)]) throws(LineError) -> Set<String> {
        var found: Set<String> = []
        var hours: [Weekday: [WorkingInterval]] = [:]
        for (name, intervals) in week {
            let day = try SalonLine.weekday(name, intervals)
            let example = #"[["09:00","18:00"]]"#
            for interval in try intervals.list(such: example) {
                let ends = try interval.texts(such: example)
                guard ends.count == 2 else { throw interval.error("it has not two times", write: #"["09:00","18:00"]"#) }
                // A time that no clock shows is what is asked about here, and no error of the line.
                guard let from = ClockTime(iso: ends[0]), let to = ClockTime(iso: ends[1]) else {
                    found.insert("bad_time")
                    continue
                }
                hours[day, default: []].append(WorkingInterval(from: from, to: to))
            }
        }
        let master = Master(
            id: MasterID(0), name: LocalizedName([:]), aliases: [], isActive: true, services: [], hours: hours)
        for problem in master.hoursProblems {
            switch problem {
            case .zeroLength: found.insert("zero_length")
            case .overlap: found.insert("overlap")
            default: found.insert("bad_time")
            }
        }
        return found
    }
}
