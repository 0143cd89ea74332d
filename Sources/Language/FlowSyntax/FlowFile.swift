package import FlowDiagnostics

/// What a flow file says, as plain declarations with their places: a view made from the lossless tree, in which keywords
/// are already one dialect (the English names) and names are as the user wrote them.
///
/// Everything that could not be read is missing here and has a diagnostic already; what is present is well formed by
/// grammar and unchecked by meaning.
package struct FlowFile: Hashable, Sendable {
    /// The version of the flow language that is read: the number in a file's first line, `salonflow 1`.
    package static let languageVersion = 1

    /// From the first line, `salonflow 1`.
    package var version: Located<Int>?
    package var bot: Name?
    /// In the order given, the default first.
    package var languages: [Name]
    package var uses: [Name]
    package var intents: [IntentDeclaration]
    package var answers: [AnswerDeclaration]
    package var texts: [TextDeclaration]
    package var flows: [FlowDeclaration]
    package var handlers: [HandlerDeclaration]
    package var invariants: [InvariantDeclaration]
    package var tests: [TestDeclaration]

    package init() {
        version = nil
        bot = nil
        languages = []
        uses = []
        intents = []
        answers = []
        texts = []
        flows = []
        handlers = []
        invariants = []
        tests = []
    }
}

/// A value with the place it was written.
package struct Located<Value: Hashable & Sendable>: Hashable, Sendable {
    package var value: Value
    package var span: Span
    package init(_ value: Value, _ span: Span) {
        self.value = value
        self.span = span
    }
}

/// A name as the user wrote it. Where a built-in name is expected the compiler looks it up in the keyword table, in the
/// file's dialect first and in the other ones to suggest.
package typealias Name = Located<String>

/// `bot`, `ru: …` lines and their `|` continuations: one text in several languages.
package struct LocalizedText: Hashable, Sendable {
    package var lines: [TextInLanguage]
    package init(lines: [TextInLanguage]) { self.lines = lines }
}

package struct TextInLanguage: Hashable, Sendable {
    package var language: Name
    package var parts: [TextPart]
    package var span: Span
    package init(language: Name, parts: [TextPart], span: Span) {
        self.language = language
        self.parts = parts
        self.span = span
    }
}

package enum TextPart: Hashable, Sendable {
    case literal(String)
    /// `{name: format}`; the span covers the braces.
    case placeholder(name: Name, format: Name?, span: Span)
}

package struct IntentDeclaration: Hashable, Sendable {
    package var name: Name
    package var phrases: [PhraseLine]
    package var examples: [ExampleLine]
    package var span: Span
    package init(name: Name, phrases: [PhraseLine], examples: [ExampleLine], span: Span) {
        self.name = name
        self.phrases = phrases
        self.examples = examples
        self.span = span
    }
}

package struct PhraseLine: Hashable, Sendable {
    package var language: Name
    package var isExclusion: Bool
    package var pattern: PhraseSyntax
    package var span: Span
    package init(language: Name, isExclusion: Bool, pattern: PhraseSyntax, span: Span) {
        self.language = language
        self.isExclusion = isExclusion
        self.pattern = pattern
        self.span = span
    }
}

/// The grammar of a phrase: `[service]`, `(a|b)`, `[optional words]?`, `word*`, `/pattern/`.
package indirect enum PhraseSyntax: Hashable, Sendable {
    case word(Name)
    case prefix(Name)
    case gap(Name)
    case sequence([PhraseSyntax])
    case alternatives([PhraseSyntax], Span)
    case optional(PhraseSyntax, Span)
    case expression(Name)
}

package struct ExampleLine: Hashable, Sendable {
    package var language: Name
    package var text: Name
    package init(language: Name, text: Name) {
        self.language = language
        self.text = text
    }
}

package struct AnswerDeclaration: Hashable, Sendable {
    package var intent: Name
    package var text: LocalizedText
    package var span: Span
    package init(intent: Name, text: LocalizedText, span: Span) {
        self.intent = intent
        self.text = text
        self.span = span
    }
}

package struct TextDeclaration: Hashable, Sendable {
    package var name: Name
    package var text: LocalizedText
    package var span: Span
    package init(name: Name, text: LocalizedText, span: Span) {
        self.name = name
        self.text = text
        self.span = span
    }
}

package struct FlowDeclaration: Hashable, Sendable {
    package var name: Name
    /// `start on INTENT`, several lines allowed.
    package var starts: [Name]
    /// `restart OLD-NAME, …`, several lines allowed: steps of another version whose conversations begin this flow anew.
    package var restarts: [Name] = []
    package var slots: [SlotDeclaration]
    package var steps: [StepDeclaration]
    /// `always reach` and `never` may stand inside a flow; they hold for the whole bot and are listed with the file's.
    package var span: Span
    package init(name: Name, starts: [Name], slots: [SlotDeclaration], steps: [StepDeclaration], span: Span) {
        self.name = name
        self.starts = starts
        self.slots = slots
        self.steps = steps
        self.span = span
    }
}

package struct SlotDeclaration: Hashable, Sendable {
    package var name: Name
    /// Nil when the slot's name is its type.
    package var type: Name?
    package var isOptional: Bool
    package var ask: LocalizedText?
    package var offer: OfferClause?
    package var wrong: [WrongClause]
    package var tries: TriesClause?
    /// `remember`: kept in the customer's profile.
    package var isRemembered = false
    /// `option NAME` with its label, of a slot of type `choice`.
    package var choices: [ChoiceClause] = []
    /// `was OLD-NAME`
    package var formerNames: [Name] = []
    package var span: Span
    package init(
        name: Name, type: Name?, isOptional: Bool, ask: LocalizedText?, offer: OfferClause?, wrong: [WrongClause],
        tries: TriesClause?, span: Span
    ) {
        self.name = name
        self.type = type
        self.isOptional = isOptional
        self.ask = ask
        self.offer = offer
        self.wrong = wrong
        self.tries = tries
        self.span = span
    }
}

/// `offer masters, any`: the words as written, without the comma; several words of one source (`free times`) are one name.
package struct OfferClause: Hashable, Sendable {
    package var sources: [Name]
    package var span: Span
    package init(sources: [Name], span: Span) {
        self.sources = sources
        self.span = span
    }
}

/// `wrong REASON` and its text; a reason of two words (`too far`) is one name.
package struct WrongClause: Hashable, Sendable {
    package var reason: Name
    package var text: LocalizedText
    package init(reason: Name, text: LocalizedText) {
        self.reason = reason
        self.text = text
    }
}

/// `option NAME` of a slot: one of its answers.
package struct ChoiceClause: Hashable, Sendable {
    package var name: Name
    package var label: LocalizedText
    package var formerNames: [Name]
    package init(name: Name, label: LocalizedText, formerNames: [Name] = []) {
        self.name = name
        self.label = label
        self.formerNames = formerNames
    }
}

/// `tries 3 -> TARGET`
package struct TriesClause: Hashable, Sendable {
    package var count: Located<Int>
    package var target: TargetClause
    package var span: Span
    package init(count: Located<Int>, target: TargetClause, span: Span) {
        self.count = count
        self.target = target
        self.span = span
    }
}

/// `-> STEP` or `-> STEP forget SLOT, SLOT`
package struct TargetClause: Hashable, Sendable {
    package var step: Name
    package var forget: [Name]
    package init(step: Name, forget: [Name]) {
        self.step = step
        self.forget = forget
    }
}

package struct StepDeclaration: Hashable, Sendable {
    package var name: Name
    package var statements: [Statement]
    package var span: Span
    package init(name: Name, statements: [Statement], span: Span) {
        self.name = name
        self.statements = statements
        self.span = span
    }
}

package struct Statement: Hashable, Sendable {
    package var kind: Kind
    package var span: Span
    package init(kind: Kind, span: Span) {
        self.kind = kind
        self.span = span
    }

    package enum Kind: Hashable, Sendable {
        /// `say` with a text of its own.
        case say(LocalizedText)
        /// `say NAME`: a named text.
        case sayNamed(Name)
        case fill([Name])
        case option(name: Name, target: TargetClause, label: LocalizedText)
        /// `do MODULE.ACTION`
        case call(Name)
        /// `on OUTCOME -> TARGET`, with a text that is said first; one of the two may be missing.
        case on(outcome: Name, target: TargetClause?, text: LocalizedText?)
        case `if`(ConditionSyntax, TargetClause)
        case `else`(TargetClause)
        case then(TargetClause)
        case tries(TriesClause)
        /// `silent 30 minutes -> TARGET`
        case silent(seconds: Located<Int>, target: TargetClause)
        case handOff
        case stop
        /// `set SLOT to VALUE`
        case set(slot: Name, ExpressionSyntax)
        case forget([Name])
        /// `run FLOW`
        case run(Name)
        /// `show KIND VALUE` with a caption.
        case show(kind: Name, source: Name?, caption: LocalizedText?)
        /// `tell owner`, `tell master`
        case tell(recipient: Name, LocalizedText)
        /// `speak LANGUAGE`
        case speak(Name)
        /// `was OLD-NAME`, of the option before it, or of the step where there is none.
        case was(Name)
    }
}

/// `VALUE`, `VALUE + 7 days`, `VALUE - 500`: what `set` computes.
package struct ExpressionSyntax: Hashable, Sendable {
    /// A value's name or a constant, as written.
    package var value: Name
    package var addition: AdditionSyntax?
    package init(value: Name, addition: AdditionSyntax?) {
        self.value = value
        self.addition = addition
    }
}

package struct AdditionSyntax: Hashable, Sendable {
    package var isNegative: Bool
    package var amount: Located<Int>
    /// The English name of a unit of time.
    package var unit: Name?
    package var span: Span
    package init(isNegative: Bool, amount: Located<Int>, unit: Name?, span: Span) {
        self.isNegative = isNegative
        self.amount = amount
        self.unit = unit
        self.span = span
    }
}

/// `SLOT`, `not SLOT`, `PATH is VALUE`, `PATH is not VALUE`, `PATH < VALUE`, `<=`, `>`, `>=`.
package indirect enum ConditionSyntax: Hashable, Sendable {
    case isSet(Name)
    case compare(Name, Operator, Name)
    case not(ConditionSyntax)

    package enum Operator: String, Hashable, Sendable {
        case equal = "is"
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
    }
}

/// `always INTENT -> TARGET`
package struct HandlerDeclaration: Hashable, Sendable {
    package var intent: Name
    package var target: TargetClause
    package var span: Span
    package init(intent: Name, target: TargetClause, span: Span) {
        self.intent = intent
        self.target = target
        self.span = span
    }
}

package struct InvariantDeclaration: Hashable, Sendable {
    package var kind: Kind
    package var span: Span
    package init(kind: Kind, span: Span) {
        self.kind = kind
        self.span = span
    }

    package enum Kind: Hashable, Sendable {
        /// `never ACTION before STEP`
        case never(action: Name, before: Name)
        /// `always reach STEP within N turns`
        case alwaysReach(step: Name, turns: Located<Int>)
    }
}

package struct TestDeclaration: Hashable, Sendable {
    /// The rest of the `test` line.
    package var title: Name
    package var lines: [TestLine]
    package var span: Span
    package init(title: Name, lines: [TestLine], span: Span) {
        self.title = title
        self.lines = lines
        self.span = span
    }
}

package struct TestLine: Hashable, Sendable {
    package var kind: Kind
    package var span: Span
    package init(kind: Kind, span: Span) {
        self.kind = kind
        self.span = span
    }

    package enum Kind: Hashable, Sendable {
        /// `now 2026-03-10 09:00`, wall time in the salon's zone: the text as written.
        case now(Name)
        case customer(Name)
        case taps(Name)
        case silent(seconds: Located<Int>)
        /// `bot: …`: the answer contains this text.
        case bot(Name)
        /// `expect …, …`: each a subject (`step`, `outcome`, `booking`, a slot) and what it must be. In
        /// `expect booking service маникюр, time 16:00` every item after `booking` belongs to the booking.
        case expect([Expectation])
        /// `booking.create answers taken`
        case answers(action: Name, outcome: Name)
        /// `customer sends photo`
        case sends(Name)
        /// `operator hands back`
        case handsBack
    }
}

package struct Expectation: Hashable, Sendable {
    package var subject: Subject
    package var value: Name
    package init(subject: Subject, value: Name) {
        self.subject = subject
        self.value = value
    }

    package enum Subject: Hashable, Sendable {
        case step
        case outcome
        case language
        case slot(Name)
        /// A property of the last booking made; `expect booking none` has the property nil.
        case booking(Name?)
    }
}
