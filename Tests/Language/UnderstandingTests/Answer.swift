import CivilTime
import Understanding

/// A meaning in the short form of the corpus: `book service=manicure date=2026-05-21 time=15:00`.
struct Answer: Hashable, CustomStringConvertible, Sendable {
    /// The main one first; never empty.
    var intents: [String]
    var service: String?
    var master: String?
    var date: String?
    var time: String?

    var slots: [String?] { [service, master, date, time] }

    var description: String {
        let named = [("service", service), ("master", master), ("date", date), ("time", time)]
        return ([intents.joined(separator: "+")] + named.compactMap { name, value in value.map { "\(name)=\($0)" } })
            .joined(separator: " ")
    }

    /// Whether this is what was right: the main intent, and every slot.
    func matches(_ right: Answer) -> Bool { intents[0] == right.intents[0] && slots == right.slots }

    init(parsing text: String) {
        var parts = text.split(separator: " ").map(String.init)
        intents = parts.isEmpty ? ["none"] : parts.removeFirst().split(separator: "+").map(String.init)
        for part in parts {
            let (name, value) = (part.prefix { $0 != "=" }, String(part.drop { $0 != "=" }.dropFirst()))
            switch name {
            case "service": service = value.split(separator: "+").sorted().joined(separator: "+")
            case "master": master = value
            case "date": date = Answer.date(ofDays: value.split(separator: ",").compactMap { CivilDate(iso: $0) }) ?? value
            case "time": time = value
            // Nothing a meaning has is called so: the line stays wrong until it is mended.
            default: intents.append(part)
            }
        }
    }

    /// What words fit several things of the catalogue fills nothing, nor does "as soon as can be".
    init(_ meaning: Meaning) {
        func joined(_ values: [String], by separator: String = "&") -> String? {
            values.isEmpty ? nil : values.joined(separator: separator)
        }
        intents = meaning.intents.isEmpty ? ["none"] : meaning.intents.map(\.content)
        let services = meaning.services.compactMap { found in
            if case .one(let id) = found.content { id } else { nil as String? }
        }
        service = joined(Set(services).sorted(), by: "+")
        master = joined(
            meaning.masters.compactMap { found in
                switch found.content {
                case .one(let id): id
                case .anyone: "any"
                case .oneOf: nil
                }
            })
        date = joined(
            meaning.dates.compactMap { found in
                switch found.content {
                case .day(let day): day.iso
                case .window(let from, let to): "\(from?.iso ?? "")..\(to?.iso ?? "")"
                case .oneOf(let days): Answer.date(ofDays: days) ?? days.map(\.iso).joined()
                case .soonest: nil
                }
            })
        time = joined(
            meaning.times.map { found in
                switch found.content {
                case .at(let clock): clock.iso
                case .window(let from, let to): "\(from?.iso ?? "")..\(to?.iso ?? "")"
                case .part(let part): part.rawValue
                }
            })
    }

    /// A list of neighbouring days is their span (understanding contract, 12); nil when there are fewer than two.
    private static func date(ofDays days: [CivilDate]) -> String? {
        let days = days.sorted()
        guard days.count > 1, let first = days.first, let last = days.last else { return nil }
        if zip(days, days.dropFirst()).allSatisfy({ $0.adding(days: 1) == $1 }) { return "\(first.iso)..\(last.iso)" }
        return days.map(\.iso).joined(separator: ",")
    }
}
