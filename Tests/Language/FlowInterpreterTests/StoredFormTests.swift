import CivilTime
import FlowInterpreter
import FlowMachine
import Testing

/// What is stored between turns, and what comes back from a customer's phone, is checked before it is believed.
@Suite("Interpreter: stored forms")
struct StoredFormTests {
    /// A conversation in which every field holds something.
    private func full() throws -> (Program, Conversation) {
        var small = SmallMachine()
        small.machine.steps[0].silences = [Silence(seconds: 60, target: Target(step: SmallMachine.confirm))]
        small.machine.steps[1].silences = [Silence(seconds: 90, target: Target(step: SmallMachine.done))]
        var play = try Play(small) { question in
            if case .check(.service, _) = question {
                .holds([FactValue(fact: .price, value: .money(Money(minorUnits: 5, currency: "KZT")))])
            } else {
                Play.willing(question)
            }
        }
        let window = TimeWindow(from: .midnight, to: .endOfDay)
        try play.say(["book"], [(.service, .value(Play.choice("1"))), (.time, .times(window))])
        try play.say([])
        play.now = play.now.adding(seconds: 60)
        try play.take(.silence)
        var conversation = play.conversation
        conversation.offered = [Play.offered(.date, Play.day)]
        conversation.dates = DateWindow(from: nil, to: CivilDate(daysSinceEpoch: 20_600))
        conversation.excluded = Exclusions(
            masters: [Choice(id: "2", names: ["Аня"])],
            dates: [DateWindow(from: CivilDate(daysSinceEpoch: 20_500), to: nil)], times: [window])
        return (play.program, conversation)
    }

    @Test("a conversation's bytes are read as they were written, or refused; a turn on what was read never fails")
    func conversation() throws {
        let (program, conversation) = try full()
        #expect(conversation.interrupted.count == 1 && conversation.wakeAt != nil)
        let bytes = conversation.encoded
        #expect(try Conversation(encoded: bytes, for: program.machine) == conversation)
        for length in 0..<bytes.count {
            #expect(throws: ByteError.self) { try Conversation(encoded: Array(bytes[..<length]), for: program.machine) }
        }
        #expect(throws: ByteError.trailingBytes) { try Conversation(encoded: bytes + [0], for: program.machine) }
        #expect(throws: ByteError.unknownFormat(9)) {
            try Conversation(encoded: [9] + bytes.dropFirst(), for: program.machine)
        }
        var changed = bytes
        var read = 0
        for index in bytes.indices {
            for value in UInt8.min...UInt8.max {
                changed[index] = value
                guard let other = try? Conversation(encoded: changed, for: program.machine) else { continue }
                if other.encoded != changed { Issue.record("byte \(index), value \(value): a second spelling") }
                read += 1
                let everything = Play.everything.map { Mention(type: $0.0, meaning: $0.1, span: 0..<0) }
                for event in [
                    Event.silence, .released, .media(kind: "image", id: "5"), .tapped(id: "m.x.date.5", title: ""),
                    .said(
                        Understood(text: "", language: nil, intents: ["book"], mentions: everything, options: ["yes"])),
                ] {
                    let result = Interpreter.step(program, other, event, now: SmallMachine.now, answer: Play.willing)
                    if result.effects.count > 2 { Issue.record("byte \(index), value \(value): \(result.effects)") }
                }
            }
            changed[index] = bytes[index]
        }
        #expect(read > 256)
    }

    @Test("a place that the machine does not have is refused")
    func foreignPlaces() throws {
        let (program, conversation) = try full()
        let nowhere = StepID(index: 99)
        let noForm = FormPlace(step: SmallMachine.form, instruction: 1)
        let changes: [(inout Conversation) -> Void] = [
            { $0.position = .choosing(nowhere) }, { $0.position = .filling(noForm, SmallMachine.date) },
            { $0.position = .filling(FormPlace(step: SmallMachine.form, instruction: 0), SlotID(index: 4)) },
            { $0.form = FormPlace(step: nowhere, instruction: 0) }, { $0.form = noForm },
            { $0.interrupted = [Interruption(.waiting(.choosing(nowhere)), form: nil)] },
            { $0.interrupted = [Interruption(.waiting(.idle), form: noForm)] }, { $0.slots.removeLast() },
            { $0.interrupted = [Interruption(.running(nowhere, instruction: 0), form: nil)] },
            { $0.interrupted = [Interruption(.running(SmallMachine.form, instruction: 3), form: nil)] },
            { $0.language = 1 },
        ]
        for change in changes {
            var other = conversation
            change(&other)
            #expect(throws: ByteError.self) { try Conversation(encoded: other.encoded, for: program.machine) }
        }
    }

    @Test("journal bytes are read as they were written, or refused")
    func journal() throws {
        let mentions =
            Play.everything.map { Mention(type: $0.0, meaning: $0.1, span: 3..<9) } + [
                Mention(type: .date, meaning: .dates(DateWindow(from: nil, to: nil)), span: 0..<1),
                Mention(type: .time, meaning: .times(TimeWindow(from: .midnight, to: nil)), span: 0..<1),
                Mention(
                    type: .master, meaning: .except(Exclusions(masters: [Choice(id: "2", names: [])])), span: 0..<1),
                Mention(type: .time, meaning: .impossible(.tooFar), span: 0..<1),
                Mention(type: .service, meaning: .oneOf([Play.choice("1"), .anyone]), span: 0..<1),
            ]
        let events: [Event] = [
            .said(Understood(text: "да", language: "ru", intents: ["confirm"], mentions: mentions, options: ["yes"])),
            .tapped(id: "o.x.y.z", title: "Да"), .media(kind: "image", id: "5"), .silence, .released,
            .waitlistOffer(id: "17", [FactValue(fact: .bookingDate, value: Play.day)]), .waitlistLost(id: "17", []),
        ]
        for event in events {
            let record = JournalRecord(
                machine: ContentHash(of: []), turn: 3, event: event, now: SmallMachine.now,
                surroundings: [FactValue(fact: .salonName, value: .text("Студия"))],
                profile: [
                    RememberedValue(slot: "name", value: .text("Инна")),
                    RememberedValue(slot: "all", value: .list([.flag(true), .media(kind: "image", id: "1")])),
                ],
                answers: [.holds([]), .outcome(.booked, []), .wrong(.full, instead: []), .offers([], more: true)])
            func read(_ eventBytes: [UInt8], _ answerBytes: [UInt8]) throws(ByteError) -> JournalRecord {
                try JournalRecord(
                    machine: record.machine, turn: 3, now: record.now, eventBytes: eventBytes, answerBytes: answerBytes)
            }
            #expect(try read(record.eventBytes, record.answerBytes) == record)
            #expect(throws: ByteError.trailingBytes) { try read(record.eventBytes + [0], record.answerBytes) }
            var changed = record.eventBytes
            for index in changed.indices {
                for value in UInt8.min...UInt8.max {
                    changed[index] = value
                    if let other = try? read(changed, record.answerBytes), other.eventBytes != changed {
                        Issue.record("byte \(index), value \(value): a second spelling")
                    }
                }
                changed[index] = record.eventBytes[index]
                #expect(throws: ByteError.self) { try read(Array(changed[..<index]), record.answerBytes) }
            }
        }
    }

    @Test("an id of a choice says what was chosen, and comes back")
    func choiceIDs() throws {
        let start = Offered(values: [
            OfferedValue(type: .date, value: Play.day), OfferedValue(type: .time, value: .time(.endOfDay)),
        ])
        let taken = [start, Play.offered(.master, .anyone), Play.offered(.service, Play.choice("12"))]
        let ids: [ChoiceID] =
            [
                .option(step: "confirm", name: "yes"), .option(step: "подтвердить", name: "да"),
                .more(slot: "date", skipped: 9), .waitlist(offer: "17", accepts: true),
                .waitlist(offer: "17", accepts: false),
            ] + taken.compactMap { ChoiceID.taking($0, for: "time") }
        #expect(ids.count == 8)
        for id in ids {
            let read = try #require(ChoiceID.read(id.text(version: "0a1b2c3d")))
            #expect(read.version == "0a1b2c3d")
            #expect(read.id == id)
        }
        let offered = Offered(values: [
            OfferedValue(type: .date, value: Play.day), OfferedValue(type: .time, value: Play.noon),
        ])
        #expect(ChoiceID.taking(offered, for: "time")?.text(version: "v") == "v.v.time.date=2026-03-10,time=12:00")
        for value in [Value.text("x"), .number(1), .money(Money(minorUnits: 1, currency: "KZT"))] {
            #expect(ChoiceID.taking(Play.offered(.service, value), for: "service") == nil)
        }
    }

    @Test(
        "an id that this program did not write says nothing",
        arguments: [
            "", ".", "...", "o", "o.v.step", "o..step.yes", "o.v..yes", "o.v.step.", "x.v.step.yes", "O.v.step.yes",
            "m.v.date.", "m.v.date.x", "m.v.date.-1", "m.v.date.10001", "m.v.date.99999999999999999999", "v.v.date.",
            "v.v.date.date", "v.v.date.date=", "v.v.date.date=2026-02-30", "v.v.date.date=2026-3-1",
            "v.v.date.=2026-03-01",
            "w.v.17", "w.v.17.", "w.v.17.maybe", "w.v..yes", "v.v.time.time=24:01", "v.v.time.time=7:00", "v.v.time.date=2026-03-10,", "v.v.s.service=", "v.v.s.price=5",
            "v.v.s.service=1,,service=2",
        ])
    func hostileIDs(_ text: String) {
        #expect(ChoiceID.read(text) == nil)
    }
}
