internal import CivilTime
internal import FlowMachine

/// What the salon's people are told by the program itself, in Russian for `ru`, else in English.
enum StaffWords {
    static func waitsForHuman(language: String) -> String {
        language == "ru" ? "Клиент ждёт ответа человека." : "A customer is waiting for a human to answer."
    }

    static func damaged(version: Int, served: Int, language: String) -> String {
        language == "ru"
            ? "Версия \(version) вашего бота повреждена в базе данных. Клиентам отвечает версия \(served), разговоры продолжаются. "
                + "Опубликуйте бота ещё раз: salonflow publish."
            : "Version \(version) of your bot is damaged in the database. Version \(served) answers the customers, and their "
                + "conversations go on. Publish the bot again: salonflow publish."
    }

    /// With what is known of the visit in question.
    static func wantsContact(_ known: Known, language: String) -> String {
        let russian = language == "ru"
        var details: [String] = []
        if let service = known.service?.names.first { details.append(service) }
        if case .choice(let master)? = known.master, let name = master.names.first { details.append(name) }
        if let date = known.date { details.append(date.iso) }
        if let time = known.time { details.append(time.iso) }
        let wish = russian ? "Клиент просит связаться с ним" : "A customer asks to be contacted"
        return details.isEmpty ? "\(wish)." : "\(wish): \(details.joined(separator: ", "))."
    }
}
