internal import CivilTime

/// What the salon's owner reads of a problem: the fact, and what to do.
extension CatalogueProblem {
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
        case .resource(let id):
            who =
                (russian ? "Ресурс " : "Resource ")
                + (name.isEmpty ? numbered(id.number, russian) : quoted(name, russian))
        }
        return "\(who): \(russian ? russianText : englishText)"
    }

    private func quoted(_ name: String, _ russian: Bool) -> String { russian ? "«\(name)»" : "\u{201C}\(name)\u{201D}" }

    private func numbered(_ id: Int64, _ russian: Bool) -> String { russian ? "№ \(id)" : "no. \(id)" }

    private var russianText: String {
        switch kind {
        case .noName: "нет названия. Напишите имя хотя бы на одном языке."
        case .noAddress: "нет адреса. Напишите его хотя бы на одном языке."
        case .emptyName(let language): "название на языке \(language) пустое. Напишите его или уберите этот язык."
        case .noZone: "не указан часовой пояс. Укажите, например, Asia/Almaty."
        case .durationOutOfRange(let minutes, let limit):
            "длительность \(minutes) мин не подходит. Нужно от 1 до \(limit) минут."
        case .bufferOutOfRange(let minutes, let limit):
            "перерыв до или после \(minutes) мин не подходит. Нужно от 0 до \(limit) минут."
        case .negativePrice: "цена меньше нуля. Укажите ноль или больше."
        case .priceTooHigh(let limit): "такой цены не бывает. Нужно не больше \(limit / 100)."
        case .badCurrency(let code): "валюта «\(code)» неизвестна. Нужен код из трёх букв: KZT, RUB, EUR."
        case .sameIdentity: "номер встречается дважды. У каждой записи должен быть свой номер."
        case .noSlug: "нет постоянного имени (id). Дайте короткое имя латинскими буквами."
        case .sameSlug(let slug): "имя «\(slug)» (id) встречается дважды. Дайте каждой записи своё."
        case .sameName(let name, let language):
            "название «\(name)» (\(language)) встречается дважды. "
                + "Дайте разные названия, иначе клиент не поймёт, что выбирает."
        case .unknownService(let id):
            "указана услуга № \(id.number), которой нет. Уберите её или добавьте такую услугу."
        case .unknownResource(let id):
            "нужен ресурс № \(id.number), которого нет. Уберите его или добавьте такой ресурс."
        case .seasonInWrongOrder(let from, let to):
            "сезон с \(from.iso) по \(to.iso) кончается раньше, чем начинается. Поменяйте даты местами."
        case .noWeekdays: "не указан ни один день недели. Укажите хотя бы один."
        case .capacityOutOfRange(let seats, let limit): "мест \(seats): так не бывает. Нужно от 1 до \(limit)."
        case .countOutOfRange(let count, let limit): "количество \(count) не подходит. Нужно от 1 до \(limit)."
        case .overlapElsewhere(let day, let interval, let otherDay, let other, let location):
            "\(day.russian), \(interval.text) пересекается с работой в другом филиале, «\(location.text(in: "ru"))»: "
                + "\(otherDay.russian), \(other.text). Исправьте одно из них."
        case .breakBadTime(let day, let interval):
            "перерыв, \(day.russian), \(interval.text): день не может начинаться в 24:00. Укажите время от 00:00 до 23:59."
        case .breakZeroLength(let day, let interval):
            "перерыв, \(day.russian), \(interval.text): начало и конец совпадают. Укажите разное время или уберите строку."
        case .breakOverlap(let day, let interval, let otherDay, let other):
            "перерыв, \(day.russian), \(interval.text) пересекается с перерывом \(otherDay.russian), \(other.text). "
                + "Исправьте один из них или соедините."
        case .breakOutsideHours(let day, let interval):
            "перерыв, \(day.russian), \(interval.text) вне рабочего времени. Исправьте его или уберите."
        case .overrideBadTime(let date, let interval):
            "\(date.iso), \(interval.text): день не может начинаться в 24:00. Укажите время от 00:00 до 23:59."
        case .overrideZeroLength(let date, let interval):
            "\(date.iso), \(interval.text): начало и конец совпадают. Укажите разное время или уберите строку."
        case .overrideOverlap(let date, let interval, let other):
            "\(date.iso), \(interval.text) пересекается с \(other.text). Исправьте одно из них или соедините."
        case .overrideOverlapElsewhere(let date, let interval, let other, let location):
            "\(date.iso), \(interval.text) пересекается с работой в другом филиале, «\(location.text(in: "ru"))»: "
                + "\(other.text). Исправьте одно из них."
        case .timeOffInWrongOrder(let timeOff):
            "отсутствие \(timeOff.text) кончается не позже, чем начинается. Поменяйте начало и конец местами."
        case .timeOffBadTime(let timeOff):
            "отсутствие \(timeOff.text): день не может начинаться в 24:00. Напишите следующий день и 00:00."
        case .badTime(let day, let interval):
            "\(day.russian), \(interval.text): день не может начинаться в 24:00. Укажите время от 00:00 до 23:59."
        case .zeroLength(let day, let interval):
            "\(day.russian), \(interval.text): начало и конец совпадают. Укажите разное время или уберите строку."
        case .overlap(let day, let interval, let otherDay, let other):
            "\(day.russian), \(interval.text) пересекается с \(otherDay.russian), \(other.text). "
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
        case .noAddress: "there is no address. Write it in at least one language."
        case .emptyName(let language): "the name in the language \(language) is empty. Write it, or remove that language."
        case .noZone: "no time zone is given. Name one, such as Europe/Berlin."
        case .durationOutOfRange(let minutes, let limit):
            "a duration of \(minutes) minutes is not possible. It must be 1 to \(limit) minutes."
        case .bufferOutOfRange(let minutes, let limit):
            "a pause of \(minutes) minutes before or after is not possible. It must be 0 to \(limit) minutes."
        case .negativePrice: "the price is below zero. Write zero or more."
        case .priceTooHigh(let limit): "no price is as high as that. It must be \(limit / 100) at most."
        case .badCurrency(let code):
            "the currency \u{201C}\(code)\u{201D} is unknown. Write a three-letter code: EUR, USD, KZT."
        case .sameIdentity: "the number occurs twice. Each one needs a number of its own."
        case .noSlug: "it has no stable name (id). Give it a short one."
        case .sameSlug(let slug): "the stable name \u{201C}\(slug)\u{201D} (id) occurs twice. Give each one of its own."
        case .sameName(let name, let language):
            "the name \u{201C}\(name)\u{201D} (\(language)) occurs twice. "
                + "Give different names, or customers cannot tell them apart."
        case .unknownService(let id):
            "service no. \(id.number) is listed, but there is none. Remove it, or add that service."
        case .unknownResource(let id):
            "it needs resource no. \(id.number), but there is none. Remove it, or add that resource."
        case .seasonInWrongOrder(let from, let to):
            "the season from \(from.iso) to \(to.iso) ends before it begins. Swap the dates."
        case .noWeekdays: "it is on offer on no day of the week. Name at least one."
        case .capacityOutOfRange(let seats, let limit): "\(seats) seats are not possible. It must be 1 to \(limit)."
        case .countOutOfRange(let count, let limit): "a count of \(count) is not possible. It must be 1 to \(limit)."
        case .overlapElsewhere(let day, let interval, let otherDay, let other, let location):
            "\(day.english), \(interval.text) overlaps work at another location, \u{201C}\(location.text(in: "en"))\u{201D}: "
                + "\(otherDay.english), \(other.text). Change one of them."
        case .breakBadTime(let day, let interval):
            "break, \(day.english), \(interval.text): a day cannot begin at 24:00. Write a time from 00:00 to 23:59."
        case .breakZeroLength(let day, let interval):
            "break, \(day.english), \(interval.text): it ends when it begins. Write different times, or remove the line."
        case .breakOverlap(let day, let interval, let otherDay, let other):
            "break, \(day.english), \(interval.text) overlaps the break \(otherDay.english), \(other.text). "
                + "Change one of them, or join them."
        case .breakOutsideHours(let day, let interval):
            "break, \(day.english), \(interval.text) is outside the working hours. Change it, or remove it."
        case .overrideBadTime(let date, let interval):
            "\(date.iso), \(interval.text): a day cannot begin at 24:00. Write a time from 00:00 to 23:59."
        case .overrideZeroLength(let date, let interval):
            "\(date.iso), \(interval.text): it ends when it begins. Write different times, or remove the line."
        case .overrideOverlap(let date, let interval, let other):
            "\(date.iso), \(interval.text) overlaps \(other.text). Change one of them, or join them."
        case .overrideOverlapElsewhere(let date, let interval, let other, let location):
            "\(date.iso), \(interval.text) overlaps work at another location, \u{201C}\(location.text(in: "en"))\u{201D}: "
                + "\(other.text). Change one of them."
        case .timeOffInWrongOrder(let timeOff):
            "the absence \(timeOff.text) does not end after it begins. Swap its ends."
        case .timeOffBadTime(let timeOff):
            "the absence \(timeOff.text): a day cannot begin at 24:00. Write the next day and 00:00."
        case .badTime(let day, let interval):
            "\(day.english), \(interval.text): a day cannot begin at 24:00. Write a time from 00:00 to 23:59."
        case .zeroLength(let day, let interval):
            "\(day.english), \(interval.text): it ends when it begins. Write different times, or remove the line."
        case .overlap(let day, let interval, let otherDay, let other):
            "\(day.english), \(interval.text) overlaps \(otherDay.english), \(other.text). "
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
}
