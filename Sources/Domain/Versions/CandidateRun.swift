internal import Booking
internal import CivilTime
internal import Conversations
internal import FlowInterpreter
internal import FlowMachine
internal import Salon

/// A recorded talk as it would have gone on a candidate: the customer does what they did, when they did it.
///
/// Words are understood anew wherever the candidate waits for something else than the version did that heard them. Modules
/// answer as they answered then; what they were not asked then is assumed, from the salon's catalogue with no bookings in
/// it, and marked so.
struct CandidateRun {
    struct Turn {
        /// The turn of the record that it follows; nil for a silence that only the candidate waited for.
        var recorded: Int?
        var event: Event
        var now: Instant
        var effects: [Effect]
        var after: Position
        var assumed: Int
    }

    private(set) var turns: [Turn] = []
    private(set) var tally = TalkTally()
    /// Answers that are not in the record.
    private(set) var assumed = 0
    /// Whether a module failed because nothing is known of what it was asked.
    private(set) var assumedFailure = false
    private(set) var conversation: Conversation

    private let bot: Bot
    private let recorded: RecordedRun
    private var book: AnswerBook
    private let mappings: [LanguageMapping]
    /// What the customer sees last of the candidate.
    private var shown: [MessageChoice] = []
    private var assumptions: Assumptions?

    /// Silences in a row that are followed; a flow that circles in silence is found by its checker.
    private static let mostSilences = 16

    /// - Parameter hearsAlike: whether a version understands by the same rules as the candidate.
    init(_ recorded: RecordedRun, on bot: Bot, hearsAlike: (Program) -> Bool) {
        self.bot = bot
        self.recorded = recorded
        mappings = recorded.turns.map { LanguageMapping(from: $0.program.languages, to: bot.languages) }
        book = AnswerBook(recorded, mappings)
        conversation = CandidateRun.beginning(recorded.turns[0], bot, mappings[0])
        for (place, turn) in recorded.turns.enumerated() {
            if turn.event == .silence {
                // Nothing happens where the candidate does not wait, or not as long yet.
                guard let wake = conversation.wakeAt, wake <= turn.now else { continue }
                take(.silence, at: turn.now, place)
                continue
            }
            followSilences(before: turn.now, unless: turn.before.wakeAt)
            if isUnchanged(turn) {
                reuse(place)
            } else {
                take(event(of: turn, mappings[place], hearsAlike: hearsAlike(turn.program)), at: turn.now, place)
            }
        }
        // A talk that was over then, and is not on the candidate, is left to its silences: the customer says no more.
        if !recorded.end.isOpen { followSilences(before: nil, unless: nil) }
    }

    var program: Program { bot.program }

    var result: TalkResult { tally.result(at: conversation.position) }

    // MARK: - The talk's course

    /// Talks begin with nothing open, so that any version can take one over: it keeps the language and when the customer
    /// last wrote.
    private static func beginning(
        _ first: RecordedRun.Turn, _ bot: Bot, _ mapping: LanguageMapping
    ) -> Conversation {
        if first.program.hash == bot.program.hash { return first.before }
        var conversation = Conversation(
            bot.program.machine, language: mapping.language(first.before.language), at: first.before.quietSince)
        if case .handedOff = first.before.position { conversation.position = first.before.position }
        conversation.waitlistOffer = first.before.waitlistOffer
        conversation.turns = first.before.turns
        return conversation
    }

    /// Follows the silences that the candidate waits for and the version then did not.
    private mutating func followSilences(before end: Instant?, unless waitedFor: Instant?) {
        for _ in 0..<CandidateRun.mostSilences {
            guard let wake = conversation.wakeAt, wake != waitedFor, end.map({ wake < $0 }) ?? true else { return }
            take(.silence, at: wake, nil)
        }
    }

    /// The same turn of the same machine with the same conversation is the same.
    private func isUnchanged(_ turn: RecordedRun.Turn) -> Bool {
        turn.program.hash == bot.program.hash && conversation == turn.before && assumed == 0
    }

    private mutating func reuse(_ place: Int) {
        let turn = recorded.turns[place]
        book.take(turn: place)
        note(turn.event, at: turn.now, place, turn.effects, turn.after, turn.marks, assumed: 0)
    }

    private mutating func take(_ event: Event, at now: Instant, _ place: Int?) {
        // A silence of the candidate's own goes by what surrounded the last turn before it.
        let around = place ?? turns.last?.recorded ?? 0
        let assumedBefore = assumed
        let result = Interpreter.step(
            bot.program, conversation, event, now: now, surroundings: surroundings(around, event, now),
            profile: bot.remembers ? mapped(around) : []
        ) { question in
            if let answer = book.answer(to: question, in: around) { return answer }
            assumed += 1
            if let answer = book.similarAnswer(to: question) { return answer }
            return assume(question, at: now, event)
        }
        note(
            event, at: now, place, result.effects, result.conversation,
            TurnMarks(trace: result.trace, position: result.conversation.position), assumed: assumed - assumedBefore)
    }

    private mutating func note(
        _ event: Event, at now: Instant, _ place: Int?, _ effects: [Effect], _ after: Conversation, _ marks: TurnMarks,
        assumed: Int
    ) {
        conversation = after
        tally.count(event, marks)
        for case .send(let message) in effects { shown = message.choices }
        turns.append(
            Turn(
                recorded: place, event: event, now: now, effects: effects, after: after.position, assumed: assumed))
    }

    // MARK: - What the candidate meets

    private func event(of turn: RecordedRun.Turn, _ mapping: LanguageMapping, hearsAlike: Bool) -> Event {
        switch turn.event {
        case .said(let understood):
            if hearsAlike, bot.program.expectation(in: conversation) == turn.program.expectation(in: turn.before) {
                return turn.event
            }
            return bot.event(for: .text(understood.text), in: conversation, at: turn.now) ?? turn.event
        case .tapped(let id, let title): return tap(id, title)
        case .media, .silence, .released: return turn.event
        case .waitlistOffer, .waitlistLost: return mapping.isNone ? turn.event : mapping.event(turn.event)
        }
    }

    /// The same choice where the candidate shows it, else the one with the same words on it. What was tapped on an older
    /// message is left as it is.
    private func tap(_ id: String, _ title: String) -> Event {
        let meant = ChoiceID.read(id)?.id
        let isShown = shown.contains { $0.id == id } || shown.contains { meant != nil && ChoiceID.read($0.id)?.id == meant }
        guard !isShown, let alike = shown.first(where: { $0.label == title }) else { return .tapped(id: id, title: title) }
        return .tapped(id: alike.id, title: title)
    }

    /// What the salon was like then, as far as the record says; the rest is the salon as it is.
    private func surroundings(_ place: Int, _ event: Event, _ now: Instant) -> [FactValue] {
        let turn = recorded.turns[place]
        let then = turn.surroundings
        if turn.program.hash == bot.program.hash { return then }
        let language = bot.language(after: event, in: conversation)
        var name: String?
        for case .text(let text) in then.filter({ $0.fact == .customerName }).map(\.value) { name = text }
        var facts = bot.facts.facts(language: language, customerName: name, today: bot.catalogue.zone.civil(at: now).date)
        guard turn.program.languages[turn.language] == bot.languages[language] else { return facts }
        for index in facts.indices {
            if let known = then.first(where: { $0.fact == facts[index].fact }) { facts[index] = known }
        }
        return facts
    }

    private func mapped(_ place: Int) -> [RememberedValue] {
        let profile = recorded.turns[place].profile
        return mappings[place].isNone ? profile : mappings[place].profile(profile)
    }

    private mutating func assume(_ question: Question, at now: Instant, _ event: Event) -> Answer {
        let store = assumptions ?? Assumptions(bot)
        assumptions = store
        let answer = store.answer(
            question, bot, turn: Int64(turns.count + 1), at: now, language: bot.language(after: event, in: conversation))
        if case .outcome(.failed, _) = answer { assumedFailure = true }
        return answer
    }
}

/// The salon as its catalogue alone shows it, with nobody booked.
private struct Assumptions {
    let bookings: MemoryBookingStore
    let customers = MemoryCustomers()

    init(_ bot: Bot) { bookings = MemoryBookingStore(resources: bot.catalogue.resources) }

    func answer(_ question: Question, _ bot: Bot, turn: Int64, at now: Instant, language: Int) -> Answer {
        bookings.pass(to: now)
        let origin = TurnOrigin(customer: CustomerID(1), text: "replay/\(turn)", now: now, language: language)
        var modules = SalonModules(bot: bot, bookings: bookings, customers: customers, turn: origin, staged: [:])
        // The stores are in memory and refuse nothing; a module that could not answer has failed.
        return (try? modules.answer(question)) ?? .outcome(.failed, [])
    }
}
