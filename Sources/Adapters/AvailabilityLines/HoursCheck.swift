internal import CivilTime
internal import JSONLines

/// What is wrong with the masters' weekly hours, as the contract's codes (R13): a week is a circle, and Sunday's night is
/// followed by Monday.
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
        let length = 7 * 1440
        var found: Set<String> = []
        var sound: [Range<Int>] = []
        for (name, intervals) in week {
            guard let day = SalonLine.days.firstIndex(of: name) else {
                throw intervals.error("“\(name)” is no day", write: SalonLine.days.joined(separator: ", "))
            }
            let example = #"[["09:00","18:00"]]"#
            for interval in try intervals.list(such: example) {
                let ends = try interval.texts(such: example)
                guard ends.count == 2 else { throw interval.error("it has not two times", write: #"["09:00","18:00"]"#) }
                guard let from = ClockTime(iso: ends[0]), from < .endOfDay, let to = ClockTime(iso: ends[1]) else {
                    found.insert("bad_time")
                    continue
                }
                guard from != to else {
                    found.insert("zero_length")
                    continue
                }
                let begin = day * 1440 + from.minutes
                sound.append(begin..<begin + to.minutes - from.minutes + (to < from ? 1440 : 0))
            }
        }
        for (place, one) in sound.enumerated() {
            for other in sound[(place + 1)...]
            where [-length, 0, length].contains(where: {
                one.lowerBound < other.upperBound + $0 && other.lowerBound + $0 < one.upperBound
            }) {
                found.insert("overlap")
            }
        }
        return found
    }
}
