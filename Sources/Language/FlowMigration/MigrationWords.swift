package import FlowDiagnostics
internal import FlowInterpreter
internal import FlowMachine

/// Waiting places and fates in the words of the bot's owner.
package struct MigrationWords: Sendable {
    private let from: MachineOutline
    private let language: MessageLanguage
    private let spelled: @Sendable (String, NameKind) -> String

    package enum NameKind: Sendable {
        case step, slot, flow, option
    }

    /// - Parameter spelled: how the owner's files write a name; the library's names are others in each dialect.
    package init(
        _ plan: MigrationPlan, language: MessageLanguage,
        spelled: @escaping @Sendable (String, NameKind) -> String = { name, _ in name }
    ) {
        from = plan.from
        self.language = language
        self.spelled = spelled
    }

    /// Where a conversation waits, without a full stop: `шаг «confirm», ждёт кнопку`.
    package func text(of state: WaitingState) -> String {
        let step = words("шаг ", "step ") + quoted(from[state.step].name, .step)
        switch state {
        case .filling(_, let slot):
            return step + words(", спрашивает поле ", ", asks for ") + quoted(from[slot].name, .slot)
        case .choosing: return step + words(", ждёт кнопку", ", waits for a button")
        case .running(let step, let instruction):
            let run = from[step].runs.first { $0.instruction == instruction }
            let flow = run.flatMap { from.flow(of: $0.first) }.map { from.flows[$0].name }
            let place = words("шаг ", "step ") + quoted(from[step].name, .step)
            guard let flow else { return place + words(", ждёт другой сценарий", ", waits for another flow") }
            return place + words(", ждёт сценарий ", ", waits for the flow ") + quoted(flow, .flow)
        }
    }

    /// What becomes of it, without a full stop: `продолжается; спросит снова: «time» (…)`.
    package func text(of fate: Fate) -> String {
        switch fate {
        case .carriesOn(let asking): return words("продолжается", "carries on") + questions(asking)
        case .moved(let step, let asking):
            return words("переходит в шаг ", "moves to the step ") + quoted(step, .step) + questions(asking)
        case .restarts(let flow):
            return words("начинает сценарий \(quoted(flow, .flow)) заново", "begins the flow \(quoted(flow, .flow)) anew")
        case .nowhere(let flow?):
            return words(
                "продолжить негде; сценарий \(quoted(flow, .flow)) начнётся заново",
                "has nowhere to go on; the flow \(quoted(flow, .flow)) would begin anew")
        case .nowhere(nil):
            return words("продолжить негде; разговор закончится", "has nowhere to go on; the conversation would end")
        }
    }

    /// Both in a line: `шаг «confirm», ждёт кнопку: переходит в шаг «check»`.
    package func line(_ state: WaitingState, _ fate: Fate) -> String { "\(text(of: state)): \(text(of: fate))" }

    /// Why a slot is asked for: `«time»: теперь это дата, а было время`.
    package func text(of asked: AskedSlot) -> String { quoted(asked.name, .slot) + ": " + text(of: asked.reason) }

    /// How many conversations there are and how they fare: `14 клиентов на середине разговора: 12 продолжат, 2 ответят на
    /// вопрос ещё раз`.
    package func text(of count: FateCount) -> String {
        let parts = [
            part(count.unnoticed, ("продолжит", "продолжат", "продолжат"), ("goes on", "go on")),
            part(
                count.askedAgain, ("ответит на вопрос ещё раз", "ответят на вопрос ещё раз", "ответят на вопрос ещё раз"),
                ("is asked a question", "are asked a question")),
            part(
                count.restarted, ("начнёт сценарий заново", "начнут сценарий заново", "начнут сценарий заново"),
                ("begins the flow anew", "begin the flow anew")),
            part(
                count.nowhere, ("останется без продолжения", "останутся без продолжения", "останутся без продолжения"),
                ("has nowhere to go on", "have nowhere to go on")),
        ].compactMap(\.self)
        let total = count.total
        let customers = words(
            "\(total) \(russian(total, "клиент", "клиента", "клиентов")) на середине разговора",
            "\(total) \(total == 1 ? "customer is" : "customers are") in mid-conversation")
        return parts.isEmpty ? customers : customers + ": " + parts.joined(separator: ", ")
    }

    // MARK: -

    private func questions(_ asking: [AskedSlot]) -> String {
        if asking.isEmpty { return "" }
        let slots = asking.map { "\(quoted($0.name, .slot)) (\(text(of: $0.reason)))" }
        return words("; спросит: ", "; asks: ") + slots.joined(separator: ", ")
    }

    private func text(of reason: AskedSlot.Reason) -> String {
        switch reason {
        case .typeChanged(let old, let new):
            return words("было \(name(old)), стало \(name(new))", "was \(name(old)), is \(name(new)) now")
        case .optionsGone(let options):
            let list = options.map { quoted($0, .option) }.joined(separator: ", ")
            return words(
                options.count == 1 ? "варианта \(list) больше нет" : "вариантов \(list) больше нет",
                options.count == 1 ? "the option \(list) is gone" : "the options \(list) are gone")
        case .gone:
            return words("поля больше нет, вместо него следующий вопрос", "the slot is gone, the next question comes instead")
        case .added: return words("раньше здесь не спрашивали", "was not asked here before")
        case .required: return words("раньше можно было пропустить", "could be passed over before")
        }
    }

    private func part(_ count: Int, _ russian: (String, String, String), _ english: (String, String)) -> String? {
        if count == 0 { return nil }
        return "\(count) " + words(self.russian(count, russian.0, russian.1, russian.2), count == 1 ? english.0 : english.1)
    }

    private func quoted(_ name: String, _ kind: NameKind) -> String {
        words("«\(spelled(name, kind))»", "“\(spelled(name, kind))”")
    }

    private func name(_ type: SlotType) -> String {
        switch type {
        case .booking: words("запись", "visit")
        case .service: words("услуга", "service")
        case .master: words("мастер", "master")
        case .date: words("дата", "date")
        case .time: words("время", "time")
        case .name: words("имя", "name")
        case .phone: words("телефон", "phone")
        case .number: words("число", "number")
        case .money: words("сумма", "amount of money")
        case .yesNo: words("да или нет", "yes or no")
        case .choice: words("выбор", "choice")
        case .photo: words("фото", "photo")
        case .text: words("текст", "text")
        }
    }

    private func words(_ russian: String, _ english: String) -> String { language == .russian ? russian : english }

    private func russian(_ count: Int, _ one: String, _ few: String, _ many: String) -> String {
        switch (count % 10, count % 100) {
        case (_, 11...14): many
        case (1, _): one
        case (2...4, _): few
        default: many
        }
    }
}

/// How many conversations meet which fate; those in which nothing is open are not counted.
package struct FateCount: Hashable, Sendable {
    /// They go on as if nothing had happened, also where their step has another name.
    package private(set) var unnoticed = 0
    package private(set) var askedAgain = 0
    package private(set) var restarted = 0
    package private(set) var nowhere = 0

    package init() {}

    package var total: Int { unnoticed + askedAgain + restarted + nowhere }

    package mutating func add(_ migrated: MigratedConversation) {
        switch migrated.fate {
        case .carriesOn(let asking), .moved(_, let asking):
            if asking.isEmpty && migrated.asked.isEmpty { unnoticed += 1 } else { askedAgain += 1 }
        case .restarts: restarted += 1
        case .nowhere: nowhere += 1
        }
    }
}
