internal import ArgumentParser
internal import BotFiles
internal import CivilTime
internal import Conversations
internal import FlowCompiler
internal import FlowDiagnostics
internal import FlowInterpreter
internal import FlowMachine
internal import Foundation
internal import JSON
internal import Postgres
internal import Salon
internal import Storage
internal import TimeZones
internal import Understanding
internal import Versions

struct WhyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Explains a message: which version answered, how it was understood, the way through the flow, and where each value came from.",
        discussion: """
            MESSAGE is the provider's identity of a message that came or went (wamid…), or the number of a message in the \
            outbox. The turn is run again from the journal and compared with what was stored of it.

            It shows what customers wrote as it is: for the salon's own people. With --mask names, telephone numbers and \
            addresses are masked; a name that nothing marks as one stays.

            Ends with 0 when the turn comes to what was stored, 1 when it does not or cannot be run again, 3 when there is no \
            such message.
            """)

    @Argument(help: "A message's identity at the provider, or its number in the outbox.")
    var message: String

    @Flag(help: "Mask what is personal, for showing it to others.")
    var mask = false

    @OptionGroup var salon: SalonArguments

    func run() async throws {
        let console = salon.speech.console
        let toolchain = try Toolchain()
        let found = try await salon.inSalon { connection in try FoundTurn(message, connection, toolchain.zones, salon: salon.salon, console) }
        let story = try TurnStory(found, masks: mask, toolchain, console)
        if salon.json {
            console.data(bytes: WhyJSON(story).value.bytes() + [UInt8(ascii: "\n")])
        } else {
            console.data(WhyPage(story, console: console, keywords: toolchain.keywords).text)
        }
        if !story.agreement.isComplete { throw ExitCode(ExitStatus.findings) }
    }
}

/// All that is stored of a turn.
struct FoundTurn: Sendable {
    let conversation: ConversationID
    let turns: [StoredTurn]
    /// By the number of the version.
    let machines: [Int: StoredMachine]
    /// The version that the turn ran on.
    let version: VersionLine?
    let sources: [SourceFile]
    let messages: [SaidMessage]
    let standing: StandingConversation
    let catalogue: SalonCatalogue

    init(
        _ message: String, _ connection: Connection, _ zones: TimeZoneDatabase, salon: Int64, _ console: Console
    ) throws {
        let lookup = MessageLookup(connection)
        switch try lookup.turn(of: message) {
        case .turn(let conversation, let number):
            self.conversation = conversation
            turns = try TurnJournal(connection).turns(upTo: number, of: conversation)
            messages = try lookup.messages(of: number, in: conversation)
        case .waiting:
            throw OutsideFailure(
                console.words(
                    ru: "Сообщение `\(message)` пришло, но бот до него ещё не дошёл. Спросите чуть позже.",
                    en: "The message `\(message)` came in, but the bot has not taken it up yet. Ask a little later."))
        case .some(.none):
            throw OutsideFailure(
                console.words(
                    ru: "Сообщение `\(message)` обошлось без хода бота: это реакция, или оно старше журнала.",
                    en: "The message `\(message)` led to no turn of the bot: it is a reaction, or older than the journal."))
        case nil:
            throw OutsideFailure(
                console.words(
                    ru: "У салона \(salon) нет сообщения `\(message)`. Нужен идентификатор вида wamid… или номер исходящего сообщения; салон выбирает --salon.",
                    en: "Salon \(salon) has no message `\(message)`. Give an identity such as wamid… or the number of an outgoing message; --salon chooses the salon."
                ))
        }
        let versions = FlowVersions(connection)
        var machines: [Int: StoredMachine] = [:]
        for number in Set(turns.map(\.flowVersion)) { machines[number] = try versions.machine(number) }
        self.machines = machines
        let number = turns.last?.flowVersion
        version = try number.flatMap { try versions.line($0) }
        sources = try number.map { try versions.sources(of: $0) }?.map { SourceFile(name: $0.path, bytes: $0.content) } ?? []
        standing = try lookup.conversation(conversation)
        catalogue = try SalonCatalogueStore(connection).load(standing.location) { try zones.zone(named: $0) }
    }
}

/// A turn as it is told: run again, with the places in the sources and the reasons of the understanding.
struct TurnStory {
    let found: FoundTurn
    let explanation: TurnExplanation
    /// What it said, as it is shown.
    let messages: [SaidMessage]
    let bot: Bot
    let agreement: Agreement
    /// Nil where the sources no longer give the machine that the turn ran on.
    let places: SourcePlaces?
    /// Of a message in words.
    let understanding: Explanation?
    /// Whether the message would be understood the same with the salon's catalogue of today; nil for other events.
    let isUnderstoodTheSame: Bool?

    /// - Parameter masks: what is personal is masked in all that is shown; the turn is compared with what is stored as it is.
    init(_ found: FoundTurn, masks: Bool, _ toolchain: Toolchain, _ console: Console) throws {
        self.found = found
        var recorded: [RecordedTurn] = []
        for turn in found.turns { recorded.append(try TurnStory.recorded(turn, found, console)) }
        let whole: TurnExplanation
        do { whole = try TurnExplanation(recorded) } catch { throw TurnStory.failure(error, console) }
        let bot = try Bot(program: whole.program, catalogue: found.catalogue, understander: toolchain.understander)
        self.bot = bot
        agreement = whole.agreement(
            with: found.messages.map(\.content),
            state: found.standing.turnNumber == whole.number ? found.standing.state : nil, replies: bot.replies(whole))
        places = SourcePlaces(found.sources, of: whole.program, toolchain)
        var isUnderstoodTheSame: Bool?
        if case .said(let understood) = whole.record.event {
            isUnderstoodTheSame =
                bot.event(for: .text(understood.text), in: whole.before, at: whole.record.now) == whole.record.event
        }
        self.isUnderstoodTheSame = isUnderstoodTheSame
        let shown = try masks ? TurnStory.masked(recorded, found, bot, console) : whole
        explanation = shown
        messages = masks ? found.messages.saying(bot.replies(shown)) : found.messages
        if case .said(let understood) = shown.record.event {
            understanding = bot.explain(understood.text, in: shown.before, at: shown.record.now)
        } else {
            understanding = nil
        }
    }

    private static func masked(
        _ turns: [RecordedTurn], _ found: FoundTurn, _ bot: Bot, _ console: Console
    ) throws -> TurnExplanation {
        guard let masked = TurnExplanation.masked(turns, at: found.standing.location, understander: bot.understander),
            let explanation = try? TurnExplanation(masked)
        else {
            throw OutsideFailure(
                console.words(
                    ru: "Этот ход не показать без личных данных: без них бот пошёл бы другим путём. Запустите без --mask.",
                    en: "This turn cannot be shown without personal data: without them the bot would go another way. Leave out --mask."))
        }
        return explanation
    }

    private static func recorded(_ turn: StoredTurn, _ found: FoundTurn, _ console: Console) throws -> RecordedTurn {
        guard let stored = found.machines[turn.flowVersion], ContentHash(of: stored.machine).bytes == stored.hash,
            let machine = try? Machine(encoded: stored.machine), let hash = ContentHash(bytes: stored.hash)
        else { throw failure(ExplanationFailure(turn: turn.number, kind: .machine), console) }
        if turn.event.isEmpty {
            throw OutsideFailure(
                console.words(
                    ru: "Ход \(turn.number) стёрт по просьбе клиента: повторять нечего.",
                    en: "Turn \(turn.number) was erased at the customer's wish: there is nothing to run again."))
        }
        let record: JournalRecord
        do {
            record = try JournalRecord(
                machine: hash, turn: Int(turn.number), now: turn.happenedAt, eventBytes: turn.event, answerBytes: turn.answers)
        } catch {
            throw OutsideFailure(
                console.words(
                    ru: "Запись хода \(turn.number) в журнале не читается: её сделала другая версия программы, или она повреждена.",
                    en: "The journal's record of turn \(turn.number) cannot be read: another version of the program wrote it, or it is damaged."))
        }
        return RecordedTurn(
            number: turn.number, program: Program(machine, hash: hash), record: record, stateBefore: turn.stateBefore,
            marks: turn.marks)
    }

    /// A finding: what is stored does not fit together, or the program has changed since.
    private static func failure(_ failure: ExplanationFailure, _ console: Console) -> any Error {
        let why =
            switch failure.kind {
            case .machine: console.words(ru: "машина его версии повреждена", en: "its version's machine is damaged")
            case .state:
                console.words(
                    ru: "состояние разговора до него не читается", en: "the conversation's state before it cannot be read")
            case .otherQuestions:
                console.words(
                    ru: "сегодняшняя программа спросила бы у модулей другое, чем тогда",
                    en: "today's program would ask the modules other things than it did then")
            }
        console.talk(
            console.words(
                ru: "Ход \(failure.turn) не повторить: \(why).", en: "Turn \(failure.turn) cannot be run again: \(why)."))
        return ExitCode(ExitStatus.findings)
    }
}

extension Bot {
    fileprivate func replies(_ turn: TurnExplanation) -> [OutboundContent] {
        replies(
            to: turn.record.event, effects: turn.result.effects, language: turn.result.conversation.language, at: turn.record.now)
    }
}

extension [SaidMessage] {
    /// The same messages with other words; of those that have none, what is stored is not shown.
    fileprivate func saying(_ replies: [OutboundContent]) -> [SaidMessage] {
        enumerated().map { place, message in
            var message = message
            message.content = replies.indices.contains(place) ? replies[place] : nil
            return message
        }
    }
}

/// Where the parts of a machine stand in the files that a version was published from.
struct SourcePlaces: Sendable {
    private let map: SourceMap
    private let files: [SourceFile]
    private let lines: [LineIndex]

    /// Nil where the files no longer compile into that machine: the language or its library has moved on.
    init?(_ sources: [SourceFile], of program: Program, _ toolchain: Toolchain) {
        guard !sources.isEmpty else { return nil }
        let checked = toolchain.check(version: sources)
        guard let flow = checked.compiled, ContentHash(of: flow.machine.encoded) == program.hash else { return nil }
        map = flow.sourceMap
        files = checked.sources
        lines = checked.sources.map(LineIndex.init)
    }

    struct Place: Hashable {
        var file: String
        var line: Int
        var text: String { "\(file):\(line)" }
    }

    private func place(_ span: Span) -> Place? {
        guard files.indices.contains(span.file) else { return nil }
        return Place(file: files[span.file].name, line: lines[span.file].position(at: span.start).line)
    }

    func place(of step: StepID) -> Place? { map.steps.indices.contains(step.index) ? place(map.steps[step.index]) : nil }

    func place(of step: StepID, instruction: Int) -> Place? {
        guard map.instructions.indices.contains(step.index), map.instructions[step.index].indices.contains(instruction) else {
            return nil
        }
        return place(map.instructions[step.index][instruction])
    }

    func place(of step: StepID, option: Int) -> Place? {
        guard map.options.indices.contains(step.index), map.options[step.index].indices.contains(option) else { return nil }
        return place(map.options[step.index][option])
    }

    func place(of text: TextID) -> Place? { map.texts.indices.contains(text.index) ? place(map.texts[text.index]) : nil }
}
