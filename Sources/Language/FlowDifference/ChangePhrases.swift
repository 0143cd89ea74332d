internal import FlowDiagnostics
internal import FlowMachine
internal import FlowSyntax

/// Changes, a clause each.
extension DifferencePhrases {
    /// One line, with the beginnings of texts.
    func text(of change: Change) -> String {
        switch change {
        case .reworded(_, let from, let to):
            let shown = languageShown(from, to)
            return head(of: change) + " " + quoted(short(from, shown)) + " → " + quoted(short(to, shown))
        case .textAdded(_, let text), .textRemoved(_, let text): return head(of: change) + " " + quoted(short(text))
        case .statementAdded(.say(let text)), .statementRemoved(.say(let text)), .statementAdded(.tell(_, let text)),
            .statementRemoved(.tell(_, let text)):
            return head(of: change) + " " + quoted(short(text))
        default: return head(of: change)
        }
    }

    /// The reader's language if it was reworded in it, else the first in which it was.
    private func languageShown(_ from: NamedText, _ to: NamedText) -> String {
        let changed = from.templates.keys.filter { from.templates[$0] != to.templates[$0] }.sorted()
        return changed.contains(language.rawValue) ? language.rawValue : changed.first ?? language.rawValue
    }

    private func short(_ text: NamedText, _ language: String) -> String {
        short(NamedText(templates: text.templates.filter { $0.key == language }))
    }

    /// The clause without texts that stand in full below it.
    func head(of change: Change) -> String {
        switch change {
        case .added: pick("новое", "new")
        case .removed: pick("убрано", "gone")
        case .renamed(let from): pick("новое название, прежнее — \(name(from))", "renamed, was \(name(from))")
        case .replaced(let by): pick("теперь это \(name(by))", "is \(name(by)) now")
        case .formerNames(_, let to):
            to.isEmpty
                ? pick("прежнее название больше не указано", "its former name is no longer given")
                : pick("прежнее название: ", "former name: ") + to.map(name).joined(separator: ", ")
        case .reworded(let role, let from, let to):
            text(role, .changed) + languages(from, to) + ":"
        case .textAdded(let role, _): text(role, .added) + ":"
        case .textRemoved(let role, _): text(role, .removed) + ":"
        case .leads(let way, let from, let to): leads(way, from, to)
        case .statementAdded(.say): pick("теперь говорит:", "now says:")
        case .statementRemoved(.say): pick("больше не говорит:", "no longer says:")
        case .statementAdded(.tell(.owner, _)): pick("теперь сообщает владельцу:", "now tells the owner:")
        case .statementRemoved(.tell(.owner, _)): pick("больше не сообщает владельцу:", "no longer tells the owner:")
        case .statementAdded(.tell(.master, _)): pick("теперь сообщает мастеру:", "now tells the master:")
        case .statementRemoved(.tell(.master, _)): pick("больше не сообщает мастеру:", "no longer tells the master:")
        case .statementAdded(let statement): pick("теперь ", "now ") + self.statement(statement)
        case .statementRemoved(let statement): pick("больше не ", "no longer ") + self.statement(statement)
        case .statementMoved(let statement): pick("в другой очереди: ", "in another order: ") + self.statement(statement)
        case .asks(let from, let to): asks(from, to)
        case .condition(let target, let from, let to):
            pick(
                "идёт в \(self.target(target)), если \(condition(to)) (было: если \(condition(from)))",
                "goes to \(self.target(target)) if \(condition(to)) (was: if \(condition(from)))")
        case .sets(let slot, let from, let to):
            pick(
                "записывает в поле \(self.slot(slot)) значение \(expression(to)) вместо \(expression(from))",
                "sets \(self.slot(slot)) to \(expression(to)) instead of \(expression(from))")
        case .shows(let kind, let from, let to):
            pick("показывает другое: ", "shows another: ") + showing(kind) + " "
                + [from, to].map { $0.map(source) ?? pick("без ссылки", "without a link") }.joined(separator: " → ")
        case .outcomeAdded(let action, let branch): outcomeAdded(action, branch)
        case .outcomeRemoved(_, let branch):
            pick("исход \(outcome(branch.outcome)) больше не обрабатывается", "the outcome \(outcome(branch.outcome)) is no longer handled")
        case .optionAdded(let option):
            pick("кнопка \(button(option)) добавлена", "button \(button(option)) added")
                + (option.target.map { pick(", ведёт в ", ", leads to ") + target($0) } ?? "")
        case .optionRemoved(let option): pick("кнопка \(button(option)) убрана", "button \(button(option)) removed")
        case .optionRenamed(let from, let option):
            pick(
                "кнопка \(quoted(spelling(from, .option))) теперь называется \(quoted(spelling(option.name, .option)))",
                "button \(quoted(spelling(from, .option))) is now called \(quoted(spelling(option.name, .option)))")
        case .optionFormerNames(let option, _):
            pick("другое прежнее название кнопки \(button(option))", "another former name of the button \(button(option))")
        case .optionsReordered(let options):
            pick("кнопки в другом порядке: ", "buttons in another order: ") + options.map(button).joined(separator: ", ")
        case .tries(let from, let to): tries(from, to)
        case .silence(let from, let to): silence(from, to)
        case .type(let from, let to):
            pick("вид ответа: ", "kind of answer: ") + "\(spelling(from.name, .type)) → \(spelling(to.name, .type))"
        case .isOptional(true): pick("отвечать теперь необязательно", "need not be answered any more")
        case .isOptional(false): pick("отвечать теперь обязательно", "must be answered now")
        case .isRemembered(true): pick("ответ теперь запоминается", "the answer is remembered now")
        case .isRemembered(false): pick("ответ больше не запоминается", "the answer is no longer remembered")
        case .offer(let from, let to): offer(from, to)
        case .flow(let from, let to):
            pick("теперь в сценарии ", "now in the flow ") + (to.map(step) ?? "—")
                + pick(", был в сценарии ", ", was in ") + (from.map(step) ?? "—")
        case .first(let from, let to):
            pick("начинается с шага \(step(to)) вместо \(step(from))", "begins at \(step(to)) instead of \(step(from))")
        case .restarts(_, let to):
            to.isEmpty
                ? pick("никакой убранный шаг больше не начинает его заново", "no step that is gone begins it anew any more")
                : pick("начинается заново для убранных шагов: ", "begins anew for steps that are gone: ")
                    + to.map(step).joined(separator: ", ")
        case .phraseAdded(let phrase): phraseText(phrase, pick("новая фраза", "new phrase"), pick("новое исключение", "new exception"))
        case .phraseRemoved(let phrase):
            phraseText(phrase, pick("убрана фраза", "phrase gone"), pick("убрано исключение", "exception gone"))
        case .bot(let from, let to): pick("название: ", "name: ") + "\(from) → \(to)"
        case .languageAdded(let language): pick("добавлен язык \(language)", "language \(language) added")
        case .languageRemoved(let language, let texts):
            pick(
                "язык \(language) убран, с ним \(counted(texts, .texts))",
                "language \(language) removed, and \(counted(texts, .texts)) with it")
        case .defaultLanguage(let from, let to):
            pick("первый язык теперь \(to) вместо \(from)", "the first language is \(to) instead of \(from)")
        case .wording(let language):
            pick("даты и суммы на \(language) пишутся иначе", "dates and amounts in \(language) are written otherwise")
        }
    }

    func tone(of change: Change) -> DifferenceWords.Line.Tone {
        switch change {
        case .added, .textAdded, .statementAdded, .outcomeAdded, .optionAdded, .phraseAdded, .languageAdded: .added
        case .removed, .textRemoved, .statementRemoved, .outcomeRemoved, .optionRemoved, .phraseRemoved, .languageRemoved:
            .removed
        default: .plain
        }
    }

    /// A step's or a slot's.
    private func name(_ name: String) -> String {
        let spelled = spelling(name, .name)
        return quoted(spelled == name ? spelling(name, .type) : spelled)
    }

    /// ` (ru)`, where the text has another language as well.
    private func languages(_ from: NamedText, _ to: NamedText) -> String {
        guard to.templates.count > 1 else { return "" }
        let changed = from.templates.keys.filter { from.templates[$0] != to.templates[$0] }.sorted()
        return " (\(changed.joined(separator: ", ")))"
    }

    // MARK: Ways

    private func leads(_ way: Way, _ from: NamedTarget?, _ to: NamedTarget?) -> String {
        if let from, let to, from.step == to.step { return forgets(way, from.forget, to.forget) }
        let there = to.map(target)
        let instead = from.map { pick(" вместо \(step($0.step))", " instead of \(step($0.step))") } ?? ""
        switch way {
        case .start:
            guard let there else { return pick("больше не начинает сценарий", "no longer begins a flow") }
            return (from == nil ? pick("теперь начинает ", "now begins at ") : pick("начинает ", "begins at ")) + there + instead
        case .handler:
            guard let there else { return pick("больше не срабатывает в любом месте", "no longer works everywhere") }
            return pick("в любом месте ведёт в ", "leads everywhere to ") + there + instead
        case .next: return pick("дальше идёт ", "next comes ") + (there ?? "") + instead
        case .condition(let condition):
            return pick("если \(self.condition(condition)) — \(there ?? "")", "if \(self.condition(condition)): \(there ?? "")") + instead
        case .through: return pick("проходит ", "goes through ") + (there ?? "") + instead
        default:
            guard let there else { return subject(way) + pick(" больше никуда не ведёт", " leads nowhere else any more") }
            return subject(way) + pick(" ведёт в ", " leads to ") + there + instead
        }
    }

    private func subject(_ way: Way) -> String {
        switch way {
        case .option(_, let label): pick("кнопка ", "button ") + quoted(short(label))
        case .outcome(_, let outcome): pick("исход ", "outcome ") + self.outcome(outcome)
        case .tries: pick("неудача всех попыток", "running out of tries")
        case .silence(let seconds): pick("молчание (\(duration(seconds)))", "silence (\(duration(seconds)))")
        case .next: pick("переход дальше", "going on")
        case .condition(let condition): pick("переход, если \(self.condition(condition)),", "going on if \(self.condition(condition))")
        case .through: pick("проход", "going through")
        case .start: pick("начало", "the beginning")
        case .handler: pick("переход", "the way")
        }
    }

    private func forgets(_ way: Way, _ from: [String], _ to: [String]) -> String {
        let more = to.filter { !from.contains($0) }
        let less = from.filter { !to.contains($0) }
        var clauses: [String] = []
        if !more.isEmpty { clauses.append(pick("теперь забывает: ", "now forgets ") + slots(more)) }
        if !less.isEmpty { clauses.append(pick("больше не забывает: ", "no longer forgets ") + slots(less)) }
        return subject(way) + " " + clauses.joined(separator: "; ")
    }

    private func asks(_ from: [String], _ to: [String]) -> String {
        let more = to.filter { !from.contains($0) }
        let less = from.filter { !to.contains($0) }
        if more.isEmpty, less.isEmpty {
            return pick("спрашивает в другом порядке: ", "asks in another order: ") + slots(to)
        }
        var clauses: [String] = []
        if !more.isEmpty { clauses.append(pick("теперь спрашивает: ", "now asks for ") + slots(more)) }
        if !less.isEmpty { clauses.append(pick("больше не спрашивает: ", "no longer asks for ") + slots(less)) }
        return clauses.joined(separator: "; ")
    }

    private func outcomeAdded(_ action: Action, _ branch: NamedBranch) -> String {
        let goes = branch.target.map { pick(", ведёт в ", ", leads to ") + target($0) } ?? ""
        let says = branch.text.map { pick(", говорит ", ", says ") + quoted(short($0)) } ?? ""
        return pick("теперь обрабатывается исход ", "now handles the outcome ") + outcome(branch.outcome) + goes + says
    }

    private func tries(_ from: NamedTries?, _ to: NamedTries?) -> String {
        switch (from, to) {
        case (let from?, let to?):
            let elsewhere = from.target == to.target ? "" : pick(", ведут в ", ", leading to ") + target(to.target)
            return pick("попыток \(to.count) вместо \(from.count)", "\(tries(to.count)) instead of \(from.count)") + elsewhere
        case (nil, let to?): return pick("после \(tries(to.count)) — ", "after \(tries(to.count)) goes to ") + target(to.target)
        case (_, nil): return pick("число попыток больше не ограничено", "the number of tries is no longer limited")
        }
    }

    private func silence(_ from: NamedSilence?, _ to: NamedSilence?) -> String {
        switch (from, to) {
        case (let from?, let to?):
            return pick(
                "молчание длится \(duration(to.seconds)) вместо \(duration(from.seconds))",
                "the silence lasts \(duration(to.seconds)) instead of \(duration(from.seconds))")
        case (nil, let to?):
            return pick("через \(duration(to.seconds)) молчания — ", "after \(duration(to.seconds)) of silence goes to ")
                + target(to.target)
        case (let from?, nil):
            return pick(
                "молчание (\(duration(from.seconds))) больше никуда не ведёт",
                "a silence of \(duration(from.seconds)) no longer leads anywhere")
        case (nil, nil): return ""
        }
    }

    private func offer(_ from: Offer?, _ to: Offer?) -> String {
        switch (from, to) {
        case (_, nil): return pick("варианты больше не предлагаются", "nothing is offered any more")
        case (nil, let to?): return pick("теперь предлагает: ", "now offers ") + offer(to)
        case (let from?, let to?): return pick("предлагает: ", "offers ") + "\(offer(from)) → \(offer(to))"
        }
    }

    // MARK: Phrases of intents

    private func phraseText(_ phrase: Phrase, _ plain: String, _ exclusion: String) -> String {
        "\(phrase.isExclusion ? exclusion : plain) (\(phrase.language)): \(pattern(phrase.pattern))"
    }

    /// As flows write it.
    private func pattern(_ pattern: PhrasePattern) -> String {
        switch pattern {
        case .word(let word): word
        case .prefix(let word): "\(word)*"
        case .gap(let type): "[\(spelling(type.name, .type))]"
        case .sequence(let parts): parts.map { self.pattern($0) }.joined(separator: " ")
        case .alternatives(let parts): "(" + parts.map { self.pattern($0) }.joined(separator: "|") + ")"
        case .optional(let part): "[\(self.pattern(part))]?"
        case .expression(let expression): "/\(expression)/"
        }
    }
}
