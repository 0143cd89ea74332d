internal import ArgumentParser
internal import CivilTime
internal import FlowMachine
internal import Foundation
internal import JSON
internal import Postgres
internal import Salon
internal import SalonFiles
internal import Storage
internal import TimeZones

struct SalonExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes a location's salon.yaml; importing it again changes nothing.")

    @OptionGroup var target: CatalogueArguments

    @ArgumentParser.Option(name: [.short, .long], help: "The file to write; standard output without it.")
    var output: String?

    func run() async throws {
        let zones = TimeZoneDatabase()
        try await target.withDatabase { _, connection in
            let catalogue = try target.asSalon(connection) { store in
                try store.load(try target.locationID(store)) { try zones.zone(named: $0) }
            }
            let text = SalonFile.text(of: catalogue)
            guard let output else { return target.console.data(bytes: Array(text.utf8)) }
            do { try Data(text.utf8).write(to: URL(fileURLWithPath: output), options: .atomic) } catch {
                throw OutsideFailure(
                    target.console.words(
                        ru: "Файл `\(output)` записать нельзя: \(error.localizedDescription).",
                        en: "`\(output)` cannot be written: \(error.localizedDescription)."))
            }
        }
    }
}

struct SalonShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows what a location offers and who works there when.")

    @OptionGroup var target: CatalogueArguments

    @Flag(help: "One object, for programs.")
    var json = false

    func run() async throws {
        let zones = TimeZoneDatabase()
        let console = target.console
        try await target.withDatabase { _, connection in
            let catalogue = try target.asSalon(connection) { store in
                try store.load(try target.locationID(store)) { try zones.zone(named: $0) }
            }
            if json {
                console.data(bytes: catalogue.json.bytes() + [UInt8(ascii: "\n")])
            } else {
                for line in catalogue.lines(console) { console.data(line) }
            }
        }
    }
}

extension SalonCatalogue {
    fileprivate func lines(_ console: Console) -> [String] {
        let language = console.language.rawValue
        var lines = ["\(salonName.text(in: language)), \(address.text(in: language)) (\(slug), \(zone.name))"]
        if !closures.isEmpty {
            lines.append(console.words(ru: "Закрыто: ", en: "Closed: ") + closures.sorted().map(\.iso).joined(separator: ", "))
        }
        for resource in resources { lines.append("\(resource.slug)  \(resource.name.text(in: language)): \(resource.count)") }
        lines.append("")
        for service in services {
            lines.append(
                "\(service.slug)  \(service.name.text(in: language)), "
                    + "\(SalonValue.minutes(service.durationMinutes).text(in: language)), "
                    + SalonValue.money(service.price).text(in: language))
        }
        for master in masters {
            lines.append("")
            let away = master.isActive ? "" : console.words(ru: " (не работает)", en: " (not at work)")
            lines.append("\(master.slug)  \(master.name.text(in: language))\(away)")
            for day in Weekday.allCases {
                guard let hours = master.hours[day] else { continue }
                let breaks = master.breaks(on: day)
                lines.append(
                    "  \(day.short)  \(SalonValue.hours(hours).text(in: language))"
                        + (breaks.isEmpty
                            ? "" : console.words(ru: ", перерыв ", en: ", break ") + SalonValue.hours(breaks).text(in: language)))
            }
            for (date, hours) in master.overrides.sorted(by: { $0.key < $1.key }) {
                lines.append("  \(date.iso)  \(SalonValue.hours(hours).text(in: language))")
            }
            for timeOff in master.timeOff { lines.append("  " + console.words(ru: "нет: ", en: "away: ") + timeOff.text) }
        }
        return lines
    }

    fileprivate var json: JSONValue {
        let slugs = Dictionary(uniqueKeysWithValues: services.map { ($0.id, $0.slug) })
        let things = Dictionary(uniqueKeysWithValues: resources.map { ($0.id, $0.slug) })
        return [
            "id": .string(slug), "name": salonName.json, "address": address.json, "zone": .string(zone.name),
            "revision": .number(JSONNumber(Int(revision))),
            "rules": [
                "step": .number(JSONNumber(rules.granularityMinutes)), "notice": .number(JSONNumber(rules.minimumNoticeMinutes)),
                "horizon": .number(JSONNumber(rules.horizonDays)), "cancel": .number(JSONNumber(rules.cancelNoticeMinutes)),
                "assign": .string(rules.assignment.rawValue),
            ],
            "closures": .array(closures.sorted().map { .string($0.iso) }),
            "resources": .array(
                resources.map { ["id": .string($0.slug), "name": $0.name.json, "count": .number(JSONNumber($0.count))] }),
            "services": .array(
                services.map { service in
                    [
                        "id": .string(service.slug), "name": service.name.json,
                        "aliases": .array(service.aliases.map(JSONValue.string)), "category": service.category.json,
                        "picture": service.picture.map(JSONValue.string) ?? .null,
                        "minutes": .number(JSONNumber(service.durationMinutes)),
                        "before": .number(JSONNumber(service.bufferBeforeMinutes)),
                        "after": .number(JSONNumber(service.bufferAfterMinutes)),
                        "price": .number(JSONNumber(service.price.minorUnits)), "currency": .string(service.price.currency),
                        "from": service.availableFrom.map { .string($0.iso) } ?? .null,
                        "to": service.availableTo.map { .string($0.iso) } ?? .null,
                        "days": .array(Weekday.allCases.filter(service.weekdays.contains).map { .string($0.short) }),
                        "seats": .number(JSONNumber(service.capacity)),
                        "needs": .array(service.resources.sorted().compactMap { things[$0].map(JSONValue.string) }),
                    ]
                }),
            "masters": .array(masters.map { $0.json(services: slugs) }),
        ]
    }
}

extension Master {
    fileprivate func json(services slugs: [ServiceID: String]) -> JSONValue {
        var weekly = JSONObject()
        var pauses = JSONObject()
        for day in Weekday.allCases {
            if let hours = hours[day] { weekly[day.short] = .array(hours.map(\.json)) }
            let breaks = breaks(on: day)
            if !breaks.isEmpty { pauses[day.short] = .array(breaks.map(\.json)) }
        }
        var dates = JSONObject()
        for (date, hours) in overrides.sorted(by: { $0.key < $1.key }) { dates[date.iso] = .array(hours.map(\.json)) }
        return [
            "id": .string(slug), "name": name.json, "aliases": .array(aliases.map(JSONValue.string)), "active": .bool(isActive),
            "services": .array(services.compactMap { slugs[$0] }.sorted().map(JSONValue.string)), "hours": .object(weekly),
            "breaks": .object(pauses), "overrides": .object(dates), "off": .array(timeOff.map { .string($0.text) }),
        ]
    }
}

extension WorkingInterval {
    fileprivate var json: JSONValue { [.string(from.iso), .string(to.iso)] }
}

extension LocalizedName {
    fileprivate var json: JSONValue {
        var object = JSONObject()
        for (language, text) in byLanguage.sorted(by: { $0.key < $1.key }) { object[language] = .string(text) }
        return .object(object)
    }
}
