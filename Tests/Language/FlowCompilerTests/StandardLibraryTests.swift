import FlowCompiler
import FlowDiagnostics
import FlowMachine
import Testing

/// What a bot takes from the standard library, and what of it gives way.
@Suite("The standard library")
struct StandardLibraryTests {
    private static let head = "salonflow 1\nbot check\nlanguages ru, en\n"

    private static func bot(_ rest: String, uses: Bool = true) -> String {
        head + (uses ? "use standard\n" : "")
            + """
            flow booking
              start on book
              slot service
                ask
                  ru: На какую услугу?
                  en: Which service?
                offer services
              step collect
                fill service
                then done
              step done
                hand off

            """ + rest
    }

    private static func machine(_ text: String) throws -> Machine {
        let result = try Corpus.compile(text)
        #expect(!result.diagnostics.contains { $0.severity == .error }, "\(result.diagnostics.map(\.code.id))")
        return try #require(result.compiled).machine
    }

    private static func say(_ machine: Machine, _ step: String, language: Int = 0) throws -> [Segment] {
        let id = try #require(machine.step(named: step))
        for case .say(let text) in machine[id].code { return machine[text].templates[language] }
        return []
    }

    @Test("without `use standard` only its texts are there") func textsOnly() throws {
        let machine = try Self.machine(Self.bot("", uses: false))
        #expect(machine.steps.map(\.name) == ["collect", "done"])
        #expect(machine.handlers.isEmpty)
        #expect(machine.systemTexts.count == SystemText.allCases.count)
    }

    @Test("a bot of one language gets the texts of that language") func oneLanguage() throws {
        let text = Self.bot("").replacing("languages ru, en", with: "languages en")
            .replacing("      ru: На какую услугу?\n", with: "")
        let machine = try Self.machine(text)
        #expect(machine.languages == ["en"])
        #expect(machine.texts.allSatisfy { $0.templates.count == 1 })
        #expect(machine[machine.systemText(.chooseLabel)].templates == [[.literal("Choose")]])
    }

    @Test("a text is replaced by name, in either dialect") func text() throws {
        let machine = try Self.machine(Self.bot("text choose-label\n  ru: Открыть\n  en: Open\n"))
        #expect(machine[machine.systemText(.chooseLabel)].templates.first == [.literal("Открыть")])
        #expect(machine[machine.systemText(.moreLabel)].templates.first == [.literal("Ещё варианты")])
    }

    @Test("texts of waitlist offers may name what is offered, and nothing that is not known then") func offers() throws {
        func codes(_ text: String) throws -> [String] {
            let words = Self.bot("text waitlist-offer\n  ru: \(text)\n  en: \(text)\n")
            return try Corpus.compile(words).diagnostics.map(\.code.id)
        }
        let plain = try codes("A")
        #expect(try codes("{booking.service}, {booking.date: day} {booking.time}, {price: money}, {salon.name}") == plain)
        #expect(try codes("{booking.number}") != plain)
    }

    @Test("a step is replaced by name and stays where the library leads to it") func step() throws {
        let machine = try Self.machine(
            Self.bot(
                "flow mine\n  step operator\n    say\n      ru: Зову Олю.\n      en: Calling Olga.\n    hand off\n"))
        #expect(try Self.say(machine, "operator") == [.literal("Зову Олю.")])
        #expect(machine.steps.filter { $0.name == "operator" }.count == 1)
        let handler = try #require(machine.handlers.first { $0.intent == "handoff" })
        #expect(machine[handler.target.step].name == "operator")
    }

    @Test("a handler, an answer and a start give way to whatever the bot does on the intent") func intents() throws {
        let machine = try Self.machine(
            Self.bot(
                "answer handoff\n  ru: Позвоните нам.\n  en: Call us.\n\nalways thanks -> done\n\n"
                    + "flow leave\n  start on cancel\n  step bye\n    stop\n"))
        #expect(!machine.handlers.contains { $0.intent == "handoff" || $0.intent == "cancel" })
        #expect(machine.answers.filter { $0.intent == "handoff" }.count == 1)
        #expect(!machine.answers.contains { $0.intent == "thanks" })
        #expect(machine.starts.contains { $0.intent == "cancel" })
    }

    @Test("a step of the library that nothing leads to is left out") func unreached() throws {
        let machine = try Self.machine(Self.bot(""))
        #expect(machine.step(named: "too-many") == nil)
        #expect(machine.step(named: "operator") != nil)
        let led = try Self.machine(Self.bot("").replacing("    then done", with: "    then too-many"))
        let step = try #require(led.step(named: "too-many"))
        #expect(led[step].code.count == 2)
    }

    @Test("a step put into a library flow leaves its beginning where it was") func beginning() throws {
        let text = Self.head + "use standard\nflow booking\n  step done\n    say\n      ru: Есть!\n      en: Done!\n    stop\n"
        let machine = try Self.machine(text)
        let start = try #require(machine.starts.first { $0.intent == "book" })
        #expect(machine[start.target.step].name == "collect")
        #expect(try Self.say(machine, "done") == [.literal("Есть!")])
        #expect(machine.step(named: "done-with-reminder") == nil)
    }

    @Test("a flow with a start of its own begins with its own first step") func ownBeginning() throws {
        let text =
            Self.head + "use standard\nflow booking\n  start on book\n  step first\n    then collect\n"
        let machine = try Self.machine(text)
        let start = try #require(machine.starts.first { $0.intent == "book" })
        #expect(machine[start.target.step].name == "first")
    }

    @Test("a start and a handler on one intent stand side by side; a bot's own replaces both") func sideBySide() throws {
        let machine = try Self.machine(Self.bot(""))
        #expect(machine.starts.contains { $0.intent == "cancel" } && machine.handlers.contains { $0.intent == "cancel" })
        let own = try Self.machine(Self.bot("always cancel -> done\n"))
        #expect(!own.starts.contains { $0.intent == "cancel" })
        #expect(own.handlers.count { $0.intent == "cancel" } == 1)
    }

    @Test("a bot's slot of a type of which there is one stands for the library's", arguments: ["date", "dtae"])
    func ownSlot(type: String) throws {
        let text =
            Self.head
            + "use standard\nflow booking\n  slot day \(type)\n    ask\n      ru: Когда?\n      en: When?\n    offer free days\n"
        let result = try Corpus.compile(text)
        #expect(!result.diagnostics.contains { $0.code == .twoSlotsOfOneType }, "\(result.diagnostics)")
        guard type == "date" else { return }
        let machine = try #require(result.compiled).machine
        #expect(machine.slots.filter { $0.type == .date }.map(\.name) == ["day"])
        for step in ["collect", "move-collect"] {
            let id = try #require(machine.step(named: step))
            #expect(machine[id].code.contains { if case .fill(let slots) = $0 { slots.contains { machine[$0].name == "day" } } else { false } })
        }
    }

    @Test("an optional word that is also a kind of slot is a word") func optionalWord() throws {
        let machine = try Self.machine(
            Self.bot("intent group\n  ru: компания [запись]?\n  en: group [booking]?\n\nanswer group\n  ru: Да.\n  en: Yes.\n"))
        let group = try #require(machine.intents.first { $0.name == "group" })
        #expect(group.phrases.last?.pattern == .sequence([.word("group"), .optional(.word("booking"))]))
    }

    @Test("the library has no findings of its own in any language") func clean() throws {
        for languages in ["ru", "en", "ru, en", "en, ru"] {
            let text = "salonflow 1\nbot check\nlanguages \(languages)\nuse standard\n"
            #expect(try Corpus.codes(text) == [], "\(languages)")
        }
    }
}
