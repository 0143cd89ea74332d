import CivilTime
import FlowInterpreter
import FlowMachine

/// A machine built by hand, whose texts are their own names in angle brackets, and a conversation with it.
struct SmallMachine {
    var machine: Machine

    static let service = SlotID(index: 0)
    static let master = SlotID(index: 1)
    static let date = SlotID(index: 2)
    static let time = SlotID(index: 3)
    static let form = StepID(index: 0)
    static let confirm = StepID(index: 1)
    static let human = StepID(index: 2)
    static let done = StepID(index: 3)

    static let now = Instant(seconds: 1_773_111_600)

    init() {
        machine = Machine(
            bot: "small", languages: ["en"],
            wordings: [
                Wording(
                    months: (1...12).map { "month\($0)" }, weekdays: (1...7).map { "on weekday\($0)" },
                    shortWeekdays: (1...7).map { "wd\($0)" }, dayPattern: "{month} {day}", digitSeparator: ",",
                    moneyPattern: "{currency}{amount}", datePattern: "{month} {day}, {year}",
                    weekdayNames: (1...7).map { "weekday\($0)" }, listPattern: "{rest} and {last}",
                    plurals: [
                        PluralRule(
                            category: "one",
                            alternatives: [[.init(modulus: 0, lowest: 1, highest: 1, isNegated: false)]]),
                        PluralRule(category: "other", alternatives: []),
                    ])
            ],
            texts: [], systemTexts: [], slots: [], steps: [], intents: [],
            starts: [IntentTarget(intent: "book", target: Target(step: SmallMachine.form))], handlers: [], answers: [])
        machine.systemTexts = SystemText.allCases.map { text("<\($0.name)>") }
        machine.slots = [
            slot("service", .service, offer: .services),
            slot("master", .master, isOptional: true, offer: .mastersOrAnyone),
            slot("date", .date, offer: .freeDays), slot("time", .time, offer: .freeTimes),
        ]
        machine.steps = [
            Step(
                name: "form",
                code: [
                    .fill([SmallMachine.service, SmallMachine.master, SmallMachine.date, SmallMachine.time]),
                    .go(Target(step: SmallMachine.confirm)),
                ], options: [], tries: Tries(count: 3, target: Target(step: SmallMachine.human)), silences: []),
            Step(
                name: "confirm", code: [.say(text("<right?>"))],
                options: [
                    Option(name: "yes", label: text("<yes>"), target: Target(step: SmallMachine.done)),
                    Option(name: "no", label: text("<no>"), target: Target(step: SmallMachine.done)),
                ], tries: nil, silences: []),
            Step(name: "human", code: [.handOff], options: [], tries: nil, silences: []),
            Step(name: "done", code: [.stop], options: [], tries: nil, silences: []),
        ]
    }

    mutating func text(_ literal: String) -> TextID { text([.literal(literal)]) }

    mutating func text(_ template: [Segment]) -> TextID {
        machine.texts.append(Text(templates: [template]))
        return TextID(index: machine.texts.count - 1)
    }

    private mutating func slot(_ name: String, _ type: SlotType, isOptional: Bool = false, offer: Offer?) -> Slot {
        Slot(
            name: name, type: type, isOptional: isOptional, ask: text("<\(name)?>"), offer: offer, wrong: [], tries: nil
        )
    }

    /// Puts `code` into the step where "book" begins; steps after it stay as they are.
    mutating func begin(with code: [Instruction]) { machine.steps[0].code = code }
}

/// Plays events against a program, with the modules' answers given by a function; every conversation goes through bytes.
struct Play {
    let program: Program
    var conversation: Conversation
    var now = SmallMachine.now
    var facts: [FactValue] = []
    var profile: [RememberedValue] = []
    var result: TurnResult?
    var questions: [Question] = []
    var modules: (Question) -> Answer = Play.willing

    init(_ small: SmallMachine, _ modules: @escaping (Question) -> Answer = Play.willing) throws {
        // What runs is what was read back from bytes, as in production.
        program = Program(try Machine(encoded: small.machine.encoded))
        conversation = Conversation(program.machine, at: SmallMachine.now)
        self.modules = modules
    }

    mutating func take(_ event: Event) throws {
        var asked: [Question] = []
        let modules = modules
        let before = conversation
        let turn = Interpreter.step(program, before, event, now: now, surroundings: facts, profile: profile) { question in
            asked.append(question)
            return modules(question)
        }
        let record = JournalRecord(
            machine: program.hash, turn: turn.conversation.turns, event: event, now: now, surroundings: facts,
            profile: profile, answers: turn.answers)
        let stored = try JournalRecord(
            machine: record.machine, turn: record.turn, now: record.now, eventBytes: record.eventBytes,
            answerBytes: record.answerBytes)
        guard stored == record, try stored.replay(program, from: before) == turn else { throw NotTheSame() }
        conversation = try Conversation(encoded: turn.conversation.encoded, for: program.machine)
        guard conversation == turn.conversation else { throw NotTheSame() }
        questions = asked
        result = turn
    }

    struct NotTheSame: Error {}

    mutating func say(_ intents: [String], _ mentions: [(SlotType, Mention.Meaning)] = [], options: [String] = [])
        throws
    {
        let all = mentions.map { Mention(type: $0.0, meaning: $0.1, span: 0..<0) }
        try take(.said(Understood(text: "…", language: nil, intents: intents, mentions: all, options: options)))
    }

    var message: Message? {
        result?.effects.compactMap { if case .send(let message) = $0 { message } else { nil } }.first
    }

    var text: String { message?.text ?? "" }
    var labels: [String] { message?.choices.map(\.label) ?? [] }
    var handsOff: Bool { result?.effects.contains(.handOff) == true }
    var trace: [TraceEntry] { result?.trace ?? [] }

    /// Offers one of everything, and refuses nothing.
    static func willing(_ question: Question) -> Answer {
        switch question {
        case .offer(.services, _, _, _): .offers([offered(.service, choice("1"))], more: false)
        case .offer(.masters, _, _, _): .offers([offered(.master, choice("2"))], more: false)
        case .offer(.mastersOrAnyone, _, _, _):
            .offers([offered(.master, .anyone), offered(.master, choice("2"))], more: false)
        case .offer(.freeDays, _, _, _): .offers([offered(.date, day)], more: false)
        case .offer(.freeTimes, _, _, _): .offers([offered(.time, noon)], more: false)
        case .offer(.myBookings, _, _, _): .offers([offered(.booking, choice("7"))], more: false)
        case .check: .holds([])
        case .call(let action, _): .outcome(action.signature.outcomes[0], [])
        case .answerWaitlist: .outcome(.none, [])
        }
    }

    static func choice(_ id: String) -> Value { .choice(Choice(id: id, names: ["name\(id)"])) }
    static func offered(_ type: SlotType, _ value: Value) -> Offered {
        Offered(values: [OfferedValue(type: type, value: value)])
    }
    /// Tuesday, the tenth of March 2026.
    static let day = Value.date(CivilDate(daysSinceEpoch: 20_522))
    static let noon = Value.time(ClockTime(minutes: 720) ?? .midnight)
    static let everything: [(SlotType, Mention.Meaning)] = [
        (.service, .value(choice("1"))), (.master, .value(choice("2"))), (.date, .value(day)), (.time, .value(noon)),
    ]
}
