internal import FlowMachine

/// What is made of a customer's words: the order in which their meanings are taken up is LANGUAGE.md's, section 4.
extension Turn {
    mutating func hear(_ said: Understood) throws(Failure) {
        if let code = said.language, let language = machine.languages.firstIndex(of: code) {
            conversation.language = language
        }
        if said.intents.contains("opt_out"), let target = program.handler(of: "opt_out") {
            return try handle("opt_out", target)
        }
        // "Оператор, я хочу в пятницу" is a call for a human first of all.
        if said.intents.contains("handoff"), let target = program.handler(of: "handoff") {
            try answerQuestions(said)
            return try handle("handoff", target)
        }
        if conversation.position == .idle { return try begin(said) }
        // Where no form was entered yet there is nothing to correct; the message may start one.
        let corrections =
            conversation.form == nil && !isResuming
            ? [] : news(in: said.mentions).filter { canBeTold($0) && !isAskedAbout($0, in: said) }
        if try answerWithOption(said, beside: corrections) { return }
        if corrections.isEmpty {
            if try settleWithoutMention(said) { return }
            if try choose(said) { return }
        }
        // "Отменяйте, в пятницу не могу" means the end first of all; a wish beside "помощь" is kept.
        if let handled = said.intents.first(where: { program.handler(of: $0) != nil }),
            corrections.isEmpty || handled == said.intents.first, let target = program.handler(of: handled)
        {
            adopt(corrections)
            try answerQuestions(said)
            return try handle(handled, target)
        }
        let answered = try answerQuestions(said)
        if !corrections.isEmpty { return try takeUp(corrections) }
        if answered { return try askAgain(progress: true) }
        if try startAnother(said) { return }
        if mentionsOnlyWhatIsKnown(said) { return try askAgain(progress: true) }
        try notUnderstood()
    }

    /// A message while nothing is open: it starts a flow, is handled anywhere, or asks something.
    mutating func begin(_ said: Understood) throws(Failure) {
        let wish = startTaking(said.mentions)
        for intent in said.intents where program.question(on: intent) == nil {
            if let target = program.start(on: intent) {
                // "Здравствуйте, маникюр на завтра" is the wish, not the greeting.
                if wish != nil, program.aside(on: intent) != nil { continue }
                // A question beside a request is answered as well.
                try answerQuestions(said)
                startAfresh()
                recall()
                return try start(target, with: said.mentions)
            }
            if let target = program.handler(of: intent) {
                startAfresh()
                recall()
                guard let wish, program.aside(on: intent) != nil else {
                    adopt(news(in: said.mentions))
                    return try handle(intent, target)
                }
                try handle(intent, target)
                return try start(wish, with: said.mentions)
            }
        }
        let answered = try answerQuestions(said)
        if let wish, !answered || asksMoreThanQuestions(said) {
            startAfresh()
            recall()
            return try start(wish, with: said.mentions)
        }
        guard !answered else { return }
        trace.append(.notUnderstood)
        say(.notUnderstood)
    }

    /// Whether a message with questions also names a service and something that none of the questions asks about: "сколько
    /// стоит маникюр завтра в три?" wants to come.
    func asksMoreThanQuestions(_ said: Understood) -> Bool {
        var taken: Set<SlotType> = []
        for intent in said.intents { taken.formUnion(program.question(on: intent)?.takes ?? []) }
        return said.mentions.contains { $0.type == .service } && said.mentions.contains { !taken.contains($0.type) }
    }

    /// Whether a value is what a question of the message is about: "а сколько стоит педикюр?" does not change the service
    /// that was chosen. Where nothing is known yet, or just that is being asked for, it is an answer too.
    func isAskedAbout(_ news: News, in said: Understood) -> Bool {
        guard conversation.slots[news.slot.index].value != nil, openSlot?.1 != news.slot else { return false }
        let type = machine.type(of: news.slot)
        return said.intents.contains { program.question(on: $0)?.takes.contains(type) == true }
    }

    /// The first start whose form takes one of the mentions: who names a service or a day wants what is done with it, unless
    /// only to rule it out.
    func startTaking(_ mentions: [Mention]) -> Target? {
        let types = Set(mentions.filter { if case .except = $0.meaning { false } else { true } }.map(\.type))
        return program.machine.starts.first { start in
            machine[start.target.step].code.contains { instruction in
                if case .fill(let slots) = instruction { slots.contains { types.contains(machine.type(of: $0)) } } else { false }
            }
        }?.target
    }

    mutating func start(_ target: Target, with mentions: [Mention]) throws(Failure) {
        adopt(news(in: mentions))
        try go(to: target)
    }

    mutating func startAnother(_ said: Understood) throws(Failure) -> Bool {
        // A yes or a no is an answer while something is open, and begins nothing.
        for intent in said.intents where intent != "confirm" && intent != "deny" {
            guard let target = program.start(on: intent) else { continue }
            // "Хочу записаться" in the middle of a booking is no wish to begin again.
            if target.step == conversation.form?.step || isOpen(target.step) {
                try askAgain(progress: true)
            } else {
                // A side flow: what is open stays open, and `back` leads there. It has values of its own.
                interrupt(keeping: program.aside(on: intent) == nil)
                try start(target, with: said.mentions)
            }
            return true
        }
        return false
    }

    func isOpen(_ step: StepID) -> Bool {
        switch conversation.position {
        case .filling(let place, _): place.step == step
        case .choosing(let open), .resuming(let open, _): open == step
        case .idle, .handedOff: false
        }
    }

    /// Says the answers to all questions in the message; true when there was one.
    @discardableResult
    mutating func answerQuestions(_ said: Understood) throws(Failure) -> Bool {
        var found = false
        for intent in said.intents {
            if let text = program.answer(to: intent) {
                trace.append(.answered(intent: intent))
                say(text)
            } else if let question = program.question(on: intent) {
                trace.append(.answered(intent: intent))
                try answer(question, about: said.mentions)
            } else {
                continue
            }
            found = true
        }
        return found
    }

    /// Goes through a question's flow with what the message names, and leaves the conversation as it was.
    mutating func answer(_ question: Aside, about mentions: [Mention]) throws(Failure) {
        let before = conversation
        let wasNews = hasNews
        conversation.interrupted = []
        for item in news(in: mentions) where question.takes.contains(machine.type(of: item.slot)) {
            if case .value(let value) = item.mention.meaning { set(item.slot, value) }
        }
        try run(question.first, from: 0)
        conversation = before
        hasNews = wasNews
    }

    mutating func notUnderstood() throws(Failure) {
        // The answer to a question that this version does not have is no fault of the customer's.
        if isResuming { return try askAgain(progress: true) }
        trace.append(.notUnderstood)
        // The salon's own words for an answer that names nothing it knows say more than an apology. Of a day or a time they say
        // that there is no such one, which only who named one is told.
        if let (_, slot) = openSlot, ![.date, .time].contains(machine.type(of: slot)),
            let own = machine.slots[slot.index].wrong.first(where: { $0.reason == .unknown })
        {
            say(own.text)
        } else {
            say(.notUnderstood)
        }
        try failTry()
    }

    mutating func choose(_ said: Understood) throws(Failure) -> Bool {
        guard case .choosing(let step) = conversation.position else { return false }
        let options = machine.steps[step.index].options
        func option(named name: String) -> Option? {
            options.first { $0.name == name } ?? options.first { $0.formerNames.contains(name) }
        }
        var chosen = said.options.lazy.compactMap(option(named:)).first
        if chosen == nil, said.intents.contains("confirm") { chosen = option(named: "yes") }
        if chosen == nil, said.intents.contains("deny") { chosen = option(named: "no") }
        guard let chosen else { return false }
        try answerQuestions(said)
        try take(chosen, of: step)
        return true
    }

    mutating func take(_ option: Option, of step: StepID) throws(Failure) {
        trace.append(.took(step, option: option.name))
        conversation.failedTries = 0
        try go(to: option.target)
    }
}
