internal import FlowMachine

/// Freed times that are put before a customer who waits, and the answers. They stand beside the conversation: it goes on
/// where it was, also while a human has it.
extension Turn {
    /// Says what became of a wait, or takes a tap on an offer, which is good at any time; false for everything else.
    mutating func takeWaitlist(_ event: Event) throws(Failure) -> Bool {
        switch event {
        case .waitlistOffer(let offer, let facts):
            say(.waitlistOffer, knowing: facts)
            for (accepts, label) in [(true, SystemText.yesLabel), (false, .noLabel)] {
                let id = ChoiceID.waitlist(offer: offer, accepts: accepts).text(version: program.version)
                choices.append(MessageChoice(id: id, label: render(label), description: nil))
            }
            conversation.waitlistOffer = offer
            return true
        case .waitlistLost(let offer, let facts):
            if conversation.waitlistOffer == offer { conversation.waitlistOffer = nil }
            say(.waitlistLost, knowing: facts)
            try askAgain(progress: false)
            return true
        case .tapped(let id, _):
            guard case .waitlist? = ChoiceID.read(id)?.id else {
                conversation.waitlistOffer = nil
                return false
            }
            noteCustomer(event)
            try takeTap(id: id, title: "")
            return true
        case .media:
            conversation.waitlistOffer = nil
            return false
        case .said, .silence, .released: return false
        }
    }

    /// A plain yes or no, where an offer is what the bot said last, or nothing else is open. False when it is no answer to an
    /// offer: then it is what it would be without one.
    mutating func answerWaitlist(in said: Understood) throws(Failure) -> Bool {
        let last = conversation.waitlistOffer
        conversation.waitlistOffer = nil
        guard last != nil || conversation.position == .idle, let accepts = said.answer(toStanding: last != nil),
            let known = accepts ? wish(in: said.mentions) : Known()
        else { return false }
        if let code = said.language, let language = machine.languages.firstIndex(of: code) {
            conversation.language = language
        }
        return try answerWaitlist(last, accepts: accepts, known)
    }

    /// Settles an offer and says how that went; without one, the only offer that is open. False when there is none.
    mutating func answerWaitlist(_ offer: String?, accepts: Bool, _ known: Known = Known()) throws(Failure) -> Bool {
        guard case .outcome(let outcome, let facts) = try ask(.answerWaitlist(offer: offer, accepts: accepts, known)),
            outcome != .none
        else { return false }
        conversation.waitlistOffer = nil
        trace.append(.answeredWaitlist(outcome))
        switch outcome {
        case .booked: say(.waitlistBooked, knowing: facts)
        case .taken:
            say(.waitlistTaken, knowing: facts)
            if facts.contains(where: { $0.fact == .nearestDate }) { say(.waitlistNearest, knowing: facts) }
        case .skipped: say(.waitlistDeclined, knowing: facts)
        case .closed: say(.waitlistOver, knowing: facts)
        default: say(.moduleFailed)
        }
        try askAgain(progress: true)
        return true
    }

    /// What a yes says besides ("да, в три подойдёт"); nil where it says more than values, which is a wish of its own.
    private func wish(in mentions: [Mention]) -> Known? {
        var known = Known()
        for mention in mentions {
            guard case .value(let value) = mention.meaning else { return nil }
            switch (mention.type, value) {
            case (.service, .choice(let choice)): known.service = choice
            case (.master, let master): known.master = master
            case (.date, .date(let date)): known.date = date
            case (.time, .time(let time)): known.time = time
            default: return nil
            }
        }
        return known
    }

    /// What an offer knows is read in its own words only: what the conversation knows of another visit stays as it is.
    private mutating func say(_ text: SystemText, knowing facts: [FactValue]) {
        let before = conversation.facts
        adopt(facts)
        say(text)
        conversation.facts = before
    }
}

extension Understood {
    /// Whether it is a yes, or a no, and nothing else; nil for everything that wants more. Behind an offer "запишите" is a
    /// yes as well, and so is the very time ("да, в 15:00").
    fileprivate func answer(toStanding isLast: Bool) -> Bool? {
        let beside: Set<String> = ["greeting", "thanks"]
        switch Set(intents).subtracting(beside) {
        case ["confirm"], ["confirm", "book"]: return true
        case ["book"]: return isLast && (mentions.isEmpty || mentions.contains { $0.type == .time }) ? true : nil
        case ["deny"]: return mentions.isEmpty ? false : nil
        default: return nil
        }
    }
}
