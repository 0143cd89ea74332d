import CivilTime
import FlowInterpreter
import FlowMachine
import FlowMigration
import Testing

/// What becomes of conversations, and of the turn after.
@Suite("Migration: conversations")
struct ConversationTests {
    private let bot = SmallBot()

    /// In the middle of `collect`, waiting for the guests.
    private func askingGuests() throws -> Talk {
        var talk = try bot.talk()
        try talk.say(["book"])
        try talk.say(options: ["wedding"])
        #expect(talk.said?.contains("<guests?>") == true)
        return talk
    }

    /// At the question whether all is right.
    private func confirming() throws -> Talk {
        var talk = try askingGuests()
        try talk.say([], [(.number, .number(12))])
        try talk.say([], [(.text, .text("a cake"))])
        try talk.say([], [(.time, Talk.noon)])
        #expect(talk.said?.contains("<right?>") == true)
        return talk
    }

    @Test("between equal bots a conversation stays the very same, also where only the order differs")
    func same() throws {
        let turned = try bot.turnedRound()
        for talk in [try bot.talk(), try askingGuests(), try confirming()] {
            let same = bot.plan(to: bot).migrate(talk.conversation, now: SmallBot.now)
            #expect(same.conversation == talk.conversation && same.fate.isUnnoticed)
            let there = bot.plan(to: turned).migrate(talk.conversation, now: SmallBot.now)
            #expect(there.conversation != talk.conversation || talk.conversation.position == .idle)
            let back = turned.plan(to: bot).migrate(there.conversation, now: SmallBot.now)
            #expect(back.conversation == talk.conversation)
        }
    }

    @Test("a form whose question is gone puts its next one")
    func nextQuestion() throws {
        let newer = bot.changed { bot in
            bot.slot("budget", .money)
            let slots = [bot.id("kind"), bot.id("budget")]
            bot.edit("collect") { $0.code[0] = .fill(slots) }
        }
        var talk = try askingGuests()
        let migrated = try talk.migrate(bot.plan(to: newer), to: newer)
        #expect(talk.conversation.position == .filling(newer.form("collect", 0), newer.id("budget")))
        #expect(migrated.asked == [AskedSlot(name: "guests", reason: .gone), AskedSlot(name: "budget", reason: .added)])
        #expect(talk.value("kind") != nil)
    }

    @Test("a form in which nothing is open goes on by itself, and says no word of not understanding")
    func completeForm() throws {
        let newer = bot.changed { bot in
            let slots = [bot.id("kind")]
            bot.edit("collect") { $0.code[0] = .fill(slots) }
        }
        for event in [
            Event.said(Understood(text: "12", language: nil, intents: [], mentions: [], options: [])),
            .tapped(id: "v.old.guests.number=1", title: "?"), .tapped(id: "o.old.confirm.yes", title: "?"),
        ] {
            var talk = try askingGuests()
            try talk.migrate(bot.plan(to: newer), to: newer)
            #expect(talk.conversation.position == .resuming(newer.place("collect"), instruction: 0))
            try talk.take(event)
            #expect(talk.said == "<note?> ru", "\(event)")
            #expect(talk.conversation.failedTries == 0)
        }
        // What the message says of a slot is taken up before.
        var talk = try askingGuests()
        try talk.migrate(bot.plan(to: newer), to: newer)
        try talk.say([], [(.time, Talk.noon)])
        #expect(talk.value("time") == Talk.noon)
        #expect(talk.said == "<note?> ru")
        // A silence that falls due leads where it leads, and from there back.
        talk = try askingGuests()
        try talk.migrate(bot.plan(to: newer), to: newer)
        try talk.take(.silence, at: SmallBot.now.adding(seconds: 1800))
        #expect(talk.said == "<still here?> ru\n\n<note?> ru")
    }

    @Test("a value that does not fit any more leads back to the form that asks for it, and nothing else is asked again")
    func ledBack() throws {
        let newer = bot.changed { $0.choices("kind", ["birthday", "none"]) }
        var talk = try confirming()
        let migrated = try talk.migrate(bot.plan(to: newer), to: newer)
        #expect(talk.conversation.position == .filling(newer.form("collect", 0), newer.id("kind")))
        #expect(migrated.asked == [AskedSlot(name: "kind", reason: .optionsGone(["wedding"]))])
        try talk.tap(.option(step: "confirm", name: "yes"), version: "old")
        #expect(talk.said == "<menu-outdated> ru\n\n<kind?> ru")
        try talk.say(options: ["none"])
        #expect(talk.said == "<right?> ru")
        #expect(talk.value("guests") == .number(12))
        // One that the change does not concern goes on where it is.
        let kept = bot.changed { $0.choices("kind", ["wedding"]) }
        var other = try confirming()
        #expect(try other.migrate(bot.plan(to: kept), to: kept).asked.isEmpty)
        #expect(other.conversation.position == .choosing(kept.place("confirm")))
    }

    @Test("nobody is led back over a booking that was made")
    func afterBooking() throws {
        let newer = bot.changed { $0.choices("kind", ["birthday"]) }
        var talk = try confirming()
        try talk.say(options: ["yes"])
        #expect(talk.calls == [.bookingCreate])
        let migrated = try talk.migrate(bot.plan(to: newer), to: newer)
        #expect(talk.conversation.position == .choosing(newer.place("done")))
        #expect(migrated.asked.isEmpty)
        let without = newer.changed { $0.rename("done", "other", was: false) }
        talk = try confirming()
        try talk.say(options: ["yes"])
        try talk.migrate(bot.plan(to: without), to: without)
        #expect(talk.conversation.slots.allSatisfy { $0.value == nil }, "the flow begins with nothing known")
        try talk.say(options: ["good"])
        #expect(talk.said?.hasSuffix("<kind?> ru") == true)
        #expect(talk.calls == [.bookingCreate])
    }

    @Test("a form that was gone through asks for what it needs now, but not for what can be passed over")
    func newSlot() throws {
        let newer = bot.changed { bot in
            bot.slot("phone", .phone)
            bot.slot("song", .text, isOptional: true)
            let slots = [bot.id("kind"), bot.id("guests"), bot.id("phone"), bot.id("song")]
            bot.edit("collect") { $0.code[0] = .fill(slots) }
        }
        var talk = try confirming()
        let migrated = try talk.migrate(bot.plan(to: newer), to: newer)
        #expect(talk.conversation.position == .filling(newer.form("collect", 0), newer.id("phone")))
        #expect(migrated.asked.first == AskedSlot(name: "phone", reason: .added))
        let optional = bot.changed { bot in
            bot.slot("song", .text, isOptional: true)
            let slots = [bot.id("kind"), bot.id("guests"), bot.id("song")]
            bot.edit("collect") { $0.code[0] = .fill(slots) }
        }
        talk = try confirming()
        #expect(try talk.migrate(bot.plan(to: optional), to: optional).fate.isUnnoticed)
    }

    @Test("answers go by name: renamed by `was`, with the new words, in the languages of the version")
    func answers() throws {
        let newer = SmallBot(languages: ["en", "kk", "ru"]).changed { bot in
            bot.choices("kind", ["birthday", "marriage", "none"], was: ["marriage": "wedding"])
        }
        var talk = try askingGuests()
        #expect(talk.value("kind") == .choice(Choice(id: "wedding", names: ["wedding ru", "wedding en"])))
        try talk.migrate(bot.plan(to: newer), to: newer)
        #expect(
            talk.value("kind") == .choice(Choice(id: "marriage", names: ["marriage en", "marriage kk", "marriage ru"])))
        #expect(talk.program.languages[talk.conversation.language] == "ru")
        try talk.migrate(newer.plan(to: bot), to: bot)
        #expect(talk.value("kind") == .choice(Choice(id: "wedding", names: ["wedding ru", "wedding en"])))
        // A language that is gone: the default, and names of the catalogue in what there is.
        let english = SmallBot(languages: ["en"])
        try talk.migrate(bot.plan(to: english), to: english)
        #expect(talk.conversation.language == 0)
        let names = ["Анна", "Anna"]
        talk = try askingGuests()
        talk.conversation.excluded.masters = [Choice(id: "7", names: names)]
        talk.conversation.facts = [FactValue(fact: .bookings, value: .list([.choice(Choice(id: "7", names: names))]))]
        let moved = bot.plan(to: newer).migrate(talk.conversation, now: SmallBot.now).conversation
        #expect(moved.excluded.masters == [Choice(id: "7", names: ["Anna", "Анна", "Анна"])])
        let anna = Choice(id: "7", names: ["Anna", "Анна", "Анна"])
        #expect(moved.facts == [FactValue(fact: .bookings, value: .list([.choice(anna)]))])
    }

    @Test("a flow that begins anew keeps what was said, looks at it again, and takes the next message up first")
    func restarted() throws {
        let newer = bot.changed { bot in
            bot.rename("confirm", "other", was: false)
            bot.edit(flow: "party") { $0.restarts = ["confirm"] }
        }
        var talk = try confirming()
        let migrated = try talk.migrate(bot.plan(to: newer), to: newer)
        #expect(migrated.fate == .restarts(flow: "party"))
        #expect(talk.conversation.position == .resuming(newer.place("begin"), instruction: 0))
        #expect(talk.value("guests") == .number(12))
        #expect(talk.conversation.slots.allSatisfy { !$0.isChecked })
        let later = Value.time(ClockTime(minutes: 780) ?? .midnight)
        try talk.say([], [(.time, later)])
        #expect(talk.value("time") == later)
        #expect(talk.said?.hasSuffix("<right?> ru") == true)
        #expect(talk.calls.isEmpty)
    }

    @Test("where a flow is gone the conversation comes back to what it was left for, else it ends")
    func flowGone() throws {
        let newer = bot.changed { bot in
            bot.rename("greet", "welcome", was: false)
            bot.edit(flow: "greeting") { $0.name = "welcome" }
            bot.machine.flows.removeAll { $0.name == "welcome" }
        }
        var talk = try askingGuests()
        try talk.say(["greeting"])
        #expect(talk.conversation.position == .filling(bot.form("greet", 0), bot.id("guests")))
        let migrated = try talk.migrate(bot.plan(to: newer), to: newer)
        #expect(migrated.fate == .nowhere(beginning: nil))
        #expect(talk.conversation.position == .filling(newer.form("collect", 0), newer.id("guests")))
        #expect(talk.value("kind") != nil)
        var alone = try bot.talk()
        try alone.say(["greeting"])
        try alone.migrate(bot.plan(to: newer), to: newer)
        #expect(alone.conversation.position == .idle && alone.conversation.wakeAt == nil)
    }

    @Test("a conversation within a flow that was run comes back where it was run from")
    func running() throws {
        var talk = try askingGuests()
        try talk.say([], [(.number, .number(12))])
        #expect(talk.said == "<note?> ru")
        let newer = try bot.changed { bot in
            let text = bot.text("<hello>")
            bot.edit("collect") { $0.code.insert(.say(text), at: 0) }
        }.turnedRound()
        try talk.migrate(bot.plan(to: newer), to: newer)
        try talk.say([], [(.text, .text("a cake"))])
        #expect(talk.said == "<time?> ru")
        let without = bot.changed { bot in bot.edit("collect") { $0.code.remove(at: 1) } }
        talk = try askingGuests()
        try talk.say([], [(.number, .number(12))])
        #expect(try talk.migrate(bot.plan(to: without), to: without).fate == .nowhere(beginning: "party"))
        try talk.say([], [(.text, .text("a cake"))])
        #expect(talk.said?.hasSuffix("<time?> ru") == true, "begun anew with what is known")
    }

    @Test("what is asked otherwise is counted from the beginning, what is asked as before goes on")
    func counts() throws {
        var talk = try confirming()
        try talk.say(["?"])
        #expect(talk.conversation.failedTries == 1)
        let other = bot.changed { $0.options("confirm", ["later": "bye", "yes": "save"]) }
        #expect(bot.plan(to: other).migrate(talk.conversation, now: SmallBot.now).conversation.failedTries == 0)
        let moved = bot.changed { $0.rename("confirm", "check") }
        #expect(bot.plan(to: moved).migrate(talk.conversation, now: SmallBot.now).conversation.failedTries == 1)
        #expect(talk.conversation.offered.isEmpty == false || talk.conversation.skipped == 0)
        var asking = try askingGuests()
        try asking.take(.silence, at: SmallBot.now.adding(seconds: 1800))
        #expect(asking.conversation.silencesFollowed == 1)
        let hastier = bot.changed { bot in
            let silences = [600, 1200, 7200].map { Silence(seconds: $0, target: bot.to("nudge")) }
            bot.edit("collect") { $0.silences = silences }
        }
        let moving = bot.plan(to: hastier).migrate(asking.conversation, now: SmallBot.now).conversation
        #expect(moving.silencesFollowed == 2)
        #expect(moving.wakeAt == asking.conversation.wakeAt)
    }

    @Test("a conversation of no place of the machine begins afresh instead of failing")
    func unfit() throws {
        var talk = try askingGuests()
        talk.conversation.position = .choosing(StepID(index: 99))
        let other = bot.changed { $0.rename("confirm", "check") }
        let migrated = bot.plan(to: other).migrate(talk.conversation, now: SmallBot.now)
        #expect(migrated.conversation.position == .idle)
        #expect(try Conversation(encoded: migrated.conversation.encoded, for: other.machine) == migrated.conversation)
    }

    @Test("what became known in another flow meanwhile is not asked for on coming back")
    func knownMeanwhile() throws {
        var talk = try askingGuests()
        talk.conversation.interrupted = [Interruption(.waiting(talk.conversation.position), form: talk.conversation.form)]
        talk.conversation.position = .filling(bot.form("greet", 0), bot.id("guests"))
        talk.conversation.form = bot.form("greet", 0)
        try talk.say([], [(.number, .number(12))])
        #expect(talk.said == "<note?> ru")
    }

    @Test("a profile's answer that a version does not have is not known in it; one of another name is")
    func remembered() throws {
        let remembering = bot.changed { bot in
            bot.edit(slot: "kind") { $0.isRemembered = true }
            bot.choices("kind", ["birthday", "marriage"], was: ["marriage": "wedding"])
        }
        for (id, known) in [("wedding", "marriage"), ("none", nil)] {
            let profile = [RememberedValue(slot: "kind", value: .choice(Choice(id: id, names: ["old", "old"])))]
            let program = Program(remembering.machine)
            let said = Event.said(Understood(text: "…", language: nil, intents: ["book"], mentions: [], options: []))
            let conversation = Interpreter.step(
                program, Conversation(program.machine, at: SmallBot.now), said, now: SmallBot.now, profile: profile
            ) { Talk.answer($0) }.conversation
            let value = conversation.slots[remembering.id("kind").index].value
            #expect(value == known.map { .choice(Choice(id: $0, names: ["\($0) ru", "\($0) en"])) })
        }
    }

    @Test("the open question is put once more without a change; a deed is not done for it")
    func restated() throws {
        let talk = try confirming()
        func restated(_ conversation: Conversation, _ bot: SmallBot) throws -> Message? {
            Interpreter.restate(Program(bot.machine), conversation, now: SmallBot.now) { question in
                if case .call = question { Issue.record("a module is told to do something") }
                return Talk.answer(question)
            }
        }
        #expect(try restated(talk.conversation, bot)?.text == "<right?> ru")
        #expect(try restated(try bot.talk().conversation, bot) == nil)
        var saving = talk.conversation
        saving.position = .resuming(bot.place("save"), instruction: 0)
        #expect(try restated(saving, bot) == nil)
        saving.position = .resuming(bot.place("begin"), instruction: 0)
        #expect(try restated(saving, bot)?.text.hasSuffix("<right?> ru") == true)
    }
}
