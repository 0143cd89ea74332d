import Booking
import BotFiles
import CivilTime
import Conversations
import FlowInterpreter
import FlowMachine
import Foundation
import Salon
import SalonFiles
import Testing
import TimeZones
import Versions

@Suite("Versions: why a turn went as it did")
struct ExplanationTests {
    /// The demo's bot, and a talk with it.
    private static let bot = Result {
        let toolchain = try Toolchain(zones: TimeZoneDatabase())
        let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let folder = try BotFolder(path: repository.appendingPathComponent("flows/nail-studio").path, zones: toolchain.zones)
        let catalogue = try #require(folder.salon?.catalogue)
        let flow = try #require(toolchain.check(folder.sources, catalogue: catalogue).compiled)
        return try toolchain.bot(flow, catalogue: catalogue)
    }

    private struct Talk {
        var rehearsal: Rehearsal
        var turns: [RecordedTurn] = []
        /// What each turn said.
        var said: [[Message]] = []

        init() throws {
            let bot = try ExplanationTests.bot.get()
            let moment = CivilMoment(date: try #require(CivilDate(iso: "2026-03-10")), time: try #require(ClockTime(iso: "09:00")))
            rehearsal = Rehearsal(bot: bot, now: bot.catalogue.zone.instant(of: moment))
        }

        mutating func writes(_ text: String) throws { try take(.text(text)) }

        mutating func taps(_ label: String) throws {
            let choice = try #require(said.last?.last?.choices.first { $0.label == label }, "\(label)")
            try take(.tap(id: choice.id, title: choice.label))
        }

        private mutating func take(_ content: InboundContent) throws {
            said.append(try rehearsal.receive(content))
            let record = try #require(rehearsal.journal.last)
            let position = try #require(rehearsal.conversation).position
            turns.append(
                RecordedTurn(
                    number: Int64(turns.count + 1), program: rehearsal.bot.program, record: record, stateBefore: nil,
                    marks: TurnMarks(trace: rehearsal.lastTrace, position: position)))
        }

        func value(_ slot: String, in explanation: TurnExplanation) throws -> ExplainedValue? {
            let slot = try #require(rehearsal.bot.program.slot(named: slot))
            return explanation.values.first { $0.slot == slot }
        }
    }

    @Test("a turn says again what it said, and comes to the same state")
    func agrees() throws {
        var talk = try Talk()
        try talk.writes("хочу на маникюр завтра в 3 к Ане")
        let explanation = try TurnExplanation(talk.turns)
        let replies = talk.rehearsal.bot.replies(
            to: explanation.record.event, effects: explanation.result.effects,
            language: explanation.result.conversation.language, at: explanation.record.now)
        let state = try #require(talk.rehearsal.conversation).encoded
        let messages = talk.said[0].map { OutboundContent.message($0) }
        let agreement = explanation.agreement(with: messages, state: state, replies: replies)
        #expect(agreement.isComplete && agreement.messages == .same && agreement.state == .same)

        #expect(explanation.agreement(with: [], state: state, replies: replies).messages == .different)
        #expect(explanation.agreement(with: [nil], state: nil, replies: replies) == Agreement(otherwise: []))
        #expect(explanation.agreement(with: messages, state: state + [0], replies: replies).state == .different)
    }

    @Test("values come from the words that said them, over corrections and taps")
    func values() throws {
        var talk = try Talk()
        try talk.writes("хочу на маникюр к Ане")
        try talk.taps("ср, 11 марта")
        try talk.writes("в 3")
        try talk.writes("нет, лучше в четыре")
        let explanation = try TurnExplanation(talk.turns)
        let master = try #require(try talk.value("master", in: explanation))
        #expect(master.turn == 1)
        #expect(try quote(master) == "Ане")
        let date = try #require(try talk.value("date", in: explanation))
        #expect(date.source == .tap(title: "ср, 11 марта") && date.turn == 2)
        let time = try #require(try talk.value("time", in: explanation))
        #expect(time.turn == 4)
        #expect(time.value == .time(try #require(ClockTime(iso: "16:00"))))
        #expect(try quote(time)?.hasSuffix("в четыре") == true, "\(time.source)")
    }

    private func quote(_ value: ExplainedValue) throws -> String? {
        guard case .words(let message, let span) = value.source else { return nil }
        return String(decoding: Array(message.utf8)[span], as: UTF8.self)
    }

    @Test("the way has every instruction that was run and every text that was said, in order")
    func path() throws {
        var talk = try Talk()
        try talk.writes("хочу на маникюр завтра в 3 к Ане")
        try talk.taps("Записать")
        let explanation = try TurnExplanation(talk.turns)
        let machine = talk.rehearsal.bot.program.machine
        let trace = explanation.path.compactMap { if case .traced(let entry) = $0 { entry } else { nil } }
        #expect(trace == explanation.result.trace)
        let save = try #require(machine.step(named: "save"))
        let entered = try #require(explanation.path.firstIndex(of: .traced(.entered(save))))
        #expect(explanation.path[entered + 1] == .instruction(save, 0))
        #expect(explanation.path[entered + 2] == .traced(.called(.bookingCreate, .booked)))
        let texts = explanation.path.compactMap { if case .text(let text) = $0 { machine[text] } else { nil } }
        #expect(texts.count == 1)
        #expect(explanation.exchanges.contains { $0.answer == .outcome(.booked, []) || "\($0.question)".contains("bookingCreate") })
        // The conversation is over and has forgotten everything; what its last turn knew is told all the same.
        #expect(try talk.value("service", in: explanation)?.turn == 1)
    }

    @Test("a chain begins with any state that is stored, and what was known before is told as such")
    func earlier() throws {
        var talk = try Talk()
        try talk.writes("хочу на маникюр к Ане")
        let middle = try #require(talk.rehearsal.conversation).encoded
        try talk.writes("завтра")
        talk.turns[1].stateBefore = middle
        let explanation = try TurnExplanation([talk.turns[1]])
        let service = try #require(try talk.value("service", in: explanation))
        #expect(service.source == .earlier && service.turn == nil)
        #expect(try talk.value("date", in: explanation)?.turn == 2)
    }

    @Test("what does not fit together is said, not passed over")
    func defects() throws {
        var talk = try Talk()
        try talk.writes("хочу на маникюр завтра в 3 к Ане")
        var damaged = talk.turns[0]
        damaged.stateBefore = [4, 99]
        #expect(throws: ExplanationFailure(turn: 1, kind: .state)) { try TurnExplanation([damaged]) }
        damaged = talk.turns[0]
        damaged.record.answers.removeLast()
        #expect(throws: ExplanationFailure(turn: 1, kind: .otherQuestions)) { try TurnExplanation([damaged]) }
        damaged = talk.turns[0]
        damaged.program = Program(Bot.changed(damaged.program.machine))
        #expect(throws: ExplanationFailure(turn: 1, kind: .machine)) { try TurnExplanation([damaged]) }
        damaged = talk.turns[0]
        damaged.marks.notUnderstood = true
        #expect(try TurnExplanation([damaged]).otherwise == [1])
    }
}

extension Bot {
    fileprivate static func changed(_ machine: Machine) -> Machine {
        var machine = machine
        machine.bot += "-2"
        return machine
    }
}
