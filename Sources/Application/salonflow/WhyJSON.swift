internal import CivilTime
internal import Conversations
internal import FlowInterpreter
internal import FlowMachine
internal import JSON
internal import Salon
internal import Storage
internal import Understanding
internal import Versions

/// Why a turn went as it did, for programs: everything by its English name, moments by RFC 3339 with the salon's offset.
struct WhyJSON {
    private let story: TurnStory
    private let machine: Machine

    init(_ story: TurnStory) {
        self.story = story
        machine = story.explanation.program.machine
    }

    var value: JSONValue {
        let explanation = story.explanation
        return object([
            ("conversation", number(story.found.conversation.number)), ("turn", number(explanation.number)),
            ("at", .string(moment(explanation.record.now))), ("version", version), ("event", event(explanation.record.event)),
            ("path", .array(explanation.path.map(moment))), ("values", .array(explanation.values.map(value))),
            ("modules", .array(explanation.exchanges.map(exchange))), ("said", .array(story.messages.map(said))),
            ("replay", replay),
        ])
    }

    private var version: JSONValue {
        let stored = story.found.version
        return object([
            ("number", stored.map { number(Int64($0.number)) }), ("hash", .string(story.explanation.program.hash.hex)),
            ("author", stored.map { .string($0.author) }), ("published", stored.map { .string(moment($0.publishedAt)) }),
            ("message", stored.map { .string($0.message) }), ("live", stored.map { .bool($0.isLive) }),
            ("migratedFrom", story.found.turns.last?.migratedFrom.map { number(Int64($0)) }),
        ])
    }

    private func event(_ event: Event) -> JSONValue {
        switch event {
        case .said(let understood):
            return object([
                ("kind", .string("said")), ("text", .string(understood.text)), ("language", understood.language.map { .string($0) }),
                ("intents", strings(understood.intents)), ("mentions", .array(understood.mentions.map { mention($0, in: understood.text) })),
                ("options", strings(understood.options)), ("rules", rules),
                ("understoodTheSame", story.isUnderstoodTheSame.map { .bool($0) }),
            ])
        case .tapped(let id, let title): return object([("kind", .string("tapped")), ("id", .string(id)), ("title", .string(title))])
        case .media(let kind, _): return object([("kind", .string("media")), ("media", .string(kind))])
        case .silence: return object([("kind", .string("silence"))])
        case .released: return object([("kind", .string("released"))])
        case .waitlistOffer(let id, _): return object([("kind", .string("waitlistOffer")), ("offer", .string(id))])
        case .waitlistLost(let id, _): return object([("kind", .string("waitlistLost")), ("offer", .string(id))])
        }
    }

    /// What read the words, by the place in the message.
    private var rules: JSONValue? {
        guard let meaning = story.understanding?.meaning else { return nil }
        var rules: [JSONValue] = []
        func add(_ kind: String, _ rule: String, _ span: Range<Int>) {
            rules.append(object([("kind", .string(kind)), ("rule", .string(rule)), ("span", self.span(span))]))
        }
        for found in meaning.intents { add("intent", found.rule, found.span) }
        for found in meaning.services { add("service", found.rule, found.span) }
        for found in meaning.masters { add("master", found.rule, found.span) }
        for found in meaning.dates { add("date", found.rule, found.span) }
        for found in meaning.times { add("time", found.rule, found.span) }
        return .array(rules)
    }

    private func mention(_ mention: Mention, in text: String) -> JSONValue {
        var members: [(String, JSONValue?)] = [
            ("type", .string(mention.type.name)), ("span", span(mention.span)), ("text", .string(quote(mention.span, of: text))),
        ]
        switch mention.meaning {
        case .value(let value): members.append(("value", json(value)))
        case .oneOf(let values): members.append(("oneOf", .array(values.map(json))))
        case .dates(let window):
            members += [("from", window.from.map { .string($0.iso) }), ("to", window.to.map { .string($0.iso) })]
        case .times(let window):
            members += [("from", window.from.map { .string($0.iso) }), ("to", window.to.map { .string($0.iso) })]
        case .except: members.append(("except", .bool(true)))
        case .impossible(let reason): members.append(("impossible", .string("\(reason)")))
        }
        return object(members)
    }

    private func moment(_ moment: TurnExplanation.Moment) -> JSONValue {
        switch moment {
        case .traced(let entry): return traced(entry)
        case .instruction(let step, let place):
            return object(
                [("instruction", number(Int64(place))), ("step", .string(machine[step].name))]
                    + line(story.places?.place(of: step, instruction: place)))
        case .text(let text): return object([("text", number(Int64(text.index)))] + line(story.places?.place(of: text)))
        }
    }

    private func traced(_ entry: TraceEntry) -> JSONValue {
        func made(_ kind: String, _ members: [(String, JSONValue?)]) -> JSONValue { object([("did", .string(kind))] + members) }
        switch entry {
        case .entered(let step): return made("entered", [("step", .string(machine[step].name))] + line(story.places?.place(of: step)))
        case .resumed(let step): return made("resumed", [("step", .string(machine[step].name))] + line(story.places?.place(of: step)))
        case .filled(let slot, let value): return made("filled", [("slot", .string(machine[slot].name)), ("value", json(value))])
        case .refused(let slot, let reason): return made("refused", [("slot", .string(machine[slot].name)), ("reason", .string("\(reason)"))])
        case .took(let step, let option): return made("took", [("step", .string(machine[step].name)), ("option", .string(option))])
        case .called(let action, let outcome): return made("called", [("action", .string(action.name)), ("outcome", .string(outcome.name))])
        case .handled(let intent): return made("handled", [("intent", .string(intent))])
        case .answered(let intent): return made("answered", [("intent", .string(intent))])
        case .answeredWaitlist(let outcome): return made("answeredWaitlist", [("outcome", .string(outcome.name))])
        case .notUnderstood: return made("notUnderstood", [])
        case .followedSilence(let step, let place): return made("followedSilence", [("step", .string(machine[step].name)), ("silence", number(Int64(place)))])
        case .followedTries(let step, let slot): return made("followedTries", [("step", .string(machine[step].name)), ("slot", slot.map { .string(machine[$0].name) })])
        case .ran(let step, let place): return made("ran", [("step", .string(machine[step].name)), ("instruction", number(Int64(place)))])
        case .returned(let step, let place): return made("returned", [("step", .string(machine[step].name)), ("instruction", number(Int64(place)))])
        case .limitMet: return made("limitMet", [])
        }
    }

    private func line(_ place: SourcePlaces.Place?) -> [(String, JSONValue?)] {
        [("file", place.map { .string($0.file) }), ("line", place.map { number(Int64($0.line)) })]
    }

    private func value(_ value: ExplainedValue) -> JSONValue {
        var members: [(String, JSONValue?)] = [
            ("slot", .string(machine[value.slot].name)), ("value", json(value.value)), ("turn", value.turn.map(number)),
        ]
        switch value.source {
        case .words(let message, let place):
            members += [("source", .string("words")), ("text", .string(quote(place, of: message))), ("span", span(place))]
        case .message(let text): members += [("source", .string("message")), ("text", .string(text))]
        case .tap(let title): members += [("source", .string("tap")), ("text", .string(title))]
        case .sent(let kind): members += [("source", .string("media")), ("text", .string(kind))]
        case .profile: members.append(("source", .string("profile")))
        case .computed(let step, let place):
            members += [("source", .string("set")), ("step", .string(machine[step].name))]
            members += line(story.places?.place(of: step, instruction: place))
        case .module: members.append(("source", .string("module")))
        case .earlier: members.append(("source", .string("earlier")))
        }
        return object(members)
    }

    private func exchange(_ exchange: TurnExplanation.Exchange) -> JSONValue {
        var members: [(String, JSONValue?)] = []
        switch exchange.question {
        case .offer(let offer, _, let skip, let limit):
            members += [("asked", .string("offer")), ("of", .string("\(offer)")), ("skip", number(Int64(skip))), ("limit", number(Int64(limit)))]
        case .check(let type, _): members += [("asked", .string("check")), ("of", .string(type.name))]
        case .call(let action, _): members += [("asked", .string("call")), ("of", .string(action.name))]
        case .answerWaitlist(let offer, let accepts, _):
            members += [("asked", .string("waitlist")), ("of", offer.map { .string($0) }), ("accepts", .bool(accepts))]
        }
        switch exchange.answer {
        case .offers(let offered, let more): members += [("offered", json(offered)), ("more", .bool(more))]
        case .holds(let facts): members += [("holds", .bool(true)), ("facts", json(facts))]
        case .wrong(let reason, let instead): members += [("holds", .bool(false)), ("reason", .string("\(reason)")), ("instead", json(instead))]
        case .outcome(let outcome, let facts): members += [("outcome", .string(outcome.name)), ("facts", json(facts))]
        }
        return object(members)
    }

    private func said(_ message: SaidMessage) -> JSONValue {
        var members: [(String, JSONValue?)] = [
            ("number", number(message.id.number)), ("message", message.providerID.map { .string($0) }), ("state", .string(message.state)),
        ]
        switch message.content {
        case .message(let said)?: members += words(of: said)
        case .offer(let offer)?: members += words(of: offer.message)
        case .template(let template)?: members += [("template", .string(template.name)), ("parameters", strings(template.parameters))]
        case .notice(let notice)?: members.append(("text", .string(notice.text)))
        case .attachment?: members.append(("attachment", .bool(true)))
        case nil: members.append(("erased", .bool(true)))
        }
        return object(members)
    }

    private func words(of message: Message) -> [(String, JSONValue?)] {
        [("text", .string(message.text)), ("choices", strings(message.choices.map(\.label)))]
    }

    private var replay: JSONValue {
        object([
            ("same", .bool(story.agreement.isComplete)), ("messages", .string(story.agreement.messages.rawValue)),
            ("state", .string(story.agreement.state.rawValue)), ("otherwise", .array(story.agreement.otherwise.map(number))),
        ])
    }

    // MARK: Values

    private func json(_ value: Value) -> JSONValue {
        switch value {
        case .choice(let choice): object([("id", .string(choice.id)), ("names", strings(choice.names))])
        case .anyone: .string("any")
        case .date(let date): .string(date.iso)
        case .time(let time): .string(time.iso)
        case .text(let text): .string(text)
        case .number(let amount): number(Int64(amount))
        case .money(let money): object([("minor", number(Int64(money.minorUnits))), ("currency", .string(money.currency))])
        case .flag(let flag): .bool(flag)
        case .media(let kind, let id): object([("media", .string(kind)), ("id", .string(id))])
        case .list(let values): .array(values.map(json))
        }
    }

    private func json(_ offered: [Offered]) -> JSONValue {
        .array(offered.map { choice in object(choice.values.map { ($0.type.name, json($0.value)) }) })
    }

    private func json(_ facts: [FactValue]) -> JSONValue { object(facts.map { ($0.fact.name, json($0.value)) }) }

    private func quote(_ span: Range<Int>, of text: String) -> String {
        let bytes = Array(text.utf8)
        return String(decoding: bytes[span.clamped(to: bytes.indices)], as: UTF8.self)
    }

    private func span(_ span: Range<Int>) -> JSONValue { .array([number(Int64(span.lowerBound)), number(Int64(span.upperBound))]) }

    /// Members without a value are left out.
    private func object(_ members: [(String, JSONValue?)]) -> JSONValue {
        var result = JSONObject()
        for case (let name, let value?) in members { result[name] = value }
        return .object(result)
    }

    private func moment(_ instant: Instant) -> String { story.found.catalogue.zone.rfc3339(instant) }
    private func number(_ value: Int64) -> JSONValue { .number(JSONNumber(Int(value))) }
    private func strings(_ values: [String]) -> JSONValue { .array(values.map { .string($0) }) }
}
