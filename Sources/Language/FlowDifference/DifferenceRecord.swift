internal import FlowMachine

/// A change for programs: flat, everything by its English name, texts by language with placeholders as English flows write
/// them. Its members are those of a line of `salonflow diff --json`.
package struct DifferenceRecord: Hashable, Sendable {
    /// `bot`, `flow`, `slot`, `step`, `intent` or `text`.
    package let part: String
    /// Nil for the bot itself.
    package let name: String?
    package let flow: String?
    /// What kind of change it is, such as `reworded`; new kinds may come.
    package let change: String
    /// What it is about where the part alone does not say it, such as `option yes` or `outcome taken`.
    package let about: String?
    package let before: DifferenceValue?
    package let after: DifferenceValue?
    /// Of a rewording: languages in which the text stayed as it was.
    package let untranslated: [String]

    package init(_ change: Change, of place: ChangedPart.Place) {
        switch place {
        case .bot: (part, name, flow) = ("bot", nil, nil)
        case .flow(let name): (part, self.name, flow) = ("flow", name, nil)
        case .slot(let name): (part, self.name, flow) = ("slot", name, nil)
        case .step(let name, let its): (part, self.name, flow) = ("step", name, its)
        case .intent(let name): (part, self.name, flow) = ("intent", name, nil)
        case .systemText(let text): (part, name, flow) = ("text", text.name, nil)
        }
        let told = RecordedChange(change)
        self.change = told.kind
        about = told.about
        before = told.before
        after = told.after
        untranslated = LostTranslation(change, of: place)?.left ?? []
    }
}

/// A value of a record; made so that any program can read it.
package enum DifferenceValue: Hashable, Sendable {
    case text(String)
    case number(Int)
    case flag(Bool)
    /// By language.
    case texts([String: String])
    case list([String])
    /// A step, and the slots emptied on the way.
    case target(step: String, forget: [String])
}

extension MachineDifference {
    /// A record for each change, in the order of the parts.
    package var records: [DifferenceRecord] {
        parts.flatMap { part in part.changes.map { DifferenceRecord($0, of: part.place) } }
    }
}

private struct RecordedChange {
    var kind: String
    var about: String?
    var before: DifferenceValue?
    var after: DifferenceValue?

    private init(_ kind: String, _ about: String? = nil, from before: DifferenceValue? = nil, to after: DifferenceValue? = nil) {
        self.kind = kind
        self.about = about
        self.before = before
        self.after = after
    }

    init(_ change: Change) {
        let words = CanonicalWords()
        self =
            switch change {
            case .added(let summary): RecordedChange("added", to: summary.text.map(words.texts))
            case .removed(let summary): RecordedChange("removed", from: summary.text.map(words.texts))
            case .renamed(let from): RecordedChange("renamed", from: .text(from))
            case .replaced(let by): RecordedChange("replaced", to: .text(by))
            case .formerNames(let from, let to): RecordedChange("was", from: .list(from), to: .list(to))
            case .reworded(let role, let from, let to):
                RecordedChange("reworded", words.role(role), from: words.texts(from), to: words.texts(to))
            case .textAdded(let role, let text): RecordedChange("textAdded", words.role(role), to: words.texts(text))
            case .textRemoved(let role, let text): RecordedChange("textRemoved", words.role(role), from: words.texts(text))
            case .leads(let way, let from, let to):
                RecordedChange("leads", words.way(way), from: from.map(words.target), to: to.map(words.target))
            case .statementAdded(let statement): RecordedChange("statementAdded", to: .text(words.statement(statement)))
            case .statementRemoved(let statement): RecordedChange("statementRemoved", from: .text(words.statement(statement)))
            case .statementMoved(let statement): RecordedChange("statementMoved", words.statement(statement))
            case .asks(let from, let to): RecordedChange("asks", from: .list(from), to: .list(to))
            case .condition(let target, let from, let to):
                RecordedChange(
                    "condition", "-> \(target.step)", from: .text(words.condition(from)), to: .text(words.condition(to)))
            case .sets(let slot, let from, let to):
                RecordedChange("sets", slot, from: .text(words.expression(from)), to: .text(words.expression(to)))
            case .shows(let kind, let from, let to):
                RecordedChange("shows", "\(kind)", from: from.map { .text(words.source($0)) }, to: to.map { .text(words.source($0)) })
            case .outcomeAdded(let action, let branch):
                RecordedChange("outcomeAdded", "\(action.name) \(branch.outcome.name)", to: branch.target.map(words.target))
            case .outcomeRemoved(let action, let branch):
                RecordedChange("outcomeRemoved", "\(action.name) \(branch.outcome.name)", from: branch.target.map(words.target))
            case .optionAdded(let option): RecordedChange("optionAdded", option.name, to: words.texts(option.label))
            case .optionRemoved(let option): RecordedChange("optionRemoved", option.name, from: words.texts(option.label))
            case .optionRenamed(let from, let option):
                RecordedChange("optionRenamed", from: .text(from), to: .text(option.name))
            case .optionFormerNames(let option, let from):
                RecordedChange("optionWas", option.name, from: .list(from), to: .list(option.formerNames))
            case .optionsReordered(let options): RecordedChange("optionsReordered", to: .list(options.map(\.name)))
            case .tries(let from, let to):
                RecordedChange("tries", from: from.map { .number($0.count) }, to: to.map { .number($0.count) })
            case .silence(let from, let to):
                RecordedChange(
                    "silence", (to ?? from).map { "-> \($0.target.step)" }, from: from.map { .number($0.seconds) },
                    to: to.map { .number($0.seconds) })
            case .type(let from, let to): RecordedChange("type", from: .text(from.name), to: .text(to.name))
            case .isOptional(let now): RecordedChange("optional", from: .flag(!now), to: .flag(now))
            case .isRemembered(let now): RecordedChange("remember", from: .flag(!now), to: .flag(now))
            case .offer(let from, let to):
                RecordedChange("offer", from: from.map { .text(words.offer($0)) }, to: to.map { .text(words.offer($0)) })
            case .flow(let from, let to): RecordedChange("flow", from: from.map { .text($0) }, to: to.map { .text($0) })
            case .first(let from, let to): RecordedChange("first", from: .text(from), to: .text(to))
            case .restarts(let from, let to): RecordedChange("restart", from: .list(from), to: .list(to))
            case .phraseAdded(let phrase): RecordedChange("phraseAdded", phrase.language, to: .text(words.phrase(phrase)))
            case .phraseRemoved(let phrase): RecordedChange("phraseRemoved", phrase.language, from: .text(words.phrase(phrase)))
            case .bot(let from, let to): RecordedChange("renamed", from: .text(from), to: .text(to))
            case .languageAdded(let language): RecordedChange("languageAdded", to: .text(language))
            case .languageRemoved(let language, let texts):
                RecordedChange("languageRemoved", "\(texts) texts", from: .text(language))
            case .defaultLanguage(let from, let to): RecordedChange("defaultLanguage", from: .text(from), to: .text(to))
            case .wording(let language): RecordedChange("wording", language)
            }
    }
}
