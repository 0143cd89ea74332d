package import FlowDiagnostics
package import FlowInterpreter
package import FlowMachine

/// Which parts of a bot its tests have been through: steps entered, options taken, outcomes met, silences and ways out
/// followed, intents heard and questions answered. Only the bot's own parts count; the standard library has tests of its
/// own.
package struct FlowCoverage: Hashable, Sendable {
    /// In the order of the source's lines.
    package let items: [Item]

    package struct Item: Hashable, Sendable {
        package var part: Part
        package var span: Span
        /// How often the tests went there.
        package var count: Int
    }

    package enum Part: Hashable, Sendable {
        case step(StepID)
        case option(StepID, Int)
        case outcome(StepID, instruction: Int, Outcome)
        case silence(StepID, Int)
        case tries(StepID, SlotID?)
        case start(intent: String)
        case handler(intent: String)
        case answer(intent: String)

        package var kind: Kind {
            switch self {
            case .step: .step
            case .option: .option
            case .outcome: .outcome
            case .silence: .silence
            case .tries: .tries
            case .start, .handler: .intent
            case .answer: .answer
            }
        }
    }

    package enum Kind: String, CaseIterable, Hashable, Sendable {
        case step, option, outcome, silence, tries, intent, answer
    }

    /// - Parameter traces: of each conversation, all its turns.
    package init(_ machine: Machine, places: MachinePlaces, traces: [[TraceEntry]]) {
        var counts: [Part: Int] = [:]
        for trace in traces {
            var step: StepID?
            var calls = 0
            for entry in trace {
                switch entry {
                case .entered(let entered):
                    counts[.step(entered), default: 0] += 1
                    step = entered
                    calls = 0
                    for start in machine.starts where start.target.step == entered {
                        counts[.start(intent: start.intent), default: 0] += 1
                    }
                case .resumed(let resumed), .returned(let resumed, _):
                    step = resumed
                    calls = 0
                case .took(let step, let name):
                    guard let option = machine[step].options.firstIndex(where: { $0.name == name }) else { continue }
                    counts[.option(step, option), default: 0] += 1
                case .called(let action, let outcome):
                    guard let step else { continue }
                    // Of several calls of one action in a step the later ones come later.
                    let places = machine[step].code.indices.filter { index in
                        if case .call(action, _) = machine[step].code[index] { true } else { false }
                    }
                    guard let place = places.count == 1 ? places.first : places.dropFirst(calls).first else { continue }
                    calls += 1
                    counts[.outcome(step, instruction: place, outcome), default: 0] += 1
                case .followedSilence(let step, let number): counts[.silence(step, number), default: 0] += 1
                case .followedTries(let step, let slot): counts[.tries(step, slot), default: 0] += 1
                case .handled(let intent): counts[.handler(intent: intent), default: 0] += 1
                case .answered(let intent): counts[.answer(intent: intent), default: 0] += 1
                case .filled, .refused, .notUnderstood, .answeredWaitlist, .ran, .limitMet: break
                }
            }
        }
        items = FlowCoverage.parts(of: machine, places).map { part, span in
            Item(part: part, span: span, count: counts[part] ?? 0)
        }.sorted { ($0.span.file, $0.span.start, $0.span.end) < ($1.span.file, $1.span.start, $1.span.end) }
    }

    /// Everything there is to go through, with its place.
    private static func parts(of machine: Machine, _ places: MachinePlaces) -> [(Part, Span)] {
        var result: [(Part, Span)] = []
        func add(_ part: Part, _ place: StatementPlace) {
            if let span = places.statements[place] { result.append((part, span)) }
        }
        for (index, step) in machine.steps.enumerated() {
            let id = StepID(index: index)
            guard places.steps.contains(id) else { continue }
            add(.step(id), .step(id))
            for option in step.options.indices { add(.option(id, option), .option(id, option)) }
            for (place, instruction) in step.code.enumerated() {
                switch instruction {
                case .call(_, let branches):
                    for branch in branches {
                        add(.outcome(id, instruction: place, branch.outcome), .branch(id, place, branch.outcome))
                    }
                case .fill(let slots):
                    for slot in slots where machine[slot].tries != nil && places.slots.contains(slot) {
                        add(.tries(id, slot), .slotTries(slot))
                    }
                default: break
                }
            }
            for silence in step.silences.indices { add(.silence(id, silence), .silence(id, silence)) }
            if step.tries != nil { add(.tries(id, nil), .tries(id)) }
        }
        for start in machine.starts { if let span = places.starts[start.intent] { result.append((.start(intent: start.intent), span)) } }
        for handler in machine.handlers {
            if let span = places.handlers[handler.intent] { result.append((.handler(intent: handler.intent), span)) }
        }
        for answer in machine.answers {
            if let span = places.answers[answer.intent] { result.append((.answer(intent: answer.intent), span)) }
        }
        return result
    }

    package var covered: Int { items.count { $0.count > 0 } }

    /// Of all parts, rounded down; 100 where there is nothing to cover.
    package var percent: Int { FlowCoverage.percent(covered, of: items.count) }

    /// How many there are of each kind, and how many of them were gone through; kinds of which there are none are left
    /// out.
    package var byKind: [(kind: Kind, covered: Int, total: Int)] {
        Kind.allCases.compactMap { kind in
            let those = items.filter { $0.part.kind == kind }
            return those.isEmpty ? nil : (kind, those.count { $0.count > 0 }, those.count)
        }
    }

    package static func percent(_ part: Int, of total: Int) -> Int { total == 0 ? 100 : part * 100 / total }
}
