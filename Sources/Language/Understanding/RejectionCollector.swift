/// Goes over a trace for all that the message might have meant and does not, with the reason of each.
struct RejectionCollector {
    private let trace: UnderstandingTrace
    private let book: RuleBook
    private let numbers: RuleNumbers
    private var chart: Chart
    private(set) var rejected: [Rejected] = []

    /// More of them explain nothing any more.
    private static let maximumCount = 60

    init(_ trace: UnderstandingTrace, understander: Understander) {
        self.trace = trace
        book = understander.book
        numbers = understander.numbers
        chart = trace.chart
    }

    mutating func collect() {
        guard !trace.reading.words.isEmpty else { return }
        collectUncovered()
        collectOverruled()
        collectMasters()
        collectUnsettled()
        collectDropped()
        collectIntents()
        rejected.sort {
            ($0.span.lowerBound, $0.span.upperBound, $0.rule) < ($1.span.lowerBound, $1.span.upperBound, $1.rule)
        }
    }

    private mutating func reject(_ content: Rejected.Content, _ tokens: Range<Int>, _ rule: String, _ reason: Rejected.Reason) {
        let span = trace.reading.span(of: tokens)
        guard rejected.count < RejectionCollector.maximumCount,
            !rejected.contains(where: { $0.content == content && $0.span == span })
        else { return }
        rejected.append(Rejected(content: content, span: span, rule: rule, reason: reason))
    }

    /// Rejects a day or time or both; what has the value of a thing that was taken is that thing.
    private mutating func reject(
        _ value: ChartValue, _ tokens: Range<Int>, _ rule: String, _ reason: Rejected.Reason, beside taken: [ChartValue]
    ) {
        let dates = taken.compactMap(\.dateContent)
        let times = taken.compactMap(\.timeContent)
        if let date = value.dateContent, !dates.contains(date) { reject(.date(date), tokens, rule, reason) }
        if let time = value.timeContent, !times.contains(time) {
            reject(.time(time.resolved(in: trace.surroundings)), tokens, rule, reason)
        }
    }

    /// Matches that share words with those that were taken.
    private mutating func collectUncovered() {
        guard let cover = trace.unsettled.cover else { return }
        for kind in trace.unsettled.kinds(in: trace.context) {
            for position in trace.reading.words.indices {
                for match in chart.matches(of: kind, at: position) {
                    let tokens = position..<match.end
                    let rule = book.rules[match.rule].name
                    let winners = cover.pieces.filter { $0.tokens.overlaps(tokens) }
                    let values = winners.map(\.match.value)
                    if tokens.contains(where: cover.closed.contains) {
                        reject(match.value, tokens, rule, .insideServiceName, beside: [])
                    } else if let neither = winners.first(where: { $0.match.value.isNeither }) {
                        reject(match.value, tokens, rule, .ignored(by: book.rules[neither.match.rule].name), beside: values)
                    } else if let winner = winners.first {
                        reject(match.value, tokens, rule, .betterCover(by: book.rules[winner.match.rule].name), beside: values)
                    }
                }
            }
        }
    }

    /// Readings that an earlier rule over the same words kept from being any.
    private mutating func collectOverruled() {
        for (start, match, winner) in chart.overruled ?? [] {
            let tokens = start..<match.end
            let pieces = trace.unsettled.cover?.pieces.filter { $0.tokens.overlaps(tokens) } ?? []
            guard !pieces.isEmpty else { continue }
            reject(
                match.value, tokens, book.rules[match.rule].name, .earlierRule(book.rules[winner].name),
                beside: pieces.map(\.match.value))
        }
    }

    /// Masters whose names were taken for something else.
    private mutating func collectMasters() {
        for position in trace.reading.words.indices {
            for match in chart.matches(of: numbers.master, at: position) {
                let tokens = position..<match.end
                guard !trace.unsettled.masters.contains(where: { $0.tokens == tokens }) else { continue }
                let ids = trace.masterIDs(at: tokens)
                guard !ids.isEmpty else { continue }
                let winner =
                    trace.unsettled.cover?.pieces.first { $0.tokens.overlaps(tokens) }.map { book.rules[$0.match.rule].name }
                    ?? trace.unsettled.services.first { $0.tokens.overlaps(tokens) }?.rule
                guard let winner else { continue }
                reject(.master(ids.count == 1 ? .one(ids[0]) : .oneOf(ids)), tokens, "master.name", .betterCover(by: winner))
            }
        }
    }

    /// What corrections and negations took out.
    private mutating func collectUnsettled() {
        let settled = trace.settled
        let named: [(Rejected.Content, Range<Int>, String)] =
            trace.unsettled.services.map { (.service($0.content), $0.tokens, $0.rule) }
            + trace.unsettled.masters.compactMap { item in item.content.reference.map { (.master($0), item.tokens, item.rule) } }
            + trace.unsettled.dates.map { (.date($0.content), $0.tokens, $0.rule) }
            + trace.unsettled.times.map { (.time($0.content.resolved(in: trace.surroundings)), $0.tokens, $0.rule) }
        let kept: [(Rejected.Content, Range<Int>)] =
            settled.services.map { (.service($0.content), $0.tokens) }
            + settled.masters.compactMap { item in item.content.reference.map { (.master($0), item.tokens) } }
            + settled.dates.map { (.date($0.content), $0.tokens) }
            + settled.times.map { (.time($0.content.resolved(in: trace.surroundings)), $0.tokens) }
        for (content, tokens, rule) in named {
            let ofKind = kept.filter { $0.0.isOfKind(content) }
            if ofKind.contains(where: { $0.0 == content || $0.1.overlaps(tokens) }) { continue }
            if settled.excluded.contains(where: { $0.content.rejection == content }) {
                reject(content, tokens, rule, .refused)
            } else if ofKind.contains(where: { isCorrection(from: tokens, to: $0.1) }) {
                reject(content, tokens, rule, .corrected)
            } else {
                reject(content, tokens, rule, .merged)
            }
        }
    }

    /// Whether a word that corrects stands between the two, or at the later one's beginning.
    private mutating func isCorrection(from earlier: Range<Int>, to later: Range<Int>) -> Bool {
        guard let corrector = numbers.corrector, earlier.upperBound <= later.lowerBound else { return false }
        return (earlier.upperBound...later.lowerBound).contains { !chart.matches(of: corrector, at: $0).isEmpty }
    }

    /// What the kind of message left nothing of.
    private mutating func collectDropped() {
        let (settled, meaning) = (trace.settled, trace.meaning)
        let isEmpty = meaning.services.isEmpty && meaning.masters.isEmpty && meaning.dates.isEmpty && meaning.times.isEmpty
        if isEmpty, let intent = meaning.intents.first?.content {
            for item in settled.services { reject(.service(item.content), item.tokens, item.rule, .wholeMessage(intent)) }
            for item in settled.masters {
                guard let content = item.content.reference else { continue }
                reject(.master(content), item.tokens, item.rule, .wholeMessage(intent))
            }
        }
        let reason: Rejected.Reason = isEmpty ? .wholeMessage(meaning.intents.first?.content ?? "none") : .movedFrom
        func isKept(_ tokens: Range<Int>, _ spans: [Range<Int>]) -> Bool { spans.contains(trace.reading.span(of: tokens)) }
        for item in settled.dates where !isKept(item.tokens, meaning.dates.map(\.span)) {
            reject(.date(item.content), item.tokens, item.rule, reason)
        }
        for item in settled.times where !isKept(item.tokens, meaning.times.map(\.span)) {
            reject(.time(item.content.resolved(in: trace.surroundings)), item.tokens, item.rule, reason)
        }
    }

    private mutating func collectIntents() {
        var hits = trace.intents.hits
        var exclusions: [String: String] = [:]
        for position in trace.reading.words.indices {
            for (number, end) in chart.intents(at: position) where end > position {
                let intent = book.intents[number]
                if let weight = intent.weight {
                    hits.append(.init(name: intent.name, weight: weight, tokens: position..<end, rule: intent.rule))
                } else {
                    exclusions[intent.name] = intent.rule
                }
            }
        }
        hits.sort { $0.weight > $1.weight }
        let main = trace.meaning.intents.first
        let mainWeight = hits.first { $0.rule == main?.rule }?.weight
        var seen = Set(trace.meaning.intents.map(\.content))
        for hit in hits where seen.insert(hit.name).inserted {
            if let exclusion = exclusions[hit.name] {
                reject(.intent(hit.name), hit.tokens, hit.rule, .ruledOut(by: exclusion))
            } else if let main {
                reject(.intent(hit.name), hit.tokens, hit.rule, .gaveWay(to: main.content, weight: hit.weight, other: mainWeight))
            }
        }
    }
}

extension UnderstandingTrace {
    /// The masters whom the words name, by the surest of their hits.
    fileprivate func masterIDs(at tokens: Range<Int>) -> [String] {
        let hits = tokens.flatMap { reading.masterHits[$0] }
        let surest = hits.map(\.quality).min()
        return vocabulary.masters.ids(of: hits.filter { $0.quality == surest })
    }
}

extension ChartValue {
    /// Matched, and worth neither a day nor a time.
    fileprivate var isNeither: Bool { dateContent == nil && timeContent == nil }

    fileprivate var dateContent: DateMeaning? {
        switch self {
        case .date(let date), .moment(let date, _): date
        case .missing, .nothing, .number, .clock, .time: nil
        }
    }

    fileprivate var timeContent: TimeReading? {
        switch self {
        case .time(let time), .moment(_, let time): time
        case .clock(let clock): .at(clock)
        case .missing, .nothing, .number, .date: nil
        }
    }
}

extension MasterReference {
    /// Nil for anyone, who is no one to reject.
    fileprivate var reference: Reference? {
        switch self {
        case .one(let id): .one(id)
        case .oneOf(let ids): .oneOf(ids)
        case .anyone: nil
        }
    }
}

extension Excluded {
    fileprivate var rejection: Rejected.Content? {
        switch self {
        case .service(let content): .service(content)
        case .master(let content): content.reference.map { .master($0) }
        case .date(let content): .date(content)
        case .time(let content): .time(content)
        }
    }
}

extension Rejected.Content {
    fileprivate func isOfKind(_ other: Rejected.Content) -> Bool {
        switch (self, other) {
        case (.intent, .intent), (.service, .service), (.master, .master), (.date, .date), (.time, .time): true
        default: false
        }
    }
}
