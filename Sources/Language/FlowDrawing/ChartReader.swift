internal import CivilTime
internal import FlowDiagnostics
internal import FlowMachine
internal import FlowSyntax

/// Puts a machine into the words of a drawing.
struct ChartReader {
    let machine: Machine
    let spelling: Spelling
    let language: MessageLanguage
    private(set) var edges: [FlowChart.Edge] = []

    /// Texts are shown up to so many characters: the drawing is a map, the texts are in the flow.
    static let mostCharacters = 90

    init(machine: Machine, spelling: Spelling, language: MessageLanguage) {
        self.machine = machine
        self.spelling = spelling
        self.language = language
    }

    func words(_ russian: String, _ english: String) -> String { language == .russian ? russian : english }

    // MARK: Steps

    mutating func node(of step: Step, at index: Int, isLibrary: Bool) -> FlowChart.Node {
        var lines: [FlowChart.Line] = []
        var decided = false
        for instruction in step.code { read(instruction, of: index, into: &lines, decided: &decided) }
        for option in step.options { add(option.target, from: index, text(option.label), .option) }
        if let tries = step.tries { add(tries, from: index, of: nil) }
        for instruction in step.code {
            guard case .fill(let slots) = instruction else { continue }
            for slot in slots { if let tries = machine[slot].tries { add(tries, from: index, of: slot) } }
        }
        for silence in step.silences {
            add(silence.target, from: index, words("молчит", "silent") + " " + duration(silence.seconds), .silence)
        }
        return FlowChart.Node(
            title: spelling(step.name, .name), kind: kind(of: step), lines: lines,
            options: step.options.map { text($0.label) }, isLibrary: isLibrary)
    }

    private func kind(of step: Step) -> FlowChart.Kind {
        if step.code.contains(where: { if case .fill = $0 { true } else { false } }) { return .form }
        if !step.options.isEmpty { return .choice }
        if step.code.contains(.handOff) { return .handOff }
        if step.code.contains(where: { if case .call = $0 { true } else { false } }) { return .action }
        return step.code.contains(.stop) || step.code.contains(.back) ? .end : .passage
    }

    private mutating func read(
        _ instruction: Instruction, of step: Int, into lines: inout [FlowChart.Line], decided: inout Bool
    ) {
        switch instruction {
        case .say(let said): lines.append(.says(text(said)))
        case .fill(let slots):
            for slot in slots {
                let name = spelling(machine[slot].name, .type)
                lines.append(.asks(machine[slot].isOptional ? words("\(name) (можно без)", "\(name) (optional)") : name))
            }
        case .call(let action, let branches):
            lines.append(.calls(spelling(action.name, .action)))
            for branch in branches {
                let outcome = spelling(branch.outcome.name, .outcome)
                if let target = branch.target { add(target, from: step, outcome, .outcome) }
                if let said = branch.text { lines.append(.other("\(outcome): «\(text(said))»")) }
            }
            decided = branches.contains { $0.target != nil }
        case .goWhen(let condition, let target):
            add(target, from: step, self.condition(condition), .condition)
            decided = true
        case .go(let target): add(target, from: step, decided ? words("иначе", "else") : "", .onward)
        case .handOff: lines.append(.other(words("передать человеку", "hand off")))
        case .stop: lines.append(.other(words("конец", "the end")))
        case .back: lines.append(.other(words("назад", "back")))
        case .run(let first):
            let name = spelling(machine[first].name, .name)
            lines.append(.calls(spelling("run", .statement) + " → \(name)"))
            add(Target(step: first), from: step, words("и обратно", "and back"), .onward)
        case .set(let slot, let expression):
            lines.append(.other("\(spelling(machine[slot].name, .type)) := \(self.expression(expression))"))
        case .forget(let slots):
            let names = slots.map { spelling(machine[$0].name, .type) }.joined(separator: ", ")
            lines.append(.other(words("забыть", "forget") + " \(names)"))
        case .show(let showing):
            lines.append(.other(spelling("show", .statement) + " " + spelling("\(showing.kind)", .showing)))
        case .tell(let recipient, _):
            lines.append(.other(spelling("tell", .statement) + " " + spelling("\(recipient)", .recipient)))
        case .speak(let index):
            lines.append(.other(spelling("speak", .statement) + " " + machine.languages[index]))
        }
    }

    private mutating func add(_ tries: Tries, from step: Int, of slot: SlotID?) {
        let count = words("попытки: \(tries.count)", "tries: \(tries.count)")
        add(tries.target, from: step, slot.map { "\(spelling(machine[$0].name, .type)): \(count)" } ?? count, .tries)
    }

    private mutating func add(_ target: Target, from step: Int, _ label: String, _ reason: FlowChart.Reason) {
        let edge = FlowChart.Edge(from: step, to: target.step.index, label: label + forgetting(target), reason: reason)
        if !edges.contains(edge) { edges.append(edge) }
    }

    private func forgetting(_ target: Target) -> String {
        guard !target.forget.isEmpty else { return "" }
        let names = target.forget.map { spelling(machine[$0].name, .type) }.joined(separator: ", ")
        return " (" + words("забыть", "forget") + " \(names))"
    }

    // MARK: Words

    func text(_ id: TextID) -> String {
        let index = machine.languages.firstIndex(of: language.rawValue) ?? 0
        guard machine.texts.indices.contains(id.index), machine[id].templates.indices.contains(index) else { return "" }
        var result = ""
        for segment in machine[id].templates[index] {
            switch segment {
            case .literal(let literal): result += literal
            case .value(let path, _), .plural(let path, _): result += "{\(name(of: path))}"
            }
        }
        let line = result.split(whereSeparator: \.isNewline).joined(separator: " ")
        guard line.count > ChartReader.mostCharacters else { return line }
        let kept = line.prefix(ChartReader.mostCharacters)
        let end = kept.lastIndex(of: " ") ?? kept.endIndex
        return kept[..<end] + "…"
    }

    private func name(of path: Path) -> String {
        switch path {
        case .slot(let slot): spelling(machine[slot].name, .type)
        case .fact(let fact): spelling(fact.name, .fact)
        }
    }

    private func condition(_ condition: Condition) -> String {
        switch condition {
        case .isSet(let path): return name(of: path)
        case .not(.compare(let path, .equal, let literal)):
            return "\(name(of: path)) ≠ \(self.literal(literal))"
        case .not(let inner): return spelling("not", .word) + " " + self.condition(inner)
        case .compare(let path, let comparison, let literal):
            let sign =
                switch comparison {
                case .equal: "="
                case .less: "<"
                case .lessOrEqual: "≤"
                case .greater: ">"
                case .greaterOrEqual: "≥"
                }
            return "\(name(of: path)) \(sign) \(self.literal(literal))"
        }
    }

    private func literal(_ literal: Literal) -> String {
        switch literal {
        case .name(let name): name
        case .number(let number): String(number)
        case .time(let time): time.iso
        case .weekday(let weekday): spelling("\(weekday)", .weekday)
        case .anyone: spelling("any", .value)
        case .date(let date): date.iso
        case .flag(let flag): spelling(flag ? "yes" : "no", .option)
        }
    }

    private func expression(_ expression: Expression) -> String {
        let operand =
            switch expression.operand {
            case .path(let path): name(of: path)
            case .literal(let literal): self.literal(literal)
            }
        guard let addition = expression.addition else { return operand }
        let sign = addition.amount < 0 ? "−" : "+"
        let unit =
            switch addition.unit {
            case .days: " " + spelling("days", .unit)
            case .minutes: " " + spelling("minutes", .unit)
            case .plain: ""
            }
        return "\(operand) \(sign) \(addition.amount.magnitude)\(unit)"
    }

    func duration(_ seconds: Int) -> String {
        if seconds % 86_400 == 0 { return "\(seconds / 86_400) " + words("дн.", "d") }
        if seconds % 3_600 == 0 { return "\(seconds / 3_600) " + words("ч", "h") }
        if seconds % 60 == 0 { return "\(seconds / 60) " + words("мин", "min") }
        return "\(seconds) " + words("с", "s")
    }

    // MARK: The whole

    func legend() -> [FlowChart.LegendEntry] {
        var result: [FlowChart.LegendEntry] = []
        if !machine.handlers.isEmpty {
            result.append(
                FlowChart.LegendEntry(
                    heading: words("Работает всегда", "Works anywhere"),
                    lines: machine.handlers.map { handler in
                        spelling(handler.intent, .intent) + " → " + spelling(machine[handler.target.step].name, .name)
                            + forgetting(handler.target)
                    }))
        }
        if !machine.answers.isEmpty {
            result.append(
                FlowChart.LegendEntry(
                    heading: words("Отвечает и продолжает", "Answers and goes on"),
                    lines: machine.answers.map { spelling($0.intent, .intent) }))
        }
        return result
    }

    /// Steps that some way leads to: from the starts, what works anywhere, and on from there.
    func reachedSteps() -> Set<Int> {
        var open = (machine.starts + machine.handlers).map(\.target.step.index)
        var reached = Set(open)
        while let step = open.popLast() {
            for edge in edges where edge.from == step && reached.insert(edge.to).inserted { open.append(edge.to) }
        }
        return reached
    }
}
