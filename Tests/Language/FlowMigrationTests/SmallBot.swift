import CivilTime
import FlowInterpreter
import FlowMachine
import FlowMigration
import VersionGenerator

/// A bot built by hand, with everything a conversation can wait in, and the versions of it that tests make.
///
/// `party` asks for a kind and guests, runs `wishes`, asks for a time, confirms and books. Texts are their own names.
struct SmallBot {
    var machine: Machine

    static let now = Instant(seconds: 1_773_111_600)

    init(languages: [String] = ["ru", "en"]) {
        let wording = Wording(
            months: (1...12).map { "month\($0)" }, weekdays: (1...7).map { "weekday\($0)" },
            shortWeekdays: (1...7).map { "wd\($0)" }, dayPattern: "{month} {day}", digitSeparator: ",",
            moneyPattern: "{currency}{amount}", datePattern: "{month} {day}, {year}",
            weekdayNames: (1...7).map { "weekday\($0)" }, listPattern: "{rest} and {last}",
            plurals: [PluralRule(category: "other", alternatives: [])])
        machine = Machine(
            bot: "small", languages: languages, wordings: languages.map { _ in wording }, texts: [], systemTexts: [], slots: [],
            steps: [], intents: [], starts: [], handlers: [], answers: [])
        machine.systemTexts = SystemText.allCases.map { text("<\($0.name)>") }
        for (name, type) in [("kind", SlotType.choice), ("guests", .number), ("note", .text), ("time", .time)] {
            slot(name, type, isOptional: name == "note")
        }
        choices("kind", ["birthday", "wedding", "none"])
        for name in ["begin", "collect", "confirm", "save", "done", "bye", "nudge", "wish", "greet"] { step(name) }
        edit("begin") { $0.code = [.say(TextID(index: 0)), .go(Target(step: StepID(index: 1)))] }
        edit("collect") { [self] step in
            step.code = [.fill([id("kind"), id("guests")]), .run(place("wish")), .fill([id("time")]), .go(to("confirm"))]
            step.silences = [Silence(seconds: 1800, target: to("nudge")), Silence(seconds: 7200, target: to("bye"))]
        }
        let question = text("<right?>")
        options("confirm", ["yes": "save", "no": "bye"])
        edit("confirm") { $0.code = [.say(question)] }
        edit("save") { [self] step in
            step.code = [
                .call(.bookingCreate, [Branch(outcome: .booked, text: nil, target: to("done"))]), .go(to("bye")),
            ]
        }
        options("done", ["good": "bye", "bad": "bye"])
        edit("bye") { $0.code = [.stop] }
        let still = text("<still here?>")
        edit("nudge") { $0.code = [.say(still), .back] }
        edit("wish") { [self] step in step.code = [.fill([id("note")]), .back] }
        edit("greet") { [self] step in step.code = [.fill([id("guests")]), .back] }
        machine.starts = [
            IntentTarget(intent: "book", target: to("begin")), IntentTarget(intent: "greeting", target: to("greet")),
        ]
        let flows = [
            ("greeting", ["greet"]), ("leaving", ["bye", "nudge"]),
            ("party", ["begin", "collect", "confirm", "save", "done"]), ("wishes", ["wish"]),
        ]
        machine.flows = flows.map { name, steps in Flow(name: name, first: place(steps[0]), steps: steps.map(place)) }
    }

    func id(_ slot: String) -> SlotID { machine.slot(named: slot) ?? SlotID(index: -1) }
    func place(_ step: String) -> StepID { machine.step(named: step) ?? StepID(index: -1) }
    func to(_ step: String) -> Target { Target(step: place(step)) }
    func form(_ step: String, _ instruction: Int) -> FormPlace { FormPlace(step: place(step), instruction: instruction) }

    mutating func text(_ literal: String) -> TextID {
        machine.texts.append(Text(templates: machine.languages.map { [.literal("\(literal) \($0)")] }))
        return TextID(index: machine.texts.count - 1)
    }

    @discardableResult
    mutating func slot(_ name: String, _ type: SlotType, isOptional: Bool = false, was: [String] = []) -> SlotID {
        let ask = text("<\(name)?>")
        machine.slots.append(
            Slot(
                name: name, type: type, isOptional: isOptional, ask: ask, offer: type == .time ? .freeTimes : nil, wrong: [],
                tries: nil, formerNames: was))
        return SlotID(index: machine.slots.count - 1)
    }

    mutating func choices(_ slot: String, _ names: [String], was: [String: String] = [:]) {
        let choices = names.map { name in
            SlotChoice(name: name, label: text(name), formerNames: was[name].map { [$0] } ?? [])
        }
        edit(slot: slot) { $0.choices = choices }
    }

    mutating func step(_ name: String) {
        machine.steps.append(Step(name: name, code: [], options: [], tries: nil, silences: []))
    }

    mutating func options(_ step: String, _ targets: [String: String], was: [String: String] = [:]) {
        let options = targets.sorted { $0.key < $1.key }.map { name, target in
            Option(name: name, label: text(name), target: to(target), formerNames: was[name].map { [$0] } ?? [])
        }
        edit(step) { $0.options = options }
    }

    mutating func edit(_ step: String, _ change: (inout Step) -> Void) { change(&machine.steps[place(step).index]) }
    mutating func edit(slot: String, _ change: (inout Slot) -> Void) { change(&machine.slots[id(slot).index]) }
    mutating func edit(flow: String, _ change: (inout Flow) -> Void) {
        for index in machine.flows.indices where machine.flows[index].name == flow { change(&machine.flows[index]) }
    }

    mutating func rename(_ step: String, _ name: String, was: Bool = true) {
        edit(step) {
            $0.formerNames = was ? [step] : []
            $0.name = name
        }
    }

    /// The same bot with one change.
    func changed(_ change: (inout SmallBot) -> Void) -> SmallBot {
        var bot = self
        change(&bot)
        return bot
    }

    /// Steps and slots in the opposite order, so that every place has another number.
    func turnedRound() throws -> SmallBot {
        var bot = self
        bot.machine = machine.reordered(
            steps: Array(machine.steps.indices.reversed()), slots: Array(machine.slots.indices.reversed()))
        return bot
    }
}

extension SmallBot {
    func talk() throws -> Talk { Talk(program: Program(try Machine(encoded: machine.encoded))) }
    func plan(to other: SmallBot) -> MigrationPlan { MigrationPlan(from: machine, to: other.machine) }
}

/// A conversation with a small bot. Modules are willing.
struct Talk {
    var program: Program
    var conversation: Conversation
    var said: String?
    var choices: [MessageChoice] = []
    var calls: [Action] = []
    var trace: [TraceEntry] = []

    init(program: Program) {
        self.program = program
        conversation = Conversation(program.machine, at: SmallBot.now)
    }

    mutating func take(_ event: Event, at now: Instant = SmallBot.now) throws {
        var called: [Action] = []
        let result = Interpreter.step(program, conversation, event, now: now) { question in
            if case .call(let action, _) = question { called.append(action) }
            return Talk.answer(question)
        }
        calls += called
        conversation = try Conversation(encoded: result.conversation.encoded, for: program.machine)
        let message = result.effects.compactMap { if case .send(let message) = $0 { message } else { nil } }.first
        said = message?.text
        choices = message?.choices ?? []
        trace = result.trace
    }

    mutating func say(_ intents: [String] = [], _ mentions: [(SlotType, Value)] = [], options: [String] = []) throws {
        let all = mentions.map { Mention(type: $0.0, meaning: .value($0.1), span: 0..<0) }
        try take(.said(Understood(text: "…", language: nil, intents: intents, mentions: all, options: options)))
    }

    mutating func tap(_ id: ChoiceID, version: String) throws { try take(.tapped(id: id.text(version: version), title: "?")) }

    /// The same talk on another version.
    @discardableResult
    mutating func migrate(_ plan: MigrationPlan, to bot: SmallBot) throws -> MigratedConversation {
        program = Program(try Machine(encoded: bot.machine.encoded))
        let migrated = plan.migrate(conversation, now: SmallBot.now)
        conversation = try Conversation(encoded: migrated.conversation.encoded, for: program.machine)
        return migrated
    }

    func value(_ slot: String) -> Value? { program.slot(named: slot).flatMap { conversation.slots[$0.index].value } }

    static func answer(_ question: Question) -> Answer {
        switch question {
        case .offer: .offers([Offered(values: [OfferedValue(type: .time, value: noon)])], more: false)
        case .check: .holds([])
        case .call(.bookingCreate, _):
            .outcome(.booked, [FactValue(fact: .bookingNumber, value: .text("101"))])
        case .call(let action, _): .outcome(action.signature.outcomes[0], [])
        case .answerWaitlist: .outcome(.none, [])
        }
    }

    static let noon = Value.time(ClockTime(minutes: 720) ?? .midnight)
}
