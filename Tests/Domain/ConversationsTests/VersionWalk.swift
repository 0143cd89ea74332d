import CivilTime
import FlowGenerator
import FlowInterpreter
import FlowMachine

/// A random conversation with any machine, of events as they come out of the understanding, with a salon that answers
/// anything that can be answered. Quick enough for thousands of versions.
struct VersionWalk {
    let program: Program
    /// Services by the names that the machine's conditions ask for.
    private let services: [String]
    var conversation: Conversation
    var now: Instant
    var random: SeededGenerator
    /// The newest last.
    var shown: [MessageChoice] = []
    private(set) var last: TurnResult?

    static let start = Instant(seconds: 1_773_111_600)

    init(_ program: Program, random: SeededGenerator) {
        self.program = program
        services = VersionWalk.services(of: program)
        self.random = random
        now = VersionWalk.start
        conversation = Conversation(program.machine, language: 0, at: now)
    }

    /// The walk as it goes on in another version.
    init(_ program: Program, _ conversation: Conversation, from walk: VersionWalk) {
        self.program = program
        services = VersionWalk.services(of: program)
        self.conversation = conversation
        now = walk.now
        random = walk.random
        shown = walk.shown
    }

    var message: Message? {
        last?.effects.compactMap { if case .send(let message) = $0 { message } else { nil } }.first
    }

    /// Whether the turn before did anything that a customer or the salon notices.
    var wasAnswered: Bool { last?.effects.contains { if case .remember = $0 { false } else { true } } ?? false }

    mutating func take(_ event: Event) throws {
        var random = random
        let result = Interpreter.step(program, conversation, event, now: now) { answer($0, &random) }
        self.random = random
        conversation = try Conversation(encoded: result.conversation.encoded, for: program.machine)
        last = result
        shown += message?.choices ?? []
    }

    mutating func move() throws { try take(event()) }

    // MARK: - What customers do

    mutating func event() -> Event {
        switch random.number(0...99) {
        case 0..<60: return .said(said())
        case 60..<85:
            let recent = random.chance(70) ? Array(shown.suffix(4)) : shown
            guard let choice = recent.randomElement(using: &random) else { return .said(said()) }
            return .tapped(id: choice.id, title: choice.label)
        case 85..<89: return .media(kind: "image", id: "1")
        case 89..<92: return .released
        default:
            guard let wake = conversation.wakeAt else { return .said(said()) }
            now = max(now, wake)
            return .silence
        }
    }

    /// What nobody understands.
    static let gibberish = Event.said(Understood(text: "?!", language: nil, intents: [], mentions: [], options: []))

    private mutating func said() -> Understood {
        var intents: [String] = []
        var mentions: [Mention] = []
        var options: [String] = []
        switch conversation.position {
        case .choosing(let step):
            if random.chance(60), let option = program[step].options.randomElement(using: &random) { options = [option.name] }
        case .filling(_, let slot):
            if random.chance(75) {
                if let choice = program[slot].choices.randomElement(using: &random) {
                    options = [choice.name]
                } else {
                    mentions = [mention(of: program.type(of: slot))]
                }
            }
        case .idle, .handedOff, .resuming: break
        }
        if conversation.position == .idle || random.chance(12), let start = program.machine.starts.randomElement(using: &random) {
            intents.append(start.intent)
        }
        let machine = program.machine
        if random.chance(4), let handler = machine.handlers.randomElement(using: &random) { intents.append(handler.intent) }
        if random.chance(4), let answer = machine.answers.randomElement(using: &random) { intents.append(answer.intent) }
        if random.chance(8) { intents.append(random.pick(["confirm", "deny"])) }
        if random.chance(25) { mentions.append(mention(of: random.pick([.service, .master, .date, .time]))) }
        return Understood(text: "…", language: nil, intents: intents, mentions: mentions, options: options)
    }

    private mutating func mention(of type: SlotType) -> Mention {
        var random = random
        defer { self.random = random }
        if type == .date, random.chance(10) {
            return Mention(type: type, meaning: .dates(DateWindow(from: CivilDate(daysSinceEpoch: 20_522), to: nil)), span: 0..<0)
        }
        if type == .master, random.chance(10) {
            guard case .choice(let master) = value(of: .master, &random) else {
                return Mention(type: type, meaning: .value(.anyone), span: 0..<0)
            }
            return Mention(type: type, meaning: .except(Exclusions(masters: [master])), span: 0..<0)
        }
        return Mention(type: type, meaning: .value(value(of: type, &random)), span: 0..<0)
    }

    // MARK: - What there is

    /// Names say which language they are in, so that a mix-up shows.
    private func choice(_ id: String) -> Choice { Choice(id: id, names: program.languages.map { "\(id) \($0)" }) }

    private func service(_ name: String) -> Choice {
        Choice(id: name, names: [name] + program.languages.dropFirst().map { "\(name) \($0)" })
    }

    private static func services(of program: Program) -> [String] {
        program.steps.flatMap(\.code).compactMap { instruction in
            guard case .goWhen(.compare(.slot(let slot), .equal, .name(let name)), _) = instruction,
                program.type(of: slot) == .service
            else { return nil }
            return name
        }
    }

    private func value(of type: SlotType, _ random: inout SeededGenerator) -> Value {
        switch type {
        case .service where !services.isEmpty && random.chance(50): .choice(service(random.pick(services)))
        case .booking, .service, .choice: .choice(choice(String(random.number(1...3))))
        case .master: random.chance(20) ? .anyone : .choice(choice(String(random.number(1...3))))
        case .date: .date(CivilDate(daysSinceEpoch: 20_522 + random.number(0...5)))
        case .time: .time(ClockTime(minutes: random.number(18...40) * 30) ?? .midnight)
        case .name, .phone, .text: .text("words \(random.number(1...9))")
        case .number: .number(random.number(1...20))
        case .money: .money(Money(minorUnits: random.number(1...20) * 100, currency: "KZT"))
        case .yesNo: .flag(random.chance(50))
        case .photo: .media(kind: "image", id: "1")
        }
    }

    private func answer(_ question: Question, _ random: inout SeededGenerator) -> Answer {
        switch question {
        case .offer(let offer, _, _, _):
            if random.chance(5) { return .offers([], more: false) }
            let type: SlotType =
                switch offer {
                case .services: .service
                case .masters, .mastersOrAnyone: .master
                case .freeDays: .date
                case .freeTimes: .time
                case .myBookings: .booking
                }
            return .offers(offered(type, &random), more: random.chance(20))
        case .check(let type, _):
            if random.chance(8) { return .wrong(.full, instead: offered(type, &random)) }
            return .holds([FactValue(fact: .price, value: .money(Money(minorUnits: 800_000, currency: "KZT")))])
        case .call(let action, _):
            let outcomes = action.signature.outcomes
            let outcome = random.chance(75) ? outcomes[0] : random.pick(outcomes)
            let facts = action.signature.provides[outcome] ?? []
            return .outcome(outcome, facts.map { FactValue(fact: $0, value: fact($0, &random)) })
        case .answerWaitlist: return .outcome(.none, [])
        }
    }

    private func offered(_ type: SlotType, _ random: inout SeededGenerator) -> [Offered] {
        var seen: Set<Value> = []
        let values = (0..<random.number(1...4)).map { _ in value(of: type, &random) }
        return values.filter { seen.insert($0).inserted }.map { Offered(values: [OfferedValue(type: type, value: $0)]) }
    }

    private func fact(_ fact: Fact, _ random: inout SeededGenerator) -> Value {
        switch fact.kind {
        case .choice: .choice(choice(String(random.number(1...3))))
        case .date: value(of: .date, &random)
        case .time: value(of: .time, &random)
        case .text: .text("fact")
        case .number: .number(2)
        case .money: .money(Money(minorUnits: 800_000, currency: "KZT"))
        case .flag: .flag(true)
        case .media: .media(kind: "image", id: "1")
        case .list: .list([.choice(choice("1")), .text("fact")])
        }
    }
}
