internal import CivilTime
internal import JSONLines

/// What a line asks.
enum QuestionKind {
    case slots(on: ClosedRange<CivilDate>)
    case nearest(to: Instant, count: Int)
    case assign(at: Moment)
    case validate

    /// A start as it is asked about: on the salon's wall, or on everybody's clock.
    enum Moment {
        case wall(CivilMoment)
        case instant(Instant)

        init?(text: String) {
            if let instant = Instant(rfc3339: text) { self = .instant(instant) }
            else if let moment = CivilMoment(lineText: text) { self = .wall(moment) }
            else { return nil }
        }

        func instant(in zone: Zone) -> Instant {
            switch self {
            case .wall(let moment): zone.instant(of: moment)
            case .instant(let instant): instant
            }
        }
    }

    /// More days are no list that anybody reads.
    static let mostDays = 731
    static let mostNearest = 1000

    init(_ line: LineField) throws(LineError) {
        let kinds = #""kind":"slots", "nearest", "validate" or "assign""#
        guard let kind = line["kind"] else {
            throw LineError(description: "`kind` is missing, which says what is asked; write \(kinds)")
        }
        let name = try kind.read({ ["slots", "nearest", "validate", "assign"].contains($0) ? $0 : nil }, as: "kind of question", such: kinds)
        if name == "validate" {
            self = .validate
            return
        }
        guard let query = try line["query"]?.object(such: #""query":{"date":"2026-05-21"}"#) else {
            throw LineError(description: #"`query` is missing; write "query":{"date":"2026-05-21","master":null}"#)
        }
        switch name {
        case "slots": self = .slots(on: try Self.dates(query))
        case "nearest":
            let example = #""nearest":{"to":"2026-05-21T15:00:00+05:00","count":3}"#
            guard let nearest = try query["nearest"]?.object(such: example), let to = nearest["to"] else {
                throw LineError(description: "`query.nearest` is missing; write \(example)")
            }
            self = .nearest(
                to: try to.read({ Instant(rfc3339: $0) }, as: "instant with an offset", such: example),
                count: try nearest["count"]?.integer(0...Self.mostNearest, such: example) ?? 3)
        default:
            let example = #""start":"2026-05-21T15:00:00+05:00""#
            guard let start = query["start"] else {
                throw LineError(description: "`query.start` is missing, the start that a master is looked for; write \(example)")
            }
            self = .assign(at: try start.read({ Moment(text: $0) }, as: "moment", such: example))
        }
    }

    private static func dates(_ query: LineField) throws(LineError) -> ClosedRange<CivilDate> {
        func date(_ name: String) throws(LineError) -> CivilDate? {
            try query[name]?.read({ CivilDate(iso: $0) }, as: "date", such: #""\#(name)":"2026-05-21""#)
        }
        if let day = try date("date") { return day...day }
        guard let from = try date("from"), let to = try date("to") else {
            throw LineError(
                description: #"`query` has neither `date` nor `from` and `to`; write "date":"2026-05-21", or "from":"2026-05-21","to":"2026-05-27""#)
        }
        guard from <= to else {
            throw LineError(description: "`query.to`: it lies before `query.from`; write the later date there")
        }
        guard to.daysSinceEpoch - from.daysSinceEpoch < mostDays else {
            throw LineError(description: "`query.to`: it lies more than \(mostDays) days after `query.from`; ask for fewer days a line")
        }
        return from...to
    }
}
