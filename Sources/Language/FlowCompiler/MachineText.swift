internal import CivilTime
package import FlowMachine

/// A machine written out for people: every slot, step and instruction with its target's name and its texts in full. Not
/// read back by anything; equal machines have equal text.
package struct MachineText {
    private let machine: Machine
    private var lines: [String] = []

    /// Ends with a line feed.
    package static func render(_ machine: Machine) -> String {
        var text = MachineText(machine: machine)
        text.write()
        return text.lines.joined(separator: "\n") + "\n"
    }

    private init(machine: Machine) { self.machine = machine }

    private mutating func write() {
        lines.append("bot \(machine.bot)")
        lines.append("languages \(machine.languages.joined(separator: ", "))")
        for slot in machine.slots { write(slot) }
        for step in machine.steps { write(step) }
        lines.append("")
        for start in machine.starts { lines.append("start \(start.intent) -> \(target(start.target))") }
        for handler in machine.handlers { lines.append("always \(handler.intent) -> \(target(handler.target))") }
        for answer in machine.answers { write(answer.text, after: "answer \(answer.intent)", indent: 0) }
        for intent in machine.intents { write(intent) }
        lines.append("")
        for flow in machine.flows {
            let steps = flow.steps.map { machine[$0].name }.joined(separator: ", ")
            lines.append("flow \(flow.name) from \(machine[flow.first].name): \(steps)")
            for step in flow.restarts { lines.append("  restart \(step)") }
        }
        lines.append("")
        for system in SystemText.allCases where system.rawValue < machine.systemTexts.count {
            write(machine.systemText(system), after: "text \(system.name)", indent: 0)
        }
    }

    // MARK: Slots and intents

    private mutating func write(_ slot: Slot) {
        lines.append("")
        lines.append("slot \(slot.name): \(slot.type.name)\(slot.isOptional ? ", optional" : "")")
        write(slot.ask, after: "ask", indent: 1)
        if let offer = slot.offer { lines.append("  offer \(offer)") }
        if slot.isRemembered { lines.append("  remember") }
        for former in slot.formerNames { lines.append("  was \(former)") }
        for choice in slot.choices {
            write(choice.label, after: "option \(choice.name)\(was(choice.formerNames))", indent: 1)
        }
        for wrong in slot.wrong { write(wrong.text, after: "wrong \(wrong.reason)", indent: 1) }
        if let tries = slot.tries { lines.append("  tries \(tries.count) -> \(target(tries.target))") }
    }

    private mutating func write(_ intent: Intent) {
        lines.append("")
        lines.append("intent \(intent.name)")
        for phrase in intent.phrases {
            lines.append(
                "  \(phrase.isExclusion ? "not " : "")\(phrase.language): \(MachineText.pattern(phrase.pattern))")
        }
    }

    private static func pattern(_ pattern: PhrasePattern) -> String {
        switch pattern {
        case .word(let word): word
        case .prefix(let word): "\(word)*"
        case .gap(let type): "[\(type)]"
        case .sequence(let parts): parts.map { self.pattern($0) }.joined(separator: " ")
        case .alternatives(let parts): "(" + parts.map { self.pattern($0) }.joined(separator: "|") + ")"
        case .optional(let part): "[\(self.pattern(part))]?"
        case .expression(let expression): "/\(expression)/"
        }
    }

    // MARK: Steps

    private mutating func write(_ step: Step) {
        lines.append("")
        lines.append("step \(step.name)\(was(step.formerNames))")
        for (index, instruction) in step.code.enumerated() { write(instruction, number: index) }
        for option in step.options {
            let head = "option \(option.name)\(was(option.formerNames)) -> \(target(option.target))"
            write(option.label, after: head, indent: 1)
        }
        if let tries = step.tries { lines.append("  tries \(tries.count) -> \(target(tries.target))") }
        for silence in step.silences {
            lines.append("  silent \(silence.seconds) seconds -> \(target(silence.target))")
        }
    }

    private mutating func write(_ instruction: Instruction, number: Int) {
        let prefix = "\(number). "
        switch instruction {
        case .say(let text): write(text, after: prefix + "say", indent: 1)
        case .fill(let slots):
            lines.append("  \(prefix)fill \(slots.map { machine[$0].name }.joined(separator: ", "))")
        case .call(let action, let branches):
            lines.append("  \(prefix)do \(action.name)")
            for branch in branches {
                let line = "on \(branch.outcome.name)\(branch.target.map { " -> \(target($0))" } ?? "")"
                if let text = branch.text { write(text, after: line, indent: 2) } else { lines.append("    \(line)") }
            }
        case .goWhen(let condition, let target):
            lines.append("  \(prefix)if \(self.condition(condition)) -> \(self.target(target))")
        case .go(let target): lines.append("  \(prefix)go \(self.target(target))")
        case .handOff: lines.append("  \(prefix)hand off")
        case .stop: lines.append("  \(prefix)stop")
        case .back: lines.append("  \(prefix)back")
        case .run(let step): lines.append("  \(prefix)run \(machine[step].name)")
        case .set(let slot, let expression):
            lines.append("  \(prefix)set \(machine[slot].name) to \(self.expression(expression))")
        case .forget(let slots):
            lines.append("  \(prefix)forget \(slots.map { machine[$0].name }.joined(separator: ", "))")
        case .show(let showing):
            var head = "\(prefix)show \(showing.kind)"
            switch showing.source {
            case .link(let link)?: head += " \(link)"
            case .path(let path)?: head += " \(name(path))"
            case nil: break
            }
            if let caption = showing.caption { write(caption, after: head, indent: 1) } else { lines.append("  \(head)") }
        case .tell(let recipient, let text): write(text, after: "\(prefix)tell \(recipient)", indent: 1)
        case .speak(let language): lines.append("  \(prefix)speak \(machine.languages[language])")
        }
    }

    private func was(_ names: [String]) -> String { names.map { ", was \($0)" }.joined() }

    private func expression(_ expression: Expression) -> String {
        let operand =
            switch expression.operand {
            case .path(let path): name(path)
            case .literal(let literal): self.literal(literal)
            }
        guard let addition = expression.addition else { return operand }
        let unit = addition.unit == .plain ? "" : " \(addition.unit)"
        return "\(operand) \(addition.amount < 0 ? "-" : "+") \(addition.amount.magnitude)\(unit)"
    }

    private func target(_ target: Target) -> String {
        let forget = target.forget.map { machine[$0].name }.joined(separator: ", ")
        return machine[target.step].name + (forget.isEmpty ? "" : " forget \(forget)")
    }

    private func condition(_ condition: Condition) -> String {
        switch condition {
        case .isSet(let path): return name(path)
        case .not(let inner): return "not \(self.condition(inner))"
        case .compare(let path, let comparison, let literal):
            let sign =
                switch comparison {
                case .equal: "is"
                case .less: "<"
                case .lessOrEqual: "<="
                case .greater: ">"
                case .greaterOrEqual: ">="
                }
            return "\(name(path)) \(sign) \(self.literal(literal))"
        }
    }

    private func literal(_ literal: Literal) -> String {
        switch literal {
        case .name(let name): name
        case .number(let number): String(number)
        case .time(let time): time.iso
        case .weekday(let weekday): "\(weekday)"
        case .anyone: "any"
        case .date(let date): date.iso
        case .flag(let flag): flag ? "yes" : "no"
        }
    }

    private func name(_ path: Path) -> String {
        switch path {
        case .slot(let slot): machine[slot].name
        case .fact(let fact): fact.name
        }
    }

    // MARK: Texts

    private mutating func write(_ text: TextID, after head: String, indent: Int) {
        let margin = String(repeating: "  ", count: indent)
        lines.append(margin + head)
        for (language, template) in zip(machine.languages, machine[text].templates) {
            let body = template.map { segment in
                switch segment {
                case .literal(let literal): literal
                case .value(let path, .plain): "{\(name(path))}"
                case .value(let path, let format): "{\(name(path)): \(format.name)}"
                case .plural(let path, let forms): "{\(name(path)): \(forms.joined(separator: ", "))}"
                }
            }.joined()
            let continued = body.split(separator: "\n", omittingEmptySubsequences: false)
                .joined(separator: "\n\(margin)    | ")
            lines.append("\(margin)  \(language): \(continued)")
        }
    }
}
