internal import FlowDiagnostics
package import FlowSyntax

/// A name in its place, before it is known what all the files declare.
struct NameMention {
    var meaning: Meaning
    var span: Span
    var written: String
    /// The whole declaration, where this is one.
    var extent: Span?
    var isNamedByType = false
    /// A slot whose answers are options that it declares itself.
    var isChoiceSlot = false

    enum Meaning {
        case name(NameKey)
        case slot
        case step
        /// A slot or a fact.
        case value
        /// An option, or a choice out of the catalogue.
        case tap
        /// What the slot is compared with: an option of its own, when it has some.
        case constant(of: String)
        /// What the slot is set to: a value where one has that name, else a constant.
        case assigned(to: String)
    }
}

/// Walks one file's declarations and notes every name.
struct NameCollector {
    let keywords: KeywordTable
    var mentions: [NameMention] = []

    init(keywords: KeywordTable) { self.keywords = keywords }

    mutating func collect(_ file: FlowFile) {
        for use in file.uses { note(use, .library) }
        for intent in file.intents {
            note(intent.name, .intent, declaredIn: intent.span)
            for phrase in intent.phrases { collect(phrase.pattern) }
        }
        for answer in file.answers {
            note(answer.intent, .intent)
            collect(answer.text)
        }
        for text in file.texts {
            note(text.name, .text, declaredIn: text.span)
            collect(text.text)
        }
        for flow in file.flows {
            note(flow.name, .flow, declaredIn: flow.span)
            // What `restart` names is a step of another version, and nothing of this one.
            for start in flow.starts { note(start, .intent) }
            for slot in flow.slots { collect(slot) }
            for step in flow.steps { collect(step) }
        }
        for handler in file.handlers {
            note(handler.intent, .intent)
            collect(handler.target)
        }
        for invariant in file.invariants {
            switch invariant.kind {
            case .never(let action, let before):
                note(action, .action)
                mention(before, .step)
            case .alwaysReach(let step, _): mention(step, .step)
            }
        }
        for test in file.tests { for line in test.lines { collect(line) } }
    }

    // MARK: Notes

    private mutating func mention(_ name: Name, _ meaning: NameMention.Meaning) {
        mentions.append(NameMention(meaning: meaning, span: name.span, written: name.value))
    }

    private mutating func note(_ name: Name, _ kind: NameKind, declaredIn extent: Span? = nil) {
        let settled = keywords.canonical(name.value, kind: kind.keywords) ?? name.value
        mentions.append(
            NameMention(
                meaning: .name(NameKey(kind, settled)), span: name.span, written: name.value, extent: extent))
    }

    private mutating func collect(_ text: LocalizedText) {
        for part in text.lines.lazy.flatMap(\.parts) {
            guard case .placeholder(let name, let format, _) = part else { continue }
            mention(name, .value)
            if let format, keywords.canonical(format.value, kind: .format) != nil { note(format, .format) }
        }
    }

    private mutating func collect(_ phrase: PhraseSyntax) {
        switch phrase {
        case .word, .prefix, .expression: break
        case .gap(let type): note(type, .slotType)
        case .sequence(let parts), .alternatives(let parts, _): for part in parts { collect(part) }
        case .optional(let part, _): collect(part)
        }
    }

    private mutating func collect(_ target: TargetClause) {
        mention(target.step, .step)
        for slot in target.forget { mention(slot, .slot) }
    }

    // MARK: Declarations

    private mutating func collect(_ slot: SlotDeclaration) {
        let type = keywords.canonical(slot.name.value, kind: .type)
        let settled = slot.type == nil ? type ?? slot.name.value : slot.name.value
        mentions.append(
            NameMention(
                meaning: .name(NameKey(.slot, settled)), span: slot.name.span, written: slot.name.value,
                extent: slot.span, isNamedByType: slot.type == nil, isChoiceSlot: !slot.choices.isEmpty))
        if let type = slot.type { note(type, .slotType) }
        for choice in slot.choices {
            var extent = choice.name.span
            extent.end = max(extent.end, choice.label.lines.last?.span.end ?? 0)
            note(choice.name, .option, declaredIn: extent)
            collect(choice.label)
        }
        if let ask = slot.ask { collect(ask) }
        for source in slot.offer?.sources ?? [] { note(source, .offer) }
        for wrong in slot.wrong {
            note(wrong.reason, .reason)
            collect(wrong.text)
        }
        if let tries = slot.tries { collect(tries.target) }
    }

    private mutating func collect(_ step: StepDeclaration) {
        note(step.name, .step, declaredIn: step.span)
        for statement in step.statements { collect(statement) }
    }

    private mutating func collect(_ statement: Statement) {
        switch statement.kind {
        case .say(let text): collect(text)
        case .sayNamed(let name): note(name, .text)
        case .fill(let slots): for slot in slots { mention(slot, .slot) }
        case .option(let name, let target, let label):
            note(name, .option, declaredIn: statement.span)
            collect(target)
            collect(label)
        case .call(let action): note(action, .action)
        case .on(let outcome, let target, let text):
            note(outcome, .outcome)
            if let target { collect(target) }
            if let text { collect(text) }
        case .if(let condition, let target):
            collect(condition)
            collect(target)
        case .else(let target), .then(let target): collect(target)
        case .tries(let tries): collect(tries.target)
        case .silent(_, let target): collect(target)
        case .set(let slot, let expression):
            mention(slot, .slot)
            mention(expression.value, .assigned(to: slot.value))
        case .forget(let slots): for slot in slots { mention(slot, .slot) }
        case .run(let flow): note(flow, .flow)
        case .show(let kind, let source, let caption):
            note(kind, .showing)
            // A link is no name.
            if let source, !source.value.contains("://") { mention(source, .value) }
            if let caption { collect(caption) }
        case .tell(let recipient, let text):
            note(recipient, .recipient)
            collect(text)
        // A former name names nothing any more.
        case .was, .speak, .handOff, .stop: break
        }
    }

    private mutating func collect(_ condition: ConditionSyntax) {
        switch condition {
        case .isSet(let name): mention(name, .value)
        case .compare(let name, _, let value):
            mention(name, .value)
            mention(value, .constant(of: name.value))
        case .not(let inner): collect(inner)
        }
    }

    private mutating func collect(_ line: TestLine) {
        switch line.kind {
        case .now, .customer, .bot, .silent, .handsBack: break
        case .sends(let media): note(media, .media)
        case .taps(let option): mention(option, .tap)
        case .answers(let action, let outcome):
            note(action, .action)
            note(outcome, .outcome)
        case .expect(let expectations):
            for expectation in expectations {
                switch expectation.subject {
                case .step: mention(expectation.value, .step)
                case .outcome: note(expectation.value, .outcome)
                case .slot(let slot):
                    mention(slot, .slot)
                    mention(expectation.value, .constant(of: slot.value))
                case .language: break
                case .booking(let property?): note(property, .slotType)
                case .booking(nil): break
                }
            }
        }
    }
}

extension NameKind {
    /// The part of the keyword table that has the built-in names of this kind.
    package var keywords: KeywordKind {
        switch self {
        case .intent: .intent
        case .text: .text
        case .flow, .step, .library: .name
        case .slot, .slotType: .type
        case .option: .option
        case .offer: .offer
        case .reason: .reason
        case .action: .action
        case .outcome: .outcome
        case .fact: .fact
        case .format: .format
        case .showing: .showing
        case .recipient: .recipient
        case .media: .media
        }
    }
}
