internal import CivilTime
internal import FlowMachine
internal import JSON
internal import Postgres
package import Salon

extension SalonCatalogueStore {
    /// Brings the location of the catalogue's slug to what the catalogue says, all or nothing; what says the same already
    /// is left alone, and the revision with it.
    ///
    /// Rows are found again by slug, so the ids that bookings point at stay. A service is the whole salon's: its name,
    /// length and price become the same at every location that offers it, and it is switched off when none does any more.
    /// Masters who are missing no longer work here; where else they work, their hours there and what they do there only
    /// stay. Costs the same number of statements whatever the size.
    ///
    /// - Throws: `CatalogueRefusal` for a catalogue with problems, and when somebody would work in two places at once.
    @discardableResult
    package func save(_ catalogue: SalonCatalogue) throws -> LocationID {
        let problems = catalogue.problems + catalogue.missingSlugs
        if !problems.isEmpty { throw CatalogueRefusal(problems: problems) }
        // Two who save at once would find the same rows missing.
        _ = try connection.execute(SavingStatements.lock)
        if let location = try locations()[catalogue.slug] {
            let zone = catalogue.zone
            let stored = try load(location) { $0 == zone.name ? zone : Zone(name: $0, initialOffset: 0, transitions: []) }
            if catalogue.saysTheSame(as: stored) { return location }
        }
        let elsewhere = try conflictsElsewhere(catalogue)
        if !elsewhere.isEmpty { throw CatalogueRefusal(problems: elsewhere) }
        let location = try saveLocation(catalogue)
        _ = try connection.pipeline(contents(of: catalogue.normalized, at: location))
        return LocationID(location)
    }

    /// Masters who work at another location at a time that the catalogue gives them as well.
    private func conflictsElsewhere(_ catalogue: SalonCatalogue) throws -> [CatalogueProblem] {
        if catalogue.masters.isEmpty { return [] }
        let asked: [Parameter] = [.foreignTexts(catalogue.masters.map(\.slug)), .foreignText(catalogue.slug)]
        let answers = try connection.pipeline([
            Call(SavingStatements.hoursElsewhere, asked), Call(SavingStatements.overridesElsewhere, asked),
        ])
        var there: [Elsewhere: (hours: [Weekday: [WorkingInterval]], overrides: [CivilDate: [WorkingInterval]])] = [:]
        for row in answers[0] {
            there[try Elsewhere(row), default: ([:], [:])].hours[try row.weekday(3), default: []]
                .append(try row.interval(4, 5))
        }
        for row in answers[1] {
            there[try Elsewhere(row), default: ([:], [:])].overrides[try row.date(3), default: []]
                .append(try row.interval(4, 5))
        }
        return catalogue.masters.flatMap { master in
            there.filter { $0.key.master == master.slug }
                .sorted { $0.key.location.text(in: "en") < $1.key.location.text(in: "en") }
                .flatMap { master.problems(besides: $0.value.hours, overrides: $0.value.overrides, at: $0.key.location) }
                .map { CatalogueProblem(subject: .master(master.id), subjectName: master.name, kind: $0) }
        }
    }

    private struct Elsewhere: Hashable {
        var master: String
        var location: LocalizedName

        init(_ row: Row) throws {
            master = try row.text(0)
            location = try row.localizedName(languages: 1, words: 2)
        }
    }

    private func saveLocation(_ catalogue: SalonCatalogue) throws -> Int64 {
        try connection.execute(
            SavingStatements.location,
            [.foreignText(catalogue.slug)] + catalogue.salonName.parameters + catalogue.address.parameters + [
                .text(catalogue.zone.name), .int(catalogue.rules.granularityMinutes),
                .int(catalogue.rules.minimumNoticeMinutes), .int(catalogue.rules.horizonDays),
                .int(catalogue.rules.cancelNoticeMinutes), .text(catalogue.contact.phone),
                .text(catalogue.contact.ownerPhone), .int(catalogue.contact.place?.latitudeMillionths),
                .int(catalogue.contact.place?.longitudeMillionths), .foreignText(catalogue.contact.portfolio),
                .text(catalogue.rules.assignment.rawValue),
            ])[0].int64(0)
    }

    private func contents(of catalogue: SalonCatalogue, at location: Int64) -> [Call] {
        let here = Parameter.int64(location)
        let services = JSONValue.array(catalogue.services.enumerated().map { $1.row(position: $0) })
        let masters = JSONValue.array(catalogue.masters.enumerated().map { $1.row(position: $0) })
        let resources = JSONValue.array(catalogue.resources.enumerated().map { $1.row(position: $0) })
        let slugs = Parameter.foreignTexts(catalogue.masters.map(\.slug))
        return [
            SavingStatements.retireResources(here, .foreignTexts(catalogue.resources.map(\.slug))),
            SavingStatements.resources(here, .json(resources)),
            SavingStatements.services(.json(services)),
            SavingStatements.forgetOffer(here),
            SavingStatements.offer(here, .json(services)),
            SavingStatements.retireServices(),
            SavingStatements.forgetNeeds(here),
            SavingStatements.needs(here, .json(catalogue.needs)),
            SavingStatements.masters(.json(masters)),
            SavingStatements.forgetHours(here),
            SavingStatements.forgetBreaks(here),
            SavingStatements.forgetOverrides(here),
            SavingStatements.forgetPlaces(here, slugs),
            SavingStatements.places(here, .json(masters)),
            SavingStatements.hours(here, .json(catalogue.weeklyRows(\.hours))),
            SavingStatements.breaks(here, .json(catalogue.weeklyRows(\.weeklyBreaks))),
            SavingStatements.overrides(here, .json(catalogue.overrideRows)),
            SavingStatements.forgetSkills(here, slugs),
            SavingStatements.skills(.json(catalogue.skills)),
            SavingStatements.forgetTimeOff(slugs),
            SavingStatements.timeOff(.json(catalogue.timeOffRows)),
            SavingStatements.forgetClosures(here),
            SavingStatements.closures(here, .texts(catalogue.closures.sorted().map(\.iso))),
        ]
    }
}

// MARK: - Rows as JSON, one parameter a table

extension Parameter {
    fileprivate static func json(_ value: JSONValue) -> Parameter { .text(value.text()) }
}

extension JSONValue {
    fileprivate static func foreign(_ text: String) -> JSONValue { .string(text.withoutZero) }
    fileprivate static func foreign(_ text: String?) -> JSONValue { text.map { .string($0.withoutZero) } ?? .null }
    fileprivate static func foreign(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0.withoutZero) }) }
    fileprivate static func date(_ date: CivilDate?) -> JSONValue { date.map { .string($0.iso) } ?? .null }
    fileprivate static func int(_ number: Int) -> JSONValue { .number(JSONNumber(number)) }

    fileprivate static func name(_ name: LocalizedName) -> JSONValue {
        var object = JSONObject()
        for (language, text) in name.byLanguage.sorted(by: { $0.key < $1.key }) {
            object[language.withoutZero] = .foreign(text)
        }
        return .object(object)
    }
}

extension Service {
    fileprivate func row(position: Int) -> JSONValue {
        [
            "slug": .foreign(slug), "position": .int(position), "name": .name(name), "aliases": .foreign(aliases),
            "duration_minutes": .int(durationMinutes), "buffer_before_minutes": .int(bufferBeforeMinutes),
            "buffer_after_minutes": .int(bufferAfterMinutes), "price_minor": .int(price.minorUnits),
            "currency": .string(price.currency), "available_from": .date(availableFrom),
            "available_to": .date(availableTo), "weekdays": .array(weekdays.map(\.rawValue).sorted().map { .int($0) }),
            "capacity": .int(capacity), "category": .name(category), "picture": .foreign(picture),
        ]
    }
}

extension Master {
    fileprivate func row(position: Int) -> JSONValue {
        [
            "slug": .foreign(slug), "position": .int(position), "is_active": .bool(isActive), "name": .name(name),
            "aliases": .foreign(aliases), "phone": .foreign(phone), "portfolio": .foreign(portfolio),
        ]
    }

    fileprivate var weeklyBreaks: [Weekday: [WorkingInterval]] {
        var weekly: [Weekday: [WorkingInterval]] = [:]
        for pause in breaks { for weekday in pause.weekdays { weekly[weekday, default: []].append(pause.interval) } }
        return weekly
    }
}

extension Resource {
    fileprivate func row(position: Int) -> JSONValue {
        ["slug": .foreign(slug), "position": .int(position), "name": .name(name), "count": .int(count)]
    }
}

extension SalonCatalogue {
    fileprivate var needs: JSONValue {
        let slugs = Dictionary(uniqueKeysWithValues: resources.map { ($0.id, $0.slug) })
        return .array(
            services.filter { !$0.resources.isEmpty }.map { service in
                ["service": .foreign(service.slug), "resources": .foreign(service.resources.sorted().compactMap { slugs[$0] })]
            })
    }

    fileprivate var skills: JSONValue {
        let slugs = Dictionary(uniqueKeysWithValues: services.map { ($0.id, $0.slug) })
        return .array(
            masters.map { ["master": .foreign($0.slug), "services": .foreign($0.services.compactMap { slugs[$0] })] })
    }

    fileprivate func weeklyRows(_ weekly: KeyPath<Master, [Weekday: [WorkingInterval]]>) -> JSONValue {
        .array(
            masters.flatMap { master in
                master[keyPath: weekly].flatMap { weekday, intervals in
                    intervals.map { interval -> JSONValue in
                        [
                            "master": .foreign(master.slug), "weekday": .int(weekday.rawValue),
                            "from_minute": .int(interval.from.minutes), "to_minute": .int(interval.to.minutes),
                        ]
                    }
                }
            })
    }

    fileprivate var overrideRows: JSONValue {
        .array(
            masters.flatMap { master in
                master.overrides.flatMap { date, intervals -> [JSONValue] in
                    if intervals.isEmpty { return [["master": .foreign(master.slug), "day": .string(date.iso)]] }
                    return intervals.map { interval in
                        [
                            "master": .foreign(master.slug), "day": .string(date.iso),
                            "from_minute": .int(interval.from.minutes), "to_minute": .int(interval.to.minutes),
                        ]
                    }
                }
            })
    }

    fileprivate var timeOffRows: JSONValue {
        .array(
            masters.flatMap { master in
                master.timeOff.map { timeOff -> JSONValue in
                    switch timeOff {
                    case .days(let first, let last):
                        ["master": .foreign(master.slug), "from_day": .string(first.iso), "to_day": .string(last.iso)]
                    case .moments(let from, let to):
                        [
                            "master": .foreign(master.slug), "from_day": .string(from.date.iso),
                            "to_day": .string(to.date.iso), "from_minute": .int(from.time.minutes),
                            "to_minute": .int(to.time.minutes),
                        ]
                    }
                }
            })
    }
}
