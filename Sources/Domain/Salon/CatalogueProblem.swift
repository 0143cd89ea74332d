package import CivilTime

/// Something in a salon's data that cannot be right, found before it is saved.
package struct CatalogueProblem: Hashable, Sendable {
    /// What the problem is with.
    package enum Subject: Hashable, Sendable {
        case salon
        case service(ServiceID)
        case master(MasterID)
    }

    package enum Kind: Hashable, Sendable {
        case noName
        case noZone
        /// Minutes outside 1…`limit`.
        case durationOutOfRange(Int, limit: Int)
        /// Minutes of a buffer outside 0…`limit`.
        case bufferOutOfRange(Int, limit: Int)
        case negativePrice
        /// Not three capital Latin letters (ISO 4217).
        case badCurrency(String)
        /// Another of the same kind has the same id.
        case sameIdentity
        /// Another of the same kind has the same name in this language, so that customers cannot tell them apart.
        case sameName(String, language: String)
        /// A master is said to offer a service that is not there.
        case unknownService(ServiceID)
        /// Begins at 24:00, which only means an end (R3).
        case badTime(Weekday, WorkingInterval)
        /// Ends when it begins.
        case zeroLength(Weekday, WorkingInterval)
        /// Two intervals share time; Sunday night is followed by Monday (R13).
        case overlap(Weekday, WorkingInterval, Weekday, WorkingInterval)
        /// Minutes outside 1…`limit`.
        case granularityOutOfRange(Int, limit: Int)
        /// Minutes outside 0…`limit`.
        case noticeOutOfRange(Int, limit: Int)
        /// Days outside 0…`limit`.
        case horizonOutOfRange(Int, limit: Int)
        /// Minutes outside 0…`limit`.
        case cancelNoticeOutOfRange(Int, limit: Int)
        /// Not seven to fifteen digits with a country code.
        case badPhone(String)
        /// Not an https address.
        case badLink(String)
    }

    package var subject: Subject
    /// The name of the service or master, for people; empty when it has none.
    package var subjectName: LocalizedName
    package var kind: Kind

    package init(subject: Subject, subjectName: LocalizedName, kind: Kind) {
        self.subject = subject
        self.subjectName = subjectName
        self.kind = kind
    }

    /// One or two sentences for the salon's owner: what is wrong and what to do. In Russian for `ru`, else in English.
    package func text(in language: String) -> String {
        let russian = language == "ru"
        let name = subjectName.text(in: language)
        let who: String
        switch subject {
        case .salon:
            who = russian ? "Салон" : "Salon"
        case .service(let id):
            who =
                (russian ? "Услуга " : "Service ")
                + (name.isEmpty ? numbered(id.number, russian) : quoted(name, russian))
        case .master(let id):
            who =
                (russian ? "Мастер " : "Master ")
                + (name.isEmpty ? numbered(id.number, russian) : quoted(name, russian))
        }
        return "\(who): \(russian ? russianText : englishText)"
    }

    private func quoted(_ name: String, _ russian: Bool) -> String { russian ? "«\(name)»" : "\u{201C}\(name)\u{201D}" }

    private func numbered(_ id: Int64, _ russian: Bool) -> String { russian ? "№ \(id)" : "no. \(id)" }

    private var russianText: String {
        switch kind {
        case .noName: "нет названия. Напишите имя хотя бы на одном языке."
        case .noZone: "не указан часовой пояс. Укажите, например, Asia/Almaty."
        case .durationOutOfRange(let minutes, let limit):
            "длительность \(minutes) мин не подходит. Нужно от 1 до \(limit) минут."
        case .bufferOutOfRange(let minutes, let limit):
            "перерыв до или после \(minutes) мин не подходит. Нужно от 0 до \(limit) минут."
        case .negativePrice: "цена меньше нуля. Укажите ноль или больше."
        case .badCurrency(let code): "валюта «\(code)» неизвестна. Нужен код из трёх букв: KZT, RUB, EUR."
        case .sameIdentity: "номер встречается дважды. У каждой записи должен быть свой номер."
        case .sameName(let name, let language):
            "название «\(name)» (\(language)) встречается дважды. "
                + "Дайте разные названия, иначе клиент не поймёт, что выбирает."
        case .unknownService(let id):
            "указана услуга № \(id.number), которой нет. Уберите её или добавьте такую услугу."
        case .badTime(let day, let interval):
            "\(russianDay(day)), \(interval.text): день не может начинаться в 24:00. Укажите время от 00:00 до 23:59."
        case .zeroLength(let day, let interval):
            "\(russianDay(day)), \(interval.text): начало и конец совпадают. Укажите разное время или уберите строку."
        case .overlap(let day, let interval, let otherDay, let other):
            "\(russianDay(day)), \(interval.text) пересекается с \(russianDay(otherDay)), \(other.text). "
                + "Исправьте одно из них или соедините."
        case .granularityOutOfRange(let minutes, let limit):
            "шаг времени \(minutes) мин не подходит. Нужно от 1 до \(limit) минут."
        case .noticeOutOfRange(let minutes, let limit):
            "запись не позднее чем за \(minutes) мин не подходит. Нужно от 0 до \(limit) минут."
        case .horizonOutOfRange(let days, let limit):
            "запись на \(days) дн. вперёд не подходит. Нужно от 0 до \(limit) дней."
        case .cancelNoticeOutOfRange(let minutes, let limit):
            "отмена не позднее чем за \(minutes) мин не подходит. Нужно от 0 до \(limit) минут."
        case .badPhone(let phone):
            "номер «\(phone)» не подходит. Напишите его с кодом страны: +7 701 700 00 01."
        case .badLink(let link):
            "ссылка «\(link)» не подходит. Она должна начинаться с https://."
        }
    }

    private var englishText: String {
        switch kind {
        case .noName: "there is no name. Write one in at least one language."
        case .noZone: "no time zone is given. Name one, such as Europe/Berlin."
        case .durationOutOfRange(let minutes, let limit):
            "a duration of \(minutes) minutes is not possible. It must be 1 to \(limit) minutes."
        case .bufferOutOfRange(let minutes, let limit):
            "a pause of \(minutes) minutes before or after is not possible. It must be 0 to \(limit) minutes."
        case .negativePrice: "the price is below zero. Write zero or more."
        case .badCurrency(let code):
            "the currency \u{201C}\(code)\u{201D} is unknown. Write a three-letter code: EUR, USD, KZT."
        case .sameIdentity: "the number occurs twice. Each one needs a number of its own."
        case .sameName(let name, let language):
            "the name \u{201C}\(name)\u{201D} (\(language)) occurs twice. "
                + "Give different names, or customers cannot tell them apart."
        case .unknownService(let id):
            "service no. \(id.number) is listed, but there is none. Remove it, or add that service."
        case .badTime(let day, let interval):
            "\(englishDay(day)), \(interval.text): a day cannot begin at 24:00. Write a time from 00:00 to 23:59."
        case .zeroLength(let day, let interval):
            "\(englishDay(day)), \(interval.text): it ends when it begins. Write different times, or remove the line."
        case .overlap(let day, let interval, let otherDay, let other):
            "\(englishDay(day)), \(interval.text) overlaps \(englishDay(otherDay)), \(other.text). "
                + "Change one of them, or join them."
        case .granularityOutOfRange(let minutes, let limit):
            "a step of \(minutes) minutes is not possible. It must be 1 to \(limit) minutes."
        case .noticeOutOfRange(let minutes, let limit):
            "a notice of \(minutes) minutes is not possible. It must be 0 to \(limit) minutes."
        case .horizonOutOfRange(let days, let limit):
            "booking \(days) days ahead is not possible. It must be 0 to \(limit) days."
        case .cancelNoticeOutOfRange(let minutes, let limit):
            "a cancelling notice of \(minutes) minutes is not possible. It must be 0 to \(limit) minutes."
        case .badPhone(let phone):
            "the number \u{201C}\(phone)\u{201D} is not possible. Write it with its country code: +49 30 1234567."
        case .badLink(let link):
            "the link \u{201C}\(link)\u{201D} is not possible. It must begin with https://."
        }
    }

    private func russianDay(_ day: Weekday) -> String {
        switch day {
        case .monday: "понедельник"
        case .tuesday: "вторник"
        case .wednesday: "среда"
        case .thursday: "четверг"
        case .friday: "пятница"
        case .saturday: "суббота"
        case .sunday: "воскресенье"
        }
    }

    private func englishDay(_ day: Weekday) -> String {
        switch day {
        case .monday: "Monday"
        case .tuesday: "Tuesday"
        case .wednesday: "Wednesday"
        case .thursday: "Thursday"
        case .friday: "Friday"
        case .saturday: "Saturday"
        case .sunday: "Sunday"
        }
    }
}

extension WorkingInterval {
    fileprivate var text: String { "\(from.iso)–\(to.iso)" }
}
