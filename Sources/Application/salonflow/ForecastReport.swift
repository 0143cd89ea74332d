internal import FlowInterpreter
internal import FlowMachine
internal import FlowMigration
internal import JSON
internal import Publishing

/// What a move of what is live means for the customers who are talking, in words and as JSON.
struct ForecastReport {
    let forecast: MoveForecast
    let console: Console

    /// The fates of those for whom something changes, each with the question before and after; all places that have nowhere
    /// to go.
    func write() {
        guard let plan = forecast.plan else { return }
        let words = MigrationWords(plan, language: console.messageLanguage)
        if forecast.count.total == 0 {
            console.data(
                console.words(ru: "Никто из клиентов сейчас не на середине разговора.", en: "No customer is in mid-conversation now."))
        } else {
            console.data(words.text(of: forecast.count) + ".")
        }
        if forecast.withPerson > 0 {
            console.data(
                console.words(
                    ru: "Ещё с \(forecast.withPerson) говорит человек: новая версия продолжит, когда он закончит.",
                    en: "\(forecast.withPerson) more talk with a person: the new version goes on when the person is done."))
        }
        if let version = forecast.endsCanary {
            console.data(
                console.words(
                    ru: "Пробный запуск версии \(version) на этом кончается.", en: "The trial run of version \(version) ends with this."))
        }
        for group in forecast.groups {
            console.data("  \(group.count) × \(words.line(group.state, group.fate))")
            show(group.before, console.words(ru: "до", en: "before"))
            show(group.after, console.words(ru: "после", en: "after"))
        }
    }

    private func show(_ message: Message?, _ when: String) {
        guard let message else { return }
        let lines = message.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        console.data("      \(when): \(lines.first ?? "")")
        let indent = String(repeating: " ", count: when.count + 8)
        for line in lines.dropFirst() { console.data(indent + line) }
        let labels = message.choices.map { "[\($0.label)]" }
        if !labels.isEmpty { console.data(indent + labels.joined(separator: " ")) }
    }

    var json: JSONValue {
        let count = forecast.count
        var object = JSONObject()
        object["total"] = .number(JSONNumber(count.total))
        object["unnoticed"] = .number(JSONNumber(count.unnoticed))
        object["askedAgain"] = .number(JSONNumber(count.askedAgain))
        object["restarted"] = .number(JSONNumber(count.restarted))
        object["nowhere"] = .number(JSONNumber(count.nowhere))
        object["withPerson"] = .number(JSONNumber(forecast.withPerson))
        object["endsTrialRun"] = forecast.endsCanary.map { .number(JSONNumber($0)) } ?? .null
        guard let plan = forecast.plan else { return .object(object) }
        let words = MigrationWords(plan, language: console.messageLanguage)
        object["groups"] = .array(
            forecast.groups.map { group in
                var item = JSONObject()
                item["step"] = .string(plan.from[group.state.step].name)
                item["count"] = .number(JSONNumber(group.count))
                item["waits"] = .string(words.text(of: group.state))
                item["fate"] = .string(words.text(of: group.fate))
                item["asked"] = .array(group.asked.map { .string($0.name) })
                item["before"] = group.before.map { .string($0.text) } ?? .null
                item["after"] = group.after.map { .string($0.text) } ?? .null
                return .object(item)
            })
        return .object(object)
    }
}
