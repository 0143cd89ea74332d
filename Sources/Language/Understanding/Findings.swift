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
    private(set) var recurrence: Item<String>?
    private(set) var impossible: [Item<Impossible>] = []
    private(set) var excluded: [Item<Excluded>] = []
    /// What of days, times and what is neither was taken; nil until it is chosen.
    private(set) var cover: Cover?
    /// Something was named only to be refused ("в четверг не могу").
    private(set) var refusal: Range<Int>?

    /// Tokens right after words that refuse.
    private var negations: Set<Int> = []
    /// Tokens right after words that refuse when nothing of the kind was named before, and correct when something was
    /// ("no pedicure, just manicure"; "with Priya, no, Grace").
    private var firstNegations: Set<Int> = []
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
        firstNegations = Findings.ends(of: numbers.negatorFirst, words: words, chart: &chart)
        let refusing = negations.union(firstNegations)
        let hasNegation = !refusing.isEmpty
        let numbers = self.numbers
        func isBarrier(_ token: Int) -> Bool {
            hasNegation && token < words.count && (refusing.contains(token) || words[token].token.separation != .none || numbers.isContrast(words[token]))
        }
        let serviceMentions = vocabulary.services.mentions(
            reading.serviceHits, isCommon: { words[$0].isCommon },
            isBarrier: isBarrier, isJoining: { numbers.isJoining(words[$0]) }, text: { words[$0].token.text })
        let masterMentions = vocabulary.masters.mentions(
            reading.masterHits, isCommon: { _ in false }, isBarrier: isBarrier, isJoining: { numbers.isJoining(words[$0]) },
            text: { words[$0].token.text })
        for position in words.indices {
            let service = serviceMentions.first { $0.tokens[0] == position }
            let master = masterMentions.first { $0.tokens[0] == position }
            func match(_ mention: Names.Mention?) -> [ChartMatch] {
                mention.map { [ChartMatch(end: ($0.tokens.last ?? position) + 1, value: .nothing, rule: 0)] } ?? []
            }
            chart.enter(match(service), of: numbers.service, at: position)
            chart.enter(match(master), of: numbers.master, at: position)
            let stranger = reading.isStranger[position] ? [ChartMatch(end: position + 1, value: .nothing, rule: 0)] : []
            chart.enter(stranger, of: numbers.stranger, at: position)
        }
        // A number inside the name of a service is neither day nor time ("Массаж 60 минут").
        var closed: Set<Int> = []
        for mention in serviceMentions where mention.tokens.count > 1 {
            for token in mention.tokens where words[token].token.kind == .number { closed.insert(token) }
        }
        let cover = Cover(kinds(in: context), words: words, closed: closed, chart: &chart)
        self.cover = cover
        var taken = Array(repeating: false, count: words.count)
        for piece in cover.pieces {
            let rule = book.rules[piece.match.rule].name
            switch piece.match.value {
            case .date(let date): dates.append(Item(content: date, tokens: piece.tokens, rule: rule))
            case .time(let time): times.append(Item(content: time, tokens: piece.tokens, rule: rule))
            case .clock(let clock): times.append(Item(content: .at(clock), tokens: piece.tokens, rule: rule))
            case .moment(let date, let time):
                dates.append(Item(content: date, tokens: piece.tokens, rule: rule))
                times.append(Item(content: time, tokens: piece.tokens, rule: rule))
            case .nothing where piece.kind == numbers.recurrence && recurrence == nil:
                recurrence = Item(content: rule, tokens: piece.tokens, rule: rule)
            case .nothing:
                if let content = numbers.impossible(ofRule: piece.kind) {
                    impossible.append(Item(content: content, tokens: piece.tokens, rule: rule))
                    continue
                }
            case .missing, .number: break
            }
            for token in piece.tokens { taken[token] = true }
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
        dropEvents()
        findImpossible(chart: &chart, book: book, isDateAsked: context.expecting == .date)
        findAnyone(chart: &chart, book: book, isAsked: context.expecting == .master)
    }

    /// What is looked for, the surer kinds first.
    func kinds(in context: Context) -> [Int] {
        let asked: Int? =
            switch context.expecting {
            case .date: numbers.dateWhenAsked
            case .time: numbers.timeWhenAsked
            case .number: numbers.numberWhenAsked
            case .name: numbers.nameWhenAsked
            case .offer, .confirmation: context.offered.time == nil ? nil : numbers.timeWhenOffered
            case .service, .master, .option, nil: nil
            }
        return [
            asked, numbers.recurrence, numbers.ignore, numbers.moment, numbers.date, numbers.time, numbers.beside,
            // "31 июня": the day that there is not, and not the 31st.
            numbers.noDate, numbers.noTime,
        ].compactMap(\.self)
    }

    /// What takes no words from anything else: days that are over, and people who do not work here.
    private mutating func findImpossible(chart: inout Chart, book: RuleBook, isDateAsked: Bool) {
        for kind in [numbers.pastDate, isDateAsked ? numbers.pastDateWhenAsked : nil, numbers.unknownMaster].compactMap(\.self) {
            for position in words.indices {
                guard let content = numbers.impossible(ofRule: kind),
                    let match = chart.matches(of: kind, at: position).max(by: { $0.end < $1.end })
                else { continue }
                impossible.append(Item(content: content, tokens: position..<match.end, rule: book.rules[match.rule].name))
            }
        }
        guard let told = numbers.told, !impossible.isEmpty else { return }
        // "Была записана на вчера", "приду с Зоей" wish for nothing.
        for position in words.indices {
            guard let end = chart.matches(of: told, at: position).map(\.end).max() else { continue }
            impossible.removeAll { (position..<end).overlaps($0.tokens) && $0.tokens.upperBound <= end }
        }
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
        let (words, numbers) = (self.words, self.numbers)
        let corrections = starts(of: numbers.corrector, chart: &chart)
        let (negations, firstNegations) = (self.negations, self.firstNegations)
        func isRefused(_ tokens: Range<Int>, isFirst: Bool) -> Bool {
            func refuses(_ start: Int) -> Bool {
                words[start].token.separation == .none
                    && (negations.contains(start)
                        || (isFirst && firstNegations.contains(start) && !corrections.contains(start)))
            }
            var start = tokens.lowerBound
            if refuses(start) { return true }
            // "instead [of friday]": a little word may be the refusal's and the day's.
            if tokens.count > 1, numbers.isLittle(words[start]), refuses(start + 1) { return true }
            while start > 0, words[start].token.separation == .none, numbers.isPreposition(words[start - 1]) {
                start -= 1
                if refuses(start) { return true }
            }
            guard let refuser = numbers.refuser, tokens.upperBound < words.count else { return false }
            return words[tokens.upperBound].token.separation == .none
                && !chart.matches(of: refuser, at: tokens.upperBound).isEmpty
        }
        var refused: [Item<Excluded>] = []
        func drop<Content>(_ items: inout [Item<Content>], as exclusion: (Content) -> Excluded) {
            let first = items.map(\.tokens.lowerBound).min()
            items.removeAll { item in
                guard isRefused(item.tokens, isFirst: item.tokens.lowerBound == first) else { return false }
                refused.append(Item(content: exclusion(item.content), tokens: item.tokens, rule: item.rule))
                return true
            }
        }
        drop(&services) { .service($0) }
        drop(&masters) { .master($0) }
        drop(&dates) { .date($0) }
        // "this friday, not next friday, 11": the hour beside a day that is refused is not.
        let beside = times.filter { $0.rule.hasBytes(".beside.") }
        drop(&times) { .time($0.resolved(in: surroundings)) }
        // What was ruled out once is not wished for by being named again ("не к Артёму, к Диме: Артём меня поцарапал").
        func forget<Content: Equatable>(_ items: inout [Item<Content>], _ ruledOut: [Content]) {
            guard items.contains(where: { !ruledOut.contains($0.content) }) else { return }
            items.removeAll { ruledOut.contains($0.content) }
        }
        forget(&dates, refused.compactMap { if case .date(let content) = $0.content { content } else { nil } })
        forget(&services, refused.compactMap { if case .service(let content) = $0.content { content } else { nil } })
        forget(&masters, refused.compactMap { if case .master(let content) = $0.content { content } else { nil } })
        for item in beside where !times.contains(where: { $0.tokens == item.tokens }) { times.append(item) }
        impossible.removeAll { isRefused($0.tokens, isFirst: true) }
        excluded = refused
        refusal = refused.first?.tokens

        let after = starts(of: numbers.correctorAfter, chart: &chart, isBare: false)
        Findings.keepBefore(&services, after)
        Findings.keepBefore(&masters, after)
        Findings.keepCorrected(&services, corrections)
        Findings.keepCorrected(&masters, corrections)
        Findings.keepCorrected(&dates, corrections)
        Findings.keepCorrected(&times, corrections)
        Findings.keepFirst(&services)
        Findings.keepFirst(&masters)
        joinDates()
        joinTimes(surroundings)
        dropWhatIsSaidBetter()
    }

    /// Beside something that can be, what cannot is a slip or belongs to something else.
    private mutating func dropWhatIsSaidBetter() {
        impossible.removeAll { item in
            switch item.content {
            case .date, .pastDate: !dates.isEmpty
            case .time: !times.isEmpty
            case .master: !masters.isEmpty
            }
        }
        Findings.keepFirst(&impossible)
    }

    /// What cannot be is what is called off ("в четверг не смогу, отмените").
    mutating func nameWhatIsCalledOff() {
        // "Снимайте меня с четверга" is that day's visit.
        for index in dates.indices where dates[index].rule.hasSuffix("date.from") {
            if case .window(let day?, nil) = dates[index].content { dates[index].content = .day(day) }
        }
        for item in excluded {
            switch item.content {
            case .date(let date) where dates.isEmpty: dates.append(Item(content: date, tokens: item.tokens, rule: item.rule))
            case .time(.at(let time)) where times.isEmpty:
                times.append(Item(content: .at(Clock(minutes: time.minutes, isBare: false)), tokens: item.tokens, rule: item.rule))
            case .date, .time, .service, .master: break
            }
        }
    }

    /// The token after everything named.
    var lastSaid: Int? {
        (services.map(\.tokens.upperBound) + masters.map(\.tokens.upperBound) + dates.map(\.tokens.upperBound)
            + times.map(\.tokens.upperBound)).max()
    }

    /// "Поезд в 21:10, так что педикюр не позже 17": the day or time of something else counts only where no other is named.
    private mutating func dropEvents() {
        func isEvent(_ rule: String) -> Bool { rule.hasBytes(".event") }
        if dates.contains(where: { !isEvent($0.rule) }) { dates.removeAll { isEvent($0.rule) } }
        if times.contains(where: { !isEvent($0.rule) }) { times.removeAll { isEvent($0.rule) } }
    }

    /// Whether what is named is nothing but what was offered.
    func agrees(with context: Context, surroundings: Surroundings) -> Bool {
        guard services.isEmpty, masters.isEmpty else { return false }
        let fitsDate = dates.allSatisfy { item in context.offered.date.map { item.content == .day($0) } ?? false }
        let fitsTime = times.allSatisfy { item in
            guard let offered = context.offered.time else { return false }
            switch item.content.resolved(in: surroundings) {
            case .at(let time): return time == offered || time.minutes == (offered.minutes + 720) % 1440
            case .part(let part): return (part.from..<part.to).contains(offered)
            case .window: return false
            }
        }
        return fitsDate && fitsTime
    }

    private static func ends(of nonterminal: Int?, words: [Word], chart: inout Chart) -> Set<Int> {
        guard let nonterminal else { return [] }
        var ends: Set<Int> = []
        for position in words.indices {
            for match in chart.matches(of: nonterminal, at: position) where match.end < words.count { ends.insert(match.end) }
        }
        return ends
    }

    private func starts(of nonterminal: Int?, chart: inout Chart, isBare: Bool = true) -> [Int] {
        guard let nonterminal else { return [] }
        return words.indices.filter { position in
            // "во вторник… не, в среду": a "not" that refuses nothing corrects.
            let next = position + 1
            return !chart.matches(of: nonterminal, at: position).isEmpty
                || (isBare && negations.contains(next) && words[next].token.separation != .none)
        }
    }

    /// What is said twice is said once.
    private static func keepFirst<Content: Equatable>(_ items: inout [Item<Content>]) {
        var kept: [Item<Content>] = []
        for item in items where !kept.contains(where: { $0.content == item.content }) { kept.append(item) }
        items = kept
    }

    /// "I said pedicure but I want manicure instead": the nearest before the word replaces what was said before it.
    private static func keepBefore<Content>(_ items: inout [Item<Content>], _ corrections: [Int]) {
        guard items.count > 1, let correction = corrections.last,
            let nearest = items.filter({ $0.tokens.upperBound <= correction }).max(by: { $0.tokens.upperBound < $1.tokens.upperBound })
        else { return }
        items.removeAll { $0.tokens.upperBound <= nearest.tokens.lowerBound }
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

    /// The little word that something begins with, if any.
    private func leads(_ tokens: Range<Int>) -> String? {
        let word = words[tokens.lowerBound]
        return numbers.isLittle(word) ? word.token.text : nil
    }

    /// Whether one stands beside the other, with nothing between or a word that joins.
    private func isJoined(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
        let between = words[left.upperBound..<right.lowerBound]
        guard between.allSatisfy(numbers.isConnector) else { return false }
        return between.contains(where: numbers.isJoining) || words[left.upperBound].token.separation != .none
            || (between.isEmpty && leads(left) == leads(right))
    }

    /// Days side by side are alternatives (12); a weekday said apart from its week lies in it.
    private mutating func joinDates() {
        var joined: [Item<DateMeaning>] = []
        for item in dates {
            guard let last = joined.last, let days = last.content.days, let more = item.content.days,
                isJoined(last.tokens, item.tokens),
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
        // "сегодня вечером, на час" is an hour's length: no evening has one o'clock in it.
        if let part, part != .night, times.count == 2 {
            times.removeAll { if case .at(let clock) = $0.content { clock.within(part).minutes < 360 } else { false } }
        }
        if let part, hasClock, times.contains(where: { if case .part = $0.content { false } else { true } }) {
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
        // "after 11 but before 2"
        if times.count == 2, case .window(let from?, nil) = times[0].content, case .window(nil, let to?) = times[1].content {
            times = [
                Item(
                    content: .window(from: from, to: to), tokens: times[0].tokens.lowerBound..<times[1].tokens.upperBound,
                    rule: times[0].rule)
            ]
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
