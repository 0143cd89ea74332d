internal import CivilTime
internal import FlowMachine
internal import JSONLines
internal import Salon

/// A salon as a line describes it: zone, services, masters with their hours, closures and resources.
struct SalonLine {
    private(set) var catalogue: SalonCatalogue

    private static let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    /// A year: what is longer is a slip of the keyboard.
    private static let longest = 366 * 1440

    init(
        _ line: LineField, query: LineField?, zone: (String) throws -> Zone, names: inout SalonNames
    ) throws(LineError) {
        let resolved = try Self.zone(line, zone)
        var resources: [Resource] = []
        for (name, count) in try line["resources"]?.members(such: #""resources":{"chair":2}"#) ?? [] {
            resources.append(
                Resource(
                    id: names.resource(name), slug: name, name: LocalizedName(["en": name]),
                    count: try count.integer(0...1_000_000, such: #""resources":{"chair":2}"#)))
        }
        var services: [Service] = []
        let described = try [line["service"]].compactMap { $0 } + (line["services"]?.list(such: #""services":[{"name":"cut","duration":30}]"#) ?? [])
        for field in described {
            let service = try Self.service(field, &names)
            // The line's `service` may stand among `services` as well.
            if !services.contains(where: { $0.id == service.id }) { services.append(service) }
        }
        var masters: [Master] = []
        let example = #""masters":[{"name":"anna","services":["manicure"],"weekly_hours":{"mon":[["09:00","18:00"]]}}]"#
        guard let fields = try line["masters"]?.list(such: example) else {
            throw LineError(description: "`masters` is missing, those who work; write \(example)")
        }
        for field in fields {
            let master = try Self.master(field, &names)
            if masters.contains(where: { $0.id == master.id }) {
                throw field.error("a master of this name stands there before", write: "another name")
            }
            masters.append(master)
        }
        var closures: Set<CivilDate> = []
        for field in try line["closures"]?.list(such: #""closures":["2026-12-31"]"#) ?? [] {
            closures.insert(try field.read({ CivilDate(iso: $0) }, as: "date", such: #""2026-12-31""#))
        }
        catalogue = SalonCatalogue(
            revision: 0, salonName: LocalizedName([:]), address: LocalizedName([:]), zone: resolved, services: services,
            masters: masters, resources: resources, rules: try Self.rules(query), closures: closures)
    }

    private static func zone(_ line: LineField, _ zone: (String) throws -> Zone) throws(LineError) -> Zone {
        guard let field = line["timezone"] else {
            throw LineError(description: #"`timezone` is missing; write an IANA name, such as "timezone":"Asia/Almaty""#)
        }
        let name = try field.text(such: #""timezone":"Asia/Almaty""#)
        do { return try zone(name) } catch { throw LineError(description: "`\(field.path)`: \(error)") }
    }

    private static func rules(_ query: LineField?) throws(LineError) -> BookingRules {
        BookingRules(
            granularityMinutes: try query?["granularity"]?.integer(1...1440, such: #""granularity":30"#) ?? 30,
            minimumNoticeMinutes: try query?["min_notice"]?
                .integer(0...BookingRules.longestNoticeMinutes, such: #""min_notice":60"#) ?? 0,
            horizonDays: try query?["horizon_days"]?
                .integer(0...BookingRules.longestHorizonDays, such: #""horizon_days":60"#) ?? 60,
            assignment: try query?["policy"]?.read(
                { AssignmentPolicy(rawValue: $0) }, as: "policy", such: #""policy":"least_loaded" or "policy":"first""#)
                ?? .leastLoaded)
    }

    static func name(of field: LineField, such example: String) throws(LineError) -> String {
        guard let name = try field.object(such: example)["name"] else {
            throw field.error("its `name` is missing", write: example)
        }
        return try name.text(such: example)
    }

    private static func service(_ field: LineField, _ names: inout SalonNames) throws(LineError) -> Service {
        let example = #"{"name":"manicure","duration":60,"buffer_before":0,"buffer_after":15}"#
        let name = try name(of: field, such: example)
        guard let duration = field["duration"] else { throw field.error("its `duration` is missing", write: example) }
        var resources: Set<ResourceID> = []
        for resource in try field["requires"]?.texts(such: #""requires":["chair"]"#) ?? [] {
            resources.insert(names.resource(resource))
        }
        return Service(
            id: names.service(name), slug: name, name: LocalizedName(["en": name]), aliases: [],
            durationMinutes: try duration.integer(1...longest, such: #""duration":60"#),
            bufferBeforeMinutes: try field["buffer_before"]?.integer(0...longest, such: #""buffer_before":10"#) ?? 0,
            bufferAfterMinutes: try field["buffer_after"]?.integer(0...longest, such: #""buffer_after":10"#) ?? 0,
            price: Money(minorUnits: 0, currency: "XTS"),
            availableFrom: try field["available_from"]?
                .read({ CivilDate(iso: $0) }, as: "date", such: #""available_from":"2026-06-01""#),
            availableTo: try field["available_to"]?
                .read({ CivilDate(iso: $0) }, as: "date", such: #""available_to":"2026-08-31""#),
            weekdays: try field["weekdays"].map(weekdays) ?? Set(Weekday.allCases),
            capacity: try field["capacity"]?.integer(1...1_000_000, such: #""capacity":6"#) ?? 1, resources: resources)
    }

    private static func master(_ field: LineField, _ names: inout SalonNames) throws(LineError) -> Master {
        let name = try name(of: field, such: #"{"name":"anna","services":["manicure"],"weekly_hours":{}}"#)
        var services: Set<ServiceID> = []
        for service in try field["services"]?.texts(such: #""services":["manicure"]"#) ?? [] {
            services.insert(names.service(service))
        }
        var hours: [Weekday: [WorkingInterval]] = [:]
        for (day, intervals) in try field["weekly_hours"]?.members(such: #""weekly_hours":{"mon":[["09:00","18:00"]]}"#) ?? [] {
            hours[try weekday(day, intervals)] = try Self.intervals(intervals)
        }
        var breaks: [Break] = []
        for pause in try field["breaks"]?.list(such: #""breaks":[{"days":["mon"],"start":"13:00","end":"14:00"}]"#) ?? [] {
            let example = #"{"days":["mon"],"start":"13:00","end":"14:00"}"#
            guard let days = try pause.object(such: example)["days"], let start = pause["start"], let end = pause["end"]
            else { throw pause.error("it misses `days`, `start` or `end`", write: example) }
            breaks.append(
                Break(
                    weekdays: try weekdays(days),
                    interval: WorkingInterval(
                        from: try time(start, isEnd: false, such: example), to: try time(end, isEnd: true, such: example))))
        }
        var overrides: [CivilDate: [WorkingInterval]] = [:]
        for override in try field["overrides"]?.list(such: #""overrides":[{"date":"2026-12-31","hours":[]}]"#) ?? [] {
            let example = #"{"date":"2026-12-31","hours":[["10:00","14:00"]]}"#
            guard let date = try override.object(such: example)["date"] else {
                throw override.error("its `date` is missing", write: example)
            }
            overrides[try date.read({ CivilDate(iso: $0) }, as: "date", such: example)] =
                try override["hours"].map(intervals) ?? []
        }
        return Master(
            id: names.master(name), slug: name, name: LocalizedName(["en": name]), aliases: [],
            isActive: try field["active"]?.truth(such: #""active":true"#) ?? true, services: services, hours: hours,
            breaks: breaks, overrides: overrides, timeOff: try timeOff(field))
    }

    private static func timeOff(_ field: LineField) throws(LineError) -> [TimeOff] {
        let example = #"{"from":"2026-07-01","to":"2026-07-14"}"#
        var found: [TimeOff] = []
        for absence in try field["time_off"]?.list(such: "[\(example)]") ?? [] {
            guard let from = try absence.object(such: example)["from"], let to = absence["to"] else {
                throw absence.error("it misses `from` or `to`", write: example)
            }
            let first = try from.read({ Side(text: $0) }, as: "date or moment", such: example)
            let last = try to.read({ Side(text: $0) }, as: "date or moment", such: example)
            switch (first, last) {
            case (.date(let first), .date(let last)): found.append(.days(first, last))
            case (.moment(let first), .moment(let last)): found.append(.moments(first, last))
            // A date stands for its beginning, or for its end.
            case (.date(let first), .moment(let last)):
                found.append(.moments(CivilMoment(date: first, time: .midnight), last))
            case (.moment(let first), .date(let last)):
                found.append(.moments(first, CivilMoment(date: last.adding(days: 1), time: .midnight)))
            }
        }
        return found
    }

    private enum Side {
        case date(CivilDate)
        case moment(CivilMoment)

        init?(text: String) {
            if let date = CivilDate(iso: text) { self = .date(date) }
            else if let moment = CivilMoment(lineText: text) { self = .moment(moment) }
            else { return nil }
        }
    }

    // MARK: Pieces

    static func weekday(_ name: String, _ field: LineField) throws(LineError) -> Weekday {
        guard let place = days.firstIndex(of: name), let weekday = Weekday(rawValue: place) else {
            throw field.error("“\(name)” is no day", write: days.joined(separator: ", "))
        }
        return weekday
    }

    private static func weekdays(_ field: LineField) throws(LineError) -> Set<Weekday> {
        var found: Set<Weekday> = []
        for day in try field.list(such: #"["mon","tue"]"#) {
            found.insert(try weekday(try day.text(such: #""mon""#), day))
        }
        return found
    }

    private static func intervals(_ field: LineField) throws(LineError) -> [WorkingInterval] {
        let example = #"[["09:00","13:00"],["14:00","18:00"]]"#
        var found: [WorkingInterval] = []
        for interval in try field.list(such: example) {
            let ends = try interval.list(such: example)
            guard ends.count == 2 else { throw interval.error("it has not two times", write: #"["09:00","18:00"]"#) }
            found.append(
                WorkingInterval(
                    from: try time(ends[0], isEnd: false, such: example), to: try time(ends[1], isEnd: true, such: example)))
        }
        return found
    }

    private static func time(_ field: LineField, isEnd: Bool, such example: String) throws(LineError) -> ClockTime {
        try field.read(
            { text in ClockTime(iso: text).flatMap { isEnd || $0 < .endOfDay ? $0 : nil } }, as: "time of day", such: example)
    }
}
