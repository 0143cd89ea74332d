package import Conversations
package import FlowCompiler
package import FlowDiagnostics
internal import FlowMachine
internal import FlowSyntax

extension Toolchain {
    /// Where the bot's own parts stand in its files, for reports that name a line.
    ///
    /// - Parameter sources: those that the bot was compiled from.
    package func places(of flow: CompiledFlow, sources: [SourceFile]) -> MachinePlaces {
        var reader = PlaceReader(flow: flow, keywords: keywords)
        for (index, source) in sources.enumerated() {
            reader.read(Parser.parse(source, fileIndex: index, keywords: keywords).file)
        }
        return reader.places
    }
}

private struct PlaceReader {
    let flow: CompiledFlow
    let keywords: KeywordTable
    var places = MachinePlaces()
    private let steps: [Span: StepID]
    private let slots: [Span: SlotID]

    init(flow: CompiledFlow, keywords: KeywordTable) {
        self.flow = flow
        self.keywords = keywords
        steps = Dictionary(
            flow.sourceMap.steps.enumerated().map { ($0.element, StepID(index: $0.offset)) }) { first, _ in first }
        slots = Dictionary(
            flow.sourceMap.slots.enumerated().map { ($0.element, SlotID(index: $0.offset)) }) { first, _ in first }
    }

    private func canonical(_ name: Name, _ kind: KeywordKind) -> String {
        keywords.canonical(name.value, kind: kind) ?? name.value
    }

    mutating func read(_ file: FlowFile) {
        for handler in file.handlers { places.handlers[canonical(handler.intent, .intent)] = handler.intent.span }
        for answer in file.answers { places.answers[canonical(answer.intent, .intent)] = answer.intent.span }
        for declared in file.flows {
            for start in declared.starts { places.starts[canonical(start, .intent)] = start.span }
            for slot in declared.slots {
                guard let id = slots[slot.name.span] else { continue }
                places.slots.insert(id)
                places.statements[.slot(id)] = slot.name.span
                places.statements[.slotTries(id)] = slot.tries?.span
                places.statements[.offer(id)] = slot.offer?.span
            }
            for step in declared.steps {
                guard let id = steps[step.name.span] else { continue }
                places.steps.insert(id)
                places.statements[.step(id)] = step.name.span
                read(step, as: id)
            }
        }
    }

    private mutating func read(_ step: StepDeclaration, as id: StepID) {
        let spans = flow.sourceMap.instructions[id.index]
        for (index, span) in spans.enumerated() { places.statements[.instruction(id, index)] = span }
        for (index, span) in flow.sourceMap.options[id.index].enumerated() { places.statements[.option(id, index)] = span }
        var call: Int?
        for statement in step.statements {
            switch statement.kind {
            case .call: call = spans.firstIndex(of: statement.span)
            case .on(let outcome, _, _):
                guard let call, let known = Outcome(named: canonical(outcome, .outcome)) else { continue }
                places.statements[.branch(id, call, known)] = outcome.span
            case .tries(let clause): places.statements[.tries(id)] = clause.span
            case .silent(let seconds, _):
                guard let place = flow.machine[id].silences.firstIndex(where: { $0.seconds == seconds.value }) else {
                    continue
                }
                places.statements[.silence(id, place)] = statement.span
            default: break
            }
        }
    }
}
