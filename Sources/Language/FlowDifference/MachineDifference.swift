package import FlowMachine

/// What changed from one machine to another, part by part; two machines that mean the same have no difference, however
/// their declarations are ordered.
///
/// Names of steps, slots and options are the new ones, but for what is gone.
package struct MachineDifference: Hashable, Sendable {
    /// In the order of the new machine: the bot itself, flows, slots, steps, intents, the bot's own texts; what is gone
    /// behind what is there.
    package let parts: [ChangedPart]
    /// Texts that were reworded in some languages and stayed as they were in others, and languages that are gone.
    package let lostTranslations: [LostTranslation]

    package var isEmpty: Bool { parts.isEmpty }

    /// Costs time in proportion to both machines, and for each step the product of what was changed in it.
    package init(from old: Machine, to new: Machine) {
        var finder = DifferenceFinder(from: old, to: new)
        finder.compare()
        parts = finder.parts.filter { !$0.changes.isEmpty }
        lostTranslations = parts.flatMap { part in
            part.changes.compactMap { LostTranslation($0, of: part.place) }
        }
    }
}

/// A part of a bot and what is otherwise in it.
package struct ChangedPart: Hashable, Sendable {
    package enum Place: Hashable, Sendable {
        case bot
        case flow(String)
        case slot(String)
        /// The flow is nil where the machine does not know its flows.
        case step(String, flow: String?)
        case intent(String)
        case systemText(SystemText)
    }

    package let place: Place
    package let changes: [Change]
}

/// What a text is to the customer.
package enum TextRole: Hashable, Sendable {
    case said
    case question
    case label(option: String)
    case wrong(WrongReason)
    case outcome(Action, Outcome)
    case caption(ShowingKind)
    case told(StaffRecipient)
    case answer
    case system
}

/// What leads from one step to another.
package enum Way: Hashable, Sendable {
    case next
    case condition(NamedCondition)
    case option(name: String, label: NamedText)
    case outcome(Action, Outcome)
    case tries
    case silence(seconds: Int)
    /// `run`: through another flow and back.
    case through
    case start
    case handler
}

/// One thing that is otherwise.
package enum Change: Hashable, Sendable {
    /// The part itself; for a step, what it says first and its options.
    case added(PartSummary)
    case removed(PartSummary)
    case renamed(from: String)
    /// By a `was`, what is gone lives on in another part.
    case replaced(by: String)
    case formerNames(from: [String], to: [String])

    /// Other words; only languages that both machines have count.
    case reworded(TextRole, from: NamedText, to: NamedText)
    case textAdded(TextRole, NamedText)
    case textRemoved(TextRole, NamedText)

    /// The same way leads elsewhere, or forgets other slots; nil where there is no such way.
    case leads(Way, from: NamedTarget?, to: NamedTarget?)

    case statementAdded(Statement)
    case statementRemoved(Statement)
    /// The same, at another point of the step.
    case statementMoved(Statement)
    case asks(from: [String], to: [String])
    case condition(target: NamedTarget, from: NamedCondition, to: NamedCondition)
    case sets(slot: String, from: NamedExpression, to: NamedExpression)
    case shows(ShowingKind, from: NamedSource?, to: NamedSource?)
    case outcomeAdded(Action, NamedBranch)
    case outcomeRemoved(Action, NamedBranch)

    case optionAdded(NamedOption)
    case optionRemoved(NamedOption)
    case optionRenamed(from: String, NamedOption)
    case optionFormerNames(NamedOption, from: [String])
    case optionsReordered([NamedOption])

    case tries(from: NamedTries?, to: NamedTries?)
    case silence(from: NamedSilence?, to: NamedSilence?)

    case type(from: SlotType, to: SlotType)
    case isOptional(Bool)
    case isRemembered(Bool)
    case offer(from: Offer?, to: Offer?)

    /// A step that belongs to another flow now.
    case flow(from: String?, to: String?)
    case first(from: String, to: String)
    case restarts(from: [String], to: [String])

    case phraseAdded(Phrase)
    case phraseRemoved(Phrase)

    case bot(from: String, to: String)
    case languageAdded(String)
    /// With the number of texts that are gone with it.
    case languageRemoved(String, texts: Int)
    case defaultLanguage(from: String, to: String)
    /// Dates, weekdays, amounts and plurals of a language are written otherwise.
    case wording(language: String)
}

/// What a part that came or went is, in short.
package struct PartSummary: Hashable, Sendable {
    /// The first text of a step, the question of a slot.
    package var text: NamedText?
    package var options: [NamedOption] = []
}

/// A text that is new in some languages only.
package struct LostTranslation: Hashable, Sendable {
    package let place: ChangedPart.Place
    /// Nil for a language that is gone with all its texts.
    package let role: TextRole?
    /// Codes, sorted.
    package let reworded: [String]
    /// What was not touched, or is gone; codes, sorted.
    package let left: [String]

    init?(_ change: Change, of place: ChangedPart.Place) {
        self.place = place
        switch change {
        case .languageRemoved(let language, texts: _):
            role = nil
            reworded = []
            left = [language]
        case .reworded(let role, let from, let to):
            self.role = role
            let common = from.templates.keys.filter { to.templates[$0] != nil }.sorted()
            reworded = common.filter { from.templates[$0] != to.templates[$0] }
            left = common.filter { from.templates[$0] == to.templates[$0] }
            if left.isEmpty { return nil }
        default: return nil
        }
    }
}
