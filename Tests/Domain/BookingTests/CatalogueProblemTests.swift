import CivilTime
import FlowMachine
import Salon
import Testing

@Suite("What cannot be right in a salon's data")
struct CatalogueProblemTests {
    static func sound() throws -> SalonCatalogue {
        try Given.catalogue(
            services: [Given.service(1), Given.service(2, "Педикюр", "Pedicure")],
            masters: [try Given.master(1, "Аня", "Anya", services: [1, 2], hours: "09:00-13:00 13:00-18:00")])
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var change: @Sendable (inout SalonCatalogue) throws -> Void
        /// Words that must stand in the Russian and in the English text of the one problem found.
        var russian: String
        var english: String
        init(
            _ name: String, _ russian: String, _ english: String,
            _ change: @escaping @Sendable (inout SalonCatalogue) throws -> Void
        ) {
            (testDescription, self.russian, self.english, self.change) = (name, russian, english, change)
        }
    }

    static func hours(_ text: String, on day: Weekday = .monday) -> @Sendable (inout SalonCatalogue) throws -> Void {
        { $0.masters[0].hours = [day: try Given.hours(text)] }
    }

    static let cases: [Case] = [
        Case("salon without a name", "Салон: нет названия", "Salon: there is no name") {
            $0.salonName = LocalizedName(["ru": " "])
        },
        Case("no zone", "часовой пояс", "time zone") { $0.zone = Zone(name: "", initialOffset: 0, transitions: []) },
        Case("step zero", "шаг времени 0", "step of 0") { $0.rules.granularityMinutes = 0 },
        Case("step beyond a day", "шаг времени 1441", "step of 1441") { $0.rules.granularityMinutes = 1441 },
        Case("negative notice", "-1 мин", "notice of -1") { $0.rules.minimumNoticeMinutes = -1 },
        Case("negative horizon", "-1 дн", "-1 days") { $0.rules.horizonDays = -1 },
        Case("horizon of a thousand years", "365000 дн", "365000 days") { $0.rules.horizonDays = 365_000 },
        Case("service without a name", "Услуга № 1: нет", "Service no. 1") { $0.services[0].name = LocalizedName([:]) },
        Case("service without length", "«Маникюр»: длительность 0", "duration of 0") {
            $0.services[0].durationMinutes = 0
        },
        Case("service of two days", "2880", "2880") { $0.services[0].durationMinutes = 2880 },
        Case("negative buffer", "-5 мин", "-5 minutes") { $0.services[0].bufferAfterMinutes = -5 },
        Case("endless buffer", "100000 мин", "100000 minutes") { $0.services[0].bufferBeforeMinutes = 100_000 },
        Case("negative price", "цена меньше нуля", "below zero") { $0.services[0].price.minorUnits = -1 },
        Case("currency in words", "«тенге»", "тенге") { $0.services[0].price.currency = "тенге" },
        Case("currency in small letters", "«kzt»", "kzt") { $0.services[0].price.currency = "kzt" },
        Case("two services with one id", "дважды", "twice") {
            $0.services[1].id = ServiceID(1)
            $0.masters[0].services = [ServiceID(1)]
        },
        Case("two services with one name", "«маникюр» (ru)", "(ru)") {
            $0.services[1].name = LocalizedName(["ru": "маникюр", "en": "Other"])
        },
        Case("master without a name", "Мастер № 1", "Master no. 1") { $0.masters[0].name = LocalizedName(["ru": ""]) },
        Case("two masters with one id", "дважды", "twice") { $0.masters.append($0.masters[0]) },
        Case("a service that is not there", "№ 9", "no. 9") { $0.masters[0].services.insert(ServiceID(9)) },
        Case("ends when it begins", "понедельник, 09:00–09:00", "Monday, 09:00–09:00", hours("09:00-09:00")),
        Case("begins at 24:00", "24:00–08:00", "24:00–08:00", hours("24:00-08:00")),
        Case("overlap", "09:00–13:00 пересекается", "09:00–13:00 overlaps", hours("09:00-13:00 12:59-18:00")),
        Case("one inside the other", "пересекается", "overlaps", hours("09:00-18:00 10:00-11:00")),
        Case("an overnight shift overlaps the next morning", "вторник, 07:00–12:00", "Tuesday, 07:00–12:00") {
            $0.masters[0].hours = [.monday: try Given.hours("22:00-08:00"), .tuesday: try Given.hours("07:00-12:00")]
        },
        Case("Sunday night overlaps Monday", "понедельник, 07:00–12:00", "Sunday, 22:00–08:00") {
            $0.masters[0].hours = [.sunday: try Given.hours("22:00-08:00"), .monday: try Given.hours("07:00-12:00")]
        },
    ]

    static func date(_ text: String) throws -> CivilDate { try Given.date(text) }

    static func moment(_ text: String) throws -> CivilMoment {
        let parts = text.split(separator: " ")
        return CivilMoment(date: try Given.date(String(parts[0])), time: try Given.time(String(parts[1])))
    }

    static let workingTimeCases: [Case] = [
        Case("no address", "Салон: нет адреса", "there is no address") { $0.address = LocalizedName([:]) },
        Case("a name empty in one language", "на языке en пустое", "language en is empty") {
            $0.services[0].name = LocalizedName(["ru": "Маникюр", "en": ""])
        },
        Case("a price beyond reason", "не больше 1000000000", "1000000000 at most") { $0.services[0].price.minorUnits = .max },
        Case("two services with one slug", "«nails» (id) встречается дважды", "“nails” (id) occurs twice") {
            $0.services[0].slug = "nails"
            $0.services[1].slug = "nails"
        },
        Case("season backwards", "с 2026-09-01 по 2026-06-01", "from 2026-09-01 to 2026-06-01") {
            $0.services[0].availableFrom = try date("2026-09-01")
            $0.services[0].availableTo = try date("2026-06-01")
        },
        Case("no weekday", "ни один день недели", "no day of the week") { $0.services[0].weekdays = [] },
        Case("no seats", "мест 0", "0 seats") { $0.services[0].capacity = 0 },
        Case("too many seats", "мест 1001", "1001 seats") { $0.services[0].capacity = 1001 },
        Case("a resource that is not there", "ресурс № 7", "resource no. 7") { $0.services[0].resources = [ResourceID(7)] },
        Case("a picture of another kind", "https://", "https://") { $0.services[0].picture = "http://salon.example" },
        Case("none of a resource", "Ресурс «Кресло»: количество 0", "Resource “Chair”: a count of 0") {
            $0.resources = [
                Resource(id: ResourceID(1), slug: "chair", name: LocalizedName(["ru": "Кресло", "en": "Chair"]), count: 0)
            ]
        },
        Case("a break outside the hours", "перерыв, понедельник, 20:00–21:00 вне", "break, Monday, 20:00–21:00 is outside") {
            $0.masters[0].breaks = [Break(weekdays: [.monday], interval: try Given.hours("20:00-21:00")[0])]
        },
        Case("breaks that overlap", "перерыв, вторник, 12:00–13:00 пересекается", "12:00–13:00 overlaps the break Tuesday") {
            $0.masters[0].breaks = [
                Break(weekdays: [.monday, .tuesday], interval: try Given.hours("12:00-13:00")[0]),
                Break(weekdays: [.tuesday], interval: try Given.hours("12:30-13:30")[0]),
            ]
        },
        Case("a break of no length", "перерыв, среда, 12:00–12:00", "break, Wednesday, 12:00–12:00") {
            $0.masters[0].breaks = [Break(weekdays: [.wednesday], interval: try Given.hours("12:00-12:00")[0])]
        },
        Case("a break from 24:00", "перерыв, среда, 24:00–01:00", "break, Wednesday, 24:00–01:00") {
            $0.masters[0].breaks = [Break(weekdays: [.wednesday], interval: try Given.hours("24:00-01:00")[0])]
        },
        Case("hours of a date that overlap", "2026-12-31, 10:00–12:00 пересекается", "2026-12-31, 10:00–12:00 overlaps") {
            $0.masters[0].overrides = [try date("2026-12-31"): try Given.hours("10:00-12:00 11:00-13:00")]
        },
        Case("hours of a date that run into their own night", "22:00–02:00", "22:00–02:00") {
            $0.masters[0].overrides = [try date("2026-12-31"): try Given.hours("22:00-02:00 21:00-23:00")]
        },
        Case("hours of a date from 24:00", "2026-12-31, 24:00–02:00", "2026-12-31, 24:00–02:00") {
            $0.masters[0].overrides = [try date("2026-12-31"): try Given.hours("24:00-02:00")]
        },
        Case("hours of a date of no length", "2026-12-31, 10:00–10:00", "2026-12-31, 10:00–10:00") {
            $0.masters[0].overrides = [try date("2026-12-31"): try Given.hours("10:00-10:00")]
        },
        Case("time off backwards", "2026-07-14..2026-07-01", "2026-07-14..2026-07-01") {
            $0.masters[0].timeOff = [.days(try date("2026-07-14"), try date("2026-07-01"))]
        },
        Case("time off without a length", "2026-07-14 12:00..2026-07-14 12:00", "does not end after it begins") {
            $0.masters[0].timeOff = [.moments(try moment("2026-07-14 12:00"), try moment("2026-07-14 12:00"))]
        },
        Case("time off from 24:00", "следующий день и 00:00", "the next day and 00:00") {
            $0.masters[0].timeOff = [.moments(try moment("2026-07-14 24:00"), try moment("2026-07-15 12:00"))]
        },
    ]

    @Test("one mistake, one problem, in both languages", arguments: cases + workingTimeCases)
    func oneProblem(case given: Case) throws {
        var catalogue = try Self.sound()
        try given.change(&catalogue)
        let problems = catalogue.problems
        #expect(problems.count == 1, "\(problems.map { $0.text(in: "en") })")
        let problem = try #require(problems.first)
        #expect(problem.text(in: "ru").contains(given.russian), "\(problem.text(in: "ru"))")
        #expect(problem.text(in: "en").contains(given.english), "\(problem.text(in: "en"))")
    }

    @Test(
        "hours that are right",
        arguments: [
            "09:00-18:00", "09:00-13:00 13:00-18:00", "00:00-24:00", "22:00-02:00", "18:00-24:00 00:00-02:00", "",
        ])
    func soundHours(text: String) throws {
        var catalogue = try Self.sound()
        catalogue.masters[0].hours = try Given.week(text)
        #expect(catalogue.problems.isEmpty)
    }

    @Test("nothing is wrong with a sound salon, nor with one that has no masters yet")
    func nothing() throws {
        var catalogue = try Self.sound()
        #expect(catalogue.problems.isEmpty)
        catalogue.masters = []
        #expect(catalogue.problems.isEmpty)
    }

    @Test("all problems are told at once")
    func all() throws {
        var catalogue = try Self.sound()
        catalogue.rules.granularityMinutes = 0
        catalogue.services[1].price.minorUnits = -1
        catalogue.masters[0].hours = [.friday: try Given.hours("09:00-09:00 24:00-01:00")]
        #expect(
            catalogue.problems.map(\.subject) == [
                .salon, .service(ServiceID(2)), .master(MasterID(1)), .master(MasterID(1)),
            ])
    }
}
