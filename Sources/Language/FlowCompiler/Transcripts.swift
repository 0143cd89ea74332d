internal import FlowDiagnostics
internal import FlowMachine
internal import FlowSyntax

/// Ways through a flow as an owner reads them: what customers say and tap and how modules answer, in the words of a
/// `test` in the file's dialect, with the step each leads to.
struct Transcripts {
    let names: BuiltinNames
    /// Slots as the file of `place` writes them.
    let slotNames: (Span) -> [String]

    func text(_ way: [(node: Int, edge: FlowGraph.Edge?)], in graph: FlowGraph, at place: Span) -> String {
        let machine = graph.machine
        func word(_ name: String) -> String { names.written(name, .statement, at: place) }
        var parts: [String] = []
        var shown: Int?
        if let first = way.first {
            if let intent = graph.rootIntents[first.node] {
                parts.append("\(word("customer")): \(names.written(intent, .intent, at: place))")
            }
            shown = graph.nodes[first.node].step.index
            parts.append(machine.steps[shown ?? 0].name)
        }
        for step in way {
            guard let edge = step.edge else { continue }
            let from = machine[graph.nodes[step.node].step]
            switch edge.cause {
            case .option(let option)?:
                parts.append("\(word("customer taps")) \(names.written(from.options[option].name, .option, at: place))")
            case .intent(let intent)?:
                parts.append("\(word("customer")): \(names.written(intent, .intent, at: place))")
            case .filled(let slots)?:
                let written = slotNames(place)
                let asked = slots.filter { machine[$0].isSetAfterFill }.map { "[\(written[$0.index])]" }
                if !asked.isEmpty { parts.append("\(word("customer")): \(asked.joined(separator: ", "))") }
            case .outcome(let action, let outcome)?:
                parts.append("\(action.name) \(names.written("answers", .word, at: place)) \(names.written(outcome.name, .outcome, at: place))")
            case .silence(let seconds)?: parts.append("\(word("silent")) \(duration(seconds, at: place))")
            case .tries(let count)?: parts.append("\(word("customer")): ? ×\(count)")
            case nil: break
            }
            let entered = graph.nodes[edge.to].step.index
            if entered != shown {
                shown = entered
                parts.append(machine.steps[entered].name)
            }
        }
        return parts.joined(separator: " → ")
    }

    /// In the largest unit that is whole.
    func duration(_ seconds: Int, at place: Span) -> String {
        let units = [(86400, "days"), (3600, "hours"), (60, "minutes"), (1, "seconds")]
        let unit = units.first { seconds.isMultiple(of: $0.0) && seconds >= $0.0 } ?? (1, "seconds")
        return "\(seconds / unit.0) \(names.written(unit.1, .unit, at: place))"
    }
}
