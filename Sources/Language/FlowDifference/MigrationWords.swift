package import FlowDiagnostics
internal import FlowMachine
package import FlowMigration
package import FlowSyntax

/// Says what a change of version does to those who are in the middle of talking, in the words of the bot's owner.
package struct MigrationWords: Sendable {
    private let phrases: DifferencePhrases

    package init(spelling: Spelling, language: MessageLanguage) {
        phrases = DifferencePhrases(spelling: spelling, language: language)
    }

    /// A count of the places whose customers notice nothing, and a line for each of the others; places of one step that
    /// share their fate stand together.
    package func lines(of plan: MigrationPlan) -> [DifferenceWords.Line] {
        guard !plan.states.isEmpty else { return [] }
        var lines = [
            DifferenceWords.Line(
                depth: 0, tone: .heading, text: phrases.pick("Кто сейчас в разговоре", "Those who are talking right now"))
        ]
        let unnoticed = plan.states.count { $0.fate.isUnnoticed }
        lines.append(
            DifferenceWords.Line(
                depth: 1, tone: .plain,
                text: phrases.pick(
                    "продолжат как ни в чём не бывало: \(unnoticed) из \(plan.states.count) мест ожидания",
                    "go on and notice nothing: \(unnoticed) of \(plan.states.count) places to wait in")))
        var groups: [(states: [WaitingState], fate: Fate)] = []
        for (state, fate) in plan.states where !fate.isUnnoticed {
            if let last = groups.last, last.fate == fate, last.states[0].step == state.step {
                groups[groups.count - 1].states.append(state)
            } else {
                groups.append(([state], fate))
            }
        }
        return lines
            + groups.map { group in
                DifferenceWords.Line(
                    depth: 1, tone: group.fate.blocksPublishing ? .warning : .plain,
                    text: "\(place(group.states, in: plan.from)): \(text(of: group.fate))")
            }
    }

    /// What becomes of who waits in a place: "продолжит в шаге «готово»".
    package func text(of fate: Fate) -> String {
        switch fate {
        case .carriesOn(let asking):
            asking.isEmpty ? phrases.pick("продолжит как ни в чём не бывало", "goes on and notices nothing") : asked(asking)
        case .moved(let step, let asking):
            phrases.pick("продолжит в шаге ", "goes on in ") + phrases.step(step) + (asking.isEmpty ? "" : "; " + asked(asking))
        case .restarts(let flow):
            phrases.pick("начнёт сценарий \(phrases.step(flow)) заново", "begins the flow \(phrases.step(flow)) anew")
        case .nowhere(let flow?):
            phrases.pick(
                "идти некуда, сценарий \(phrases.step(flow)) пришлось бы начать заново",
                "has nowhere to go and would have to begin the flow \(phrases.step(flow)) anew")
        case .nowhere(nil): phrases.pick("идти некуда, разговор оборвался бы", "has nowhere to go: the conversation would break off")
        }
    }

    /// A place by its step and what it waits for: "Шаг «собрать» (дата)".
    package func text(of state: WaitingState, in outline: MachineOutline) -> String { place([state], in: outline) }

    private func place(_ states: [WaitingState], in outline: MachineOutline) -> String {
        let waits = states.compactMap { state in
            switch state {
            case .filling(_, let slot): phrases.slots([outline[slot].name])
            case .choosing: phrases.pick("кнопки", "buttons")
            case .running: phrases.pick("пройдя другой сценарий", "after another flow")
            }
        }
        let step = outline[states[0].step].name
        return phrases.pick("Шаг ", "Step ") + phrases.step(step) + " (\(waits.joined(separator: ", ")))"
    }

    private func asked(_ asking: [AskedSlot]) -> String {
        phrases.pick("спросим ещё: ", "is asked for ")
            + asking.map { phrases.slot($0.name) + " — " + reason($0.reason) }.joined(separator: "; ")
    }

    private func reason(_ reason: AskedSlot.Reason) -> String {
        switch reason {
        case .typeChanged(let from, let to):
            let (from, to) = (phrases.spelling(from.name, .type), phrases.spelling(to.name, .type))
            return phrases.pick("вид ответа был «\(from)», стал «\(to)»", "its kind was “\(from)” and is “\(to)”")
        case .optionsGone(let names):
            let list = names.map { phrases.quoted(phrases.spelling($0, .option)) }.joined(separator: ", ")
            return phrases.pick("нет больше ответов \(list)", "the answers \(list) are gone")
        case .gone: return phrases.pick("этого вопроса больше нет, будет следующий", "this question is gone, the next one comes")
        case .added: return phrases.pick("новый вопрос", "a new question")
        case .required: return phrases.pick("ответ стал обязательным", "an answer is required now")
        }
    }
}
