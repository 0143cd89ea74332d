internal import CivilTime
internal import FlowMachine
internal import JSON

/// A machine as JSON, for programs of others: everything by its English name, in an order that does not change, described
/// in flows/machine-json.md. Equal machines give equal bytes.
struct MachineJSON {
    /// Grows when something in it changes its meaning; new members do not count.
    static let format = 1

    private let machine: Machine

    /// Ends with a line feed.
    static func bytes(of machine: Machine) -> [UInt8] {
        MachineJSON(machine: machine).whole.bytes(.pretty) + [UInt8(ascii: "\n")]
    }

    private var whole: JSONValue {
        object([
            ("format", number(MachineJSON.format)), ("hash", .string(ContentHash(of: machine.encoded).hex)),
            ("bot", .string(machine.bot)), ("languages", strings(machine.languages)),
            ("slots", .array(machine.slots.map(value))), ("steps", .array(machine.steps.map(value))),
            ("starts", .array(machine.starts.map(value))), ("always", .array(machine.handlers.map(value))),
            (
                "answers",
                .array(machine.answers.map { object([("intent", .string($0.intent)), ("text", text($0.text))]) })
            ),
            ("flows", .array(machine.flows.map(value))),
            (
                "intents",
                .array(
                    machine.intents.map { intent in
                        object([("name", .string(intent.name)), ("phrases", .array(intent.phrases.map(value)))])
                    })
            ),
            (
                "texts",
                object(
                    SystemText.allCases.filter { $0.rawValue < machine.systemTexts.count }.map {
                        ($0.name, text(machine.systemText($0)))
                    })
            ),
            ("wordings", object(zip(machine.languages, machine.wordings).map { ($0, value($1)) })),
        ])
    }

    // MARK: Parts

    private func value(_ flow: Flow) -> JSONValue {
        object([
            ("name", .string(flow.name)), ("first", .string(machine[flow.first].name)),
            ("steps", strings(flow.steps.map { machine[$0].name })), ("restart", strings(flow.restarts)),
        ])
    }

    private func value(_ slot: Slot) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("name", .string(slot.name)), ("type", .string(slot.type.name)), ("optional", .bool(slot.isOptional)),
            ("remember", .bool(slot.isRemembered)), ("ask", text(slot.ask)),
            ("offer", slot.offer.map { .string(name(of: $0)) } ?? .null),
        ]
        if !slot.choices.isEmpty {
            members.append(
                (
                    "options",
                    .array(
                        slot.choices.map {
                            object([("name", .string($0.name)), ("label", text($0.label)), ("was", strings($0.formerNames))])
                        })
                ))
        }
        members += [
            ("wrong", object(slot.wrong.map { (name(of: $0.reason), text($0.text)) })),
            ("tries", slot.tries.map(value) ?? .null), ("was", strings(slot.formerNames)),
        ]
        return object(members)
    }

    private func value(_ step: Step) -> JSONValue {
        object([
            ("name", .string(step.name)), ("do", .array(step.code.map(value))),
            (
                "options",
                .array(
                    step.options.map { option in
                        object([
                            ("name", .string(option.name)), ("label", text(option.label)), ("target", value(option.target)),
                            ("was", strings(option.formerNames)),
                        ])
                    })
            ),
            ("tries", step.tries.map(value) ?? .null),
            (
                "silences",
                .array(
                    step.silences.map { object([("seconds", number($0.seconds)), ("target", value($0.target))]) })
            ),
            ("was", strings(step.formerNames)),
        ])
    }

    private func value(_ instruction: Instruction) -> JSONValue {
        func made(_ kind: String, _ members: [(String, JSONValue)] = []) -> JSONValue {
            object([("kind", .string(kind))] + members)
        }
        return switch instruction {
        case .say(let said): made("say", [("text", text(said))])
        case .fill(let slots): made("fill", [("slots", strings(slots.map { machine[$0].name }))])
        case .call(let action, let branches):
            made(
                "call",
                [
                    ("action", .string(action.name)),
                    (
                        "on",
                        .array(
                            branches.map { branch in
                                object([
                                    ("outcome", .string(branch.outcome.name)), ("text", branch.text.map(text) ?? .null),
                                    ("target", branch.target.map(value) ?? .null),
                                ])
                            })
                    ),
                ])
        case .goWhen(let condition, let target):
            made("if", [("condition", value(condition)), ("target", value(target))])
        case .go(let target): made("go", [("target", value(target))])
        case .handOff: made("handOff")
        case .stop: made("stop")
        case .back: made("back")
        case .run(let step): made("run", [("step", .string(machine[step].name))])
        case .set(let slot, let expression):
            made("set", [("slot", .string(machine[slot].name)), ("to", value(expression))])
        case .forget(let slots): made("forget", [("slots", strings(slots.map { machine[$0].name }))])
        case .show(let showing):
            made(
                "show",
                [
                    ("what", .string("\(showing.kind)")), ("source", showing.source.map(value) ?? .null),
                    ("caption", showing.caption.map(text) ?? .null),
                ])
        case .tell(let recipient, let said): made("tell", [("recipient", .string("\(recipient)")), ("text", text(said))])
        case .speak(let language): made("speak", [("language", .string(machine.languages[language]))])
        }
    }

    private func value(_ target: Target) -> JSONValue {
        object([("step", .string(machine[target.step].name)), ("forget", strings(target.forget.map { machine[$0].name }))])
    }

    private func value(_ tries: Tries) -> JSONValue {
        object([("count", number(tries.count)), ("target", value(tries.target))])
    }

    private func value(_ start: IntentTarget) -> JSONValue {
        object([("intent", .string(start.intent)), ("target", value(start.target))])
    }

    private func value(_ condition: Condition) -> JSONValue {
        switch condition {
        case .isSet(let path): object([("known", .string(name(of: path)))])
        case .compare(let path, let comparison, let literal):
            object([("value", .string(name(of: path))), ("is", .string("\(comparison)")), ("than", value(literal))])
        case .not(let inner): object([("not", value(inner))])
        }
    }

    private func value(_ expression: Expression) -> JSONValue {
        let operand =
            switch expression.operand {
            case .path(let path): ("value", JSONValue.string(name(of: path)))
            case .literal(let literal): ("constant", value(literal))
            }
        guard let addition = expression.addition else { return object([operand]) }
        return object([operand, ("add", number(addition.amount)), ("unit", .string("\(addition.unit)"))])
    }

    private func value(_ literal: Literal) -> JSONValue {
        switch literal {
        case .name(let name): object([("name", .string(name))])
        case .number(let value): object([("number", number(value))])
        case .time(let time): object([("time", .string(time.iso))])
        case .weekday(let weekday): object([("weekday", .string("\(weekday)"))])
        case .anyone: object([("name", .string("any")), ("anyone", .bool(true))])
        case .date(let date): object([("date", .string(date.iso))])
        case .flag(let flag): object([("flag", .bool(flag))])
        }
    }

    private func value(_ source: ShowingSource) -> JSONValue {
        switch source {
        case .link(let link): object([("link", .string(link))])
        case .path(let path): object([("value", .string(name(of: path)))])
        }
    }

    private func value(_ phrase: Phrase) -> JSONValue {
        object([
            ("language", .string(phrase.language)), ("not", .bool(phrase.isExclusion)), ("pattern", value(phrase.pattern)),
        ])
    }

    private func value(_ pattern: PhrasePattern) -> JSONValue {
        switch pattern {
        case .word(let word): .string(word)
        case .prefix(let prefix): object([("prefix", .string(prefix))])
        case .gap(let type): object([("gap", .string(type.name))])
        case .sequence(let parts): object([("sequence", .array(parts.map(value)))])
        case .alternatives(let parts): object([("alternatives", .array(parts.map(value)))])
        case .optional(let part): object([("optional", value(part))])
        case .expression(let expression): object([("expression", .string(expression))])
        }
    }

    private func value(_ wording: Wording) -> JSONValue {
        object([
            ("months", strings(wording.months)), ("weekdays", strings(wording.weekdays)),
            ("shortWeekdays", strings(wording.shortWeekdays)), ("weekdayNames", strings(wording.weekdayNames)),
            ("dayPattern", .string(wording.dayPattern)), ("datePattern", .string(wording.datePattern)),
            ("digitSeparator", .string(wording.digitSeparator)), ("moneyPattern", .string(wording.moneyPattern)),
            ("listPattern", .string(wording.listPattern)), ("plurals", strings(wording.plurals.map(\.category))),
        ])
    }

    // MARK: Texts

    /// By language, with placeholders as flows write them in English: `{price: money}`, `{count: visit, visits}`.
    private func text(_ id: TextID) -> JSONValue {
        object(
            zip(machine.languages, machine[id].templates).map { language, template in
                let written = template.reduce(into: "") { result, segment in
                    switch segment {
                    case .literal(let literal): result += literal
                    case .value(let path, .plain): result += "{\(name(of: path))}"
                    case .value(let path, let format): result += "{\(name(of: path)): \(format.name)}"
                    case .plural(let path, let forms): result += "{\(name(of: path)): \(forms.joined(separator: ", "))}"
                    }
                }
                return (language, .string(written))
            })
    }

    private func name(of path: Path) -> String {
        switch path {
        case .slot(let slot): machine[slot].name
        case .fact(let fact): fact.name
        }
    }

    private func name(of offer: Offer) -> String {
        switch offer {
        case .services: "services"
        case .masters: "masters"
        case .mastersOrAnyone: "masters, any"
        case .freeDays: "free days"
        case .freeTimes: "free times"
        case .myBookings: "my bookings"
        }
    }

    private func name(of reason: WrongReason) -> String {
        switch reason {
        case .tooSoon: "too soon"
        case .tooFar: "too far"
        default: "\(reason)"
        }
    }

    // MARK: Values

    private func object(_ members: [(String, JSONValue)]) -> JSONValue {
        var result = JSONObject()
        for (name, value) in members { result[name] = value }
        return .object(result)
    }

    private func number(_ value: Int) -> JSONValue { .number(JSONNumber(value)) }
    private func strings(_ values: [String]) -> JSONValue { .array(values.map { .string($0) }) }
}
