import CivilTime
import FlowInterpreter
import FlowMachine
import Testing

/// Every bound of `Limits` is met, and what lies within it is not touched. (`textCharacters` is kept where messages are
/// heard: `ConversationsTests`.)
@Suite("Interpreter: limits")
struct LimitTests {
    @Test("a circle ends with a hand-off and an empty conversation")
    func circle() throws {
        var small = SmallMachine()
        small.begin(with: [.say(small.text("<round>")), .go(Target(step: SmallMachine.form))])
        var play = try Play(small)
        try play.say(["book"], Play.everything)
        #expect(play.trace.last == .limitMet)
        #expect(play.text == "<module-failed>")
        #expect(play.labels.isEmpty)
        #expect(play.handsOff)
        #expect(play.conversation.position == .handedOff(until: play.now.adding(seconds: Limits.handOffSeconds)))
        #expect(play.conversation.slots.allSatisfy { $0.value == nil })
        #expect(play.conversation.wakeAt == nil)
        try play.take(.released)
        #expect(play.conversation.position == .idle)
    }

    @Test("as many instructions as allowed are executed, and not one more", arguments: [-1, 0, 1])
    func instructions(beyond: Int) throws {
        var small = SmallMachine()
        let word = small.text("x")
        let says = Array(repeating: Instruction.say(word), count: Limits.instructionsPerTurn - 1 + beyond)
        small.begin(with: says + [.stop])
        var play = try Play(small)
        try play.say(["book"])
        #expect((play.trace.last == .limitMet) == (beyond > 0))
        #expect(play.text.filter { $0 == "x" }.count == (beyond > 0 ? 0 : Limits.instructionsPerTurn - 1 + beyond))
    }

    @Test("modules are asked so often and no more; what was not asked has failed", arguments: [0, 1, 12])
    func questions(beyond: Int) throws {
        var small = SmallMachine()
        let calls = Array(repeating: Instruction.call(.customerOptOut, []), count: Limits.questionsPerTurn + beyond)
        small.begin(with: calls + [.stop])
        var play = try Play(small)
        try play.say(["book"])
        #expect(play.questions.count == Limits.questionsPerTurn)
        #expect(play.result?.answers.count == Limits.questionsPerTurn)
        let outcomes = play.trace.compactMap { if case .called(_, let outcome) = $0 { outcome } else { nil } }
        #expect(outcomes.count { $0 == .done } == Limits.questionsPerTurn)
        #expect(outcomes.count { $0 == .failed } == beyond)
    }

    @Test("an id full of values asks no more than allowed")
    func hostileTap() throws {
        var play = try Play(SmallMachine())
        try play.say(["book"])
        let values = Array(repeating: "master=nobody", count: 500).joined(separator: ",")
        try play.take(.tapped(id: "v.x.service.\(values)", title: ""))
        #expect(play.questions.count <= Limits.questionsPerTurn)
        #expect(play.text.hasPrefix("<menu-outdated>"))
    }

    @Test("a message has as many choices as allowed, whatever a module offers", arguments: [true, false])
    func choices(more: Bool) throws {
        let many = (1...30).map { Play.offered(.service, Play.choice("\($0)")) }
        var play = try Play(SmallMachine()) { question in
            if case .offer = question { .offers(many, more: more) } else { Play.willing(question) }
        }
        try play.say(["book"])
        #expect(play.labels.count == Limits.choicesPerMessage)
        #expect(play.labels.last == (more ? "<more-label>" : "name10"))
        guard case .offer(_, _, _, let limit)? = play.questions.first else {
            Issue.record("the service is offered")
            return
        }
        #expect(limit == Limits.choicesPerMessage)
    }

    @Test("so are the choices of a refusal, and of words that fit many")
    func otherChoices() throws {
        let many = (1...30).map { Play.choice("\($0)") }
        var play = try Play(SmallMachine()) { question in
            guard case .check = question else { return Play.willing(question) }
            return .wrong(.full, instead: many.map { Play.offered(.service, $0) })
        }
        try play.say(["book"], [(.service, .value(Play.choice("7")))])
        #expect(play.text == "<wrong-full>")
        #expect(play.labels.count == Limits.choicesPerMessage)
        try play.say([], [(.service, .oneOf(many.reversed()))])
        #expect(play.text == "<which-one>")
        #expect(play.labels.count == Limits.choicesPerMessage)
    }

    @Test("so many masters can be ruled out; the first is forgotten")
    func exclusions() throws {
        var play = try Play(SmallMachine())
        try play.say(["book"])
        for number in 0...Limits.exclusions {
            try play.say([], [(.master, .except(Exclusions(masters: [Choice(id: "\(number)", names: [])])))])
        }
        #expect(play.conversation.excluded.masters.map(\.id) == (1...Limits.exclusions).map { "\($0)" })
    }

    @Test("a human keeps the conversation so long and no longer")
    func handOff() throws {
        var small = SmallMachine()
        small.machine.handlers = [IntentTarget(intent: "handoff", target: Target(step: SmallMachine.human))]
        var play = try Play(small)
        try play.say(["book"], Play.everything)
        try play.say(["handoff"])
        #expect(play.handsOff)
        let end = play.now.adding(seconds: Limits.handOffSeconds)
        #expect(play.conversation.position == .handedOff(until: end))
        for event in [Event.silence, .media(kind: "image", id: ""), .tapped(id: "o.x.confirm.yes", title: "")] {
            play.now = end.adding(seconds: -1)
            try play.take(event)
            #expect(play.result?.effects == [])
            #expect(play.conversation.position == .handedOff(until: end))
        }
        play.now = end
        try play.say(["book"])
        #expect(play.text == "<service?>")
    }

    @Test("so many places wait to be returned to; the oldest is given up")
    func interruptions() throws {
        var small = SmallMachine()
        let depth = Limits.interruptions + 3
        for level in 0..<depth {
            let label = small.text("<out>")
            small.machine.steps.append(
                Step(
                    name: "side\(level)", code: [.say(small.text("<side\(level)>"))],
                    options: [Option(name: "out", label: label, target: Target(step: StepID(index: 4 + depth)))],
                    tries: nil,
                    silences: []))
            small.machine.handlers.append(
                IntentTarget(intent: "h\(level)", target: Target(step: StepID(index: 4 + level))))
        }
        small.machine.steps.append(Step(name: "out", code: [.back], options: [], tries: nil, silences: []))
        var play = try Play(small)
        try play.say(["book"])
        for level in 0..<depth { try play.say(["h\(level)"]) }
        #expect(play.conversation.interrupted.count == Limits.interruptions)
        for level in (depth - 1 - Limits.interruptions..<depth - 1).reversed() {
            try play.say([], options: ["out"])
            #expect(play.text == "<side\(level)>")
        }
        try play.say([], options: ["out"])
        #expect(play.conversation.position == .idle)
    }
}
