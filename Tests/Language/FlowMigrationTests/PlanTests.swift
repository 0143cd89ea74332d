import FlowInterpreter
import FlowMachine
import FlowMigration
import Testing

/// What a plan says of the places to wait in.
@Suite("Migration: plans")
struct PlanTests {
    private let bot = SmallBot()

    private func filling(_ bot: SmallBot, _ step: String, _ instruction: Int, _ slot: String) -> WaitingState {
        .filling(bot.form(step, instruction), bot.id(slot))
    }

    private func choosing(_ step: String) -> WaitingState { .choosing(bot.place(step)) }

    @Test("every place is listed, and between equal bots nothing changes, whatever the order of its parts")
    func same() throws {
        let plan = bot.plan(to: bot)
        #expect(plan.states.count == 8)
        #expect(plan.states.allSatisfy { $0.fate.isUnnoticed })
        for turned in [bot.plan(to: try bot.turnedRound()), try bot.turnedRound().plan(to: bot)] {
            #expect(turned.states.count == 8)
            #expect(turned.states.allSatisfy { $0.fate.isUnnoticed })
        }
    }

    @Test("a renamed step takes its conversations along, forward by its `was` and back by the same `was`")
    func renamed() throws {
        let newer = bot.changed { $0.rename("confirm", "check") }
        #expect(bot.plan(to: newer).fate(of: choosing("confirm")) == .moved(to: "check", asking: []))
        #expect(newer.plan(to: bot).fate(of: .choosing(newer.place("check"))) == .moved(to: "confirm", asking: []))
        #expect(bot.plan(to: newer).blocking.isEmpty && newer.plan(to: bot).blocking.isEmpty)
    }

    @Test("two versions that renamed the same step find it in each other")
    func siblings() throws {
        let one = bot.changed { $0.rename("confirm", "check") }
        let other = bot.changed { $0.rename("confirm", "agree") }
        #expect(one.plan(to: other).fate(of: .choosing(one.place("check"))) == .moved(to: "agree", asking: []))
    }

    @Test("a step that is gone blocks, until a flow says `restart`; the next best is its flow begun anew")
    func gone() throws {
        let without = bot.changed { $0.rename("confirm", "other", was: false) }
        #expect(bot.plan(to: without).fate(of: choosing("confirm")) == .nowhere(beginning: "party"))
        #expect(bot.plan(to: without).blocking == [choosing("confirm")])
        let declared = without.changed { $0.edit(flow: "party") { $0.restarts = ["confirm"] } }
        #expect(bot.plan(to: declared).fate(of: choosing("confirm")) == .restarts(flow: "party"))
        #expect(bot.plan(to: declared).blocking.isEmpty)
        let flowless = without.changed { $0.machine.flows.removeAll { $0.name == "party" } }
        #expect(bot.plan(to: flowless).fate(of: choosing("confirm")) == .nowhere(beginning: nil))
    }

    @Test("a renamed flow is found by its steps when it has to begin anew")
    func renamedFlow() throws {
        let newer = bot.changed {
            $0.rename("confirm", "other", was: false)
            $0.edit(flow: "party") { $0.name = "feast" }
        }
        #expect(bot.plan(to: newer).fate(of: choosing("confirm")) == .nowhere(beginning: "feast"))
    }

    @Test("a step that waits for nothing any more is no place to go; with other options it still is one")
    func noLongerWaits() throws {
        let mute = bot.changed { bot in
            let target = bot.to("save")
            bot.edit("confirm") {
                $0.options = []
                $0.code.append(.go(target))
            }
        }
        #expect(bot.plan(to: mute).fate(of: choosing("confirm")) == .nowhere(beginning: "party"))
        let other = bot.changed { $0.options("confirm", ["later": "bye"]) }
        #expect(bot.plan(to: other).fate(of: choosing("confirm")).isUnnoticed)
    }

    @Test("a number becomes a text unnoticed; a text that becomes a number is asked for again")
    func retyped() throws {
        let text = bot.changed { $0.edit(slot: "guests") { $0.type = .text } }
        #expect(bot.plan(to: text).fate(of: choosing("confirm")).isUnnoticed)
        #expect(
            text.plan(to: bot).fate(of: choosing("confirm")) == .carriesOn(asking: [
                AskedSlot(name: "guests", reason: .typeChanged(from: .text, to: .number))
            ]))
        // Where it is the open question it is put as before.
        #expect(text.plan(to: bot).fate(of: filling(text, "collect", 0, "guests")).isUnnoticed)
    }

    @Test("answers that are gone, slots that are gone, new or needed are named where they may be asked for")
    func slots() throws {
        let fewer = bot.changed { $0.choices("kind", ["birthday", "party"], was: ["party": "wedding"]) }
        let reason = AskedSlot(name: "kind", reason: .optionsGone(["none"]))
        #expect(bot.plan(to: fewer).fate(of: choosing("confirm")) == .carriesOn(asking: [reason]))
        #expect(bot.plan(to: fewer).fate(of: filling(bot, "collect", 2, "time")) == .carriesOn(asking: [reason]))
        // Another flow asks for nothing of it.
        #expect(bot.plan(to: fewer).fate(of: filling(bot, "wish", 0, "note")).isUnnoticed)

        let without = bot.changed { bot in
            let slots = [bot.id("kind")]
            bot.edit("collect") { $0.code[0] = .fill(slots) }
        }
        #expect(
            bot.plan(to: without).fate(of: filling(bot, "collect", 0, "guests"))
                == .carriesOn(asking: [AskedSlot(name: "guests", reason: .gone)]))
        #expect(
            without.plan(to: bot).fate(of: filling(bot, "collect", 0, "kind"))
                == .carriesOn(asking: [AskedSlot(name: "guests", reason: .added)]))
        let needed = bot.changed { $0.edit(slot: "note") { $0.isOptional = false } }
        #expect(
            bot.plan(to: needed).fate(of: filling(bot, "greet", 0, "guests")).isUnnoticed)
        let both = bot.changed { bot in
            let slots = [bot.id("guests"), bot.id("note")]
            bot.edit("greet") { $0.code[0] = .fill(slots) }
        }
        let bothNeeded = both.changed { $0.edit(slot: "note") { $0.isOptional = false } }
        #expect(
            both.plan(to: bothNeeded).fate(of: filling(bot, "greet", 0, "guests"))
                == .carriesOn(asking: [AskedSlot(name: "note", reason: .required)]))
    }

    @Test("a slot of which a bot has one by its type is the same under any name")
    func byType() throws {
        let newer = bot.changed { $0.edit(slot: "time") { $0.name = "hour" } }
        #expect(bot.plan(to: newer).states.allSatisfy { $0.fate.isUnnoticed })
    }

    @Test("what a step does is neither left out nor done twice")
    func deeds() throws {
        let act = Instruction.call(.customerRemember, [])
        func bot(_ change: (SmallBot) -> [Instruction]) -> SmallBot {
            self.bot.changed { bot in
                let code = change(bot)
                bot.edit("greet") { $0.code = code }
            }
        }
        let before = bot { [act, .fill([$0.id("guests")]), .back] }
        let behind = bot { [.fill([$0.id("guests")]), act, .back] }
        let state = filling(self.bot, "greet", 1, "guests")
        let other = filling(self.bot, "greet", 0, "guests")
        #expect(before.plan(to: behind).fate(of: state) == .nowhere(beginning: "greeting"), "it would be done twice")
        #expect(behind.plan(to: before).fate(of: other) == .nowhere(beginning: "greeting"), "it would be left out")
        #expect(self.bot.plan(to: before).fate(of: other).isUnnoticed, "it is new")
        #expect(before.plan(to: self.bot).fate(of: state).isUnnoticed, "it is done, and gone")
    }

    @Test("forms of a step are found by what they ask for; none that is still open is passed over")
    func forms() throws {
        let swapped = bot.changed { bot in
            bot.edit("collect") { $0.code.swapAt(0, 2) }
        }
        let plan = bot.plan(to: swapped)
        #expect(
            plan.fate(of: filling(bot, "collect", 0, "kind"))
                == .carriesOn(asking: [AskedSlot(name: "time", reason: .added)]))
        var talk = try bot.talk()
        try talk.say(["book"])
        try talk.migrate(plan, to: swapped)
        #expect(talk.conversation.position == .filling(swapped.form("collect", 0), swapped.id("time")))
    }

    @Test("a place behind `run` is found by the flow that is run; without one there is nowhere to go")
    func runs() throws {
        let state = WaitingState.running(bot.place("collect"), instruction: 1)
        let later = bot.changed { bot in
            let text = bot.text("<hello>")
            bot.edit("collect") { $0.code.insert(.say(text), at: 0) }
        }
        #expect(bot.plan(to: later).fate(of: state).isUnnoticed)
        let without = bot.changed { bot in bot.edit("collect") { $0.code.remove(at: 1) } }
        #expect(bot.plan(to: without).fate(of: state) == .nowhere(beginning: "party"))
        #expect(bot.plan(to: without).blocking == [state])
        let other = bot.changed { bot in
            let first = bot.place("greet")
            bot.edit("collect") { $0.code[1] = .run(first) }
        }
        #expect(bot.plan(to: other).fate(of: state) == .nowhere(beginning: "party"))
    }

    @Test("a machine of a format without flows has plans as well; what is gone there ends")
    func flowless() throws {
        let old = bot.changed { $0.machine.flows = [] }
        #expect(old.plan(to: bot).states.allSatisfy { $0.fate.isUnnoticed })
        let without = bot.changed { $0.rename("confirm", "other", was: false) }
        #expect(old.plan(to: without).fate(of: choosing("confirm")) == .nowhere(beginning: nil))
    }

    @Test("buttons of the other version are translated: steps, options, slots and answers, forward and back")
    func taps() throws {
        let newer = bot.changed { bot in
            bot.rename("confirm", "check")
            bot.options("check", ["agree": "save", "no": "bye"], was: ["agree": "yes"])
            bot.edit(slot: "kind") {
                $0.name = "occasion"
                $0.formerNames = ["kind"]
            }
            bot.choices("occasion", ["birthday", "marriage", "none"], was: ["marriage": "wedding"])
        }
        let pairs: [(ChoiceID, ChoiceID)] = [
            (.option(step: "confirm", name: "yes"), .option(step: "check", name: "agree")),
            (.option(step: "confirm", name: "no"), .option(step: "check", name: "no")),
            (.more(slot: "kind", skipped: 9), .more(slot: "occasion", skipped: 9)),
            (
                .values(slot: "kind", [.init(type: .choice, content: .catalogue("wedding"))]),
                .values(slot: "occasion", [.init(type: .choice, content: .catalogue("marriage"))])
            ),
            (.waitlist(offer: "kind", accepts: true), .waitlist(offer: "kind", accepts: true)),
        ]
        for (old, new) in pairs {
            #expect(bot.plan(to: newer).translate(old) == new)
            #expect(newer.plan(to: bot).translate(new) == old)
        }
        let unknown = ChoiceID.option(step: "nowhere", name: "yes")
        #expect(bot.plan(to: newer).translate(unknown) == unknown)
    }
}
