internal import CivilTime
internal import FlowMachine

/// A turn in progress: the conversation as it changes, what is to be said, and the way to the modules. The order in which a
/// message's meanings are taken up is LANGUAGE.md's, section 4.
struct Turn<Failure: Error> {
    let program: Program
    var conversation: Conversation
    let now: Instant
    let surroundings: [FactValue]
    let profile: [RememberedValue]
    let answer: (Question) throws(Failure) -> Answer

    /// Paragraphs of the one message this turn sends; several short messages would cost the salon money and meet the
    /// channel's pair rate (facts, sections 13 and 14).
    var paragraphs: [String] = []
    var choices: [MessageChoice] = []
    var effects: [Effect] = []
    var answers: [Answer] = []
    var trace: [TraceEntry] = []
    /// The places passed; nil where nobody asks.
    var path: [PathEntry]?
    var instructions = 0
    /// Slots whose words fitted several values in this message; the form asks which one.
    var ambiguous: [Ambiguity] = []
    /// Slots for which this message wishes what cannot be; the form says so.
    var impossible: [ImpossibleWish] = []
    /// Whether this turn's message says already that nothing can be offered.
    var saidNothingToOffer = false
    /// Whether this turn's event said something new about the slots.
    var hasNews = false
    /// What the customer's profile is to keep of this turn.
    var toRemember: [RememberedValue] = []

    struct Ambiguity: Equatable {
        var slot: SlotID
        var candidates: [Offered]
    }

    struct ImpossibleWish: Equatable {
        var slot: SlotID
        var reason: WrongReason
    }

    var machine: Program { program }

    init(
        program: Program, conversation: Conversation, now: Instant, surroundings: [FactValue],
        profile: [RememberedValue], answer: @escaping (Question) throws(Failure) -> Answer
    ) {
        self.program = program
        self.conversation = conversation
        self.now = now
        self.surroundings = surroundings
        self.profile = profile
        self.answer = answer
    }

    mutating func take(_ event: Event) throws(Failure) {
        conversation.turns += 1
        if try takeWaitlist(event) { return }
        if case .handedOff(let until) = conversation.position, event != .released {
            guard now >= until else { return noteCustomer(event) }
            endConversation()
        }
        noteCustomer(event)
        switch event {
        case .said(let understood): if try !answerWaitlist(in: understood) { try hear(understood) }
        case .tapped(let id, let title): try takeTap(id: id, title: title)
        case .media(let kind, let id): try takeMedia(kind: kind, id: id)
        case .silence: try takeSilence()
        case .released: if case .handedOff = conversation.position { endConversation() }
        case .waitlistOffer, .waitlistLost: break
        }
    }

    func finished() -> TurnResult {
        var result = conversation
        result.wakeAt = wakeTime()
        var effects = effects
        if let message {
            // A question with its buttons stands last, so that it is what the customer sees; else what was said comes first.
            let shown = effects.lastIndex { if case .show = $0 { true } else { false } }
            effects.insert(.send(message), at: openStep == nil ? 0 : shown.map { $0 + 1 } ?? 0)
        }
        if !toRemember.isEmpty { effects.append(.remember(toRemember)) }
        return TurnResult(conversation: result, effects: effects, answers: answers, trace: trace)
    }

    /// What the turn says; nil when it says nothing.
    var message: Message? {
        if paragraphs.isEmpty { return nil }
        return Message(text: paragraphs.joined(separator: "\n\n"), choices: choices, menuLabel: render(.chooseLabel))
    }

    // MARK: - Events

    mutating func noteCustomer(_ event: Event) {
        guard event.isCustomers else { return }
        conversation.quietSince = now
        conversation.silencesFollowed = 0
    }

    private mutating func takeMedia(kind: String, id: String) throws(Failure) {
        if kind == "image", let (place, slot) = openSlot, machine.type(of: slot) == .photo {
            conversation.failedTries = 0
            set(slot, .media(kind: kind, id: id))
            return try run(place.step, from: place.instruction)
        }
        say(.mediaNotRead)
        guard conversation.position != .idle else { return }
        try failTry()
    }

    private mutating func takeSilence() throws(Failure) {
        guard let step = openStep else { return }
        let silences = machine.steps[step.index].silences
        guard silences.indices.contains(conversation.silencesFollowed) else { return }
        let silence = silences[conversation.silencesFollowed]
        guard now >= conversation.quietSince.adding(seconds: silence.seconds) else { return }
        trace.append(.followedSilence(step, conversation.silencesFollowed))
        conversation.silencesFollowed += 1
        interrupt()
        try go(to: silence.target)
        // Another step has silences of its own: those that are longer than it has been quiet for are still to come.
        if let other = openStep, other != step {
            conversation.silencesFollowed = machine.steps[other.index].silences.count { silence in
                now >= conversation.quietSince.adding(seconds: silence.seconds)
            }
        }
    }

    mutating func handle(_ intent: String, _ target: Target) throws(Failure) {
        trace.append(.handled(intent: intent))
        interrupt()
        try go(to: target)
    }

    /// Counts an answer that did not help: leaves by the question's way out when there were too many, else asks again.
    mutating func failTry() throws(Failure) {
        if try !leaveAfterFailedTry() { try askAgain(progress: false) }
    }

    /// Counts an answer that did not help; true when there were too many and the question's way out was taken.
    mutating func leaveAfterFailedTry() throws(Failure) -> Bool {
        conversation.failedTries += 1
        guard let tries = openTries, conversation.failedTries >= tries.count else { return false }
        // The apology for not understanding would contradict the step that follows.
        if trace.last == .notUnderstood { paragraphs.removeAll() }
        if let step = openStep { trace.append(.followedTries(step, slotOfTries)) }
        impossible = []
        try go(to: tries.target)
        return true
    }

    private var openTries: Tries? {
        switch conversation.position {
        case .filling(let place, let slot): machine.slots[slot.index].tries ?? machine[place.step].tries
        case .choosing(let step): machine.steps[step.index].tries
        case .idle, .handedOff, .resuming: nil
        }
    }

    /// The slot whose own way out is in force, nil when it is the step's.
    private var slotOfTries: SlotID? {
        guard let (_, slot) = openSlot, machine.slots[slot.index].tries != nil else { return nil }
        return slot
    }

    /// The form and the slot that the bot waits for.
    var openSlot: (FormPlace, SlotID)? {
        if case .filling(let place, let slot) = conversation.position { (place, slot) } else { nil }
    }

    var openStep: StepID? {
        switch conversation.position {
        case .filling(let place, _): place.step
        case .choosing(let step), .resuming(let step, _): step
        case .idle, .handedOff: nil
        }
    }

    /// Whether the conversation came from another version of the bot and has not gone on in this one yet.
    var isResuming: Bool { if case .resuming = conversation.position { true } else { false } }

    private func wakeTime() -> Instant? {
        guard let step = openStep else { return nil }
        let silences = machine.steps[step.index].silences
        guard silences.indices.contains(conversation.silencesFollowed) else { return nil }
        return conversation.quietSince.adding(seconds: silences[conversation.silencesFollowed].seconds)
    }

    // MARK: - Moving

    mutating func go(to target: Target) throws(Failure) {
        for slot in target.forget { forget(slot) }
        conversation.failedTries = 0
        conversation.offered = []
        conversation.skipped = 0
        try run(target.step, from: 0)
    }

    mutating func run(_ first: StepID, from start: Int) throws(Failure) {
        var step = first
        var position = start
        trace.append(position == 0 ? .entered(step) : .resumed(step))
        while true {
            guard position < machine.steps[step.index].code.count else { return waitForOption(of: step) }
            instructions += 1
            guard instructions <= Limits.instructionsPerTurn else { return giveUp() }
            let instruction = machine.steps[step.index].code[position]
            path?.append(PathEntry(.instruction(step, position), traced: trace.count))
            position += 1
            var target: Target?
            switch instruction {
            case .say(let text): say(text)
            case .fill(let slots):
                let place = FormPlace(step: step, instruction: position - 1)
                enter(place)
                guard try fill(slots, at: place) else { return }
            case .call(let action, let branches): target = try call(action, branches)
            case .goWhen(let condition, let destination): if holds(condition) { target = destination }
            case .go(let destination): target = destination
            case .handOff:
                conversation.position = .handedOff(until: now.adding(seconds: Limits.handOffSeconds))
                effects.append(.handOff)
                return
            case .back:
                guard let place = conversation.interrupted.popLast() else { return endConversation() }
                guard case .running(let caller, let next) = place.place else { return try goBack(to: place) }
                trace.append(.returned(caller, instruction: next - 1))
                reenter(place.form)
                step = caller
                position = next
            case .stop: return endConversation()
            case .run(let first):
                trace.append(.ran(step, instruction: position - 1))
                remember(Interruption(.running(step, instruction: position), form: conversation.form))
                target = Target(step: first)
            case .set(let slot, let expression): try compute(expression, into: slot)
            case .forget(let slots): for slot in slots { forget(slot) }
            case .show(let showing): show(showing)
            case .tell(let recipient, let text):
                effects.append(.tell(recipient, master: masterInQuestion, text: render(text)))
            case .speak(let language): conversation.language = language
            }
            if let target {
                for slot in target.forget { forget(slot) }
                step = target.step
                position = 0
                trace.append(.entered(step))
            }
        }
    }

    /// Notes the form that is gone through from here on; one that was passed before takes the conversation back to it.
    private mutating func enter(_ form: FormPlace) {
        conversation.form = form
        if let earlier = conversation.forms.firstIndex(of: form) {
            conversation.forms.removeSubrange((earlier + 1)...)
        } else {
            if conversation.forms.count >= Limits.forms { conversation.forms.removeFirst() }
            conversation.forms.append(form)
        }
    }

    /// Goes back to a form from a flow beside it or within it, whose own forms are done with: a correction must not lead
    /// into a flow that has returned.
    private mutating func reenter(_ form: FormPlace?) {
        conversation.form = form
        let kept = form.flatMap { conversation.forms.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
        conversation.forms.removeSubrange(kept...)
    }

    private mutating func call(_ action: Action, _ branches: [Branch]) throws(Failure) -> Target? {
        let reply = try ask(.call(action, known()))
        let outcome: Outcome
        if case .outcome(let result, let facts) = reply {
            outcome = result
            adopt(facts)
        } else {
            outcome = .failed
        }
        trace.append(.called(action, outcome))
        guard let branch = branches.first(where: { $0.outcome == outcome }) else { return nil }
        if let text = branch.text { say(text) }
        return branch.target
    }

    private mutating func waitForOption(of step: StepID) {
        conversation.position = .choosing(step)
        showOptions(of: step)
    }

    private mutating func showOptions(of step: StepID) {
        let name = machine.steps[step.index].name
        choices.removeAll()
        for option in machine.steps[step.index].options {
            let id = ChoiceID.option(step: name, name: option.name).text(version: program.version)
            choices.append(MessageChoice(id: id, label: render(option.label), description: nil))
        }
    }

    private mutating func goBack(to interrupted: Interruption) throws(Failure) {
        guard case .waiting(let position) = interrupted.place else { return endConversation() }
        conversation.position = position
        reenter(interrupted.form)
        if let values = interrupted.values {
            takeBack(values)
            return try askAgain(progress: true)
        }
        // What was said beside the words that led away is taken up now.
        if hasNews, let form = interrupted.form { return try run(form.step, from: form.instruction) }
        try askAgain(progress: false)
    }

    /// Puts the open question once more, after an answer to something else or after one that did not help.
    mutating func askAgain(progress: Bool) throws(Failure) {
        if progress { conversation.failedTries = 0 }
        switch conversation.position {
        case .idle, .handedOff: return
        case .filling(let place, let slot):
            if let next = openSlot(of: place) { return try ask(for: next, at: place) }
            // What was asked for became known meanwhile, in another flow or in another version of the bot.
            if conversation.slots[slot.index].value != nil { return try run(place.step, from: place.instruction) }
            try ask(for: slot, at: place)
        case .choosing(let step):
            let code = machine.steps[step.index].code
            let firstOfQuestion = (code.lastIndex { !$0.isSay } ?? -1) + 1
            // Where nothing is said between the last decision and the options, the question stands before it.
            let question = firstOfQuestion < code.count ? code[firstOfQuestion...] : code[...]
            for case .say(let text) in question { say(text) }
            showOptions(of: step)
        case .resuming(let step, let instruction):
            conversation.failedTries = 0
            try run(step, from: instruction)
        }
    }

    mutating func endConversation() {
        startAfresh()
        conversation.position = .idle
    }

    /// What the customer's profile knows already is not asked again.
    mutating func recall() {
        for remembered in profile {
            let place = machine.slots.firstIndex { slot in
                slot.isRemembered && (slot.name == remembered.slot || slot.formerNames.contains(remembered.slot))
            }
            guard let place, let value = value(remembered.value, for: machine.slots[place]) else { continue }
            conversation.slots[place].value = value
            conversation.slots[place].isSettled = true
        }
    }

    /// A value that another version of the bot may have kept; nil when the slot does not take it any more.
    private func value(_ kept: Value, for slot: Slot) -> Value? {
        guard slot.type.takes(kept) else { return nil }
        guard slot.type == .choice, case .choice(let choice) = kept else { return kept }
        let answer =
            slot.choices.first { $0.name == choice.id } ?? slot.choices.first { $0.formerNames.contains(choice.id) }
        return answer.map { .choice(value(of: $0)) }
    }

    mutating func startAfresh() {
        conversation.slots = Array(repeating: SlotState(), count: machine.slots.count)
        conversation.facts = []
        conversation.dates = nil
        conversation.times = nil
        conversation.excluded = Exclusions()
        conversation.form = nil
        conversation.forms = []
        conversation.offered = []
        conversation.skipped = 0
        conversation.failedTries = 0
        conversation.interrupted = []
    }

    /// A bound was met: the customer gets an honest sentence and a human, the conversation a clean end.
    private mutating func giveUp() {
        trace.append(.limitMet)
        paragraphs = []
        choices = []
        say(.moduleFailed)
        endConversation()
        conversation.position = .handedOff(until: now.adding(seconds: Limits.handOffSeconds))
        effects.append(.handOff)
    }

    // MARK: - Modules

    mutating func ask(_ question: Question) throws(Failure) -> Answer {
        guard answers.count < Limits.questionsPerTurn else { return .outcome(.failed, []) }
        let reply = try answer(question)
        answers.append(reply)
        return reply
    }

    mutating func adopt(_ facts: [FactValue]) {
        for fact in facts {
            conversation.facts.removeAll { $0.fact == fact.fact }
            conversation.facts.append(fact)
        }
        conversation.facts.sort { $0.fact.rawValue < $1.fact.rawValue }
    }
}

extension Instruction {
    fileprivate var isSay: Bool {
        if case .say = self { true } else { false }
    }
}
