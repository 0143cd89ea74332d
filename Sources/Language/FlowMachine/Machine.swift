package import CivilTime

/// A bot, compiled: the checked, finite state machine that the interpreter runs.
///
/// A machine is plain data and complete in itself: texts, words for dates and money, choices and targets are all inside,
/// so a conversation can be replayed years later by its machine alone. Steps, slots and texts refer to one another by
/// index; names stay, because buttons, tests and statistics hang on them. Names of built-in things are always the English
/// ones, whatever dialect the flow was written in, and user-chosen names are kept as written: the same meaning in another
/// dialect or layout is the same machine, byte for byte (DESIGN, decision 2).
package struct Machine: Hashable, Sendable {
    package var bot: String
    /// Language codes, the default first. Never empty.
    package var languages: [String]
    /// How each language writes dates, weekdays and money; parallel to `languages`.
    package var wordings: [Wording]
    package var texts: [Text]
    /// The texts the interpreter itself needs, in the order of `SystemText.allCases`.
    package var systemTexts: [TextID]
    package var slots: [Slot]
    package var steps: [Step]
    /// The flow's own intents, with their phrases; the built-in ones need no entry.
    package var intents: [Intent]
    /// `start on INTENT`: the step where a conversation about that intent begins.
    package var starts: [IntentTarget]
    /// `always INTENT -> TARGET`: what works in every state.
    package var handlers: [IntentTarget]
    /// `answer INTENT`: a question answered in one go, after which the open question is asked again.
    package var answers: [IntentAnswer]
    /// Which steps belong together, and where each flow begins; what moves a conversation to another version goes by it.
    /// Empty in machines of formats before 4.
    package var flows: [Flow]

    package init(
        bot: String, languages: [String], wordings: [Wording], texts: [Text], systemTexts: [TextID], slots: [Slot],
        steps: [Step], intents: [Intent], starts: [IntentTarget], handlers: [IntentTarget], answers: [IntentAnswer], flows: [Flow] = []
    ) {
        self.bot = bot
        self.languages = languages
        self.wordings = wordings
        self.texts = texts
        self.systemTexts = systemTexts
        self.slots = slots
        self.steps = steps
        self.intents = intents
        self.starts = starts
        self.handlers = handlers
        self.answers = answers
        self.flows = flows
    }

    package subscript(text: TextID) -> Text { texts[text.index] }
    package subscript(slot: SlotID) -> Slot { slots[slot.index] }
    package subscript(step: StepID) -> Step { steps[step.index] }

    package func step(named name: String) -> StepID? { steps.firstIndex { $0.name == name }.map(StepID.init(index:)) }
    package func slot(named name: String) -> SlotID? { slots.firstIndex { $0.name == name }.map(SlotID.init(index:)) }
    package func systemText(_ text: SystemText) -> TextID { systemTexts[text.rawValue] }
}

/// The place of a text in `Machine.texts`.
package struct TextID: Hashable, Sendable {
    package var index: Int
    package init(index: Int) { self.index = index }
}

/// The place of a slot in `Machine.slots`.
package struct SlotID: Hashable, Sendable {
    package var index: Int
    package init(index: Int) { self.index = index }
}

/// The place of a step in `Machine.steps`.
package struct StepID: Hashable, Sendable {
    package var index: Int
    package init(index: Int) { self.index = index }
}

/// Something to find out from the customer.
package struct Slot: Hashable, Sendable {
    package var name: String
    package var type: SlotType
    /// An optional slot is not asked for by itself; it is filled when the customer says it. An optional slot that has a
    /// question and an offer is asked once and may be answered with "any".
    package var isOptional: Bool
    package var ask: TextID
    package var offer: Offer?
    /// The flow's own words for a refused value; a reason that is missing here has a system text.
    package var wrong: [WrongText]
    package var tries: Tries?
    /// Kept in the customer's profile once it is filled, and filled from there when a conversation begins.
    package var isRemembered: Bool
    /// The answers of a slot of type `choice`, in order.
    package var choices: [SlotChoice]
    /// Names it had before, so that conversations and menus of older versions find it (`was`).
    package var formerNames: [String]

    package init(
        name: String, type: SlotType, isOptional: Bool, ask: TextID, offer: Offer?, wrong: [WrongText], tries: Tries?,
        isRemembered: Bool = false, choices: [SlotChoice] = [], formerNames: [String] = []
    ) {
        self.name = name
        self.type = type
        self.isOptional = isOptional
        self.ask = ask
        self.offer = offer
        self.wrong = wrong
        self.tries = tries
        self.isRemembered = isRemembered
        self.choices = choices
        self.formerNames = formerNames
    }
}

/// One of the fixed answers of a slot.
package struct SlotChoice: Hashable, Sendable {
    package var name: String
    package var label: TextID
    package var formerNames: [String]
    package init(name: String, label: TextID, formerNames: [String] = []) {
        self.name = name
        self.label = label
        self.formerNames = formerNames
    }
}

/// What kind of value fills a slot. The order is the order in which one depends on another: a time on its date, a master
/// on the service, all of them on the visit that is to be moved.
package enum SlotType: UInt8, CaseIterable, Hashable, Sendable {
    /// One of the customer's own visits.
    case booking
    case service, master, date, time
    case name, phone, number, money, yesNo, choice, photo, text

    /// As flows write it in English.
    package var name: String {
        // Spelled out, since a name derived from the case costs more than all the rest of a button's id.
        switch self {
        case .booking: "booking"
        case .service: "service"
        case .master: "master"
        case .date: "date"
        case .time: "time"
        case .name: "name"
        case .phone: "phone"
        case .number: "number"
        case .money: "money"
        case .yesNo: "yes-no"
        case .choice: "choice"
        case .photo: "photo"
        case .text: "text"
        }
    }

    /// Whether the salon's modules say if a value can be had. Values of the other types hold as soon as they are given.
    package var isCheckedByModules: Bool { rawValue <= SlotType.time.rawValue }

    package var kind: ValueKind {
        switch self {
        case .booking, .service, .master, .choice: .choice
        case .date: .date
        case .time: .time
        case .name, .phone, .text: .text
        case .number: .number
        case .money: .money
        case .yesNo: .flag
        case .photo: .media
        }
    }
}

/// Where a question takes its choices from.
package enum Offer: UInt8, CaseIterable, Hashable, Sendable {
    case services, masters
    /// Masters, and "anyone" as the first choice.
    case mastersOrAnyone
    case freeDays, freeTimes
    /// The customer's visits that are still to come.
    case myBookings
}

/// Why a value that was understood cannot be had.
package enum WrongReason: UInt8, CaseIterable, Hashable, Sendable {
    case unknown, past, closed, full, tooSoon, tooFar
}

package struct WrongText: Hashable, Sendable {
    package var reason: WrongReason
    package var text: TextID
    package init(reason: WrongReason, text: TextID) {
        self.reason = reason
        self.text = text
    }
}

/// The way out of a question that fails: after `count` answers that did not help, the conversation goes to `target`.
package struct Tries: Hashable, Sendable {
    package var count: Int
    package var target: Target
    package init(count: Int, target: Target) {
        self.count = count
        self.target = target
    }
}

/// Where the conversation goes on, and the slots that are emptied on the way.
package struct Target: Hashable, Sendable {
    package var step: StepID
    package var forget: [SlotID]
    package init(step: StepID, forget: [SlotID] = []) {
        self.step = step
        self.forget = forget
    }
}

/// A state: what is done on entering it, and what is waited for afterwards.
package struct Step: Hashable, Sendable {
    package var name: String
    /// Executed from the first instruction on entering the step. After the last one the step waits for one of its options.
    package var code: [Instruction]
    package var options: [Option]
    package var tries: Tries?
    /// By rising delay.
    package var silences: [Silence]
    /// Names it had before (`was`).
    package var formerNames: [String]

    package init(
        name: String, code: [Instruction], options: [Option], tries: Tries?, silences: [Silence],
        formerNames: [String] = []
    ) {
        self.formerNames = formerNames
        self.name = name
        self.code = code
        self.options = options
        self.tries = tries
        self.silences = silences
    }
}

/// An answer that the step offers as a button or a row.
package struct Option: Hashable, Sendable {
    package var name: String
    package var label: TextID
    package var target: Target
    /// Names it had before (`was`).
    package var formerNames: [String]
    package init(name: String, label: TextID, target: Target, formerNames: [String] = []) {
        self.name = name
        self.label = label
        self.target = target
        self.formerNames = formerNames
    }
}

/// Where the conversation goes when the customer has said nothing for `seconds`.
package struct Silence: Hashable, Sendable {
    package var seconds: Int
    package var target: Target
    package init(seconds: Int, target: Target) {
        self.seconds = seconds
        self.target = target
    }
}

/// The steps of one `flow`, the library's and the bot's together.
package struct Flow: Hashable, Sendable {
    package var name: String
    /// Where it begins.
    package var first: StepID
    /// By rising number.
    package var steps: [StepID]
    /// `restart NAME`: conversations of another version that wait in a step of that name, which has no place of its own
    /// here, begin this flow anew.
    package var restarts: [String]

    package init(name: String, first: StepID, steps: [StepID], restarts: [String] = []) {
        self.name = name
        self.first = first
        self.steps = steps
        self.restarts = restarts
    }
}

package enum Instruction: Hashable, Sendable {
    /// Adds a text to the message of this turn.
    case say(TextID)
    /// Asks until every slot of the form is filled and holds, then goes on.
    case fill([SlotID])
    /// Calls a module. An outcome without a branch goes on with the next instruction.
    case call(Action, [Branch])
    /// Goes to the target when the condition holds, else on.
    case goWhen(Condition, Target)
    case go(Target)
    /// Gives the conversation to a human; the bot is silent until it is given back.
    case handOff
    /// Ends the conversation; slots are emptied.
    case stop
    /// Returns to the step that was waiting when a silence, a handler or the start of another flow took the conversation
    /// away from it, and enters it again, so that what is still open there is asked again. With nothing to return to it
    /// ends the conversation.
    case back
    /// Goes through another flow from this step on, and on with the next instruction when that flow goes `back`.
    case run(StepID)
    /// Fills a slot with a computed value; empties it when a part of the value is unknown or does not fit.
    case set(SlotID, Expression)
    case forget([SlotID])
    /// Shows a picture, a document, the salon's place or its contact.
    case show(Showing)
    /// Tells somebody of the salon something.
    case tell(StaffRecipient, TextID)
    /// Goes on in this language of `Machine.languages`.
    case speak(Int)
}

/// What follows an outcome of a module call.
package struct Branch: Hashable, Sendable {
    package var outcome: Outcome
    /// Said before going on.
    package var text: TextID?
    /// Nil goes on with the next instruction.
    package var target: Target?
    package init(outcome: Outcome, text: TextID?, target: Target?) {
        self.outcome = outcome
        self.text = text
        self.target = target
    }
}

package indirect enum Condition: Hashable, Sendable {
    case isSet(Path)
    case compare(Path, Comparison, Literal)
    case not(Condition)
}

package enum Comparison: UInt8, CaseIterable, Hashable, Sendable {
    case equal, less, lessOrEqual, greater, greaterOrEqual
}

/// A value that `set` computes.
package struct Expression: Hashable, Sendable {
    package var operand: Operand
    /// What is added to a date, a time, a number or an amount of money; negative to take away.
    package var addition: Addition?
    package init(operand: Operand, addition: Addition? = nil) {
        self.operand = operand
        self.addition = addition
    }
}

package enum Operand: Hashable, Sendable {
    case path(Path)
    case literal(Literal)
}

package struct Addition: Hashable, Sendable {
    package var amount: Int
    package var unit: AdditionUnit
    package init(amount: Int, unit: AdditionUnit) {
        self.amount = amount
        self.unit = unit
    }
}

package enum AdditionUnit: UInt8, CaseIterable, Hashable, Sendable {
    case days, minutes
    /// Of a number, or whole units of the salon's currency.
    case plain
}

/// Something to see beside a text.
package struct Showing: Hashable, Sendable {
    package var kind: ShowingKind
    /// The address of a picture or a document; nil for what the salon itself is asked for.
    package var source: ShowingSource?
    package var caption: TextID?
    package init(kind: ShowingKind, source: ShowingSource?, caption: TextID?) {
        self.kind = kind
        self.source = source
        self.caption = caption
    }
}

package enum ShowingKind: UInt8, CaseIterable, Hashable, Sendable {
    case picture, document, location, contact
}

package enum ShowingSource: Hashable, Sendable {
    case link(String)
    /// A value that holds a link.
    case path(Path)
}

package enum StaffRecipient: UInt8, CaseIterable, Hashable, Sendable {
    case owner
    /// The master of the visit that is spoken of; the owner where there is none.
    case master
}

/// A constant in a condition or behind `set`.
package enum Literal: Hashable, Sendable {
    /// A catalogue name, compared with all names of a choice without regard to case; or the words of a text.
    case name(String)
    case number(Int)
    case time(ClockTime)
    case weekday(Weekday)
    case anyone
    case date(CivilDate)
    case flag(Bool)
}

/// A value that a text or a condition reads.
package enum Path: Hashable, Sendable {
    case slot(SlotID)
    case fact(Fact)
}

package struct IntentTarget: Hashable, Sendable {
    package var intent: String
    package var target: Target
    package init(intent: String, target: Target) {
        self.intent = intent
        self.target = target
    }
}

package struct IntentAnswer: Hashable, Sendable {
    package var intent: String
    package var text: TextID
    package init(intent: String, text: TextID) {
        self.intent = intent
        self.text = text
    }
}

/// A meaning that a flow declares for itself, by the phrases that express it.
package struct Intent: Hashable, Sendable {
    package var name: String
    package var phrases: [Phrase]
    package init(name: String, phrases: [Phrase]) {
        self.name = name
        self.phrases = phrases
    }
}

/// One line of an intent.
package struct Phrase: Hashable, Sendable {
    package var language: String
    /// A phrase under `not`: where it matches, the intent is not meant.
    package var isExclusion: Bool
    package var pattern: PhrasePattern
    package init(language: String, isExclusion: Bool, pattern: PhrasePattern) {
        self.language = language
        self.isExclusion = isExclusion
        self.pattern = pattern
    }
}

package indirect enum PhrasePattern: Hashable, Sendable {
    /// Matched by stem, with typos forgiven.
    case word(String)
    /// `word*`: any word that begins so.
    case prefix(String)
    /// `[service]`: a typed gap.
    case gap(SlotType)
    case sequence([PhrasePattern])
    case alternatives([PhrasePattern])
    case optional(PhrasePattern)
    /// `/…/`: PCRE2 over the lower-cased message.
    case expression(String)
}
