internal import CivilTime
internal import FlowMachine

/// Parts of a machine as an English flow writes them.
struct CanonicalWords {
    func texts(_ text: NamedText) -> DifferenceValue { .texts(text.templates.mapValues(template)) }

    private func template(_ template: [NamedSegment]) -> String {
        template.map { segment in
            switch segment {
            case .literal(let literal): literal
            case .value(let path, .plain): "{\(self.path(path))}"
            case .value(let path, let format): "{\(self.path(path)): \(format.name)}"
            case .plural(let path, let forms): "{\(self.path(path)): \(forms.joined(separator: ", "))}"
            }
        }.joined()
    }

    func path(_ path: NamedPath) -> String {
        switch path {
        case .slot(let name): name
        case .fact(let fact): fact.name
        }
    }

    func target(_ target: NamedTarget) -> DifferenceValue { .target(step: target.step, forget: target.forget) }

    private func written(_ target: NamedTarget) -> String {
        target.step + (target.forget.isEmpty ? "" : " forget " + target.forget.joined(separator: ", "))
    }

    func role(_ role: TextRole) -> String {
        switch role {
        case .said: "say"
        case .question: "ask"
        case .label(let option): "option \(option)"
        case .wrong(let reason): "wrong \(self.reason(reason))"
        case .outcome(let action, let outcome): "\(action.name) \(outcome.name)"
        case .caption(let kind): "show \(kind)"
        case .told(let recipient): "tell \(recipient)"
        case .answer: "answer"
        case .system: "text"
        }
    }

    private func reason(_ reason: WrongReason) -> String {
        switch reason {
        case .tooSoon: "too soon"
        case .tooFar: "too far"
        default: "\(reason)"
        }
    }

    func way(_ way: Way) -> String {
        switch way {
        case .next: "then"
        case .condition(let condition): "if \(self.condition(condition))"
        case .option(let name, _): "option \(name)"
        case .outcome(let action, let outcome): "\(action.name) \(outcome.name)"
        case .tries: "tries"
        case .silence(let seconds): "silent \(seconds) seconds"
        case .through: "run"
        case .start: "start on"
        case .handler: "always"
        }
    }

    func statement(_ statement: Statement) -> String {
        switch statement {
        case .say(let text): "say \(first(text))"
        case .fill(let slots): "fill \(slots.joined(separator: ", "))"
        case .call(let action, _): "do \(action.name)"
        case .goWhen(let condition, let target): "if \(self.condition(condition)) -> \(written(target))"
        case .go(let target): "then \(written(target))"
        case .handOff: "hand off"
        case .stop: "stop"
        case .back: "then back"
        case .run(let step): "run \(step)"
        case .set(let slot, let value): "set \(slot) to \(expression(value))"
        case .forget(let slots): "forget \(slots.joined(separator: ", "))"
        case .show(let kind, let source, _): "show \(kind)" + (source.map { " \(self.source($0))" } ?? "")
        case .tell(let recipient, let text): "tell \(recipient) \(first(text))"
        case .speak(let language): "speak \(language)"
        }
    }

    /// In the first of its languages by code.
    private func first(_ text: NamedText) -> String { template(text.templates.min { $0.key < $1.key }?.value ?? []) }

    func source(_ source: NamedSource) -> String {
        switch source {
        case .link(let link): link
        case .path(let path): self.path(path)
        }
    }

    func condition(_ condition: NamedCondition) -> String {
        switch condition {
        case .isSet(let path): return self.path(path)
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
            return "\(self.path(path)) \(sign) \(self.literal(literal))"
        }
    }

    func expression(_ expression: NamedExpression) -> String {
        let operand =
            switch expression.operand {
            case .path(let path): self.path(path)
            case .literal(let literal): self.literal(literal)
            }
        guard let addition = expression.addition else { return operand }
        let unit = addition.unit == .plain ? "" : " \(addition.unit)"
        return "\(operand) \(addition.amount < 0 ? "-" : "+") \(addition.amount.magnitude)\(unit)"
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

    func offer(_ offer: Offer) -> String {
        switch offer {
        case .services: "services"
        case .masters: "masters"
        case .mastersOrAnyone: "masters, any"
        case .freeDays: "free days"
        case .freeTimes: "free times"
        case .myBookings: "my bookings"
        }
    }

    func phrase(_ phrase: Phrase) -> String { (phrase.isExclusion ? "not " : "") + pattern(phrase.pattern) }

    private func pattern(_ pattern: PhrasePattern) -> String {
        switch pattern {
        case .word(let word): word
        case .prefix(let word): "\(word)*"
        case .gap(let type): "[\(type.name)]"
        case .sequence(let parts): parts.map { self.pattern($0) }.joined(separator: " ")
        case .alternatives(let parts): "(" + parts.map { self.pattern($0) }.joined(separator: "|") + ")"
        case .optional(let part): "[\(self.pattern(part))]?"
        case .expression(let expression): "/\(expression)/"
        }
    }
}
