import CivilTime
import FlowInterpreter
import FlowMachine
import Testing

/// A wish that cannot be is told in the slot's own words, with what can be had instead, and the rest of the message is kept.
@Suite("Interpreter: wishes that cannot be")
struct ImpossibleWishTests {
    private static let types: [SlotType] = [.service, .master, .date, .time]

    private static func labels(_ type: SlotType) -> [String] {
        switch type {
        case .service: ["name1"]
        case .master: ["<anyone-label>", "name2"]
        case .date: ["wd2, month3 10"]
        default: ["12:00"]
        }
    }

    @Test("each reason has the slot's own words, else the system's, once, and its choices", arguments: WrongReason.allCases)
    func reasons(_ reason: WrongReason) throws {
        for type in ImpossibleWishTests.types {
            for own in [false, true] {
                var small = SmallMachine()
                let slot = try #require(small.machine.slots.firstIndex { $0.type == type })
                if own { small.machine.slots[slot].wrong = [WrongText(reason: reason, text: small.text("<own>"))] }
                var play = try Play(small)
                try play.say(["book"], Play.everything.filter { $0.0 != type } + [(type, .impossible(reason))])
                #expect(play.text == (own ? "<own>" : "<\(SystemText.wrong(reason).name)>"))
                #expect(play.labels == ImpossibleWishTests.labels(type))
                #expect(play.trace.contains(.refused(SlotID(index: slot), reason)))
                #expect(play.conversation.slots.map { $0.value != nil } == (0..<4).map { $0 != slot }, "the rest is kept")
                try play.say([], [try #require(Play.everything.first { $0.0 == type })])
                #expect(play.conversation.position == .choosing(SmallMachine.confirm))
            }
        }
    }

    @Test("of several the first is told, and the others are asked for")
    func several() throws {
        var play = try Play(SmallMachine())
        try play.say(
            ["book"],
            [
                (.time, .impossible(.unknown)), (.date, .impossible(.past)), (.master, .impossible(.unknown)),
                (.service, .value(Play.choice("1"))),
            ])
        #expect(play.text == "<wrong-unknown>")
        #expect(play.labels == ImpossibleWishTests.labels(.master))
        try play.say([], [(.master, .value(.anyone))])
        #expect(play.text == "<date?>")
    }

    @Test("in place of a value that was known the value goes, with words", arguments: types)
    func correction(_ type: SlotType) throws {
        var play = try Play(SmallMachine())
        try play.say(["book"], Play.everything)
        #expect(play.conversation.position == .choosing(SmallMachine.confirm))
        try play.say(["deny"], [(type, .impossible(.unknown))])
        #expect(play.text == "<wrong-unknown>")
        #expect(play.labels == ImpossibleWishTests.labels(type))
        let slot = try #require(play.program.machine.slots.firstIndex { $0.type == type })
        #expect(play.conversation.slots.map { $0.value != nil } == (0..<4).map { $0 != slot })
        try play.say([], [try #require(Play.everything.first { $0.0 == type })])
        #expect(play.conversation.position == .choosing(SmallMachine.confirm))
    }

    @Test("begins what asks for it")
    func begins() throws {
        var play = try Play(SmallMachine())
        try play.say([], [(.date, .impossible(.unknown))])
        #expect(play.text == "<wrong-unknown>")
        #expect(play.conversation.position == .filling(FormPlace(step: SmallMachine.form, instruction: 0), SmallMachine.date))
    }

    @Test("again and again leads to the way out, and anything that helps begins the count anew")
    func tries() throws {
        var play = try Play(SmallMachine())
        try play.say(["book"])
        for _ in 0..<2 { try play.say([], [(.time, .impossible(.unknown))]) }
        #expect(play.conversation.failedTries == 2)
        try play.say([], [(.time, .impossible(.unknown)), (.service, .value(Play.choice("1")))])
        #expect(play.conversation.failedTries == 0)
        for _ in 0..<2 { try play.say([], [(.time, .impossible(.unknown))]) }
        #expect(!play.handsOff)
        try play.say([], [(.time, .impossible(.unknown))])
        #expect(play.handsOff)
    }

    @Test("of a slot that no form asks for is not understood, and begins nothing")
    func unasked() throws {
        var small = SmallMachine()
        small.begin(with: [.fill([SmallMachine.service, SmallMachine.date]), .stop])
        var play = try Play(small)
        try play.say([], [(.master, .impossible(.unknown))])
        #expect(play.text == "<not-understood>")
        #expect(play.conversation.position == .idle)
        try play.say(["book"], [(.time, .impossible(.unknown))])
        #expect(play.text == "<service?>")
        try play.say([], [(.master, .impossible(.unknown))])
        #expect(play.text == "<not-understood>\n\n<service?>")
        #expect(play.conversation.failedTries == 1)
        try play.say([], [(.master, .impossible(.unknown)), (.service, .value(Play.choice("1")))])
        #expect(play.text == "<date?>")
    }

    @Test("where nothing can be had instead the next question follows, within the questions a turn may ask", arguments: types)
    func nothingInstead(_ type: SlotType) throws {
        var play = try Play(SmallMachine()) { question in
            if case .offer = question { .offers([], more: false) } else { Play.willing(question) }
        }
        try play.say(["book"], Play.everything.filter { $0.0 != type } + [(type, .impossible(.unknown))])
        #expect(play.text.hasPrefix("<wrong-unknown>\n\n<"))
        #expect(play.text.hasSuffix("<nothing-to-offer>") || play.text.hasSuffix("?>"))
        #expect(play.labels.isEmpty)
        // Four checks, one more for the day of a time, and two offers: what the compiler reckons with.
        #expect(play.questions.count <= 7)
    }

    @Test("a long offer has further pages only where they can be turned")
    func pages() throws {
        var play = try Play(SmallMachine()) { question in
            guard case .offer(let offer, _, let skip, let limit) = question else { return Play.willing(question) }
            let type: SlotType = offer == .freeTimes ? .time : .master
            let all = (0..<30).map { number in
                Play.offered(type, type == .time ? .time(ClockTime(minutes: number * 30) ?? .midnight) : Play.choice("\(number)"))
            }
            return .offers(Array(all.dropFirst(skip).prefix(limit)), more: skip + limit < 30)
        }
        try play.say(["book"], [(.service, .value(Play.choice("1"))), (.time, .impossible(.unknown))])
        #expect(play.labels.count == Limits.choicesPerMessage && play.labels.last != "<more-label>")
        try play.say([], [(.master, .impossible(.unknown))])
        #expect(play.labels.count == Limits.choicesPerMessage && play.labels.last == "<more-label>")
        try play.take(.tapped(id: try #require(play.message?.choices.last?.id), title: ""))
        #expect(play.labels.first == "name9")
    }
}
