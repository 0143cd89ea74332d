internal import CivilTime

/// What the phone says around the chat, in the reader's language.
struct PhoneWords: Sendable {
    enum Language: String, CaseIterable, Sendable {
        case russian = "ru"
        case english = "en"
    }

    var language: Language
    var phones: String
    var phonesIntroduction: String
    var otherPhone: String
    var otherNumber: String
    var name: String
    var open: String
    var back: String
    var send: String
    var message: String
    var write: String
    var emptyChat: String
    var chat: String
    var typing: String
    var onDuty: String
    var clock: String
    var clockNote: String
    var hour: String
    var oneDay: String
    var set: String
    var newTime: String
    var more: String
    var bookings: String
    var otherPhones: String
    var offline: String
    var today: String
    var suggestions: [String]
    var states: [ChatEntry.State: String]
    var kinds: [MessageContent.Kind: String]
    fileprivate var months: [String]
    fileprivate var weekdays: [String]
    fileprivate var failure: String

    /// By the first language of `Accept-Language` that is one of ours, English otherwise.
    static func of(acceptLanguage: String?, chosen: String?) -> PhoneWords {
        if let chosen = chosen.flatMap(Language.init) { return of(chosen) }
        for item in (acceptLanguage ?? "").split(separator: ",") {
            let tag = item.prefix { $0 != ";" && $0 != "-" }.filter { !$0.isWhitespace }.lowercased()
            if let language = Language(rawValue: tag) { return of(language) }
        }
        return english
    }

    static func of(_ language: Language) -> PhoneWords { language == .russian ? russian : english }

    func day(_ date: CivilDate) -> String {
        language == .russian
            ? "\(weekdays[date.weekday.rawValue]), \(date.day) \(months[date.month - 1])"
            : "\(weekdays[date.weekday.rawValue]), \(months[date.month - 1]) \(date.day)"
    }

    func failed(_ code: Int) -> String {
        let reason: String
        switch (code, language) {
        case (131047, .russian): reason = "прошло больше 24 часов с последнего сообщения клиента"
        case (131047, .english): reason = "more than 24 hours since the customer's last message"
        case (131026, .russian): reason = "номер недоступен"
        case (131026, .english): reason = "the number cannot be reached"
        default: reason = GraphError.documented(code).title
        }
        return "\(failure): \(reason) (\(code))"
    }

    private static let russian = PhoneWords(
        language: .russian,
        phones: "Телефоны",
        phonesIntroduction: "Это стенд вместо WhatsApp: выберите телефон и напишите салону.",
        otherPhone: "Другой номер",
        otherNumber: "Номер, только цифры",
        name: "Имя",
        open: "Открыть",
        back: "Все телефоны",
        send: "Отправить",
        message: "Сообщение",
        write: "Напишите сообщение",
        emptyChat: "Здесь пока пусто. Напишите салону, например:",
        chat: "Чат",
        typing: "печатает",
        onDuty: "бот салона",
        clock: "Часы салона",
        clockNote: "Переводят время всей системы.",
        hour: "+1 час",
        oneDay: "+1 день",
        set: "Поставить",
        newTime: "Новое время",
        more: "Часы и другие телефоны",
        bookings: "Записи салона",
        otherPhones: "Другие телефоны",
        offline: "Стенд не отвечает. Запущена ли программа?",
        today: "Сегодня",
        suggestions: ["Хочу на маникюр завтра в 3 к Ане", "Сколько стоит стрижка?"],
        states: [
            .accepted: "отправляется", .sent: "отправлено", .delivered: "доставлено", .read: "прочитано",
            .failed: "не доставлено",
        ],
        kinds: [
            .image: "🖼 Фото", .video: "🎬 Видео", .audio: "🎤 Голосовое сообщение", .document: "📄 Документ",
            .sticker: "⭐ Стикер", .location: "📍 Место", .contacts: "👤 Контакт", .reaction: "Реакция",
            .locationRequest: "📍 Просит прислать место", .flow: "📋 Форма",
        ],
        months: [
            "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
            "декабря",
        ],
        weekdays: ["понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"],
        failure: "Сообщение бота не дошло")

    private static let english = PhoneWords(
        language: .english,
        phones: "Phones",
        phonesIntroduction: "This stands in for WhatsApp: pick a phone and write to the salon.",
        otherPhone: "Another number",
        otherNumber: "Number, digits only",
        name: "Name",
        open: "Open",
        back: "All phones",
        send: "Send",
        message: "Message",
        write: "Type a message",
        emptyChat: "Nothing here yet. Write to the salon, for example:",
        chat: "Chat",
        typing: "typing",
        onDuty: "the salon's bot",
        clock: "The salon's clock",
        clockNote: "Moves the time of the whole system.",
        hour: "+1 hour",
        oneDay: "+1 day",
        set: "Set",
        newTime: "New time",
        more: "Clock and other phones",
        bookings: "The salon's bookings",
        otherPhones: "Other phones",
        offline: "The stand-in does not answer. Is the program running?",
        today: "Today",
        suggestions: ["I'd like a manicure with Anya tomorrow at 3", "How much is a haircut?"],
        states: [
            .accepted: "sending", .sent: "sent", .delivered: "delivered", .read: "read", .failed: "not delivered",
        ],
        kinds: [
            .image: "🖼 Photo", .video: "🎬 Video", .audio: "🎤 Voice message", .document: "📄 Document",
            .sticker: "⭐ Sticker", .location: "📍 Location", .contacts: "👤 Contact", .reaction: "Reaction",
            .locationRequest: "📍 Asks for a location", .flow: "📋 Form",
        ],
        months: [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November",
            "December",
        ],
        weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
        failure: "The bot's message did not arrive")
}
