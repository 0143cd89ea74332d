import CivilTime
import FlowInterpreter
import FlowMachine
import Testing

/// Every instruction, comparison, format, reason and system text is met; a new case does not compile until it is here.
@Suite("Interpreter: every case")
struct EveryCaseTests {
    // MARK: - Instructions

    private enum Kind: CaseIterable {
        case say, fill, call, goWhen, go, handOff, stop, back, run, set, forget, show, tell, speak
    }

    private func kind(of instruction: Instruction) -> Kind {
        switch instruction {
        case .say: .say
        case .fill: .fill
        case .call: .call
        case .goWhen: .goWhen
        case .go: .go
        case .handOff: .handOff
        case .stop: .stop
        case .back: .back
        case .run: .run
        case .set: .set
        case .forget: .forget
        case .show: .show
        case .tell: .tell
        case .speak: .speak
        }
    }

    @Test("every instruction does what it says")
    func instructions() throws {
        for wanted in Kind.allCases {
            var small = SmallMachine()
            let confirm = Target(step: SmallMachine.confirm)
            let instruction: Instruction
            switch wanted {
            case .say: instruction = .say(small.text("<said>"))
            case .fill: instruction = .fill([SmallMachine.time])
            case .call:
                instruction = .call(
                    .customerOptIn, [Branch(outcome: .done, text: small.text("<done>"), target: confirm)])
            case .goWhen: instruction = .goWhen(.not(.isSet(.fact(.price))), confirm)
            case .go: instruction = .go(confirm)
            case .handOff: instruction = .handOff
            case .stop: instruction = .stop
            case .back: instruction = .back
            case .run: instruction = .run(SmallMachine.confirm)
            case .set:
                instruction = .set(
                    SmallMachine.date,
                    Expression(operand: .path(.fact(.today)), addition: Addition(amount: 1, unit: .days)))
            case .forget: instruction = .forget([SmallMachine.date])
            case .show:
                let link = ShowingSource.link("https://salon.example/a.jpg")
                instruction = .show(Showing(kind: .picture, source: link, caption: small.text("<caption>")))
            case .tell: instruction = .tell(.owner, small.text("<told>"))
            case .speak: instruction = .speak(0)
            }
            #expect(kind(of: instruction) == wanted)
            small.begin(with: [instruction, .say(small.text("<after>")), .stop])
            var play = try Play(small)
            play.facts = [FactValue(fact: .today, value: Play.day)]
            try play.say(["book"])
            switch wanted {
            case .run:
                #expect(play.text == "<right?>")
                let running = Interruption(.running(SmallMachine.form, instruction: 1), form: nil)
                #expect(play.conversation.interrupted == [running])
            case .set, .forget, .speak: #expect(play.text == "<after>")
            case .show:
                let shown = ShownThing.picture(link: "https://salon.example/a.jpg", caption: "<caption>")
                #expect(play.result?.effects.contains(.show(shown)) == true)
            case .tell:
                #expect(play.result?.effects.contains(.tell(.owner, master: nil, text: "<told>")) == true)
            case .say: #expect(play.text == "<said>\n\n<after>")
            case .fill: #expect(play.text == "<time?>")
            case .call:
                #expect(play.text == "<done>\n\n<right?>")
                #expect(play.trace.contains(.called(.customerOptIn, .done)))
            case .goWhen, .go:
                #expect(play.text == "<right?>")
                #expect(play.conversation.position == .choosing(SmallMachine.confirm))
                #expect(play.labels == ["<yes>", "<no>"])
            case .handOff:
                #expect(play.handsOff)
                #expect(play.message == nil)
            case .stop, .back:
                #expect(play.conversation.position == .idle)
                #expect(play.message == nil)
            }
        }
    }

    @Test("an outcome without a branch goes on, an answer of another kind has failed")
    func outcomes() throws {
        for outcome in Outcome.allCases {
            var small = SmallMachine()
            let branch = Branch(outcome: .booked, text: small.text("<booked>"), target: Target(step: SmallMachine.done))
            small.begin(with: [.call(.bookingCreate, [branch]), .say(small.text("<after>")), .stop])
            var play = try Play(small) { _ in .outcome(outcome, []) }
            try play.say(["book"])
            #expect(play.text == (outcome == .booked ? "<booked>" : "<after>"), "\(outcome)")
            #expect(play.trace.contains(.called(.bookingCreate, outcome)))
            var strange = try Play(small) { _ in .holds([]) }
            try strange.say(["book"])
            #expect(strange.trace.contains(.called(.bookingCreate, .failed)))
        }
    }

    @Test("a target empties the slots it names, and nothing else")
    func forget() throws {
        var small = SmallMachine()
        small.machine.steps[1].options[1].target = Target(step: SmallMachine.form, forget: [SmallMachine.date])
        var play = try Play(small)
        try play.say(["book"], Play.everything)
        #expect(play.conversation.position == .choosing(SmallMachine.confirm))
        try play.say([], options: ["no"])
        #expect(play.text == "<date?>")
        #expect(play.conversation.slots.map { $0.value != nil } == [true, true, false, true])
        #expect(play.trace.first == .took(SmallMachine.confirm, option: "no"))
    }

    // MARK: - Conditions

    private func holds(_ condition: Condition, _ value: Value) throws -> Bool {
        var small = SmallMachine()
        small.begin(with: [.goWhen(condition, Target(step: SmallMachine.confirm)), .stop])
        var play = try Play(small)
        play.facts = [FactValue(fact: .price, value: value)]
        try play.say(["book"])
        return play.conversation.position == .choosing(SmallMachine.confirm)
    }

    @Test("every comparison holds for what it means", arguments: Comparison.allCases)
    func comparisons(_ comparison: Comparison) throws {
        for (left, right) in [(1, 2), (2, 2), (3, 2)] {
            let expected =
                switch comparison {
                case .equal: left == right
                case .less: left < right
                case .lessOrEqual: left <= right
                case .greater: left > right
                case .greaterOrEqual: left >= right
                }
            let path = Path.fact(.price)
            let time = try #require(ClockTime(minutes: right * 60))
            let value = try #require(ClockTime(minutes: left * 60))
            #expect(try holds(.compare(path, comparison, .number(right)), .number(left)) == expected)
            #expect(try holds(.compare(path, comparison, .time(time)), .time(value)) == expected)
            let money = Value.money(Money(minorUnits: left * 100, currency: "KZT"))
            #expect(try holds(.compare(path, comparison, .number(right)), money) == expected)
            #expect(try holds(.not(.compare(path, comparison, .number(right))), .number(left)) == !expected)
        }
        // A bound beyond all money is compared like any other.
        let money = Value.money(Money(minorUnits: 1, currency: "KZT"))
        for bound in [Int.max, Int.min] {
            let isLess = comparison == .less || comparison == .lessOrEqual
            let isMore = comparison == .greater || comparison == .greaterOrEqual
            #expect(
                try holds(.compare(.fact(.price), comparison, .number(bound)), money) == (bound > 0 ? isLess : isMore))
        }
    }

    @Test("every literal is compared with its own kind only")
    func literals() throws {
        let path = Path.fact(.price)
        let literals: [Literal] = [
            .name("Manicure"), .number(1), .time(.midnight), .weekday(.tuesday), .anyone, .flag(true),
        ]
        let choice = Value.choice(Choice(id: "5", names: ["Маникюр", "manicure"]))
        for literal in literals {
            let equal: Value
            switch literal {
            case .name: equal = choice
            case .number: equal = .number(1)
            case .time: equal = .time(.midnight)
            case .weekday: equal = Play.day
            case .anyone: equal = .anyone
            case .flag: equal = .flag(true)
            case .date: equal = Play.day
            }
            let values: [Value] = [choice, .number(1), .time(.midnight), Play.day, .anyone, .flag(true)]
            for value in values {
                #expect(try holds(.compare(path, .equal, literal), value) == (value == equal), "\(literal) \(value)")
            }
        }
        #expect(try !holds(.compare(path, .equal, .flag(true)), .flag(false)))
        let tenth = CivilDate(daysSinceEpoch: 20_522)
        #expect(try holds(.compare(path, .equal, .date(tenth)), Play.day))
        #expect(try holds(.compare(path, .less, .date(CivilDate(daysSinceEpoch: 20_523))), Play.day))
        #expect(try !holds(.compare(path, .greater, .date(tenth)), Play.day))
        #expect(try holds(.compare(path, .equal, .name("МАНИКЮР")), choice))
        #expect(try holds(.compare(path, .equal, .name("5")), choice))
        #expect(try holds(.compare(path, .equal, .name("Маникюр")), .text("маникюр")))
        #expect(try !holds(.compare(path, .equal, .weekday(.monday)), Play.day))
        #expect(try holds(.isSet(path), .number(0)))
        #expect(try !holds(.isSet(.fact(.duration)), .number(0)))
        #expect(try !holds(.compare(.fact(.duration), .equal, .number(0)), .number(0)))
    }

    // MARK: - Texts

    @Test("every format writes every kind of value", arguments: Format.allCases)
    func formats(_ format: Format) throws {
        let values: [(Value, String)] = [
            (.choice(Choice(id: "1", names: ["Manicure"])), "Manicure"), (.anyone, "<anyone-label>"),
            (Play.noon, "12:00"), (.text("a {b} c"), "a {b} c"),
            (.number(-5), format == .number ? "−5" : "-5"),
            (.number(12_500), format == .number ? "12,500" : "12500"),
            (.flag(true), "<yes-label>"), (.flag(false), "<no-label>"), (.media(kind: "image", id: "1"), "image"),
            (.list([]), ""), (.list([.text("a")]), "a"),
            (.list([.text("a"), .number(2), .text("c")]), format == .lines ? "a\n2\nc" : "a, 2 and c"),
            (.money(Money(minorUnits: 123_456_700, currency: "KZT")), "₸1,234,567"),
            (.money(Money(minorUnits: -105, currency: "CHF")), "−CHF1.05"),
            (.money(Money(minorUnits: 99_950, currency: "USD")), "$999.50"),
        ]
        for (value, expected) in values { #expect(try rendered(value, format) == expected, "\(value)") }
        let day =
            switch format {
            case .plain, .money, .day, .time, .number, .list, .lines: "month3 10"
            case .weekday: "on weekday2"
            case .dayOfWeek: "weekday2"
            case .short: "wd2, month3 10"
            case .date: "month3 10, 2026"
            }
        #expect(try rendered(Play.day, format) == day)
    }

    private func rendered(_ value: Value, _ format: Format) throws -> String {
        var small = SmallMachine()
        small.begin(with: [
            .say(small.text([.value(.fact(.customerName), format), .value(.fact(.duration), format)])), .stop,
        ])
        var play = try Play(small)
        play.facts = [FactValue(fact: .customerName, value: value)]
        try play.say(["book"])
        return play.text
    }

    @Test("every reason for a refusal has the slot's own words, else the system's", arguments: WrongReason.allCases)
    func reasons(_ reason: WrongReason) throws {
        let expected =
            switch reason {
            case .unknown: "<wrong-unknown>"
            case .past: "<wrong-past>"
            case .closed: "<wrong-closed>"
            case .full: "<wrong-full>"
            case .tooSoon: "<wrong-too-soon>"
            case .tooFar: "<wrong-too-far>"
            }
        for own in [false, true] {
            for instead in [[], [Play.offered(.date, Play.day)]] {
                var small = SmallMachine()
                if own { small.machine.slots[2].wrong = [WrongText(reason: reason, text: small.text("<own>"))] }
                var play = try Play(small) { question in
                    if case .check(.date, _) = question {
                        .wrong(reason, instead: instead)
                    } else {
                        Play.willing(question)
                    }
                }
                try play.say(["book"], [(.service, .value(Play.choice("1"))), (.date, .value(Play.day))])
                let words = own ? "<own>" : expected
                // Without anything instead, that is said, and the first open question follows; master comes before date.
                #expect(play.text == (instead.isEmpty ? "\(words)\n\n<nothing-to-offer>\n\n<master?>" : words))
                #expect(play.labels == (instead.isEmpty ? ["<anyone-label>", "name2"] : ["wd2, month3 10"]))
                #expect(play.trace.contains(.refused(SmallMachine.date, reason)))
                #expect(play.conversation.slots[2].value == nil)
            }
        }
    }

    @Test("a time that is wrong for its day puts the day in question, and is kept", arguments: WrongReason.allCases)
    func dayOfTime(_ reason: WrongReason) throws {
        var play = try Play(SmallMachine()) { question in
            switch question {
            case .check(.time, _): .wrong(reason, instead: [Play.offered(.time, Play.noon)])
            case .check(.date, _): .wrong(reason, instead: [Play.offered(.date, Play.day)])
            default: Play.willing(question)
            }
        }
        try play.say(["book"], Play.everything)
        let dayIsAsked =
            switch reason {
            case .past, .closed, .tooFar: true
            case .unknown, .full, .tooSoon: false
            }
        #expect((play.conversation.slots[2].value == nil) == dayIsAsked)
        #expect((play.conversation.slots[3].value == nil) == !dayIsAsked)
        #expect(play.labels == [dayIsAsked ? "wd2, month3 10" : "12:00"])
    }

    @Test("every text of the interpreter is said", arguments: SystemText.allCases)
    func systemTexts(_ text: SystemText) throws {
        let words = "<\(text.name)>"
        switch text {
        case .notUnderstood:
            var play = try Play(SmallMachine())
            try play.say([])
            #expect(play.text == words)
            try play.say(["book"])
            try play.say([])
            #expect(play.text == "\(words)\n\n<service?>")
        case .mediaNotRead:
            var play = try Play(SmallMachine())
            try play.take(.media(kind: "image", id: ""))
            #expect(play.text == words)
        case .menuOutdated:
            var play = try Play(SmallMachine())
            try play.take(.tapped(id: "nonsense", title: ""))
            #expect(play.text == words)
        case .nothingToOffer:
            var play = try Play(SmallMachine()) { _ in .offers([], more: false) }
            try play.say(["book"])
            #expect(play.text == "<service?>\n\n\(words)")
        case .moduleFailed:
            var play = try Play(SmallMachine()) { _ in .outcome(.failed, []) }
            try play.say(["book"], Play.everything)
            #expect(play.text == words)
            #expect(play.conversation.slots[0].value == nil, "what could not be checked is not believed")
        case .chooseLabel:
            var play = try Play(SmallMachine())
            try play.say(["book"])
            #expect(play.message?.menuLabel == words)
        case .moreLabel:
            var play = try Play(SmallMachine()) { question in
                guard case .offer(_, _, let skip, _) = question else { return Play.willing(question) }
                let all = (1...11).map { Play.offered(.service, Play.choice("\($0)")) }
                return .offers(Array(all.dropFirst(skip).prefix(10)), more: 11 - skip > 10)
            }
            try play.say(["book"])
            #expect(play.labels.last == words)
            try play.take(.tapped(id: try #require(play.message?.choices.last?.id), title: words))
            #expect(play.labels == ["name10", "name11"])
        case .anyoneLabel:
            var play = try Play(SmallMachine())
            try play.say(["book"], [(.service, .value(Play.choice("1")))])
            #expect(play.labels.first == words)
        case .wrongUnknown, .wrongPast, .wrongClosed, .wrongFull, .wrongTooSoon, .wrongTooFar:
            let reason = try #require(WrongReason.allCases.first { SystemText.wrong($0) == text })
            var play = try Play(SmallMachine()) { question in
                if case .check = question { .wrong(reason, instead: []) } else { Play.willing(question) }
            }
            try play.say(["book"], [(.service, .value(Play.choice("1")))])
            #expect(play.text == "\(words)\n\n<service?>")
        case .yesLabel, .noLabel:
            var small = SmallMachine()
            small.machine.slots[3].type = .yesNo
            small.machine.slots[3].offer = nil
            small.begin(with: [.fill([SmallMachine.time]), .stop])
            var play = try Play(small)
            try play.say(["book"])
            #expect(play.labels == ["<yes-label>", "<no-label>"])
        case .whichOne:
            var play = try Play(SmallMachine())
            try play.say(["book"], [(.service, .oneOf([Play.choice("1"), Play.choice("2")]))])
            #expect(play.text == words)
            #expect(play.labels == ["name1", "name2"])
        case .waitlistOffer:
            var play = try Play(SmallMachine())
            try play.take(.waitlistOffer(id: "5", []))
            #expect(play.text == words && play.labels == ["<yes-label>", "<no-label>"])
        case .waitlistLost:
            var play = try Play(SmallMachine())
            try play.take(.waitlistLost(id: "5", []))
            #expect(play.text == words && play.labels.isEmpty)
        case .waitlistBooked, .waitlistTaken, .waitlistNearest, .waitlistDeclined, .waitlistOver:
            let outcomes: [SystemText: Outcome] = [
                .waitlistBooked: .booked, .waitlistTaken: .taken, .waitlistNearest: .taken, .waitlistDeclined: .skipped,
                .waitlistOver: .closed,
            ]
            let outcome = try #require(outcomes[text])
            let nearest = text == .waitlistNearest ? [FactValue(fact: .nearestDate, value: Play.day)] : []
            var play = try Play(SmallMachine()) { question in
                if case .answerWaitlist = question { .outcome(outcome, nearest) } else { Play.willing(question) }
            }
            try play.take(.tapped(id: "w.v.5.yes", title: ""))
            #expect(play.text == (text == .waitlistNearest ? "<waitlist-taken>\n\n\(words)" : words))
        }
    }
}
