internal import FlowDiagnostics
internal import FlowMachine
internal import FlowSyntax

/// The clauses that a difference is told in: names, texts, places and changes of parts.
struct DifferencePhrases: Sendable {
    let spelling: Spelling
    let language: MessageLanguage

    func pick(_ russian: String, _ english: String) -> String { language == .russian ? russian : english }

    func quoted(_ text: String) -> String { pick("«\(text)»", "“\(text)”") }

    // MARK: Names

    func step(_ name: String) -> String { quoted(spelling(name, .name)) }
    func slot(_ name: String) -> String { quoted(spelling(name, .type)) }
    func slots(_ names: [String]) -> String { names.map { spelling($0, .type) }.joined(separator: ", ") }
    func intent(_ name: String) -> String { quoted(spelling(name, .intent)) }
    func outcome(_ outcome: Outcome) -> String { quoted(spelling(outcome.name, .outcome)) }
    func action(_ action: Action) -> String { quoted(spelling(action.name, .action)) }
    func button(_ option: NamedOption) -> String { quoted(short(option.label)) }

    /// How a flow writes that the slot's choices are offered.
    func offer(_ offer: Offer) -> String {
        switch offer {
        case .services: spelling("services", .offer)
        case .masters: spelling("masters", .offer)
        case .mastersOrAnyone: "\(spelling("masters", .offer)), \(spelling("any", .offer))"
        case .freeDays: spelling("free days", .offer)
        case .freeTimes: spelling("free times", .offer)
        case .myBookings: spelling("my bookings", .offer)
        }
    }

    func reason(_ reason: WrongReason) -> String {
        let name =
            switch reason {
            case .tooSoon: "too soon"
            case .tooFar: "too far"
            default: "\(reason)"
            }
        return quoted(spelling(name, .reason))
    }

    func title(_ place: ChangedPart.Place) -> String {
        switch place {
        case .bot: pick("Бот", "The bot")
        case .flow(let name): pick("Сценарий ", "Flow ") + step(name)
        case .slot(let name): pick("Поле ", "Slot ") + slot(name)
        case .step(let name, _): pick("Шаг ", "Step ") + step(name)
        case .intent(let name): pick("Намерение ", "Intent ") + intent(name)
        case .systemText(let text): pick("Текст ", "Text ") + quoted(spelling(text.name, .text))
        }
    }

    func added(_ place: ChangedPart.Place) -> String {
        switch place {
        case .slot: pick("Новое поле ", "New slot ") + name(place)
        case .intent: pick("Новое намерение ", "New intent ") + name(place)
        case .flow: pick("Новый сценарий ", "New flow ") + name(place)
        default: pick("Новый шаг ", "New step ") + name(place)
        }
    }

    func removed(_ place: ChangedPart.Place) -> String {
        switch place {
        case .slot: pick("Убрано поле ", "Slot gone: ") + name(place)
        case .intent: pick("Убрано намерение ", "Intent gone: ") + name(place)
        case .flow: pick("Убран сценарий ", "Flow gone: ") + name(place)
        default: pick("Убран шаг ", "Step gone: ") + name(place)
        }
    }

    private func name(_ place: ChangedPart.Place) -> String {
        switch place {
        case .flow(let name), .step(let name, _): step(name)
        case .slot(let name): slot(name)
        case .intent(let name): intent(name)
        case .bot, .systemText: ""
        }
    }

    /// `: «Записать?», кнопки «Да», «Нет»`; empty where there is nothing to tell.
    func summary(_ summary: PartSummary) -> String {
        var said = summary.text.map { [quoted(short($0))] } ?? []
        if !summary.options.isEmpty {
            let buttons = summary.options.map(button).joined(separator: ", ")
            said.append(
                summary.options.count == 1 ? pick("кнопка ", "button ") + buttons : pick("кнопки ", "buttons ") + buttons)
        }
        return said.isEmpty ? "" : ": " + said.joined(separator: ", ")
    }

    // MARK: Texts

    /// The lines of a text in one language, with placeholders as flows write them.
    func whole(_ text: NamedText, _ language: String) -> [String] {
        written(text.templates[language] ?? []).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// The text's beginning, in the reader's language where the bot speaks it.
    func short(_ text: NamedText) -> String {
        let known = text.templates[language.rawValue] ?? text.templates.min { $0.key < $1.key }?.value ?? []
        let line = written(known).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.count > 40 ? line.prefix(39) + "…" : line
    }

    private func written(_ template: [NamedSegment]) -> String {
        template.map { segment in
            switch segment {
            case .literal(let literal): literal
            case .value(let path, .plain): "{\(self.path(path))}"
            case .value(let path, let format): "{\(self.path(path)): \(spelling(format.name, .format))}"
            case .plural(let path, let forms): "{\(self.path(path)): \(forms.joined(separator: ", "))}"
            }
        }.joined()
    }

    func path(_ path: NamedPath) -> String {
        switch path {
        case .slot(let name): spelling(name, .type)
        case .fact(let fact): spelling(fact.name, .fact)
        }
    }

    /// `текст изменён`: what a text is, and a participle that agrees with it.
    func text(_ role: TextRole, _ done: Done) -> String {
        switch role {
        case .said, .system: pick("текст \(done.masculine)", "text \(done.english)")
        case .question: pick("вопрос \(done.masculine)", "question \(done.english)")
        case .label(let option):
            pick(
                "надпись кнопки \(quoted(spelling(option, .option))) \(done.feminine)",
                "label of the button \(quoted(spelling(option, .option))) \(done.english)")
        case .wrong(let reason):
            pick("ответ на \(self.reason(reason)) \(done.masculine)", "reply to \(self.reason(reason)) \(done.english)")
        case .outcome(_, let outcome):
            pick("текст при исходе \(self.outcome(outcome)) \(done.masculine)", "text on \(self.outcome(outcome)) \(done.english)")
        case .caption: pick("подпись \(done.feminine)", "caption \(done.english)")
        case .told(.owner): pick("сообщение владельцу \(done.neuter)", "message to the owner \(done.english)")
        case .told(.master): pick("сообщение мастеру \(done.neuter)", "message to the master \(done.english)")
        case .answer: pick("ответ \(done.masculine)", "answer \(done.english)")
        }
    }

    /// A participle in all forms that are needed.
    enum Done {
        case changed, added, removed

        var masculine: String {
            switch self {
            case .changed: "изменён"
            case .added: "добавлен"
            case .removed: "убран"
            }
        }

        var feminine: String {
            switch self {
            case .changed: "изменена"
            case .added: "добавлена"
            case .removed: "убрана"
            }
        }

        var neuter: String {
            switch self {
            case .changed: "изменено"
            case .added: "добавлено"
            case .removed: "убрано"
            }
        }

        var english: String {
            switch self {
            case .changed: "reworded"
            case .added: "added"
            case .removed: "removed"
            }
        }
    }

    func text(of lost: LostTranslation) -> String {
        let left = lost.left.joined(separator: ", ")
        guard let role = lost.role else {
            return pick("язык \(left) убран со всеми текстами", "the language \(left) is gone with all its texts")
        }
        let what = title(lost.place) + ", " + name(of: role)
        let changed = lost.reworded.joined(separator: ", ")
        return pick("\(what): изменено на \(changed), на \(left) осталось прежним", "\(what): reworded in \(changed), left as it was in \(left)")
    }

    private func name(of role: TextRole) -> String {
        switch role {
        case .said, .system: pick("текст", "text")
        case .question: pick("вопрос", "question")
        case .label(let option): pick("кнопка ", "button ") + quoted(spelling(option, .option))
        case .wrong(let reason): pick("ответ на ", "reply to ") + self.reason(reason)
        case .outcome(_, let outcome): pick("текст при исходе ", "text on ") + self.outcome(outcome)
        case .caption: pick("подпись", "caption")
        case .told(.owner): pick("сообщение владельцу", "message to the owner")
        case .told(.master): pick("сообщение мастеру", "message to the master")
        case .answer: pick("ответ", "answer")
        }
    }
}
