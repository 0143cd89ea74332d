internal import FlowCompiler
internal import FlowDiagnostics
internal import FlowMachine
internal import Salon

/// What the rule checks found last, for who checks one bot again and again. Trying thousands of messages takes half the
/// time of a check, and what it finds depends on the intents alone; a keystroke elsewhere only moves the places.
struct RuleMemory: Sendable {
    private let key: Key
    /// Every place a finding can be about: intents, phrases, examples.
    private let places: [Span]
    private let findings: [Diagnostic]

    /// All that the rule checks look at, places apart.
    private struct Key: Hashable {
        let intents: [Intent]
        let own: [Bool]
        let led: Set<String>
        let examples: [[String]]
        let exclusionWords: [Int: String]
        let catalogue: SalonCatalogue
    }

    init(_ rules: RuleChecks) {
        key = RuleMemory.key(of: rules)
        places = RuleMemory.places(of: rules)
        findings = rules.findings
    }

    /// The findings of then at the places of now; nil when something they depend on has changed.
    func findings(for rules: RuleChecks) -> [Diagnostic]? {
        let now = RuleMemory.places(of: rules)
        guard now.count == places.count, RuleMemory.key(of: rules) == key else { return nil }
        var moved: [Diagnostic] = []
        for finding in findings {
            guard let span = move(finding.span, to: now) else { return nil }
            var result = finding
            result.span = span
            result.related = []
            for related in finding.related {
                guard let place = move(related.span, to: now) else { return nil }
                result.related.append(Diagnostic.Related(span: place, note: related.note))
            }
            if let fix = finding.fix {
                guard let place = move(fix.span, to: now) else { return nil }
                result.fix = Diagnostic.Fix(span: place, replacement: fix.replacement)
            }
            moved.append(result)
        }
        return moved
    }

    /// A part of a place keeps its distance from where the place begins, since what the place says is the same.
    private func move(_ span: Span, to now: [Span]) -> Span? {
        guard
            let index = places.firstIndex(where: {
                $0.file == span.file && $0.start <= span.start && span.end <= $0.end
            }), now[index].end - now[index].start == places[index].end - places[index].start
        else { return nil }
        let distance = now[index].start - places[index].start
        return Span(file: now[index].file, start: span.start + distance, end: span.end + distance)
    }

    private static func key(of rules: RuleChecks) -> Key {
        let machine = rules.flow.machine
        return Key(
            intents: machine.intents, own: rules.flow.sourceMap.intents.map { $0.file < rules.libraryStart },
            led: Set((machine.starts + machine.handlers).map(\.intent)),
            examples: rules.flow.examples.map { [$0.intent, $0.language, $0.text] },
            exclusionWords: rules.exclusionWords, catalogue: rules.catalogue)
    }

    private static func places(of rules: RuleChecks) -> [Span] {
        let map = rules.flow.sourceMap
        return map.phrases.joined() + map.intents + rules.flow.examples.map(\.span)
    }
}
