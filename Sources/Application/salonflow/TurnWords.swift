internal import CivilTime
internal import Conversations
internal import FlowDiagnostics
internal import FlowDifference
internal import FlowInterpreter
internal import FlowMachine
internal import FlowSyntax

/// Names, values, questions and answers of a turn, as the salon's people read them.
struct TurnWords {
    let machine: Machine
    let console: Console
    let spelling: Spelling
    let statements: StatementWords
    private let language: Int

    init(_ machine: Machine, keywords: KeywordTable, console: Console) {
        self.machine = machine
        self.console = console
        spelling = Spelling(keywords: keywords, dialect: Dialect(name: console.language.rawValue))
        statements = StatementWords(machine, spelling: spelling, language: console.messageLanguage)
        language = machine.languages.firstIndex(of: console.language.rawValue) ?? 0
    }

    func pick(_ russian: String, _ english: String) -> String { console.words(ru: russian, en: english) }
    func quoted(_ text: String) -> String { pick("«\(text)»", "“\(text)”") }

    func step(_ step: StepID) -> String { quoted(spelling(machine[step].name, .name)) }
    func slot(_ slot: SlotID) -> String { spelling(machine[slot].name, .type) }
    func intent(_ name: String) -> String { spelling(name, .intent) }

    func value(_ value: Value) -> String {
        switch value {
        case .choice(let choice): choice.names.indices.contains(language) ? choice.names[language] : choice.names.first ?? choice.id
        case .anyone: spelling("any", .offer)
        case .date(let date): "\(machine.wordings[language].day(date)) \(date.year)"
        case .time(let time): time.iso
        case .text(let text): quoted(text)
        case .number(let number): String(number)
        case .money(let money): machine.wordings[language].money(money)
        case .flag(let flag): spelling(flag ? "yes" : "no", .value)
        case .media(let kind, _): kind
        case .list(let values): values.map { self.value($0) }.joined(separator: ", ")
        }
    }

    func meaning(_ meaning: Mention.Meaning) -> String {
        switch meaning {
        case .value(let value): self.value(value)
        case .oneOf(let values): values.map { value($0) }.joined(separator: pick(" или ", " or "))
        case .dates(let window): dates(window)
        case .times(let window): times(window)
        case .except: pick("кроме этого", "anything but that")
        case .impossible(let reason): self.reason(reason)
        }
    }

    private func dates(_ window: DateWindow) -> String {
        let ends = [window.from, window.to].map { $0.map(\.iso) ?? "" }
        return "\(ends[0])…\(ends[1])"
    }

    private func times(_ window: TimeWindow) -> String {
        let ends = [window.from, window.to].map { $0.map(\.iso) ?? "" }
        return "\(ends[0])…\(ends[1])"
    }

    func reason(_ reason: WrongReason) -> String {
        let name =
            switch reason {
            case .tooSoon: "too soon"
            case .tooFar: "too far"
            default: "\(reason)"
            }
        return spelling(name, .reason)
    }

    // MARK: Modules

    func question(_ question: Question) -> String {
        switch question {
        case .offer(let offer, let known, let skip, _):
            pick("что предложить (\(self.offer(offer))", "what to offer (\(self.offer(offer))")
                + (skip > 0 ? pick(", дальше \(skip)", ", after \(skip)") : "") + ")" + self.known(known)
        case .check(let type, let known):
            pick("можно ли так: ", "can it be had: ") + spelling(type.name, .type) + self.known(known)
        case .call(let action, let known): spelling(action.name, .action) + self.known(known)
        case .answerWaitlist(_, let accepts, let known):
            (accepts ? pick("согласие на освободившееся время", "yes to a freed time") : pick("отказ от освободившегося времени", "no to a freed time"))
                + self.known(known)
        }
    }

    private func offer(_ offer: Offer) -> String {
        switch offer {
        case .services: spelling("services", .offer)
        case .masters: spelling("masters", .offer)
        case .mastersOrAnyone: "\(spelling("masters", .offer)), \(spelling("any", .offer))"
        case .freeDays: spelling("free days", .offer)
        case .freeTimes: spelling("free times", .offer)
        case .myBookings: spelling("my bookings", .offer)
        }
    }

    private func known(_ known: Known) -> String {
        let parts: [(SlotType, String?)] = [
            (.booking, known.booking.map { value(.choice($0)) }), (.service, known.service.map { value(.choice($0)) }),
            (.master, known.master.map(value)), (.date, known.date.map { value(.date($0)) } ?? known.dates.map(dates)),
            (.time, known.time.map { value(.time($0)) } ?? known.times.map(times)),
        ]
        let said = parts.compactMap { type, text in text.map { "\(spelling(type.name, .type)): \($0)" } }
        return said.isEmpty ? "" : " [\(said.joined(separator: ", "))]"
    }

    func answer(_ answer: Answer) -> String {
        switch answer {
        case .offers(let offered, let more):
            offered.isEmpty
                ? pick("нечего", "nothing")
                : list(offered) + (more ? pick(" и ещё", " and more") : "")
        case .holds(let facts): pick("да", "yes") + self.facts(facts)
        case .wrong(let reason, let instead):
            pick("нет: ", "no: ") + self.reason(reason)
                + (instead.isEmpty ? "" : pick("; вместо этого ", "; instead ") + list(instead))
        case .outcome(let outcome, let facts): spelling(outcome.name, .outcome) + self.facts(facts)
        }
    }

    private func list(_ offered: [Offered]) -> String {
        offered.map { $0.values.map { value($0.value) }.joined(separator: " ") }.joined(separator: ", ")
    }

    private func facts(_ facts: [FactValue]) -> String {
        facts.isEmpty ? "" : " [" + facts.map { "\(spelling($0.fact.name, .fact)): \(value($0.value))" }.joined(separator: ", ") + "]"
    }

    // MARK: What happened

    /// What a turn did, where it is more than going on with the next statement.
    func moment(_ entry: TraceEntry) -> String {
        switch entry {
        case .entered(let step): pick("шаг ", "step ") + self.step(step)
        case .resumed(let step): pick("продолжает шаг ", "goes on in ") + self.step(step)
        case .filled(let slot, let value): "\(self.slot(slot)): \(self.value(value))"
        case .refused(let slot, let reason): "\(self.slot(slot)): " + pick("нельзя — ", "cannot be had — ") + self.reason(reason)
        case .took(let step, let name):
            pick("выбрано ", "chosen: ") + quoted(label(of: name, in: step))
        case .called(let action, let outcome):
            "\(spelling(action.name, .action)) → \(spelling(outcome.name, .outcome))"
        case .handled(let intent): pick("намерение \(quoted(self.intent(intent))) ведёт сюда", "the intent \(quoted(self.intent(intent))) leads here")
        case .answered(let intent): pick("отвечает на ", "answers ") + quoted(self.intent(intent))
        case .answeredWaitlist(let outcome): pick("лист ожидания → ", "waitlist → ") + spelling(outcome.name, .outcome)
        case .notUnderstood: pick("не понято", "not understood")
        case .followedSilence(let step, _): pick("молчание в шаге ", "silence in ") + self.step(step)
        case .followedTries(let step, _): pick("попытки исчерпаны в шаге ", "out of tries in ") + self.step(step)
        case .ran(let step, _): pick("из шага \(self.step(step)) в другой сценарий", "from \(self.step(step)) into another flow")
        case .returned(let step, _): pick("назад в шаг ", "back in ") + self.step(step)
        case .limitMet: pick("ход стал слишком длинным и прерван", "the turn grew too long and was ended")
        }
    }

    private func label(of option: String, in step: StepID) -> String {
        guard let found = machine[step].options.first(where: { $0.name == option }) else { return spelling(option, .option) }
        return machine[found.label].templates[language].reduce(into: "") { text, segment in
            if case .literal(let literal) = segment { text += literal }
        }
    }
}
