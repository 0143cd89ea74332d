import CivilTime
import Testing
import TimeZones

@Suite("Wall-clock time and instants, against another reader of the tz database")
struct ResolutionTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var zone: String
        var asked: CivilMoment
        var second: Int64
        var shown: CivilMoment
        var offset: Int
        var testDescription: String { "\(zone) \(asked.iso)" }
    }

    static let rows: [Row] = resolutionTable.split(separator: "\n").compactMap { line in
        let fields = line.split(separator: "|").map { $0.split(separator: " ").map(String.init) }
        guard fields.count == 5, let asked = moment(fields[1]), let shown = moment(fields[3]),
            let second = Int64(fields[2][0]), let offset = Int(fields[4][0])
        else { return nil }
        return Row(zone: fields[0][0], asked: asked, second: second, shown: shown, offset: offset)
    }

    static func moment(_ words: [String]) -> CivilMoment? {
        guard words.count == 2, let date = CivilDate(iso: words[0]), let time = ClockTime(iso: words[1]) else {
            return nil
        }
        return CivilMoment(date: date, time: time)
    }

    static let database = TimeZoneDatabase()

    @Test("every row of the table is read")
    func tableIsWhole() {
        #expect(Self.rows.count == resolutionTable.split(separator: "\n").count)
        #expect(Set(Self.rows.map(\.zone)).count >= 15)
    }

    @Test("a wall-clock time means the instant of RFC 5545, and that instant shows the right clock", arguments: rows)
    func resolves(row: Row) throws {
        let zone = try Self.database.zone(named: row.zone)
        let instant = zone.instant(of: row.asked)
        #expect(instant.seconds == row.second)
        #expect(zone.offset(at: instant) == row.offset)
        #expect(zone.civil(at: instant) == row.shown)
        #expect(zone.shows(row.asked) == (row.asked == row.shown))
    }

    static let changing = [
        "Europe/Berlin", "America/Sao_Paulo", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia",
        "Europe/Dublin",
        "Africa/Casablanca", "Antarctica/Troll", "America/Santiago", "Asia/Almaty", "Asia/Gaza",
    ]

    /// Around every change of 1990–2100, each quarter of an hour: resolving what the clock shows gives the first
    /// instant that shows it, found here by looking at every earlier quarter of the two days before.
    @Test("what a clock shows resolves to the first instant that shows it", arguments: changing)
    func firstOccurrence(name: String) throws {
        let zone = try Self.database.zone(named: name)
        let from: Int64 = 631_152_000
        let near = zone.transitions.filter { $0.at > from }.map(\.at)
        #expect(!near.isEmpty)
        for change in near.enumerated().filter({ $0.offset % 9 == 0 }).map(\.element) {
            let quarters = (-200...200).map { Instant(seconds: change + Int64($0) * 900) }
            var first: [CivilMoment: Instant] = [:]
            for instant in quarters {
                let shown = zone.civil(at: instant)
                if first[shown] == nil { first[shown] = instant }
                guard instant.seconds > change - 90_000 else { continue }
                #expect(zone.instant(of: shown) == first[shown], "\(shown.iso)")
            }
        }
    }

    /// The stretches of neighbouring days tile the time line: each quarter of an hour around a change lies in exactly
    /// one stretch, and it is that of the date the clock shows.
    @Test("the stretches of a date are exactly the instants that show it", arguments: changing)
    func stretchesTile(name: String) throws {
        let zone = try Self.database.zone(named: name)
        for change in zone.transitions.filter({ $0.at > 631_152_000 }).enumerated().filter({ $0.offset % 9 == 0 }) {
            let today = zone.civil(at: Instant(seconds: change.element.at)).date
            for day in -3...3 {
                let date = today.adding(days: day)
                for stretch in zone.stretches(of: date) {
                    #expect(stretch.from < stretch.to)
                    #expect(zone.civil(at: stretch.from).date == date)
                    #expect(zone.civil(at: Instant(milliseconds: stretch.to.milliseconds - 1)).date == date)
                    #expect(zone.offset(at: stretch.from) == stretch.offset)
                }
            }
            for quarter in -100...100 {
                let instant = Instant(seconds: change.element.at + Int64(quarter) * 900)
                let date = zone.civil(at: instant).date
                let holding = (-2...2).flatMap { zone.stretches(of: date.adding(days: $0)) }
                    .filter { $0.from <= instant && instant < $0.to }
                #expect(holding.count == 1)
                #expect(zone.stretches(of: date).contains { $0.from <= instant && instant < $0.to })
            }
        }
    }

    @Test("a day that a zone skipped has no stretch, a day of change has two")
    func unusualDays() throws {
        let apia = try Self.database.zone(named: "Pacific/Apia")
        let berlin = try Self.database.zone(named: "Europe/Berlin")
        let stJohns = try Self.database.zone(named: "America/St_Johns")
        #expect(apia.stretches(of: try #require(CivilDate(iso: "2011-12-30"))).isEmpty)
        #expect(berlin.stretches(of: try #require(CivilDate(iso: "2025-03-30"))).count == 2)
        #expect(berlin.stretches(of: try #require(CivilDate(iso: "2025-03-31"))).count == 1)
        // Clocks went from 00:01 back to 23:01 of the evening before: a minute of the new day, then the old day again.
        let evening = try #require(CivilDate(iso: "2010-11-06"))
        #expect(stJohns.stretches(of: evening).count == 2)
        #expect(stJohns.stretches(of: evening.adding(days: 1)).count == 2)
        #expect(stJohns.stretches(of: evening)[0].to < stJohns.stretches(of: evening)[1].from)
    }

    @Test("a change forward and back within the hour: a time that does exist is not taken for a skipped one")
    func closeChanges() throws {
        // Forward an hour at 02:00, back again 15 minutes later (then 03:15): 02:30 is skipped first and comes after
        // all.
        let zone = Zone(
            name: "Test/Close", initialOffset: 0,
            transitions: [.init(at: 7200, offset: 3600), .init(at: 8100, offset: 0)])
        let halfPastTwo = CivilMoment(
            date: CivilDate(daysSinceEpoch: 0), time: try #require(ClockTime(hour: 2, minute: 30)))
        #expect(zone.instant(of: halfPastTwo).seconds == 9000)
        #expect(zone.shows(halfPastTwo))
        let fiveToTwo = CivilMoment(date: halfPastTwo.date, time: try #require(ClockTime(hour: 2, minute: 5)))
        #expect(!zone.shows(fiveToTwo))
        #expect(zone.instant(of: fiveToTwo).seconds == 7500)
    }
}
