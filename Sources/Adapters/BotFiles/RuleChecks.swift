internal import CivilTime
internal import Conversations
internal import FlowCompiler
internal import FlowDiagnostics
internal import FlowMachine
internal import Patterns
internal import Salon
internal import Understanding

/// What only the understanding can tell of a bot's own intents: whether their phrases can be compiled, whether they ever
/// match, and which other rule takes the same words. Every claim is shown by a message that the real engine was given.
///
/// The messages are made from the phrases: every alternative of each is tried once at least, optional words with and
/// without, not every combination of them.
struct RuleChecks {
    /// Messages tried of one phrase.
    static let mostOfPhrase = 6
    /// Messages tried of a bot; the phrases beyond are compiled and not tried.
    static let mostOfBot = 4000

    let understander: Understander
    let flow: CompiledFlow
    let catalogue: SalonCatalogue
    /// Files from this one on are the library's.
    let libraryStart: Int
    private(set) var findings: [Diagnostic] = []

    init(understander: Understander, flow: CompiledFlow, catalogue: SalonCatalogue?, libraryStart: Int) {
        self.understander = understander
        self.flow = flow
        self.catalogue = catalogue ?? .example
        self.libraryStart = libraryStart
    }

    private var machine: Machine { flow.machine }

    private func isOwn(_ span: Span) -> Bool { span.file < libraryStart }

    mutating func check() {
        checkEach()
        guard !findings.contains(where: { $0.severity == .error }) else { return }
        guard let bot = try? Bot(program: Program(machine), catalogue: catalogue, understander: understander) else {
            return
        }
        checkExamples(bot)
        checkTogether(bot)
    }

    // MARK: Each by itself

    private mutating func checkEach() {
        for (number, intent) in machine.intents.enumerated() where isOwn(flow.sourceMap.intents[number]) {
            for (place, phrase) in intent.phrases.enumerated() {
                let span = flow.sourceMap.phrases[number][place]
                if case .expression(let source) = phrase.pattern {
                    check(pattern: source, at: span)
                    continue
                }
                let rule = IntentRule(Intent(name: intent.name, phrases: [phrase]))
                do { _ = try understander.vocabulary(services: [], masters: [], intents: [rule]) } catch {
                    let reason = (error as? VocabularyError)?.reason ?? "\(error)"
                    findings.append(Diagnostic(.phraseUnusable, at: span, [reason]))
                }
            }
        }
    }

    private mutating func check(pattern source: String, at span: Span) {
        do { _ = try Pattern(source) } catch {
            var place = span
            if case .invalid(let offset, _) = error {
                // The sign that the engine stopped behind, where it is one of the pattern's.
                let start = min(span.start + max(0, offset - 1), max(span.start, span.end - 1))
                place = Span(file: span.file, start: start, end: span.end)
            }
            findings.append(Diagnostic(.badPattern, at: place, [error.description]))
            return
        }
        switch Backtracking.analyse(source) {
        case .modest: break
        case .exponential(let witness): findings.append(Diagnostic(.patternRunsAway, at: span, [witness]))
        case .polynomial(let witness): findings.append(Diagnostic(.patternSlow, at: span, [witness]))
        }
    }

    // MARK: Examples

    private func meaning(of text: String, in language: String, _ bot: Bot) -> Meaning {
        let context = Context(
            now: FlowTestRun.defaultMoment, language: language, expecting: nil, options: [], opens: bot.opens,
            closes: bot.closes)
        return understander.understand(text, vocabulary: bot.vocabulary, context: context)
    }

    private mutating func checkExamples(_ bot: Bot) {
        let own = ownIntents
        for example in flow.examples {
            let intents = meaning(of: example.text, in: example.language, bot).intents
            let isHeard = intents.contains { $0.content == example.intent }
            // What another intent of the bot's own takes first is that one's.
            let first = intents.first { $0.content == example.intent || own.contains($0.content) }
            guard !isHeard || first?.content != example.intent else { continue }
            let taken = (isHeard ? first : intents.first)
            findings.append(
                Diagnostic(
                    .exampleFails, at: example.span,
                    [
                        example.intent, intents.isEmpty ? "—" : intents.map(\.content).joined(separator: ", "),
                        taken?.rule ?? "—",
                    ]))
        }
    }

    // MARK: Together

    private var ownIntents: Set<String> {
        Set(machine.intents.indices.filter { isOwn(flow.sourceMap.intents[$0]) }.map { machine.intents[$0].name })
    }

    /// One message of an intent, as it was understood.
    private struct Tried {
        let text: String
        let span: Span
        let isHeard: Bool
        /// Other intents of the bot's own that it means, and whether one of them comes first.
        let others: [String]
        let first: String?
    }

    private mutating func checkTogether(_ bot: Bot) {
        let own = ownIntents
        let led = Set((machine.starts + machine.handlers).map(\.intent))
        var budget = RuleChecks.mostOfBot
        var all: [(intent: String, span: Span, tried: [Tried])] = []
        for (number, intent) in machine.intents.enumerated() where isOwn(flow.sourceMap.intents[number]) {
            var tried: [Tried] = []
            var builtin: [(text: String, other: String, span: Span)] = []
            for (place, phrase) in intent.phrases.enumerated() where !phrase.isExclusion && budget > 0 {
                let span = flow.sourceMap.phrases[number][place]
                let texts = renderings(of: phrase.pattern, in: phrase.language)
                budget -= texts.count
                var isHeard = texts.isEmpty
                for text in texts {
                    let found = meaning(of: text, in: phrase.language, bot).intents.map(\.content)
                    let others = found.filter { own.contains($0) && $0 != intent.name }
                    let isMeant = found.contains(intent.name)
                    if isMeant { isHeard = true }
                    tried.append(
                        Tried(
                            text: text, span: span, isHeard: isMeant, others: others,
                            first: found.first { own.contains($0) }))
                    if isMeant, !led.contains(intent.name),
                        let other = found.first(where: { led.contains($0) && !own.contains($0) })
                    {
                        builtin.append((text, other, span))
                    }
                }
                if !isHeard, let text = texts.first {
                    findings.append(
                        Diagnostic(.phraseNeverMatches, at: span, [text, intent.name, notWord(at: span)]))
                }
            }
            all.append((intent.name, flow.sourceMap.intents[number], tried))
            if let first = builtin.first {
                findings.append(Diagnostic(.overlapsBuiltin, at: first.span, [first.text, intent.name, first.other]))
            }
        }
        report(all)
    }

    private mutating func report(_ all: [(intent: String, span: Span, tried: [Tried])]) {
        var shadows: [String: String] = [:]
        for (intent, span, tried) in all {
            let heard = tried.filter { $0.isHeard || !$0.others.isEmpty }
            guard let first = heard.first, let other = first.first, other != intent,
                heard.allSatisfy({ $0.first != nil && $0.first != intent })
            else { continue }
            shadows[intent] = other
            findings.append(
                Diagnostic(
                    .intentShadowed, at: span, [intent, other, first.text, notWord(at: span)], related: related(other)))
        }
        // One overlap of two intents is enough to show, and a shadow says it already.
        var shown: Set<Set<String>> = []
        for (intent, _, tried) in all where shadows[intent] == nil {
            for message in tried where message.isHeard {
                for other in message.others where shadows[other] == nil && shown.insert([intent, other]).inserted {
                    findings.append(
                        Diagnostic(
                            .intentsOverlap, at: message.span, [intent, other, message.text, notWord(at: message.span)],
                            related: related(other)))
                }
            }
        }
    }

    private func related(_ intent: String) -> [Diagnostic.Related] {
        machine.intents.firstIndex { $0.name == intent }.map {
            [Diagnostic.Related(span: flow.sourceMap.intents[$0], note: .declaredHere)]
        } ?? []
    }

    /// `not` as the file writes it.
    private func notWord(at span: Span) -> String { exclusionWords[span.file] ?? "not" }

    /// By file of the bot.
    var exclusionWords: [Int: String] = [:]

    // MARK: Messages

    /// Messages that the pattern is meant for.
    private func renderings(of pattern: PhrasePattern, in language: String) -> [String] {
        let texts = words(of: pattern, in: language).map { text in
            text.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
        }
        var seen: Set<String> = []
        return texts.filter { !$0.isEmpty && seen.insert($0).inserted }
    }

    private func words(of pattern: PhrasePattern, in language: String) -> [String] {
        switch pattern {
        case .word(let word), .prefix(let word): return [word]
        case .gap(let type): return [example(of: type, in: language)]
        case .sequence(let parts):
            let choices = parts.map { words(of: $0, in: language) }
            let count = min(choices.map(\.count).max() ?? 0, RuleChecks.mostOfPhrase)
            guard choices.allSatisfy({ !$0.isEmpty }) else { return [] }
            return (0..<count).map { number in choices.map { $0[number % $0.count] }.joined(separator: " ") }
        case .alternatives(let parts):
            return Array(parts.flatMap { words(of: $0, in: language) }.prefix(RuleChecks.mostOfPhrase))
        case .optional(let part):
            return Array(([""] + words(of: part, in: language)).prefix(RuleChecks.mostOfPhrase))
        case .expression(let source): return Pattern.samples(of: source, limit: RuleChecks.mostOfPhrase)
        }
    }

    private func example(of type: SlotType, in language: String) -> String {
        switch type {
        case .service: catalogue.services.first?.name.text(in: language) ?? ""
        case .master: catalogue.masters.first { $0.isActive }?.name.text(in: language) ?? ""
        case .date: language == "ru" ? "завтра" : "tomorrow"
        case .time: language == "ru" ? "в 15:00" : "at 3 pm"
        default: ""
        }
    }
}

extension SalonCatalogue {
    /// A salon with one service and one master, for checking a flow that stands alone.
    fileprivate static let example = SalonCatalogue(
        revision: 0, salonName: LocalizedName([:]), address: LocalizedName([:]), zone: .utc,
        services: [
            Service(
                id: ServiceID(1), name: LocalizedName(["ru": "Маникюр", "en": "Manicure"]), aliases: [], durationMinutes: 60,
                bufferBeforeMinutes: 0, bufferAfterMinutes: 0, price: Money(minorUnits: 100_000, currency: "RUB"))
        ],
        masters: [
            Master(
                id: MasterID(1), name: LocalizedName(["ru": "Анна", "en": "Anna"]), aliases: [], isActive: true,
                services: [ServiceID(1)], hours: [:])
        ],
        rules: BookingRules(), closures: [])
}
