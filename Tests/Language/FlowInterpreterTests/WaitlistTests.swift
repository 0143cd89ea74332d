import CivilTime
import FlowInterpreter
import FlowMachine
import Testing

/// Freed times beside the conversation: where an offer stands, what answers it, and what it leaves as it was.
@Suite("Waitlist offers in a conversation")
struct WaitlistTests {
    static let facts = [
        FactValue(fact: .bookingDate, value: Play.day), FactValue(fact: .bookingTime, value: Play.noon),
    ]

    /// A play whose modules answer offers with `outcome`, and everything else willingly.
    private func play(_ outcome: Outcome = .booked, _ facts: [FactValue] = []) throws -> Play {
        try Play(SmallMachine()) { question in
            if case .answerWaitlist = question { .outcome(outcome, facts) } else { Play.willing(question) }
        }
    }

    private func asked(_ play: Play) -> [Question] {
        play.questions.filter { if case .answerWaitlist = $0 { true } else { false } }
    }

    @Test("a tap is taken at any time, and the open question is put again", arguments: [true, false])
    func tap(_ accepts: Bool) throws {
        var play = try play(accepts ? .booked : .skipped)
        try play.say(["book"], [(.service, .value(Play.choice("1")))])
        let before = play.conversation
        let question = play.message
        try play.take(.waitlistOffer(id: "17", Self.facts))
        #expect(play.conversation.position == before.position && play.conversation.slots == before.slots)
        let id = try #require(play.message?.choices[accepts ? 0 : 1].id)
        try play.take(.tapped(id: id, title: ""))
        #expect(asked(play) == [.answerWaitlist(offer: "17", accepts: accepts, Known())])
        #expect(play.text == "<waitlist-\(accepts ? "booked" : "declined")>\n\n\(question?.text ?? "")")
        #expect(play.message?.choices == question?.choices)
        #expect(play.conversation.slots == before.slots && play.conversation.facts == before.facts)
    }

    struct Words: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var intents: [String]
        var mentions: [(SlotType, Mention.Meaning)] = []
        /// What the offer is asked; nil when the words are no answer to it.
        var answer: Bool?
    }

    static let words: [Words] = [
        Words(testDescription: "yes", intents: ["confirm"], answer: true),
        Words(testDescription: "yes, book", intents: ["confirm", "book"], answer: true),
        Words(testDescription: "hello, yes, thanks", intents: ["greeting", "confirm", "thanks"], answer: true),
        Words(testDescription: "yes, at noon", intents: ["confirm"], mentions: [(.time, .value(Play.noon))], answer: true),
        Words(testDescription: "yes, in the afternoon", intents: ["confirm"], mentions: [(.time, .times(TimeWindow(from: nil, to: nil)))]),
        Words(testDescription: "no", intents: ["deny"], answer: false),
        Words(testDescription: "no, thanks", intents: ["deny", "thanks"], answer: false),
        Words(testDescription: "no, at noon", intents: ["deny"], mentions: [(.time, .value(Play.noon))]),
        Words(testDescription: "no, a human", intents: ["deny", "handoff"]),
        Words(testDescription: "yes and no", intents: ["confirm", "deny"]),
        Words(testDescription: "book it", intents: ["book"], answer: true),
        Words(testDescription: "book noon", intents: ["book"], mentions: [(.time, .value(Play.noon))], answer: true),
        Words(testDescription: "book a service", intents: ["book"], mentions: [(.service, .value(Play.choice("1")))]),
        Words(testDescription: "nothing that is understood", intents: []),
        Words(testDescription: "stop writing", intents: ["confirm", "opt_out"]),
    ]

    @Test("a plain yes or no answers the offer that stands last", arguments: words)
    func plain(_ words: Words) throws {
        for inTheMiddle in [false, true] {
            var play = try play()
            if inTheMiddle { try play.say(["book"]) }
            try play.take(.waitlistOffer(id: "17", Self.facts))
            try play.say(words.intents, words.mentions)
            #expect(asked(play).isEmpty == (words.answer == nil))
            if let answer = words.answer, case .answerWaitlist(let offer, let accepts, let known)? = asked(play).first {
                #expect(offer == "17" && accepts == answer)
                #expect((known.time == nil) == words.mentions.isEmpty)
            }
        }
    }

    @Test("what is said in between makes a later yes the flow's own")
    func between() throws {
        var play = try play()
        try play.say(["book"])
        try play.take(.waitlistOffer(id: "17", Self.facts))
        try play.say([], [(.service, .value(Play.choice("1")))])
        try play.say(["confirm"])
        #expect(asked(play).isEmpty)
    }

    @Test("with nothing open a yes asks for the only open offer; without one it is what it was")
    func idle() throws {
        var small = SmallMachine()
        small.machine.starts.append(IntentTarget(intent: "confirm", target: Target(step: SmallMachine.confirm)))
        var open = try Play(small) { question in
            if case .answerWaitlist = question { .outcome(.booked, []) } else { Play.willing(question) }
        }
        try open.say(["confirm"])
        #expect(asked(open) == [.answerWaitlist(offer: nil, accepts: true, Known())] && open.text == "<waitlist-booked>")
        try open.say(["book"])
        #expect(asked(open).isEmpty, "a wish by itself begins a booking")
        var none = try Play(small)
        try none.say(["confirm"])
        #expect(asked(none).count == 1 && none.text == "<right?>")
    }

    @Test("while a human has the conversation, offers come and taps are taken; words are the human's")
    func handedOff() throws {
        var play = try play()
        try play.say(["book"])
        for _ in 1...3 { try play.say([]) }
        guard case .handedOff = play.conversation.position else {
            Issue.record("nobody took over")
            return
        }
        let position = play.conversation.position
        try play.take(.waitlistOffer(id: "17", Self.facts))
        #expect(play.text == "<waitlist-offer>")
        try play.say(["confirm"])
        #expect(play.message == nil && asked(play).isEmpty)
        try play.take(.tapped(id: "w.v.17.yes", title: ""))
        #expect(play.text == "<waitlist-booked>" && play.conversation.position == position)
    }

    @Test("an offer that nobody knows is an outdated menu")
    func unknown() throws {
        var play = try play(.none)
        try play.take(.tapped(id: "w.v.17.yes", title: ""))
        #expect(play.text == "<menu-outdated>")
    }

    @Test("news of the waiting list is no word of the customer's: silence is counted on")
    func silence() throws {
        var small = SmallMachine()
        small.machine.steps[0].silences = [Silence(seconds: 60, target: Target(step: SmallMachine.confirm))]
        var play = try Play(small)
        try play.say(["book"])
        let wake = play.conversation.wakeAt
        play.now = play.now.adding(seconds: 30)
        try play.take(.waitlistOffer(id: "17", Self.facts))
        try play.take(.waitlistLost(id: "17", Self.facts))
        #expect(play.text.hasPrefix("<waitlist-lost>\n\n<service?>"))
        #expect(play.conversation.wakeAt == wake && wake != nil && play.conversation.waitlistOffer == nil)
    }
}
