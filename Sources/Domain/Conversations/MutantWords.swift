package import FlowDiagnostics
package import FlowMachine
package import FlowSyntax

/// Says what is otherwise in a broken variant, in the words of the bot's owner.
package struct MutantWords: Sendable {
    private let machine: Machine
    private let spelling: Spelling
    private let language: MessageLanguage

    package init(_ machine: Machine, spelling: Spelling, language: MessageLanguage) {
        self.machine = machine
        self.spelling = spelling
        self.language = language
    }

    /// One clause, without a full stop: "кнопка «Изменить» ведёт в шаг save вместо collect".
    package func text(of change: FlowMutant.Change) -> String {
        switch change {
        case .optionLeads(let label, let from, let to):
            words("кнопка \(quoted(label)) ведёт в шаг \(name(to)) вместо \(name(from))", "the button \(quoted(label)) leads to \(name(to)) instead of \(name(from))")
        case .optionMissing(let label): words("кнопки \(quoted(label)) нет", "the button \(quoted(label)) is missing")
        case .stepIsSilent(let text): words("бот не говорит \(quoted(text))", "the bot does not say \(quoted(text))")
        case .callMissing(let action): words("\(spelling(action.name, .action)) не вызывается", "\(spelling(action.name, .action)) is not called")
        case .conditionTurned(let step): words("в шаг \(name(step)) ведёт обратное условие", "the opposite condition leads to \(name(step))")
        case .conditionMissing(let step): words("условия, ведущего в шаг \(name(step)), нет", "the condition that leads to \(name(step)) is missing")
        case .outcomeLeads(let outcome, let from, let to):
            words("исход «\(name(outcome))» ведёт в шаг \(name(to)) вместо \(name(from))", "the outcome “\(name(outcome))” leads to \(name(to)) instead of \(name(from))")
        case .outcomeMissing(let outcome): words("исход «\(name(outcome))» не обработан", "the outcome “\(name(outcome))” is not handled")
        case .outcomeIsSilent(let outcome): words("при исходе «\(name(outcome))» бот ничего не говорит", "the bot says nothing on the outcome “\(name(outcome))”")
        case .forgetMissing(let slots): words("не забывается: \(list(slots))", "not forgotten: \(list(slots))")
        case .triesCount(let from, let to): words("попыток \(to) вместо \(from)", "\(to) tries instead of \(from)")
        case .triesLead(let from, let to):
            words("после неудачных попыток разговор идёт в шаг \(name(to)) вместо \(name(from))", "failed tries lead to \(name(to)) instead of \(name(from))")
        case .triesMissing: words("число попыток не ограничено", "the number of tries is not limited")
        case .silenceLasts(let from, let to): words("молчание длится \(duration(to)) вместо \(duration(from))", "the silence lasts \(duration(to)) instead of \(duration(from))")
        case .silenceLeads(let from, let to): words("молчание ведёт в шаг \(name(to)) вместо \(name(from))", "the silence leads to \(name(to)) instead of \(name(from))")
        case .silenceMissing(let seconds): words("молчание \(duration(seconds)) никуда не ведёт", "a silence of \(duration(seconds)) leads nowhere")
        case .nextLeads(let from, let to): words("дальше идёт шаг \(name(to)) вместо \(name(from))", "\(name(to)) comes next instead of \(name(from))")
        case .textsSwapped(let one, let other): words("тексты \(quoted(one)) и \(quoted(other)) переставлены", "the texts \(quoted(one)) and \(quoted(other)) are swapped")
        case .questionsSwapped(let one, let other): words("вопросы полей \(name(one)) и \(name(other)) переставлены", "the questions of \(name(one)) and \(name(other)) are swapped")
        case .slotNotAsked(let slot): words("поле \(name(slot)) не спрашивается", "\(name(slot)) is not asked for")
        case .slotOptional(let slot): words("поле \(name(slot)) стало необязательным", "\(name(slot)) has become optional")
        case .slotRequired(let slot): words("поле \(name(slot)) стало обязательным", "\(name(slot)) has become required")
        case .offerMissing(let slot): words("для поля \(name(slot)) ничего не предлагается", "nothing is offered for \(name(slot))")
        case .startMissing(let intent): words("«\(name(intent))» не начинает сценарий", "“\(name(intent))” does not start the flow")
        case .handlerMissing(let intent): words("«\(name(intent))» не работает всегда", "“\(name(intent))” does not work anywhere")
        case .handlerLeads(let intent, let from, let to):
            words("«\(name(intent))» ведёт в шаг \(name(to)) вместо \(name(from))", "“\(name(intent))” leads to \(name(to)) instead of \(name(from))")
        case .answerMissing(let intent): words("на «\(name(intent))» нет ответа", "“\(name(intent))” has no answer")
        case .answersSwapped(let one, let other): words("ответы на «\(name(one))» и «\(name(other))» переставлены", "the answers to “\(name(one))” and “\(name(other))” are swapped")
        case .statementMissing(let statement):
            words("строки «\(spelling(statement, .statement)) …» нет", "the line “\(spelling(statement, .statement)) …” is missing")
        }
    }

    private func words(_ russian: String, _ english: String) -> String { language == .russian ? russian : english }
    private func name(_ step: StepID) -> String { spelling(machine[step].name, .name) }
    private func name(_ slot: SlotID) -> String { spelling(machine[slot].name, .type) }
    private func name(_ outcome: Outcome) -> String { spelling(outcome.name, .outcome) }
    private func name(_ intent: String) -> String { spelling(intent, .intent) }
    private func list(_ slots: [SlotID]) -> String { slots.map(name).joined(separator: ", ") }

    /// The text's beginning, in the reader's language where the bot speaks it.
    private func quoted(_ text: TextID) -> String {
        let index = machine.languages.firstIndex(of: language.rawValue) ?? 0
        let whole = machine[text].templates[index].reduce(into: "") { result, segment in
            switch segment {
            case .literal(let literal): result += literal
            case .value(.slot(let slot), _), .plural(.slot(let slot), _): result += "{\(name(slot))}"
            case .value(.fact(let fact), _), .plural(.fact(let fact), _): result += "{\(spelling(fact.name, .fact))}"
            }
        }
        let line = whole.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let short = line.count > 40 ? line.prefix(39) + "…" : line[...]
        return words("«\(short)»", "“\(short)”")
    }

    /// In the largest unit that has no rest.
    package func duration(_ seconds: Int) -> String {
        let units: [(Int, String, String)] = [(86_400, "дн.", "d"), (3_600, "ч", "h"), (60, "мин", "min")]
        for (size, russian, english) in units where seconds % size == 0 {
            return "\(seconds / size) \(words(russian, english))"
        }
        return "\(seconds) \(words("с", "s"))"
    }
}
