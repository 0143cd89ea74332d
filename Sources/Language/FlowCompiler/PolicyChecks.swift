internal import FlowDiagnostics
internal import FlowMachine

/// What a business may send, and what it may do only when asked to.
extension GraphChecks {
    /// How long after a customer's last message WhatsApp takes anything but templates (facts, section 12).
    private static let serviceWindowSeconds = 24 * 3600

    /// Actions that bind the customer or undo something, so that they want a yes.
    private static let wantingConfirmation: Set<Action> = [
        .bookingCreate, .bookingReschedule, .bookingCancel, .billingPrepay, .customerForgetMe,
    ]

    /// A silence counts from the customer's last message, whatever steps it has led through since, so a message comes too
    /// late exactly where a silence of a day or more leads to one.
    mutating func checkLateMessages(_ transcripts: Transcripts) {
        for (index, step) in machine.steps.enumerated() {
            for (place, silence) in step.silences.enumerated() where silence.seconds >= GraphChecks.serviceWindowSeconds {
                let waiting = (0...step.code.count).map { graph.node(StepID(index: index), $0) }
                guard waiting.contains(where: { graph.mayWait(at: $0) && reached[$0] }) else { continue }
                guard let way = wayToMessage(from: graph.entry(of: silence.target.step)) else { continue }
                let spans = map.silences[index]
                let span = spans.indices.contains(place) ? spans[place] : map.steps[index]
                findings.report(
                    .messageTooLate, at: span,
                    [transcripts.duration(silence.seconds, at: span), "\(step.name) → \(graph.stepNames(way))"])
            }
        }
    }

    /// A shortest way without the customer to something that is sent.
    private func wayToMessage(from start: Int) -> [Int]? {
        var before: [Int: Int] = [start: start]
        var open = [start]
        var next = 0
        while next < open.count {
            let node = open[next]
            next += 1
            let speaks: Bool =
                switch graph.instruction(at: node) {
                case .say, .fill, .show, .back: true
                case .call(_, let branches): branches.contains { $0.text != nil }
                case nil: !machine[graph.nodes[node].step].options.isEmpty
                default: false
                }
            if speaks {
                var way = [node]
                while let last = way.last, let previous = before[last], previous != last { way.append(previous) }
                return way.reversed()
            }
            for edge in graph.edges[node] where before[edge.to] == nil {
                switch edge.kind {
                case .onward, .outcome, .condition:
                    before[edge.to] = node
                    open.append(edge.to)
                case .filled, .message, .tries, .silence: break
                }
            }
        }
        return nil
    }

    /// A bot that writes by itself must hear a refusal, and the refusal must do something.
    mutating func checkOptOut() {
        let handler = machine.handlers.first { $0.intent == "opt_out" } ?? machine.starts.first { $0.intent == "opt_out" }
        if let handler {
            let step = handler.target.step
            guard isOwn(map.steps[step.index]) else { return }
            let after = nodesAfter(graph.entry(of: step))
            let isRecorded = after.contains { node in
                if case .call(.customerOptOut, _)? = graph.instruction(at: node) { true } else { false }
            }
            if !isRecorded {
                findings.reportAbsence(.optOutWithoutEffect, at: map.steps[step.index], [machine[step].name])
            }
            return
        }
        let proactive: Set<Action> = [.remindersSchedule, .bookingJoinWaitlist]
        for (node, place) in graph.nodes.enumerated() where reached[node] {
            guard case .call(let action, _)? = graph.instruction(at: node), proactive.contains(action) else { continue }
            let span = map.instructions[place.step.index][place.instruction]
            guard isOwn(span) else { continue }
            return findings.reportAbsence(.noOptOut, at: span, [action.name])
        }
    }

    private func nodesAfter(_ start: Int) -> Set<Int> {
        var seen: Set<Int> = [start]
        var open = [start]
        while let node = open.popLast() {
            for edge in graph.edges[node] where !edge.isElsewhere && seen.insert(edge.to).inserted { open.append(edge.to) }
        }
        return seen
    }

    /// What binds the customer is done only after they chose an option on the way, or answered a question with fixed
    /// answers; who is signed up for messages has asked for it or chosen so.
    /// - Parameter ruled: actions that a `never … before …` of the bot speaks of: what guards them is said there.
    mutating func checkConfirmations(ruled: Set<Action>, _ transcripts: Transcripts) {
        guard !findings.contains(.unknownAction) else { return }
        let ways = ShortestWays(graph) { edge in
            switch edge.cause {
            case .option: false
            case .filled(let slots): !slots.contains { [.yesNo, .choice].contains(machine[$0].type) }
            default: true
            }
        }
        let consenting = ShortestWays(graph.beginning { $0 != "opt_in" }) { edge in
            switch edge.cause {
            case .option: false
            case .intent("opt_in"): false
            case .filled(let slots): !slots.contains { [.yesNo, .choice].contains(machine[$0].type) }
            default: true
            }
        }
        for (node, place) in graph.nodes.enumerated() {
            guard case .call(let action, _)? = graph.instruction(at: node) else { continue }
            let span = map.instructions[place.step.index][place.instruction]
            guard isOwn(span) else { continue }
            if GraphChecks.wantingConfirmation.contains(action), !ruled.contains(action), ways.leads(to: node) {
                let way = transcripts.text(ways.way(to: node), in: graph, at: span)
                findings.reportAbsence(.unconfirmed, at: span, [action.name, way])
            }
            if action == .customerOptIn, consenting.leads(to: node) {
                let way = transcripts.text(consenting.way(to: node), in: graph, at: span)
                findings.reportAbsence(.consentNotAsked, at: span, [way])
            }
        }
    }
}
