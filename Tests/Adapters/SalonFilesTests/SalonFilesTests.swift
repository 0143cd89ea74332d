import CivilTime
import FlowMachine
import Foundation
import Salon
import SalonFiles
import SalonGenerator
import Testing
import TimeZones

private let zones = TimeZoneDatabase()

private func read(_ text: String) throws(SalonFileError) -> SalonFile {
    try SalonFile(text, name: "salon.yaml") { try zones.zone(named: $0) }
}

/// The words of everything that is wrong with the text; empty when nothing is.
private func problems(_ text: String) -> [String] {
    do throws(SalonFileError) {
        _ = try read(text)
        return []
    } catch { return error.problems }
}

/// A whole file, to be spoilt in one place. Each line stands where its number says.
private let whole = """
    salon: { ru: Ромашка, en: Daisy }
    address: { ru: "Абая, 1" }
    zone: Asia/Almaty
    currency: KZT
    rules: { step: 15, notice: 120, horizon: 30 }
    closures: [2026-12-31, 2027-01-01]
    services:
      - id: manicure
        name: { ru: Маникюр, en: Manicure }
        aliases: [ногти, nails]
        minutes: 60
        before: 5
        after: 10
        price: 8000.50
      - id: pedicure
        name: Pedicure
        minutes: 90
        price: 11000
    masters:
      - id: anna
        name: { ru: Анна }
        aliases: [Аня]
        services: [manicure]
        hours:
          mon-fri: [10:00-14:00, 15:00-19:00]
          sun: 22:00-02:00
        off: [2026-11-25]
      - id: olga
        name: Ольга
        services: all
        active: false
        hours:
          sat: 09:00-18:00
    """

@Suite("salon.yaml")
struct SalonFilesTests {
    @Test("The nail studio's file reads")
    func nailStudio() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "flows/nail-studio/salon.yaml")
        let file = try read(String(decoding: try Data(contentsOf: path), as: UTF8.self))
        #expect(file.catalogue.services.map(\.slug) == ["manicure", "gel-manicure", "pedicure", "removal"])
        #expect(file.catalogue.masters.map(\.slug) == ["anna", "maria", "olga"])
        #expect(file.catalogue.zone.name == "Asia/Almaty")
        #expect(file.catalogue.problems.isEmpty)
        let maria = file.catalogue.masters[1]
        #expect(maria.services.count == 4)
        #expect(maria.hours[.monday] == nil && maria.hours[.sunday]?.count == 1)
    }

    @Test("Everything a file says is in the catalogue")
    func all() throws {
        let catalogue = try read(whole).catalogue
        #expect(catalogue.salonName == LocalizedName(["ru": "Ромашка", "en": "Daisy"]))
        #expect(catalogue.rules.granularityMinutes == 15)
        #expect(catalogue.rules.minimumNoticeMinutes == 120)
        #expect(catalogue.rules.horizonDays == 30)
        #expect(catalogue.closures.map(\.iso).sorted() == ["2026-12-31", "2027-01-01"])
        let manicure = catalogue.services[0]
        #expect(manicure.id == ServiceID(1) && manicure.aliases == ["ногти", "nails"])
        #expect(manicure.price == Money(minorUnits: 800_050, currency: "KZT"))
        #expect(manicure.durationMinutes == 60)
        #expect(manicure.bufferBeforeMinutes == 5 && manicure.bufferAfterMinutes == 10)
        #expect(catalogue.services[1].name == LocalizedName(["ru": "Pedicure", "en": "Pedicure"]))
        let anna = catalogue.masters[0]
        #expect(anna.services == [ServiceID(1)] && anna.isActive && anna.timeOff == CivilDate(iso: "2026-11-25").map { [.days($0, $0)] })
        #expect(anna.hours[.friday]?.map { "\($0.from.iso)-\($0.to.iso)" } == ["10:00-14:00", "15:00-19:00"])
        #expect(anna.hours[.sunday]?.map { "\($0.from.iso)-\($0.to.iso)" } == ["22:00-02:00"])
        #expect(anna.hours[.saturday] == nil)
        let olga = catalogue.masters[1]
        #expect(olga.services == [ServiceID(1), ServiceID(2)] && !olga.isActive)
    }

    @Test("How the salon is reached, and how late a visit may be called off")
    func contact() throws {
        let extra = """

            phone: +7 (701) 700-00-01
            owner: "+77017000099"
            place: 43.238949, -76.8
            portfolio: https://daisy.example/work
            """
        let text = whole.replacing("horizon: 30 }", with: "horizon: 30, cancel: 180 }")
            .replacing("  - id: anna\n", with: "  - id: anna\n    phone: +7 701 700 00 02\n    portfolio: https://daisy.example/anna\n")
        let catalogue = try read(text + extra).catalogue
        #expect(catalogue.contact.phone == "77017000001" && catalogue.contact.ownerPhone == "77017000099")
        #expect(catalogue.contact.place?.latitude == "43.238949" && catalogue.contact.place?.longitude == "-76.8")
        #expect(catalogue.contact.portfolio == "https://daisy.example/work")
        #expect(catalogue.rules.cancelNoticeMinutes == 180)
        #expect(catalogue.masters[0].phone == "77017000002" && catalogue.masters[0].portfolio == "https://daisy.example/anna")
        #expect(catalogue.masters[1].phone == nil && catalogue.problems.isEmpty)
        let bare = try read(whole).catalogue
        #expect(bare.contact == SalonContact() && bare.rules.cancelNoticeMinutes == 0)
    }

    @Test(
        "A number, a place or a link that cannot be is told",
        arguments: [
            ("phone: 8 701 700 00 01", "country code"), ("owner: \"+7 701 ABC\"", "country code"), ("phone: +0 701 700 00 01", "country code"),
            ("place: 91.0, 10", "43.238949, 76.889709"), ("place: here", "43.238949, 76.889709"), ("place: 43.2", "43.238949"),
            ("portfolio: http://daisy.example", "https://"), ("portfolio: https://a b", "https://"),
        ])
    func badContact(line: String, words: String) {
        let found = problems(whole + "\n" + line)
        #expect(found.count == 1 && found[0].contains(words), "\(found)")
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var line: Int
        var text: String
        /// What must be said: the place and the way out.
        var words: [String]
        /// Line the finding points at, where it is not the changed one.
        var found: Int?

        init(_ name: String, line: Int, _ text: String, _ words: String..., found: Int? = nil) {
            (testDescription, self.line, self.text, self.words, self.found) = (name, line, text, words, found)
        }

        var file: String {
            var lines = whole.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            lines[line - 1] = text
            return lines.joined(separator: "\n")
        }
    }

    static let mistakes = [
        Mistake("unknown key", line: 5, "colour: red", "`colour` means nothing", "currency"),
        Mistake("unknown key of a service", line: 12, "    befour: 5", "`befour`", "before"),
        Mistake("unknown key of a master", line: 27, "    days: [2026-11-25]", "`days`", "off"),
        Mistake("unknown rule", line: 5, "rules: { stepp: 15 }", "`stepp`", "step"),
        Mistake("a key twice", line: 4, "zone: Asia/Almaty", "`zone`", "twice", found: 3),
        Mistake("no salon name", line: 1, "salon:", "`salon` is missing"),
        Mistake("no service name", line: 9, "    name:", "`services.manicure.name` is missing"),
        Mistake("no service id", line: 15, "  - price2: 1", "`services.id` is missing", found: 15),
        Mistake("price of words", line: 14, "    price: dear", "`services.manicure.price`", "8000.50"),
        Mistake("price below nothing", line: 14, "    price: -1", "not negative"),
        Mistake("price of three decimals", line: 14, "    price: 1.234", "8000.50"),
        Mistake("price out of all measure", line: 14, "    price: 99999999999999999999", "8000.50"),
        Mistake("no price", line: 18, "    before: 1", "`services.pedicure.price`", found: 15),
        Mistake("minutes of words", line: 11, "    minutes: an hour", "`services.manicure.minutes`", "1 to 1440"),
        Mistake("no minutes at all", line: 11, "    minutes: 0", "1 to 1440"),
        Mistake("a buffer too long", line: 13, "    after: 1441", "0 to 1440"),
        Mistake("a list for minutes", line: 11, "    minutes: [60]", "1 to 1440"),
        Mistake("a service twice", line: 15, "  - id: manicure", "`manicure` stands twice"),
        Mistake("a master twice", line: 28, "  - id: anna", "`anna` stands twice"),
        Mistake("a service nobody has", line: 23, "    services: [haircut]", "no service `haircut`", "manicure, pedicure"),
        Mistake("services of another kind", line: 23, "    services: manicure", "must be a list"),
        Mistake("a day nobody has", line: 26, "      someday: 10:00-12:00", "`someday` is no day", "mon-fri"),
        Mistake("days backwards", line: 26, "      sun-mon: 10:00-12:00", "`sun-mon` is no day"),
        Mistake("hours nobody has", line: 26, "      sun: 10:00-25:00", "`10:00-25:00` is no span", "10:00-20:00"),
        Mistake("hours without an end", line: 26, "      sun: 10:00", "no span of time"),
        Mistake("hours of no length", line: 26, "      sun: 10:00-10:00", "no span of time"),
        Mistake("hours of another kind", line: 26, "      sun: { from: 10 }", "no span of time"),
        Mistake("empty hours", line: 33, "", "`masters.olga.hours` is missing", found: 28),
        Mistake("no master name", line: 21, "    name: {}", "`masters.anna.name` is missing"),
        Mistake("no zone of this world", line: 3, "zone: Mars/Olympus", "`zone`", "Mars/Olympus"),
        Mistake("no currency of this world", line: 4, "currency: tenge", "three-letter code"),
        Mistake("currency in other letters", line: 4, "currency: РУБ", "three-letter code"),
        Mistake("no date of this world", line: 6, "closures: [2026-02-30]", "`2026-02-30` is no date"),
        Mistake("closures of another kind", line: 6, "closures: 2026-12-31", "must be a list"),
        Mistake("a day off nobody has", line: 27, "    off: [tomorrow]", "`tomorrow` is no date", "2026-07-01..2026-07-14"),
        Mistake("a horizon beyond reason", line: 5, "rules: { horizon: 732 }", "0 to 731"),
        Mistake("rules of another kind", line: 5, "rules: [15]", "`rules`"),
        Mistake("yes for no", line: 31, "    active: sometimes", "`masters.olga.active`", "true or false"),
        Mistake("a season backwards", line: 13, "    from: 2026-09-01\n    to: 2026-06-01", "2026-09-01 to 2026-06-01", "Swap", found: 14),
        Mistake("a season of words", line: 13, "    from: summer", "`services.manicure.from`", "`summer` is no date"),
        Mistake("a weekday of no week", line: 13, "    days: [mon, someday]", "`someday` is no day", "[sat, sun]"),
        Mistake("no weekday", line: 13, "    days: []", "`services.manicure.days` has no day"),
        Mistake("no seats", line: 13, "    seats: 0", "`services.manicure.seats`", "1 to 1000"),
        Mistake("a resource nobody has", line: 13, "    needs: [chair]", "no resource `chair`", "declare it under `resources`"),
        Mistake("a picture of another kind", line: 13, "    picture: haircut.jpg", "`services.manicure.picture`", "https://"),
        Mistake("a category of nothing", line: 13, "    category: {}", "`services.manicure.category` is missing"),
        Mistake("a currency of its own that is none", line: 13, "    currency: euro", "`services.manicure.currency`", "KZT"),
        Mistake("a price beyond reason", line: 14, "    price: 1000000000.01", "no price is as high", "1000000000 at most"),
        Mistake("one name for two services", line: 16, "    name: Manicure", "\u{201C}Manicure\u{201D} (en) occurs twice"),
        Mistake("an assignment nobody knows", line: 5, "rules: { assign: randomly }", "`rules.assign`", "`fairly` or `in order`"),
        Mistake("resources of another kind", line: 6, "resources: chair", "`resources` is missing or empty", "resources: []"),
        Mistake("a resource without a count", line: 6, "resources: [{ id: chair, name: Chair }]", "`resources.chair.count`", "1 to 1000"),
        Mistake("a resource twice", line: 6, "resources: [{ id: a, name: A, count: 1 }, { id: a, name: B, count: 1 }]", "`a` stands twice"),
        Mistake("a break on a day off", line: 27, "    breaks: { sat: 13:00-14:00 }", "Saturday, 13:00–14:00 is outside the working hours"),
        Mistake(
            "breaks that overlap", line: 27, "    breaks: { mon: [11:00-12:00, 11:30-12:30] }", "11:00–12:00 overlaps the break Monday"),
        Mistake("a break of no kind", line: 27, "    breaks: [13:00-14:00]", "`masters.anna.breaks`", "`mon-fri: 13:00-14:00`"),
        Mistake("a break without an end", line: 27, "    breaks: { mon: 13:00 }", "`13:00` is no span of time"),
        Mistake("hours that overlap", line: 26, "      mon: 12:00-16:00", "overlaps Monday, 12:00–16:00", found: 25),
        Mistake("a day that begins at its end", line: 26, "      sat: 24:00-02:00", "cannot begin at 24:00", found: 25),
        Mistake("an override of no date", line: 27, "    overrides: { new-year: closed }", "`new-year` is no date"),
        Mistake(
            "an override of words", line: 27, "    overrides: { 2026-12-31: short }", "`short` is no span of time", "10:00-20:00 or `closed`"),
        Mistake("overrides of another kind", line: 27, "    overrides: [2026-12-31]", "`masters.anna.overrides`", "2026-12-30: closed"),
        Mistake(
            "an override that overlaps itself", line: 27, "    overrides: { 2026-12-31: [10:00-12:00, 11:00-13:00] }",
            "2026-12-31, 10:00–12:00 overlaps 11:00–13:00"),
        Mistake("time off backwards", line: 27, "    off: [2026-07-14..2026-07-01]", "2026-07-14..2026-07-01", "Swap its ends"),
        Mistake("time off of no length", line: 27, "    off: [2026-07-14 12:00..12:00]", "does not end after it begins"),
        Mistake("time off from 24:00", line: 27, "    off: [2026-07-14 24:00..2026-07-15 12:00]", "cannot begin at 24:00", "00:00"),
        Mistake("time off as a word", line: 27, "    off: 2026-07-14", "must be a list"),
        Mistake("no id", line: 3, "id:", "`id` is missing"),
        Mistake("an alias of another kind", line: 10, "    aliases: [{ ru: ногти }]", "`services.manicure.aliases`"),
    ]

    @Test("A mistake is told with its line, its words and the way out", arguments: mistakes)
    func mistake(_ mistake: Mistake) throws {
        let found = problems(mistake.file)
        let at = "line \(mistake.found ?? mistake.line): "
        let naming = found.filter { problem in
            problem.hasPrefix(at) && mistake.words.allSatisfy(problem.contains)
        }
        #expect(!naming.isEmpty, "found: \(found)")
    }

    @Test("All mistakes are told in one go, in the order of the file where they have a place, under its name")
    func several() throws {
        let text = """
            salon: { ru: Ромашка }
            address: { ru: Абая }
            zone: Nowhere
            currency: x
            services:
              - id: a
                name: А
                minutes: 0
                price: free
              - 7
            masters:
              - id: m
                name: М
                services: [b]
                hours: { any: 1 }
            """
        let error = #expect(throws: SalonFileError.self) { try read(text) }
        let lines = try #require(error).description.split(separator: "\n")
        #expect(lines.allSatisfy { $0.hasPrefix("salon.yaml: line ") })
        for line in [3, 4, 8, 9, 10, 14, 15] {
            #expect(lines.contains { $0.hasPrefix("salon.yaml: line \(line): ") }, "line \(line) in \(lines)")
        }
    }

    @Test(
        "What is no such file at all gets one plain answer",
        arguments: [
            ("empty", ""), ("blank", " \n\n"), ("a comment", "# salon\n"), ("a word", "salon"), ("a list", "- salon\n- services"),
            ("not YAML", "salon: [a, b\nservices: {"), ("tabs", "salon:\n\tru: Ромашка"), ("a zero byte", "salon: \0"),
            ("unclosed quotes", "salon: \"Ромашка"), ("an anchor to nothing", "salon: *name"),
            ("a page", "<!DOCTYPE html><html></html>"), ("binary", "\u{FFFD}\u{1}\u{2}"),
        ])
    func noFile(name: String, text: String) {
        let found = problems(text)
        #expect(found.count == 1, "\(found)")
        #expect(found.allSatisfy { $0.contains("YAML") || $0.contains("key: value") })
    }

    @Test("Required parts that are missing are all named")
    func missing() {
        let found = problems("zone: UTC").joined(separator: "\n")
        for part in ["`salon`", "`address`", "`currency`", "`services`", "`masters`"] {
            #expect(found.contains(part), "\(part) in \(found)")
        }
    }

    @Test("A file far larger than any salon is refused with its size, and not read for minutes")
    func huge() {
        let service = "  - { id: s, name: x, minutes: 60, price: 1 }\n"
        let found = problems("services:\n" + String(repeating: service, count: 100_000))
        #expect(found.count == 1 && found[0].contains("bytes"), "\(found.prefix(3))")
        // A few characters that unfold to millions (the "billion laughs").
        var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1..<10 {
            bomb += "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", "))]\n"
        }
        #expect(!problems(bomb + "services: *a9").isEmpty)
        #expect(!problems("services: " + String(repeating: "[", count: 20_000)).isEmpty)
    }

    @Test("No damage to a file ends the program; what is said names the file", arguments: 0..<20)
    func mutations(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let pieces = ["", " ", "\n", ":", "- ", "[", "]", "{", "}", "\"", "*", "&a", "!", "|", "\t", "\0", "💅", "-1", "999999999999", "~", "null", "all", "mon-", "?"]
        for _ in 0..<60 {
            var characters = Array(whole)
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<characters.count, using: &generator)
                let end = min(characters.count, place + Int.random(in: 0...6, using: &generator))
                characters.replaceSubrange(place..<end, with: Array(pieces.randomElement(using: &generator) ?? ""))
            }
            let text = String(characters)
            do throws(SalonFileError) {
                let file = try read(text)
                // What is taken is whole.
                #expect(file.catalogue.problems.isEmpty && file.catalogue.missingSlugs.isEmpty)
            } catch {
                #expect(!error.problems.isEmpty && error.problems.allSatisfy { !$0.isEmpty })
                #expect(error.description.hasPrefix("salon.yaml: "))
            }
        }
    }
}
