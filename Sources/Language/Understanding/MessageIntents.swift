import CivilTime

/// What a message wants, and the meaning put together.
struct MessageIntents {
    struct Hit {
        var name: String
        var weight: Int
        var tokens: Range<Int>
        var rule: String
        /// Whether the bot's own flows declare it, rather than a lexicon.
        var isOfFlow = false
    }

    /// Weights from which an intent is a request, which small talk around it does not change (understanding contract, 17).
    static let requestWeight = 40
    /// A flow's own intents are narrower than the built-in ones and come before them.
    static let flowWeight = 65
    /// The weight of a request that gives way when a day or a time is said.
    static let yieldingWeight = 41
    /// Weights of questions about the salon.
    static let questionWeights = 43...54
    /// The weight of saying that one cannot come.
    static let absenceWeight = 59
    static let denyWeight = 22
    /// Weights from which an intent changes a visit or ends the talk; no yes goes before it.
    static let changeWeight = 55
    /// From here on nothing else can be meant.
    static let certainWeight = 90
    private static let book = "book", none = "none", deny = "deny", reschedule = "reschedule", confirm = "confirm"
    private static let handoff = "handoff"
    private static let optOut = "opt_out"
    private static let cancel = "cancel"
    private static let thanks = "thanks"
    /// Rules that read "from … to …", which in a wish to move a visit are where it is and where it goes.
    private static let movingRules = ["from-to", "through", "day-time"]

    private(set) var hits: [Hit] = []

    init(
        _ text: String, reading: MessageReading, findings: Findings, chart: inout Chart, understander: Understander,
        vocabulary: Vocabulary
    ) {
        guard !reading.words.isEmpty else { return }
        var excluded: Set<String> = []
        for position in reading.words.indices {
            for (number, end) in chart.intents(at: position) where end > position {
                let intent = understander.book.intents[number]
                guard let weight = intent.weight else {
                    excluded.insert(intent.name)
                    continue
                }
                hits.append(Hit(name: intent.name, weight: weight, tokens: position..<end, rule: intent.rule))
            }
        }
        let phrases = vocabulary.phrases
        findPhrases(phrases, reading: reading, findings: findings, excluded: &excluded)
        findExpressions(phrases, text: text, reading: reading, excluded: &excluded)
        hits.removeAll { excluded.contains($0.name) }
        yieldToFlows()
        // Small talk inside longer small talk is part of it: "good" of "good morning".
        let all = hits
        hits.removeAll { hit in
            hit.weight < MessageIntents.requestWeight
                && all.contains {
                    $0.name != hit.name && $0.weight < MessageIntents.requestWeight
                        && $0.tokens.count > hit.tokens.count && $0.tokens.contains(hit.tokens.lowerBound)
                        && $0.tokens.upperBound >= hit.tokens.upperBound
                }
        }
        hits.sort { left, right in
            if left.weight != right.weight { return left.weight > right.weight }
            if left.weight == MessageIntents.flowWeight, left.tokens.count != right.tokens.count {
                return left.tokens.count > right.tokens.count
            }
            // By their ends: "подскажите адрес и часы работы" asks for the address first.
            if left.tokens.upperBound != right.tokens.upperBound {
                return left.tokens.upperBound < right.tokens.upperBound
            }
            if left.tokens.count != right.tokens.count { return left.tokens.count > right.tokens.count }
            return left.rule < right.rule
        }
        var seen: Set<String> = []
        hits.removeAll { !seen.insert($0.name).inserted }
    }

    private mutating func findPhrases(
        _ phrases: Phrases, reading: MessageReading, findings: Findings, excluded: inout Set<String>
    ) {
        func gapEnds(_ gap: PhraseRule.Gap, at position: Int) -> [Int] {
            let ranges: [Range<Int>] =
                switch gap {
                case .service: findings.services.map(\.tokens)
                case .master: findings.masters.map(\.tokens)
                case .date: findings.dates.map(\.tokens)
                case .time: findings.times.map(\.tokens)
                }
            return ranges.filter { $0.lowerBound == position }.map(\.upperBound)
        }
        for number in phrases.phrases(beginningIn: reading.phraseWords) {
            let phrase = phrases.phrases[number]
            for position in reading.words.indices {
                if let beginnings = phrase.beginnings, !reading.phraseWords[position].contains(where: beginnings.contains) {
                    continue
                }
                let ends = phrases.ends(
                    of: phrase.step, from: [position], words: reading.phraseWords, tokens: reading.words,
                    gapEnds: gapEnds)
                guard let end = ends.max(), end > position else { continue }
                let name = phrases.intents[phrase.intent]
                if phrase.isExclusion { excluded.insert(name) } else {
                    hits.append(
                        Hit(
                            name: name, weight: MessageIntents.flowWeight, tokens: position..<end, rule: "flow.\(name)",
                            isOfFlow: true))
                }
                break
            }
        }
    }

    private mutating func findExpressions(
        _ phrases: Phrases, text: String, reading: MessageReading, excluded: inout Set<String>
    ) {
        guard !phrases.expressions.isEmpty else { return }
        let lowered = LoweredText(text)
        for expression in phrases.expressions {
            // A pattern that would take too long on this text has not matched it: the limit is part of its meaning.
            guard let groups = try? expression.pattern.firstMatch(lowered.bytes), let match = groups.first ?? nil else {
                continue
            }
            let name = phrases.intents[expression.intent]
            if expression.isExclusion {
                excluded.insert(name)
                continue
            }
            let span = lowered.original(match)
            let tokens = reading.words.indices.filter { reading.words[$0].token.span.overlaps(span) }
            let first = tokens.first ?? 0
            hits.append(
                Hit(
                    name: name, weight: MessageIntents.flowWeight, tokens: first..<((tokens.last ?? first) + 1),
                    rule: "flow.\(name): /\(expression.source)/", isOfFlow: true))
        }
    }

    /// What a flow declares itself comes before what lexicons know of every salon: a built-in question or wish in the same
    /// words is that one's ("где припарковаться" asks for a bot's own parking, not for the address; "дизайн на ногтях
    /// делаете?" not whether there is a manicure), and a message with a flow's intent is the salon's business. A wish to
    /// cancel, to be left alone or to speak to someone stands beside it.
    private mutating func yieldToFlows() {
        let own = hits.filter(\.isOfFlow).map(\.tokens)
        guard !own.isEmpty else { return }
        hits.removeAll { hit in
            if hit.isOfFlow || hit.weight >= MessageIntents.changeWeight { return hit.name == MessageIntents.none }
            return own.contains { words in
                hit.weight == MessageIntents.yieldingWeight
                    ? words.overlaps(hit.tokens)
                    : words.lowerBound <= hit.tokens.lowerBound && hit.tokens.upperBound <= words.upperBound
            }
        }
    }

    /// Everything together, spans in bytes of the message.
    func meaning(
        _ findings: Findings, reading: MessageReading, context: Context, surroundings: Surroundings,
        understander: Understander
    ) -> Meaning {
        var hits = hits
        var meaning = Meaning(
            language: reading.language.map { understander.book.languages[$0].language }, intents: [], services: [],
            masters: [], dates: [], times: [], options: [])
        guard !reading.words.isEmpty else { return meaning }
        // What sounds like a complaint and asks for a day is a request all the same.
        if let first = hits.first, first.name == MessageIntents.none, first.weight < MessageIntents.certainWeight,
            !findings.dates.isEmpty || !findings.times.isEmpty,
            hits.contains(where: { $0.name == MessageIntents.book })
        {
            hits.removeAll { $0.name == MessageIntents.none }
        }
        meaning.options = reading.options(context, understander: understander)
        // Complaints, spam and job offers talk of services and days without asking for them (17); an option on offer is an
        // answer, whatever else its words may mean.
        if let first = hits.first, first.name == MessageIntents.none, first.weight >= MessageIntents.changeWeight,
            meaning.options.isEmpty
        {
            meaning.intents = [Found(first.name, span: reading.span(of: first.tokens), rule: first.rule)]
            return meaning
        }
        func found<Content>(_ content: Content, _ tokens: Range<Int>, _ rule: String) -> Found<Content> {
            Found(content, span: reading.span(of: tokens), rule: rule)
        }
        var findings = findings
        if hits.first?.name == MessageIntents.cancel { findings.nameWhatIsCalledOff() }
        if let first = hits.first, first.name == MessageIntents.optOut {
            meaning.intents = [found(first.name, first.tokens, first.rule)]
            return meaning
        }
        // "Let me talk to whoever runs the place" wishes for no master.
        if hits.first?.name == MessageIntents.handoff { findings.masters.removeAll { $0.content == .anyone } }
        // "Спасибо, маникюр просто бомба" asks for no manicure.
        if let first = hits.first, first.name == MessageIntents.thanks, first.weight >= MessageIntents.requestWeight {
            meaning.intents = [found(first.name, first.tokens, first.rule)]
            return meaning
        }
        meaning.services = findings.services.map { found($0.content, $0.tokens, $0.rule) }
        meaning.masters = findings.masters.map { found($0.content, $0.tokens, $0.rule) }
        meaning.dates = findings.dates.map { found($0.content, $0.tokens, $0.rule) }
        meaning.times = findings.times.map { found($0.content.resolved(in: surroundings), $0.tokens, $0.rule) }
        meaning.excluded = findings.excluded.map { found($0.content, $0.tokens, $0.rule) }
        meaning.recurrence = findings.recurrence.map { found($0.content, $0.tokens, $0.rule) }
        meaning.impossible = findings.impossible.map { found($0.content, $0.tokens, $0.rule) }
        if hits.first?.name == MessageIntents.reschedule { keepTarget(&meaning) }

        var chosen = hits.filter { $0.name != MessageIntents.none }
        // "… hope thats ok": a yes in the middle of a long message is to nothing of ours.
        if context.expecting == nil, reading.words.count > 5 {
            chosen.removeAll { $0.name == MessageIntents.confirm && $0.tokens.lowerBound > 2 }
        }
        let slots = [
            findings.services.first?.tokens, findings.masters.first?.tokens, findings.dates.first?.tokens,
            findings.times.first?.tokens,
        ].compactMap(\.self).min { $0.lowerBound < $1.lowerBound }
        let hasWhen = !findings.dates.isEmpty || !findings.times.isEmpty
        // "делаете педикюр?" asks what there is, "делаете педикюр завтра?" whether there is a time.
        if hasWhen { chosen.removeAll { $0.weight == MessageIntents.yieldingWeight } }
        var isRequest = chosen.contains { $0.weight >= MessageIntents.requestWeight }
        if let slots, !isRequest {
            let rest = chosen.firstIndex { $0.weight < MessageIntents.requestWeight } ?? chosen.count
            chosen.insert(
                Hit(name: MessageIntents.book, weight: MessageIntents.requestWeight, tokens: slots, rule: "slots"), at: rest)
            isRequest = true
        } else if !isRequest, let refusal = findings.refusal, !chosen.contains(where: { $0.name == MessageIntents.deny }) {
            chosen.insert(Hit(name: MessageIntents.deny, weight: 20, tokens: refusal, rule: "refusal"), at: 0)
        }
        // A visit asked for with its day comes before what is asked about it.
        if hasWhen, let book = chosen.firstIndex(where: { $0.name == MessageIntents.book && $0.weight > MessageIntents.requestWeight }),
            chosen[..<book].allSatisfy({ MessageIntents.questionWeights.contains($0.weight) })
        {
            chosen.insert(chosen.remove(at: book), at: 0)
        } else if !findings.dates.isEmpty, !findings.times.isEmpty, let question = chosen.first,
            MessageIntents.questionWeights.contains(question.weight),
            let last = findings.lastSaid, question.tokens.lowerBound >= last
        {
            // Day and time first and a question after them: "17 june, 2:45, oh and what'll that cost?"
            chosen.removeAll { $0.name == MessageIntents.book }
            chosen.insert(
                Hit(name: MessageIntents.book, weight: MessageIntents.requestWeight, tokens: question.tokens, rule: "slots"), at: 0)
        }
        let isProposed =
            switch context.expecting {
            case .confirmation, .offer, .option: true
            default: false
            }
        // "Can't make it" to a time that is only proposed refuses the time; nothing is there to be called off.
        if isProposed {
            for index in chosen.indices where chosen[index].weight == MessageIntents.absenceWeight {
                chosen[index].name = MessageIntents.deny
                chosen[index].weight = MessageIntents.denyWeight
            }
        }
        if isProposed, let answer = chosen.firstIndex(where: { $0.name == MessageIntents.confirm }),
            !chosen.contains(where: { $0.name == MessageIntents.deny || $0.weight >= MessageIntents.changeWeight }),
            findings.agrees(with: context, surroundings: surroundings)
        {
            // Yes to what was proposed, whatever is asked beside it.
            chosen.insert(chosen.remove(at: answer), at: 0)
            chosen.removeAll { $0.name == MessageIntents.book || $0.weight < 15 }
        } else if !isProposed, !isRequest, let thanks = chosen.firstIndex(where: { $0.name == MessageIntents.thanks }),
            chosen.first?.name == MessageIntents.confirm
        {
            // "ok bye, thank you": nothing was proposed that a yes could be to.
            chosen.insert(chosen.remove(at: thanks), at: 0)
        } else if isRequest {
            chosen.removeAll {
                $0.weight < 15 || $0.name == MessageIntents.deny || (!isProposed && $0.weight < MessageIntents.requestWeight)
            }
        }
        meaning.intents = chosen.map { found($0.name, $0.tokens, $0.rule) }
        return meaning
    }

    /// Of the days and times that a visit is moved between, the last is where it goes (14).
    private func keepTarget(_ meaning: inout Meaning) {
        if let last = meaning.dates.last, meaning.dates.count > 1 { meaning.dates = [last] }
        if let last = meaning.times.last, meaning.times.count > 1 { meaning.times = [last] }
        if let date = meaning.dates.first, MessageIntents.movingRules.contains(where: date.rule.contains), case .window(_, let to?) = date.content {
            meaning.dates[0].content = .day(to)
        }
        if let time = meaning.times.first, time.rule.hasSuffix("from-to"), case .window(_, let to?) = time.content {
            meaning.times[0].content = .at(to)
        }
    }
}

extension TimeReading {
    func resolved(in surroundings: Surroundings) -> TimeMeaning {
        switch self {
        case .at(let clock): .at(clock.resolved(in: surroundings))
        case .window(let from, let to):
            .window(from: from?.resolved(in: surroundings), to: to?.resolved(in: surroundings))
        case .part(let part): .part(part)
        }
    }
}

extension MessageReading {
    /// Options said in words: all words of a label, or its number where the question is which option.
    fileprivate func options(_ context: Context, understander: Understander) -> [Found<String>] {
        guard !context.options.isEmpty, !words.isEmpty else { return [] }
        // Of two labels of one length the one whose words stand as they are: "no, changed my mind" is "no", not "change".
        var best: (option: Int, tokens: Range<Int>, same: Int)?
        for (index, option) in context.options.enumerated() {
            for name in option.names {
                let label = Tokens(name, kept: []).list.filter { $0.kind != .mark }
                let stems = label.map { $0.kind == .number ? $0.text : understander.stem($0.text, isLatin: $0.isLatin) }
                guard let tokens = range(of: stems) else { continue }
                let said = Set(words[tokens].map(\.token.text))
                let same = label.count { said.contains($0.text) }
                guard (tokens.count, same) > (best?.tokens.count ?? 0, best?.same ?? 0) else { continue }
                best = (index, tokens, same)
            }
        }
        if let best {
            return [Found(context.options[best.option].id, span: span(of: best.tokens), rule: "option.label")]
        }
        guard context.expecting == .option, words.count == 1 else { return [] }
        let token = words[0].token
        let number =
            token.kind == .number
            ? token.number : words[0].tags.first { $0.category == RuleBook.Category.ordinal }?.value ?? 0
        guard (1...context.options.count).contains(number) else { return [] }
        return [Found(context.options[number - 1].id, span: token.span, rule: "option.number")]
    }

    /// Where these stems stand one after the other.
    private func range(of label: [String]) -> Range<Int>? {
        let positions = words.indices.filter { words[$0].token.kind != .mark }
        guard !label.isEmpty, label.count <= positions.count else { return nil }
        for start in 0...(positions.count - label.count)
        where label.indices.allSatisfy({ stems[positions[start + $0]] == label[$0] }) {
            return positions[start]..<(positions[start + label.count - 1] + 1)
        }
        return nil
    }
}
