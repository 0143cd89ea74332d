package import CivilTime
internal import JSON
internal import JSONLines
package import Understanding

/// A salon as a line's `catalog` describes it, ready to be spoken of.
package struct LineCatalog: Sendable {
    package let vocabulary: Vocabulary
    package let opens: ClockTime?
    package let closes: ClockTime?
    /// Nil where the salon leaves it to the language.
    package let isDayFirst: Bool?

    package init(vocabulary: Vocabulary, opens: ClockTime?, closes: ClockTime?, isDayFirst: Bool? = nil) {
        self.vocabulary = vocabulary
        self.opens = opens
        self.closes = closes
        self.isDayFirst = isDayFirst
    }

    /// - Parameter field: nil for a line without a catalogue.
    init(_ field: LineField?, understander: Understander) throws(LineError) {
        let field = try field?.object(such: #""catalog":{"services":[…],"masters":[…]}"#)
        let services = try LineCatalog.things(in: field?["services"], such: #"{"id":"manicure","ru":"Маникюр"}"#, understander)
        let masters = try LineCatalog.things(in: field?["masters"], such: #"{"id":"anna","ru":"Анна"}"#, understander)
        // Only phrases of flows can be wrong, and here are none.
        guard let vocabulary = try? understander.vocabulary(services: services, masters: masters, intents: []) else {
            throw LineError(description: "`catalog`: its names cannot be read; write names of services and masters as texts")
        }
        self.vocabulary = vocabulary
        let hours = try field?["hours"]?.object(such: #""hours":{"open":"10:00","close":"21:00"}"#)
        let opens = try hours?["open"]?.read({ ClockTime(iso: $0) }, as: "time", such: #""open":"10:00""#)
        let closes = try hours?["close"]?.read({ ClockTime(iso: $0) }, as: "time", such: #""close":"21:00""#)
        self.opens = opens
        // Who closes at or after midnight is open until the day ends.
        self.closes = closes.map { $0 <= opens ?? .midnight ? .endOfDay : $0 }
        isDayFirst = try field?["dates"]?.read(
            { ["day-month": true, "month-day": false][$0] }, as: "order of numeric dates",
            such: #""dates":"day-month" or "dates":"month-day""#)
    }

    private static func things(
        in field: LineField?, such example: String, _ understander: Understander
    ) throws(LineError) -> [Named] {
        guard let field else { return [] }
        var things: [Named] = []
        for thing in try field.list(such: "[\(example)]") {
            let thing = try thing.object(such: example)
            guard let id = thing["id"] else {
                throw LineError(description: "`\(thing.path).id` is missing; write \(example)")
            }
            var names: [String] = []
            for language in understander.languages {
                if let name = thing[language] { names.append(try name.text(such: example)) }
            }
            for key in ["names", "aliases"] {
                names += try thing[key]?.texts(such: #""\#(key)":["…"]"#) ?? []
            }
            things.append(Named(id: try id.text(such: example), names: names))
        }
        return things
    }
}

/// Catalogues by their bytes: lines of one salon share the vocabulary, which takes a thousand times as long to make as a
/// message to understand.
struct CatalogCache {
    /// Salons that take turns line by line; with more than these everything is forgotten and begun anew.
    private static let capacity = 64

    private var known: [[UInt8]: LineCatalog] = [:]
    private(set) var made = 0

    mutating func catalog(_ field: LineField?, understander: Understander) throws(LineError) -> LineCatalog {
        let bytes = field?.element.rawBytes ?? []
        if let known = known[bytes] { return known }
        let catalog = try LineCatalog(field, understander: understander)
        if known.count == CatalogCache.capacity { known = [:] }
        known[bytes] = catalog
        made += 1
        return catalog
    }
}
