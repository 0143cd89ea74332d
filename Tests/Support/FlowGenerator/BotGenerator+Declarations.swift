/// Everything beside the booking flow.
extension BotGenerator {
    mutating func addIntents() {
        // Of the built-in ones, those that no flow of a generated bot starts on.
        freeIntents = ["thanks", "greeting", "ask_hours", "ask_price", "ask_address", "start_over"].map { .builtIn($0, .intent) }
        for _ in 0..<random.number(0...3) {
            let name = newName()
            freeIntents.append(.own(name))
            add(0, [.statement("intent"), .own(name)], isApart: true)
            for language in languages {
                for number in 0..<random.number(1...3) { addPhrase(language, "\(name)\(number)") }
                if random.chance(30) {
                    add(1, [.statement("not"), .language(language), .phrase([.word("нет\(name)"), .word("совсем")])])
                }
                if random.chance(30) {
                    add(1, [.statement("example"), .language(language), .text([.literal("а \(name)0,  «где»?")])])
                }
            }
        }
        for intent in random.pick(random.number(0...2), of: freeIntents) {
            freeIntents.removeAll { $0.isSame(as: intent) }
            add(0, [.statement("answer"), intent.part], isApart: true)
            addText(under: 0, reads: Self.alwaysKnown)
        }
    }

    /// The stem makes the phrase one of this intent alone.
    private mutating func addPhrase(_ language: String, _ stem: String) {
        bot.phrases.append(stem)
        let pieces: [GeneratedLine.PhrasePiece]
        switch random.number(0...5) {
        case 0: pieces = [.pattern("^\(stem.replacing("-", with: "."))[0-9]?$")]
        case 1: pieces = [.word(stem), .bar, .word("ещё"), .word(stem + "*")]
        case 2: pieces = [.group("[у вас]?"), .group("(\(stem)|про \(stem))"), .gap("service", isOptional: true)]
        case 3: pieces = [.gap(random.pick(["service", "master", "date", "time"]), isOptional: false), .word(stem)]
        case 4: pieces = [.word(stem + ","), .group("(а|б)?"), .word("don't")]
        default: pieces = [.word(stem)]
        }
        add(1, [.language(language), .phrase(pieces)])
    }

    mutating func addTexts() {
        if random.chance(30) {
            add(0, [.statement("text"), .builtIn(random.pick(["not-understood", "media-not-read", "wrong-past"]), .text)], isApart: true)
            addText(under: 0, reads: Self.alwaysKnown)
        }
        for _ in 0..<random.number(0...2) {
            let name = newName()
            namedTexts.append(name)
            add(0, [.statement("text"), .own(name)], isApart: true)
            addText(under: 0, reads: Self.alwaysKnown)
        }
    }

    /// Steps that lead out of everything, in a flow of their own where the library does not give them.
    mutating func addWaysOut() {
        if usesStandard {
            exits = ["operator", "goodbye"].map { .builtIn($0, .name) }
            returns = [.builtIn("nudge", .name)]
            guard random.chance(30) else { return }
        }
        add(0, [.statement("flow"), .own(newName())], isApart: true)
        let human: GeneratedLine.Named = random.chance(50) ? .builtIn("operator", .name) : .own(newName())
        let end = GeneratedLine.Named.own(newName())
        let nudge = GeneratedLine.Named.own(newName())
        if !usesStandard { exits = [human] }
        exits.append(end)
        returns.append(nudge)
        add(1, [.statement("step"), human.part])
        if random.chance(50) { addSay(2) }
        if random.chance(30) { addTell(reads: Self.alwaysKnown) }
        add(2, [.statement("hand off")])
        add(1, [.statement("step"), end.part], isApart: true)
        if random.chance(30) { add(2, [.statement("was"), .own(newName())]) }
        addSay(2)
        if random.chance(30) { addShow() }
        add(2, [.statement("stop")])
        add(1, [.statement("step"), nudge.part], isApart: true)
        addSay(2)
        add(2, [.statement("then"), .builtIn("back", .name)])
        if !usesStandard { addRule([.statement("always"), .builtIn("handoff", .intent), .arrow, human.part], isHandler: true) }
    }

    mutating func addRunnableFlows() {
        for _ in 0..<random.number(0...2) {
            let name = newName()
            add(0, [.statement("flow"), .own(name)], isApart: true)
            let hasRestarts = addRestarts()
            let first = newName()
            add(1, [.statement("step"), .own(first)], isApart: hasRestarts)
            addSay(2)
            if random.chance(50) { addShow() }
            if random.chance(50) {
                let second = newName()
                add(2, [.statement("then"), .own(second)])
                add(1, [.statement("step"), .own(second)], isApart: true)
                addSay(2)
            }
            add(2, [.statement("then"), .builtIn("back", .name)])
            runnable.append(.own(name))
        }
    }

    /// A line that holds for the whole bot, behind a flow: a handler stands outside, others inside, until a handler came.
    private mutating func addRule(_ parts: [GeneratedLine.Part], isHandler: Bool) {
        let last = bot.lines.last
        let isBehindRule = last?.isRule ?? false
        let isOutside = isHandler || isBehindRule && last?.level == 0
        add(isOutside ? 0 : 1, parts, isApart: !isBehindRule)
    }

    mutating func addRules() {
        let handlers = random.pick(random.number(0...2), of: freeIntents)
        var rules: [([GeneratedLine.Part], Bool)] = []
        for intent in handlers {
            freeIntents.removeAll { $0.isSame(as: intent) }
            let target = random.pick(exits + returns + [form])
            rules.append(([.statement("always"), intent.part, .arrow, target.part], true))
        }
        if !usesStandard, random.chance(50) {
            rules.append(
                ([.statement("never"), .builtIn("booking.create", .action), .word("before"), confirmation.part], false))
        }
        if random.chance(50) {
            rules.append(
                (
                    [
                        .statement("always reach"), exits[0].part, .word("within"), .number(random.number(1...9)),
                        .word("turns"),
                    ], false
                ))
        }
        for rule in rules.shuffled(using: &random) { addRule(rule.0, isHandler: rule.1) }
    }

    // MARK: Tests

    mutating func addTests() {
        for number in 0..<random.number(0...3) {
            add(0, [.statement("test"), .value(random.pick(["всё сразу \(number)", "a test, \(number)", "№ \(number): -> | {x}"]))], isApart: true)
            for _ in 0..<random.number(1...7) { addTestLine() }
        }
    }

    private mutating func addTestLine() {
        switch random.number(0...9) {
        case 0: add(1, [.statement("now"), .value("2026-03-\(random.number(10...28)) 09:00")])
        case 1: addSpoken("customer")
        case 2: addSpoken("bot")
        case 3:
            switch options.isEmpty ? GeneratedLine.Named.own("15:00") : random.pick(options) {
            case .own(let name): add(1, [.statement("customer taps"), .value(name)])
            case .builtIn(let name, let kind): add(1, [.statement("customer taps"), .builtIn(name, kind)])
            }
        case 4:
            let media = random.pick(["photo", "voice", "video", "document", "sticker", "location", "contact"])
            add(1, [.statement("customer sends"), .builtIn(media, .media)])
        case 5: add(1, [.statement("operator hands back")])
        case 6: add(1, [.statement("silent")] + duration())
        case 7:
            let answer = random.pick([("booking.create", "taken"), ("reminders.schedule", "skipped"), ("billing.status", "due")])
            add(1, [.builtIn(answer.0, .action), .word("answers"), .builtIn(answer.1, .outcome)])
        default: addExpectation()
        }
    }

    private mutating func addSpoken(_ speaker: String) {
        add(1, [.statement(speaker), .colon, .text([.literal(random.pick(["хочу  на «маникюр»", "{x} # -> ru: y", "😀"]))])])
        if random.chance(30) { add(1, [.continuation([.literal("ещё  строка")])]) }
        if random.chance(10) { add(1, [.continuation([])]) }
    }

    private mutating func addExpectation() {
        var items: [[GeneratedLine.Part]] = []
        if random.chance(50) { items.append([.subject("step"), random.pick([form, confirmation]).part]) }
        if random.chance(30) { items.append([.subject("outcome"), .builtIn("taken", .outcome)]) }
        if random.chance(30) { items.append([.subject("language"), .own(random.pick(languages))]) }
        for slot in random.pick(2, of: known + optional) { items.append([slot.name.part, expectedValue(of: slot)]) }
        if random.chance(30) {
            items.append([.subject("booking"), .builtIn("service", .type), .value("маникюр")])
            items.append([.builtIn("time", .type), .value("16:00")])
        } else if random.chance(20) {
            items.append([.subject("booking"), .builtIn("none", .value)])
        }
        guard !items.isEmpty else { return add(1, [.statement("operator hands back")]) }
        let parts = items.enumerated().flatMap { $0.offset == 0 ? $0.element : [.comma] + $0.element }
        add(1, [.statement("expect")] + parts)
    }

    private mutating func expectedValue(of slot: PlannedSlot) -> GeneratedLine.Part {
        if random.chance(20) { return .builtIn("none", .value) }
        return switch slot.type {
        case "master": random.chance(50) ? .builtIn("any", .value) : .value("Аня")
        case "date": random.chance(50) ? .builtIn(random.pick(Self.weekdays), .weekday) : .value("2026-03-10")
        case "time": .value(random.pick(["15:00", "9:30"]))
        case "number", "money": .value("5")
        case "yes-no": .builtIn("yes", .option)
        case "choice": random.pick(choiceOptions).part
        case "photo": .builtIn("photo", .media)
        default: .value(random.pick(["Маникюр с гель-лаком", "Anna Maria"]))
        }
    }

    static let weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
}

extension GeneratedLine {
    /// Whether it holds for the whole bot and may stand in a flow.
    var isRule: Bool {
        if case .statement(let name)? = parts.first { ["always", "always reach", "never"].contains(name) } else { false }
    }
}
