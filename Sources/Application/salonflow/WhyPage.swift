internal import CivilTime
internal import Conversations
internal import FlowDifference
internal import FlowInterpreter
internal import FlowMachine
internal import FlowSyntax
internal import Salon
internal import Storage
internal import UnderstandingLines
internal import Versions

/// Why a turn went as it did, for eyes.
struct WhyPage {
    private let story: TurnStory
    private let words: TurnWords
    private let console: Console

    init(_ story: TurnStory, console: Console, keywords: KeywordTable) {
        self.story = story
        self.console = console
        words = TurnWords(story.explanation.program.machine, keywords: keywords, console: console)
    }

    var text: String {
        [head, event, path, values, modules, said, verdict].filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
            .joined(separator: "\n\n")
    }

    private func section(_ title: String, _ lines: [String]) -> [String] {
        lines.isEmpty ? [] : [console.painted(title, .bold)] + lines.map { "  " + $0 }
    }

    private func moment(_ instant: Instant) -> String {
        let civil = story.found.catalogue.zone.civil(at: instant)
        return "\(civil.date.iso) \(civil.time.iso)"
    }

    // MARK: Sections

    private var head: [String] {
        let explanation = story.explanation
        var lines = [
            console.painted(
                words.pick(
                    "Разговор \(story.found.conversation.number), ход \(explanation.number), \(moment(explanation.record.now))",
                    "Conversation \(story.found.conversation.number), turn \(explanation.number), \(moment(explanation.record.now))"),
                .bold)
        ]
        if let version = story.found.version {
            let live = version.isLive ? words.pick(", действующая", ", live") : ""
            let message = version.message.isEmpty ? "" : ": \(version.message)"
            lines.append(
                words.pick(
                    "Версия \(version.number)\(live) (\(version.author), \(moment(version.publishedAt)))\(message)",
                    "Version \(version.number)\(live) (\(version.author), \(moment(version.publishedAt)))\(message)"))
        }
        if let from = story.found.turns.last?.migratedFrom {
            lines.append(words.pick("С этим ходом разговор перешёл с версии \(from).", "With this turn the conversation moved on from version \(from)."))
        }
        return lines
    }

    private var event: [String] {
        switch story.explanation.record.event {
        case .said(let understood):
            return section(words.pick("Клиент написал: ", "The customer wrote: ") + words.quoted(understood.text), heard(understood))
        case .tapped(_, let title): return [words.pick("Клиент нажал: ", "The customer tapped: ") + words.quoted(title)]
        case .media(let kind, _): return [words.pick("Клиент прислал: ", "The customer sent: ") + kind]
        case .silence: return [words.pick("Клиент молчал.", "The customer was silent.")]
        case .released: return [words.pick("Человек вернул разговор боту.", "A person gave the conversation back to the bot.")]
        case .waitlistOffer: return [words.pick("Освободилось время, которого ждал клиент.", "A time came free that the customer waits for.")]
        case .waitlistLost: return [words.pick("Предложенное время взял другой клиент.", "Another customer took the time that was offered.")]
        }
    }

    /// What the journal says the message meant, with the rules that read its words.
    private func heard(_ understood: Understood) -> [String] {
        let lines = story.understanding.map {
            ExplanationLines($0, text: understood.text, language: console.language == .russian ? .russian : .english)
        }
        func rule(_ kinds: Set<ExplanationLines.Kind>, _ matches: (ExplanationLines.Line) -> Bool) -> String {
            guard let line = lines?.taken.first(where: { kinds.contains($0.kind) && matches($0) }) else { return "" }
            return "  " + console.painted("[\(line.rule)]", .grey)
        }
        var told: [String] = []
        if let language = understood.language { told.append(words.pick("язык: ", "language: ") + language) }
        for intent in understood.intents {
            let quote = lines?.taken.first { $0.kind == .intent && $0.value == intent }.map { " ← " + words.quoted($0.text) } ?? ""
            told.append(
                words.pick("намерение ", "intent ") + words.intent(intent) + quote + rule([.intent]) { $0.value == intent })
        }
        for mention in understood.mentions {
            told.append(
                "\(words.spelling(mention.type.name, .type)): \(words.meaning(mention.meaning)) ← "
                    + words.quoted(written(mention.span, in: understood.text))
                    + rule([.service, .master, .date, .time]) { $0.kind.rawValue == mention.type.name && $0.span.overlaps(mention.span) })
        }
        for option in understood.options { told.append(words.pick("выбор: ", "choice: ") + words.spelling(option, .option)) }
        if told.isEmpty || understood.intents.isEmpty && understood.mentions.isEmpty && understood.options.isEmpty {
            told.append(words.pick("ничего знакомого", "nothing it knows"))
        }
        if story.isUnderstoodTheSame == false {
            told.append(
                console.painted(
                    words.pick(
                        "с сегодняшними услугами и мастерами салона это поняли бы иначе",
                        "with the salon's services and masters of today it would be understood otherwise"), .yellow))
        }
        return told
    }

    private func written(_ span: Range<Int>, in text: String) -> String {
        let bytes = Array(text.utf8)
        return String(decoding: bytes[span.clamped(to: bytes.indices)], as: UTF8.self)
    }

    private var path: [String] {
        var rows: [(text: String, place: String)] = []
        let machine = story.explanation.program.machine
        for moment in story.explanation.path {
            switch moment {
            case .traced(let entry):
                let place: SourcePlaces.Place? =
                    switch entry {
                    case .entered(let step), .resumed(let step): story.places?.place(of: step)
                    case .took(let step, let option):
                        machine[step].options.firstIndex { $0.name == option }.flatMap { story.places?.place(of: step, option: $0) }
                    case .ran(let step, let place), .returned(let step, let place): story.places?.place(of: step, instruction: place)
                    default: nil
                    }
                let isStep = switch entry { case .entered, .resumed: true; default: false }
                rows.append(((isStep ? "" : "  ") + words.moment(entry), place?.text ?? ""))
            case .instruction(let step, let number):
                let instruction = machine[step].code[number]
                if case .say = instruction { continue }
                rows.append(("  " + words.statements.text(of: instruction), story.places?.place(of: step, instruction: number)?.text ?? ""))
            case .text(let text):
                rows.append(
                    ("  " + words.pick("говорит ", "says ") + words.statements.text(of: text), story.places?.place(of: text)?.text ?? ""))
            }
        }
        let width = min(rows.map(\.text.count).max() ?? 0, 72)
        var lines = rows.map { row in
            row.place.isEmpty
                ? row.text
                : row.text + String(repeating: " ", count: max(width - row.text.count, 0)) + "  " + console.painted(row.place, .grey)
        }
        if story.places == nil, !lines.isEmpty {
            lines.append(
                console.painted(
                    words.pick(
                        "строк нет: исходники этой версии сегодня собираются в другую машину",
                        "no lines: this version's sources compile into another machine today"), .yellow))
        }
        return section(words.pick("Путь по сценарию", "The way through the flow"), lines)
    }

    private var values: [String] {
        section(
            words.pick("Откуда что известно", "Where each value came from"),
            story.explanation.values.map { value in
                "\(words.slot(value.slot)): \(words.value(value.value)) ← \(source(value))"
            })
    }

    private func source(_ value: ExplainedValue) -> String {
        let turn =
            value.turn.map { $0 == story.explanation.number ? words.pick("этот ход", "this turn") : words.pick("ход \($0)", "turn \($0)") }
            ?? words.pick("раньше", "before")
        switch value.source {
        case .words(let message, let span): return "\(words.quoted(written(span, in: message))), \(turn)"
        case .message(let text): return "\(words.quoted(text)), \(turn)"
        case .tap(let title): return words.pick("нажатие ", "a tap on ") + "\(words.quoted(title)), \(turn)"
        case .sent(let kind): return "\(kind), \(turn)"
        case .profile: return words.pick("салон помнит клиента, ", "the salon remembers the customer, ") + turn
        case .computed(let step, let instruction):
            let place = story.places?.place(of: step, instruction: instruction).map { " (\($0.text))" } ?? ""
            return words.pick("записано шагом ", "set by ") + words.step(step) + place + ", \(turn)"
        case .module: return words.pick("из ответа модуля, ", "from a module's answer, ") + turn
        case .earlier: return words.pick("известно с прежних ходов", "known from turns before")
        }
    }

    private var modules: [String] {
        section(
            words.pick("Что спросили у модулей", "What the modules were asked"),
            story.explanation.exchanges.map { "\(words.question($0.question)) → \(words.answer($0.answer))" })
    }

    private var said: [String] {
        section(
            words.pick("Что сказано", "What was said"),
            story.messages.flatMap { message -> [String] in
                let identity = [String(message.id.number), message.providerID, message.state].compactMap(\.self).joined(separator: " · ")
                guard let content = message.content else { return [words.pick("слова стёрты", "its words were erased") + "  (\(identity))"] }
                let shown = self.shown(content)
                let lines = shown.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
                let buttons = shown.choices.map { "[\($0)]" }.joined(separator: " ")
                return lines + (buttons.isEmpty ? [] : [buttons]) + [console.painted("(\(identity))", .grey)]
            })
    }

    private func shown(_ content: OutboundContent) -> (text: String, choices: [String]) {
        switch content {
        case .message(let message): (message.text, message.choices.map(\.label))
        case .offer(let offer): (offer.message.text, offer.message.choices.map(\.label))
        case .template(let template): ("\(template.name): " + template.parameters.joined(separator: ", "), [])
        case .notice(let notice): (notice.text, [])
        case .attachment: (words.pick("(вложение)", "(something to see)"), [])
        }
    }

    private var verdict: [String] {
        let agreement = story.agreement
        var wrong: [String] = []
        if agreement.messages == .different { wrong.append(words.pick("сказано было другое", "other things were said")) }
        if agreement.state == .different { wrong.append(words.pick("разговор остался в другом состоянии", "the conversation was left in another state")) }
        for turn in agreement.otherwise {
            wrong.append(words.pick("ход \(turn) кончился иначе, чем записано", "turn \(turn) came to something else than was written down"))
        }
        guard wrong.isEmpty else {
            return [console.painted(words.pick("Повтор отличается: ", "Run again, it differs: ") + wrong.joined(separator: "; ") + ".", .red)]
        }
        var same: [String] = []
        if agreement.messages == .same { same.append(words.pick("сообщения", "messages")) }
        if agreement.state == .same { same.append(words.pick("состояние разговора", "the conversation's state")) }
        same.append(words.pick("исход", "outcome"))
        return [
            console.painted(
                words.pick("Повтор хода даёт то же самое, бит в бит: ", "Run again, the turn comes to the same, bit for bit: ")
                    + same.joined(separator: ", ") + ".", .green)
        ]
    }
}
