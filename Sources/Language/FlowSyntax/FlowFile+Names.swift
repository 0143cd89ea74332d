/// A name in a flow file, with what it stands for there.
package struct NameUse: Hashable, Sendable {
    package let name: Name
    package let role: NameRole
    /// Whether the name is given here, rather than referred to.
    package let isDeclaration: Bool

    package init(_ name: Name, _ role: NameRole, isDeclaration: Bool = false) {
        self.name = name
        self.role = role
        self.isDeclaration = isDeclaration
    }
}

/// What a name in a flow file stands for.
package enum NameRole: Hashable, Sendable {
    case bot, language, library, intent, text, flow, slot, slotType, step, action, outcome, format, offer, reason
    /// An answer that a step offers.
    case option
    /// An answer of a slot of type `choice`.
    case choice
    case showing, recipient, media
    /// `[service]` in a phrase.
    case gap
    /// A slot or a fact.
    case path
    /// What a slot is set to: a constant, or another value's name.
    case assignedValue(of: Name)
    /// What a slot or fact is compared with.
    case comparedValue(with: Name)
    /// What a test expects of a slot.
    case expectedValue(of: Name)
    /// What a test expects of the last booking, by the property; without one, that there is none.
    case bookingValue(of: Name?)
    /// What a customer taps in a test: an option, or the words on a choice.
    case tapped

    /// The kinds of built-in names that the name may be, by falling precedence; none where only the user gives names. The
    /// kinds of values depend on what they are values of.
    package var kinds: [KeywordKind] {
        switch self {
        case .bot, .language, .assignedValue, .comparedValue, .expectedValue, .bookingValue: []
        case .library, .flow, .step: [.name]
        case .intent: [.intent]
        case .text: [.text]
        case .slot, .slotType, .gap: [.type]
        case .option, .choice, .tapped: [.option]
        case .showing: [.showing]
        case .recipient: [.recipient]
        case .media: [.media]
        case .action: [.action]
        case .outcome: [.outcome]
        case .format: [.format]
        case .offer: [.offer]
        case .reason: [.reason]
        case .path: [.type, .fact]
        }
    }
}

extension FlowFile {
    /// Every name in the file, by declaration; not in source order. One pass over the declarations.
    package var names: [NameUse] {
        var collector = NameCollector()
        collector.collect(self)
        return collector.names
    }
}

/// Walks the declarations; each kind of line names what its parts stand for once, here.
private struct NameCollector {
    var names: [NameUse] = []

    private mutating func add(_ name: Name?, _ role: NameRole, isDeclaration: Bool = false) {
        guard let name else { return }
        names.append(NameUse(name, role, isDeclaration: isDeclaration))
    }

    private mutating func add(_ names: [Name], _ role: NameRole) {
        for name in names { add(name, role) }
    }

    mutating func collect(_ file: FlowFile) {
        add(file.bot, .bot, isDeclaration: true)
        add(file.languages, .language)
        add(file.uses, .library)
        for intent in file.intents { collect(intent) }
        for answer in file.answers {
            add(answer.intent, .intent)
            collect(answer.text)
        }
        for text in file.texts {
            add(text.name, .text, isDeclaration: true)
            collect(text.text)
        }
        for flow in file.flows {
            add(flow.name, .flow, isDeclaration: true)
            add(flow.starts, .intent)
            add(flow.restarts, .step)
            for slot in flow.slots { collect(slot) }
            for step in flow.steps {
                add(step.name, .step, isDeclaration: true)
                collect(step.statements)
            }
        }
        for handler in file.handlers {
            add(handler.intent, .intent)
            collect(handler.target)
        }
        for invariant in file.invariants {
            switch invariant.kind {
            case .never(let action, let step):
                add(action, .action)
                add(step, .step)
            case .alwaysReach(let step, _): add(step, .step)
            }
        }
        for line in file.tests.flatMap(\.lines) { collect(line) }
    }

    private mutating func collect(_ intent: IntentDeclaration) {
        add(intent.name, .intent, isDeclaration: true)
        for line in intent.phrases {
            add(line.language, .language)
            collect(line.pattern)
        }
        for example in intent.examples { add(example.language, .language) }
    }

    private mutating func collect(_ phrase: PhraseSyntax) {
        switch phrase {
        case .gap(let name): add(name, .gap)
        case .sequence(let parts), .alternatives(let parts, _):
            for part in parts { collect(part) }
        case .optional(let part, _): collect(part)
        case .word, .prefix, .expression: break
        }
    }

    private mutating func collect(_ text: LocalizedText?) {
        for line in text?.lines ?? [] {
            add(line.language, .language)
            for case .placeholder(let name, let format, _) in line.parts {
                add(name, .path)
                add(format, .format)
            }
        }
    }

    private mutating func collect(_ target: TargetClause?) {
        guard let target else { return }
        add(target.step, .step)
        add(target.forget, .slot)
    }

    private mutating func collect(_ slot: SlotDeclaration) {
        add(slot.name, .slot, isDeclaration: true)
        add(slot.type, .slotType)
        collect(slot.ask)
        add(slot.offer?.sources ?? [], .offer)
        for clause in slot.wrong {
            add(clause.reason, .reason)
            collect(clause.text)
        }
        collect(slot.tries?.target)
        add(slot.formerNames, .slot)
        for choice in slot.choices {
            add(choice.name, .choice, isDeclaration: true)
            collect(choice.label)
            add(choice.formerNames, .choice)
        }
    }

    private mutating func collect(_ statements: [Statement]) {
        // `was` stands under what had the name before: an option, or the step itself.
        var former = NameRole.step
        for statement in statements {
            if case .option = statement.kind { former = .option }
            collect(statement, former: former)
        }
    }

    private mutating func collect(_ statement: Statement, former: NameRole) {
        switch statement.kind {
        case .say(let text): collect(text)
        case .sayNamed(let name): add(name, .text)
        case .fill(let slots), .forget(let slots): add(slots, .slot)
        case .option(let name, let target, let label):
            add(name, .option, isDeclaration: true)
            collect(target)
            collect(label)
        case .call(let action): add(action, .action)
        case .on(let outcome, let target, let text):
            add(outcome, .outcome)
            collect(target)
            collect(text)
        case .if(let condition, let target):
            collect(condition)
            collect(target)
        case .else(let target), .then(let target), .silent(_, let target): collect(target)
        case .tries(let tries): collect(tries.target)
        case .set(let slot, let expression):
            add(slot, .slot)
            add(expression.value, .assignedValue(of: slot))
        case .run(let flow): add(flow, .flow)
        case .show(let kind, let source, let caption):
            add(kind, .showing)
            add(source, .path)
            collect(caption)
        case .tell(let recipient, let text):
            add(recipient, .recipient)
            collect(text)
        case .speak(let language): add(language, .language)
        case .was(let name): add(name, former)
        case .handOff, .stop: break
        }
    }

    private mutating func collect(_ condition: ConditionSyntax) {
        switch condition {
        case .isSet(let path): add(path, .path)
        case .compare(let path, _, let value):
            add(path, .path)
            add(value, .comparedValue(with: path))
        case .not(let inner): collect(inner)
        }
    }

    private mutating func collect(_ line: TestLine) {
        switch line.kind {
        case .taps(let name): add(name, .tapped)
        case .answers(let action, let outcome):
            add(action, .action)
            add(outcome, .outcome)
        case .expect(let expectations):
            for expectation in expectations { collect(expectation) }
        case .sends(let media): add(media, .media)
        case .now, .customer, .silent, .bot, .handsBack: break
        }
    }

    private mutating func collect(_ expectation: Expectation) {
        switch expectation.subject {
        case .step: add(expectation.value, .step)
        case .outcome: add(expectation.value, .outcome)
        case .language: add(expectation.value, .language)
        case .slot(let slot):
            add(slot, .slot)
            add(expectation.value, .expectedValue(of: slot))
        case .booking(let property):
            add(property, .slotType)
            add(expectation.value, .bookingValue(of: property))
        }
    }
}
