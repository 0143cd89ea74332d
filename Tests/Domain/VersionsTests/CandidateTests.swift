import Booking
import CivilTime
import Conversations
import FlowInterpreter
import FlowMachine
import FlowMigration
import Salon
import TalkRecording
import Testing
import Versions

/// What a candidate meets in a recorded talk beside what it shares with the version of then.
@Suite("Versions: talks on a candidate")
struct CandidateTests {
    /// Somebody books a manicure, with a pause before the yes.
    private func booking(_ example: Example, pause: Int = 60) throws -> [JournalledTalk] {
        var recorder = TalkRecorder(bot: example.bot, now: example.morning)
        try recorder.receive(.text("хочу на маникюр завтра в 3 к Ане"))
        try recorder.pass(seconds: pause)
        let yes = try #require(recorder.shown.first)
        try recorder.receive(.tap(id: yes.id, title: yes.label))
        #expect(recorder.all.count == 1 && recorder.all[0].turns.last?.marks.achievement == .booked)
        return recorder.all
    }

    private func change(_ machine: inout Machine, step name: String, _ change: (inout Step) -> Void) throws {
        let step = try #require(machine.step(named: name))
        change(&machine.steps[step.index])
    }

    @Test("a silence that only the candidate waits for happens at its time")
    func silences() throws {
        let example = try Bots.nailStudio.get()
        let talks = try booking(example, pause: 600)
        var machine = example.bot.program.machine
        let nudge = try #require(machine.step(named: "nudge"))
        try change(&machine, step: "confirm") { step in
            step.silences.insert(Silence(seconds: 300, target: Target(step: nudge)), at: 0)
        }
        let report = example.report(talks, on: example.bot.running(machine))
        let talk = try #require(report.different.first)
        #expect(talk.before.turns == 2 && talk.after.turns == 3)
        #expect(talk.after.outcome == .achieved(.booked), "the customer answers the question that is put again")
        let silence = try #require(talk.transcript.first { $0.act == .silence })
        #expect(silence.before == nil && silence.after?.isEmpty == false)
        #expect(silence.at == talks[0].began.adding(seconds: 300))
    }

    @Test("a silence that the candidate does not wait for does not happen, and the talk is not lost")
    func noSilence() throws {
        let example = try Bots.nailStudio.get()
        var recorder = TalkRecorder(bot: example.bot, now: example.morning)
        try recorder.receive(.text("хочу на маникюр завтра в 3 к Ане"))
        try recorder.pass(seconds: 3 * 3600)
        let late = try #require(recorder.shown.first)
        try recorder.receive(.tap(id: late.id, title: late.label))
        let report = example.report(
            recorder.all, on: example.changed { machine in
                for index in machine.steps.indices { machine.steps[index].silences = [] }
            })
        #expect(report.before.count(.lost) >= 1)
        let talk = try #require(report.different.first)
        #expect(talk.transcript.contains { $0.act == .silence && $0.after == nil && $0.before != nil })
    }

    @Test("what the salon was not asked is assumed, and said so")
    func assumed() throws {
        let example = try Bots.nailStudio.get()
        var machine = example.bot.program.machine
        try change(&machine, step: "confirm") { $0.code.insert(.call(.salonHours, []), at: 0) }
        let report = example.report(try booking(example), on: example.bot.running(machine))
        #expect(report.assumed == 1 && report.different.isEmpty && report.newFailures == 0)
        #expect(report.lines(in: "ru").contains { $0.contains("предположен") })
        #expect(report.lines(in: "en").contains { $0.contains("assumed") })
    }

    @Test("a question that nobody was asked is named where it costs the booking")
    func newQuestion() throws {
        let example = try Bots.nailStudio.get()
        var machine = example.bot.program.machine
        let other = try #require(machine.steps.firstIndex { !$0.options.isEmpty && $0.name != "confirm" && $0.code.allSatisfy(\.isSay) })
        try change(&machine, step: "save") { $0.code.insert(.go(Target(step: StepID(index: other))), at: 0) }
        let report = example.report(try booking(example), on: example.bot.running(machine))
        let talk = try #require(report.different.first)
        #expect(talk.losesAchievement && talk.after.outcome == .lost)
        #expect(talk.newQuestion == machine.steps[other].name)
        #expect(talk.heading(in: "ru", zone: .utc).contains(machine.steps[other].name))
    }

    @Test("the languages in another order: the customer is answered in their own")
    func languages() throws {
        let example = try Bots.nailStudio.get()
        let candidate = example.changed { machine in
            machine.languages.reverse()
            machine.wordings.reverse()
            for index in machine.texts.indices { machine.texts[index].templates.reverse() }
        }
        let report = example.report(try booking(example), on: candidate)
        #expect(report.talks == 1 && report.assumed == 0)
        #expect(report.different.isEmpty, "\(report.different.map { $0.transcriptLines(in: "ru") })")
    }

    @Test("a talk that was moved to another version in its middle runs on both, and on a candidate")
    func moved() throws {
        let example = try Bots.nailStudio.get()
        let first = example.bot
        let second = example.changed { machine in
            machine.texts.append(Text(templates: machine.languages.map { _ in [] }))
            for index in machine.steps.indices where machine.steps[index].name == "confirm" {
                machine.steps[index].silences = []
            }
        }
        let bookings = MemoryBookingStore(resources: first.catalogue.resources)
        var turns: [JournalledTurn] = []
        var conversation = Conversation(first.program.machine, at: example.morning)
        func take(_ content: InboundContent, _ bot: Bot, after seconds: Int, isOther: Bool) throws {
            let now = example.morning.adding(seconds: seconds)
            let event = try #require(bot.event(for: content, in: conversation, at: now))
            let turn = try ConversationTurn(
                bot: bot, conversation: conversation, event: event, customer: CustomerID(1), customerName: "Дина", name: "1",
                turn: Int64(turns.count + 1), now: now, bookings: bookings, customers: MemoryCustomers())
            turns.append(
                JournalledTurn(
                    record: turn.journal, stateBefore: isOther ? conversation.encoded : nil,
                    marks: TurnMarks(trace: turn.trace, position: turn.conversation.position)))
            conversation = turn.conversation
        }
        try take(.text("хочу на маникюр завтра в 3 к Ане"), first, after: 0, isOther: true)
        conversation = MigrationPlan(from: first.program.machine, to: second.program.machine)
            .migrate(conversation, now: example.morning).conversation
        try take(.text("да"), second, after: 60, isOther: true)
        #expect(turns.last?.marks.achievement == .booked)
        let talk = try #require(JournalledTalk(location: LocationID(1), turns: turns))
        let record = ReplayRecord(
            [talk], versions: [], programs: [first.program.hash: first.program, second.program.hash: second.program],
            locations: [.init(id: LocationID(1), catalogue: first.catalogue)], understander: first.understander)
        #expect(record.defects.isEmpty && record.talks.count == 1)
        for candidate in [first, second] {
            let report = Replay(programs: record.programs, candidates: [LocationID(1): candidate]).report(record)
            #expect(report.defects.isEmpty && report.different.isEmpty && report.assumed == 0)
            #expect(report.after.count(.achieved(.booked)) == 1)
        }
        // Without the machine that it went on with, nothing can be said of it.
        let half = ReplayRecord(
            [talk], versions: [], programs: [first.program.hash: first.program],
            locations: [.init(id: LocationID(1), catalogue: first.catalogue)], understander: first.understander)
        #expect(half.defects.map(\.defect) == [TalkDefect(kind: .machineMissing, turn: 1)])
    }
}

extension Instruction {
    fileprivate var isSay: Bool { if case .say = self { true } else { false } }
}
