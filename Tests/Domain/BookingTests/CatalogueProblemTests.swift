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

    @Test("one mistake, one problem, in both languages", arguments: cases)
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
