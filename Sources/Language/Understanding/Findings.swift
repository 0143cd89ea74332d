import CivilTime

/// The services, masters, days and times of a message, and what corrections and negations leave of them.
struct Findings {
    struct Item<Content> {
        var content: Content
        /// Tokens, in range and never empty.
        var tokens: Range<Int>
        var rule: String
    }

    var services: [Item<Reference>] = []
    var masters: [Item<MasterReference>] = []
    var dates: [Item<DateMeaning>] = []
    var times: [Item<TimeReading>] = []
    /// Something was named only to be refused ("в четверг не могу").
    private(set) var refusal: Range<Int>?

    /// Tokens right after words that refuse.
    private var negations: Set<Int> = []
    private let words: [Word]
    private let numbers: RuleNumbers

    init(
        _ reading: MessageReading, chart: inout Chart, understander: Understander, vocabulary: Vocabulary, context: Context
    ) {
        words = reading.words
        numbers = understander.numbers
        let book = understander.book
        let words = self.words
        negations = Findings.ends(of: numbers.negator, words: words, chart: &chart)
        // "не педикюр, а маникюр": where something is refused, no name runs over a comma or a "but".
        let hasNegation = !negations.isEmpty
        let numbers = self.numbers
        func isBarrier(_ token: Int) -> Bool {
            hasNegation && (words[token].token.separation != .none || numbers.isContrast(words[token]))
        }
        let serviceMentions = vocabulary.services.mentions(
            reading.serviceHits, isCommon: { !words[$0].symbols.isEmpty || !words[$0].tags.isEmpty },
            isBarrier: isBarrier)
        let masterMentions = vocabulary.masters.mentions(
            reading.masterHits, isCommon: { _ in false }, isBarrier: isBarrier)
        for position in words.indices {
            let service = serviceMentions.first { $0.tokens[0] == position }
            let master = masterMentions.first { $0.tokens[0] == position }
            func match(_ mention: Names.Mention?) -> [ChartMatch] {
                mention.map { [ChartMatch(end: ($0.tokens.last ?? position) + 1, value: .nothing, rule: 0)] } ?? []
            }
            chart.enter(match(service), of: numbers.service, at: position)
            chart.enter(match(master), of: numbers.master, at: position)
        }
        var taken = Array(repeating: false, count: words.count)
        var order: [Int] = []
        if context.expecting == .date, let asked = numbers.dateWhenAsked { order.append(asked) }
        if context.expecting == .time, let asked = numbers.timeWhenAsked { order.append(asked) }
        order += [numbers.ignore, numbers.moment, numbers.date, numbers.time].compactMap(\.self)

        var position = 0
        scan: while position < words.count {
            var best: (match: ChartMatch, kind: Int)?
            for kind in order {
                for match in chart.matches(of: kind, at: position) where match.end > (best?.match.end ?? position) {
                    best = (match, kind)
                }
            }
            guard let (match, _) = best else {
                position += 1
                continue scan
            }
            let tokens = position..<match.end
            let rule = book.rules[match.rule].name
            switch match.value {
            case .date(let date): dates.append(Item(content: date, tokens: tokens, rule: rule))
            case .time(let time): times.append(Item(content: time, tokens: tokens, rule: rule))
            case .clock(let clock): times.append(Item(content: .at(clock), tokens: tokens, rule: rule))
            case .moment(let date, let time):
                dates.append(Item(content: date, tokens: tokens, rule: rule))
                times.append(Item(content: time, tokens: tokens, rule: rule))
            case .missing, .nothing, .number: break
            }
            for token in tokens { taken[token] = true }
            position = match.end
        }

        for mention in serviceMentions {
            services.append(
                Item(
                    content: mention.reference(in: vocabulary.services.ids), tokens: mention.range,
                    rule: mention.isWhole ? "service.name" : "service.part"))
        }
        for mention in masterMentions where !mention.tokens.contains(where: { taken[$0] }) {
            // A word that is both (a master Белла and a service of that name) is what has more words of it.
            if services.contains(where: { $0.tokens.overlaps(mention.range) && $0.tokens.count >= mention.range.count }) {
                continue
            }
            let content: MasterReference
            switch mention.reference(in: vocabulary.masters.ids) {
            case .one(let id): content = .one(id)
            case .oneOf(let ids): content = .oneOf(ids)
            }
            masters.append(Item(content: content, tokens: mention.range, rule: mention.isWhole ? "master.name" : "master.part"))
        }
        findAnyone(chart: &chart, book: book, isAsked: context.expecting == .master)
    }

    private mutating func findAnyone(chart: inout Chart, book: RuleBook, isAsked: Bool) {
        for kind in [numbers.anyone, isAsked ? numbers.anyoneWhenAsked : nil].compactMap(\.self) {
            for position in words.indices {
                guard let match = chart.matches(of: kind, at: position).max(by: { $0.end < $1.end }) else { continue }
                if masters.contains(where: { $0.content == .anyone }) { return }
                masters.append(
                    Item(content: .anyone, tokens: position..<match.end, rule: book.rules[match.rule].name))
            }
        }
    }

    /// Takes out what was refused or replaced, and joins what belongs together.
    mutating func settle(chart: inout Chart, surroundings: Surroundings) {
        let (words, numbers, negations) = (self.words, self.numbers, self.negations)
        func isRefused(_ tokens: Range<Int>) -> Bool {
            var start = tokens.lowerBound
            if negations.contains(start), words[start].token.separation == .none { return true }
            while start > 0, words[start].token.separation == .none, numbers.isPreposition(words[start - 1]) {
                start -= 1
                if negations.contains(start), words[start].token.separation == .none { return true }
            }
            guard let refuser = numbers.refuser, tokens.upperBound < words.count else { return false }
            return words[tokens.upperBound].token.separation == .none
                && !chart.matches(of: refuser, at: tokens.upperBound).isEmpty
        }
        var refused: [Range<Int>] = []
        func drop<Content>(_ items: inout [Item<Content>]) {
            items.removeAll { item in
                guard isRefused(item.tokens) else { return false }
                refused.append(item.tokens)
                return true
            }
        }
        drop(&services)
        drop(&masters)
        drop(&dates)
        drop(&times)
        refusal = refused.first

        let corrections = starts(of: numbers.corrector, chart: &chart)
        Findings.keepCorrected(&services, corrections)
        Findings.keepCorrected(&masters, corrections)
        Findings.keepCorrected(&dates, corrections)
        Findings.keepCorrected(&times, corrections)
        joinDates()
        joinTimes(surroundings)
    }

    private static func ends(of nonterminal: Int?, words: [Word], chart: inout Chart) -> Set<Int> {
        guard let nonterminal else { return [] }
        var ends: Set<Int> = []
        for position in words.indices {
            for match in chart.matches(of: nonterminal, at: position) where match.end < words.count { ends.insert(match.end) }
        }
        return ends
    }

    private func starts(of nonterminal: Int?, chart: inout Chart) -> [Int] {
        guard let nonterminal else { return [] }
        return words.indices.filter { !chart.matches(of: nonterminal, at: $0).isEmpty }
    }

    /// What comes before the last correction that something of its kind follows is replaced (understanding contract, 14).
    private static func keepCorrected<Content>(_ items: inout [Item<Content>], _ corrections: [Int]) {
        guard items.count > 1 else { return }
        let correction = corrections.last { correction in
            items.contains { $0.tokens.lowerBound >= correction } && items.contains { $0.tokens.upperBound <= correction }
        }
        guard let correction else { return }
        items.removeAll { $0.tokens.upperBound <= correction }
    }

    /// Days side by side are alternatives (12); a weekday said apart from its week lies in it.
    private mutating func joinDates() {
        var joined: [Item<DateMeaning>] = []
        for item in dates {
            guard let last = joined.last, let days = last.content.days, let more = item.content.days,
                words[last.tokens.upperBound..<item.tokens.lowerBound].allSatisfy(numbers.isConnector),
                words[item.tokens.lowerBound].token.separation != .sentence
            else {
                joined.append(item)
                continue
            }
            var all = days
            for day in more where !all.contains(day) { all.append(day) }
            joined[joined.count - 1] = Item(
                content: all.count == 1 ? .day(all[0]) : .oneOf(all),
                tokens: last.tokens.lowerBound..<item.tokens.upperBound, rule: last.rule)
        }
        if joined.count == 2, let window = joined.firstIndex(where: { $0.content.days == nil }) {
            let single = joined[1 - window]
            if case .window(let from?, let to?) = joined[window].content, case .day(var day) = single.content {
                if single.rule.contains("weekday") { while day < from { day = day.adding(days: 7) } }
                if (from...to).contains(day) {
                    joined = [Item(content: .day(day), tokens: single.tokens, rule: single.rule)]
                }
            }
        }
        var unique: [Item<DateMeaning>] = []
        for item in joined where !unique.contains(where: { $0.content == item.content }) { unique.append(item) }
        dates = unique
    }

    /// A part of the day beside a time only says which half of the day is meant.
    private mutating func joinTimes(_ surroundings: Surroundings) {
        var part: PartOfDay?
        for case .part(let said) in times.map(\.content) { part = part ?? said }
        let hasClock = times.contains { if case .part = $0.content { false } else { true } }
        if let part, hasClock {
            times = times.compactMap { item in
                var item = item
                switch item.content {
                case .at(let clock): item.content = .at(clock.within(part))
                case .window(let from, let to): item.content = .window(from: from?.within(part), to: to?.within(part))
                case .part: return nil
                }
                return item
            }
        }
        var unique: [Item<TimeReading>] = []
        for item in times where !unique.contains(where: { $0.content == item.content }) { unique.append(item) }
        times = unique
    }
}

extension Names.Mention {
    /// From the first token to the last.
    var range: Range<Int> { tokens[0]..<((tokens.last ?? tokens[0]) + 1) }

    func reference(in ids: [String]) -> Reference {
        things.count == 1 ? .one(ids[things[0]]) : .oneOf(things.map { ids[$0] })
    }
}
