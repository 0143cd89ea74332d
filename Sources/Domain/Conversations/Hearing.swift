package import CivilTime
package import FlowInterpreter
internal import FlowMachine
internal import Salon
internal import Understanding

/// From what a channel brought to the event the interpreter takes: the message is understood in the light of what the bot
/// last asked.
extension Bot {
    /// Nil for something that asks for no turn, such as a reaction.
    package func event(for content: InboundContent, in conversation: Conversation, at now: Instant) -> Event? {
        switch content {
        case .text(let text): .said(understood(text, in: conversation, at: now))
        // A reply button of a template carries words, not a choice of ours: it is what the customer says.
        case .tap(let id, let title) where ChoiceID.read(id) == nil && !title.isEmpty:
            .said(understood(title, in: conversation, at: now))
        case .tap(let id, let title): .tapped(id: id, title: title)
        case .media(let kind, let id): .media(kind: kind, id: id)
        case .notice: nil
        }
    }

    /// The language in which the event will be answered: the one it is clearly written in, else the conversation's.
    package func language(after event: Event, in conversation: Conversation) -> Int {
        program.language(after: event, in: conversation)
    }

    private func understood(_ text: String, in conversation: Conversation, at now: Instant) -> Understood {
        let kept = String(text.prefix(Limits.textCharacters))
        let meaning = understander.understand(kept, vocabulary: vocabulary, context: context(of: conversation, at: now))
        var mentions: [Mention] = []
        for found in meaning.services { add(found.content, found.span, to: &mentions) }
        for found in meaning.masters { add(found.content, found.span, to: &mentions) }
        mentions = meaning.excluded.compactMap(exception) + onePerType(mentions)
        let today = catalogue.zone.civil(at: now).date
        for found in meaning.dates { mentions.append(mention(of: found.content, found.span, today: today)) }
        for found in meaning.times { mentions.append(mention(of: found.content, found.span)) }
        for found in meaning.impossible { mentions.append(mention(of: found.content, found.span)) }
        // What is none of a salon's business is no intent of a flow either.
        var intents = meaning.intents.map(\.content).filter { $0 != "none" }
        if wantsRecurring(meaning, intents) { intents.insert("recurring", at: 0) }
        if let free = freeAnswer(kept, intents: intents, in: conversation) {
            // "Анна" is no wish for a master where the bot asked for the customer's name, and a name, a number or an amount
            // is of no language.
            let language = free.type == .text ? meaning.language : nil
            return Understood(text: kept, language: language, intents: [], mentions: [free], options: [])
        }
        return Understood(
            text: kept, language: meaning.language, intents: intents, mentions: mentions,
            options: meaning.options.map(\.content))
    }

    /// Two services in one message are not silently one: the customer is asked which comes first.
    private func onePerType(_ mentions: [Mention]) -> [Mention] {
        var result: [Mention] = []
        for mention in mentions {
            guard let index = result.firstIndex(where: { $0.type == mention.type }) else {
                result.append(mention)
                continue
            }
            var values: [Value] = []
            for meaning in [result[index].meaning, mention.meaning] {
                switch meaning {
                case .value(let value): values.append(value)
                case .oneOf(let several): values += several
                case .dates, .times, .except, .impossible: break
                }
            }
            var seen: Set<Value> = []
            values = values.filter { seen.insert($0).inserted }
            let span = min(result[index].span.lowerBound, mention.span.lowerBound)
                ..< max(result[index].span.upperBound, mention.span.upperBound)
            result[index] = Mention(
                type: mention.type, meaning: values.count == 1 ? .value(values[0]) : .oneOf(values), span: span)
        }
        return result
    }

    func context(of conversation: Conversation, at now: Instant) -> Context {
        let expectation = program.expectation(in: conversation)
        return Context(
            now: catalogue.zone.civil(at: now), language: expectation.language, expecting: expectation.expecting,
            options: expectation.options, opens: opens, closes: closes, languages: languages)
    }

    private func add(_ reference: Reference, _ span: Range<Int>, to mentions: inout [Mention]) {
        switch reference {
        case .one(let id):
            guard let value = service(id) else { return }
            mentions.append(Mention(type: .service, meaning: .value(value), span: span))
        case .oneOf(let ids):
            mentions.append(Mention(type: .service, meaning: .oneOf(ids.compactMap(service)), span: span))
        }
    }

    private func add(_ reference: MasterReference, _ span: Range<Int>, to mentions: inout [Mention]) {
        switch reference {
        case .one(let id):
            guard let value = master(id) else { return }
            mentions.append(Mention(type: .master, meaning: .value(value), span: span))
        case .oneOf(let ids):
            mentions.append(Mention(type: .master, meaning: .oneOf(ids.compactMap(master)), span: span))
        case .anyone: mentions.append(Mention(type: .master, meaning: .value(.anyone), span: span))
        }
    }

    func service(_ id: String) -> Value? {
        catalogue.services.first { String($0.id.number) == id }.map { .choice(choice(of: $0)) }
    }

    func master(_ id: String) -> Value? {
        catalogue.masters.first { String($0.id.number) == id }.map { .choice(choice(of: $0)) }
    }

    private func mention(of date: DateMeaning, _ span: Range<Int>, today: CivilDate) -> Mention {
        let meaning: Mention.Meaning =
            switch date {
            case .day(let day): .value(.date(day))
            case .window(let from, let to): .dates(DateWindow(from: from, to: to))
            case .oneOf(let days): .oneOf(days.map { .date($0) })
            case .soonest: .dates(DateWindow(from: today, to: nil))
            }
        return Mention(type: .date, meaning: meaning, span: span)
    }

    private func mention(of impossible: Impossible, _ span: Range<Int>) -> Mention {
        switch impossible {
        case .date: Mention(type: .date, meaning: .impossible(.unknown), span: span)
        case .time: Mention(type: .time, meaning: .impossible(.unknown), span: span)
        case .pastDate: Mention(type: .date, meaning: .impossible(.past), span: span)
        case .master: Mention(type: .master, meaning: .impossible(.unknown), span: span)
        }
    }

    private func mention(of time: TimeMeaning, _ span: Range<Int>) -> Mention {
        let meaning: Mention.Meaning =
            switch time {
            case .at(let clock): .value(.time(clock))
            case .window(let from, let to): .times(TimeWindow(from: from, to: to))
            case .part(let part): .times(TimeWindow(from: part.from, to: part.to))
            }
        return Mention(type: .time, meaning: meaning, span: span)
    }
}
