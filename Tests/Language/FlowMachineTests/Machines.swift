import BotFiles
import CivilTime
import FlowCompiler
import FlowDiagnostics
import FlowMachine
import Foundation

/// The machines of this suite: two that were compiled, and random ones.
enum Machines {
    static let compiled: [String: Result<Machine, any Error>] = [
        "nail-studio": Result { try compile("flows/nail-studio/bot.flow") },
        "romashka": Result { try compile("Tests/Corpus/checks/romashka.flow") },
    ]

    struct DoesNotCompile: Error {}

    private static func compile(_ path: String) throws -> Machine {
        let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let bytes = Array(try Data(contentsOf: repository.appendingPathComponent(path)))
        guard let flow = try Toolchain().check([SourceFile(name: path, bytes: bytes)]).compiled else {
            throw DoesNotCompile()
        }
        return flow.machine
    }

    /// A machine of any shape whose references hold; it need not make sense.
    static func random(seed: UInt64) -> Machine {
        var make = MachineMaker(random: SeededGenerator(seed: seed))
        return make.machine()
    }
}

/// A small generator with a seed (SplitMix64), so that a failing run can be had again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

private struct MachineMaker {
    var random: SeededGenerator
    private var languages = 1
    private var texts = 1
    private var slots = 1
    private var steps = 1

    init(random: SeededGenerator) { self.random = random }

    mutating func machine() -> Machine {
        languages = number(1...3)
        texts = number(1...8)
        slots = number(1...5)
        steps = number(1...6)
        return Machine(
            bot: word(), languages: (0..<languages).map { "l\($0)" }, wordings: (0..<languages).map { _ in wording() },
            texts: (0..<texts).map { _ in
                Text(templates: (0..<languages).map { _ in (0..<number(0...3)).map { _ in segment() } })
            },
            systemTexts: SystemText.allCases.map { _ in text() }, slots: (0..<slots).map { _ in slot() },
            steps: (0..<steps).map { _ in step() },
            intents: (0..<number(0...3)).map { _ in
                Intent(
                    name: word(),
                    phrases: (0..<number(0...2)).map { _ in
                        Phrase(language: word(), isExclusion: coin(), pattern: pattern(depth: 0))
                    })
            },
            starts: targets(), handlers: targets(),
            answers: (0..<number(0...2)).map { _ in IntentAnswer(intent: word(), text: text()) },
            flows: (0..<number(0...2)).map { _ in
                Flow(
                    name: word(), first: stepID(), steps: (0..<number(0...3)).map { _ in stepID() },
                    restarts: (0..<number(0...2)).map { _ in word() })
            })
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    private mutating func coin() -> Bool { Bool.random(using: &random) }
    private mutating func pick<Element>(_ values: [Element]) -> Element { values[number(0...(values.count - 1))] }

    private mutating func word() -> String {
        pick(["", "a", "шаг", "услуга-2", "e\u{301}", "\u{E9}", "👩‍💅🏽", String(repeating: "д", count: 70), "\u{0}", "{x}"])
    }

    private mutating func text() -> TextID { TextID(index: number(0...(texts - 1))) }
    private mutating func stepID() -> StepID { StepID(index: number(0...(steps - 1))) }
    private mutating func slotID() -> SlotID { SlotID(index: number(0...(slots - 1))) }

    private mutating func target() -> Target {
        Target(step: StepID(index: number(0...(steps - 1))), forget: (0..<number(0...2)).map { _ in slotID() })
    }

    private mutating func targets() -> [IntentTarget] {
        (0..<number(0...3)).map { _ in IntentTarget(intent: word(), target: target()) }
    }

    private mutating func tries() -> Tries? { coin() ? Tries(count: number(0...300), target: target()) : nil }

    private mutating func wording() -> Wording {
        Wording(
            months: (0..<12).map { _ in word() }, weekdays: (0..<7).map { _ in word() },
            shortWeekdays: (0..<7).map { _ in word() }, dayPattern: word(), digitSeparator: word(), moneyPattern: word(),
            datePattern: word(), weekdayNames: (0..<7).map { _ in word() }, listPattern: word(),
            plurals: (0..<number(1...3)).map { _ in plural() })
    }

    private mutating func plural() -> PluralRule {
        PluralRule(
            category: word(),
            alternatives: (0..<number(0...2)).map { _ in
                (0..<number(0...2)).map { _ in
                    let lowest = number(0...20)
                    return PluralRule.Condition(
                        modulus: pick([0, 10, 100]), lowest: lowest, highest: lowest + number(0...9), isNegated: coin())
                }
            })
    }

    private mutating func segment() -> Segment {
        switch number(0...2) {
        case 0: .literal(word())
        case 1: .value(path(), pick(Format.allCases))
        default: .plural(path(), (0..<number(1...3)).map { _ in word() })
        }
    }

    private mutating func words() -> [String] { (0..<number(0...2)).map { _ in word() } }

    private mutating func path() -> Path { coin() ? .slot(slotID()) : .fact(pick(Fact.allCases)) }

    private mutating func slot() -> Slot {
        Slot(
            name: word(), type: pick(SlotType.allCases), isOptional: coin(), ask: text(),
            offer: coin() ? pick(Offer.allCases) : nil,
            wrong: (0..<number(0...2)).map { _ in WrongText(reason: pick(WrongReason.allCases), text: text()) },
            tries: tries(), isRemembered: coin(),
            choices: (0..<number(0...2)).map { _ in SlotChoice(name: word(), label: text(), formerNames: words()) },
            formerNames: words())
    }

    private mutating func step() -> Step {
        Step(
            name: word(), code: (0..<number(0...5)).map { _ in instruction() },
            options: (0..<number(0...3)).map { _ in 
                Option(name: word(), label: text(), target: target(), formerNames: words())
            },
            tries: tries(),
            silences: (0..<number(0...2)).map { _ in 
                Silence(seconds: number(0...Int(Int32.max)), target: target())
            }, formerNames: words())
    }

    private mutating func instruction() -> Instruction {
        switch number(0...13) {
        case 0: .say(text())
        case 1: .fill((0..<number(0...4)).map { _ in slotID() })
        case 2:
            .call(
                pick(Action.allCases),
                (0..<number(0...3)).map { _ in
                    Branch(outcome: pick(Outcome.allCases), text: coin() ? text() : nil, target: coin() ? target() : nil)
                })
        case 3: .goWhen(condition(depth: 0), target())
        case 4: .go(target())
        case 5: .handOff
        case 6: .stop
        case 7: .back
        case 8: .run(StepID(index: number(0...(steps - 1))))
        case 9: .set(slotID(), expression())
        case 10: .forget((0..<number(0...2)).map { _ in slotID() })
        case 11:
            .show(
                Showing(
                    kind: pick(ShowingKind.allCases), source: pick([nil, .link(word()), .path(path())]),
                    caption: coin() ? text() : nil))
        case 12: .tell(pick(StaffRecipient.allCases), text())
        default: .speak(number(0...(languages - 1)))
        }
    }

    private mutating func expression() -> FlowMachine.Expression {
        let amounts = [0, 1, -1, .max, .min]
        let addition = coin() ? Addition(amount: pick(amounts), unit: pick(AdditionUnit.allCases)) : nil
        return FlowMachine.Expression(operand: coin() ? .path(path()) : .literal(literal()), addition: addition)
    }

    private mutating func condition(depth: Int) -> Condition {
        switch number(0...(depth < 10 ? 2 : 1)) {
        case 0: .isSet(path())
        case 1: .compare(path(), pick(Comparison.allCases), literal())
        default: .not(condition(depth: depth + 1))
        }
    }

    private mutating func literal() -> Literal {
        switch number(0...6) {
        case 0: .name(word())
        case 1: .number(pick([0, 1, -1, 63, 64, -64, -65, .max, .min]))
        case 2: .time(ClockTime(minutes: number(0...1440)) ?? .midnight)
        case 3: .weekday(pick(Weekday.allCases))
        case 4: .anyone
        case 5: .date(CivilDate(daysSinceEpoch: number(-100_000...100_000)))
        default: .flag(coin())
        }
    }

    private mutating func pattern(depth: Int) -> PhrasePattern {
        switch number(0...(depth < 4 ? 6 : 3)) {
        case 0: .word(word())
        case 1: .prefix(word())
        case 2: .gap(pick(SlotType.allCases))
        case 3: .expression(word())
        case 4: .sequence((0..<number(0...3)).map { _ in pattern(depth: depth + 1) })
        case 5: .alternatives((0..<number(0...3)).map { _ in pattern(depth: depth + 1) })
        default: .optional(pattern(depth: depth + 1))
        }
    }
}
