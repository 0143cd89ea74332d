import BotFiles
import Conversations
import FlowMachine
import Testing

/// What is read out of an answer that names nothing of the salon, and what is refused rather than guessed.
@Suite("Free answers")
struct FreeAnswerTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let type: SlotType
        let text: String
        let value: Value?
        var testDescription: String { "\(type.name): \(text)" }
    }

    private static func name(_ text: String, _ name: String?) -> Case {
        Case(type: .name, text: text, value: name.map { .text($0) })
    }

    private static func phone(_ text: String, _ phone: String?) -> Case {
        Case(type: .phone, text: text, value: phone.map { .text($0) })
    }

    private static func number(_ text: String, _ number: Int?) -> Case {
        Case(type: .number, text: text, value: number.map { .number($0) })
    }

    private static func amount(_ text: String, _ minorUnits: Int?) -> Case {
        Case(type: .money, text: text, value: minorUnits.map { .money(Money(minorUnits: $0, currency: "KZT")) })
    }

    static let cases: [Case] = [
        name("Анна", "Анна"), name("Меня зовут Анна Мария.", "Анна Мария"), name("I'm Ned", "Ned"),
        name("Жан-Поль", "Жан-Поль"), name("можно просто Аня", "Аня"), name("My name’s Ned", "Ned"),
        name("мене звати Оксана", "Оксана"), name("менің атым Айгүл", "Айгүл"), name("Это", "Это"), name("а что за акция у вас сейчас", nil), name("123", nil), name("…", nil),
        phone("8 (701) 234-56-78", "+77012345678"), phone("+8 701 234 56 78", "+87012345678"), phone("+44 20 7946 0958", "+442079460958"), phone("12345", nil),
        phone("позвоните мне", nil), phone("1234567890123456", nil),
        number("нас 3", 3), number("-2", -2), number("3 или 4", nil), number("много", nil),
        amount("1500", 150_000), amount("1 500", 150_000), amount("1,500", 150_000), amount("12,50 ₸", 1_250),
        amount("12 000 тенге", 1_200_000), amount("от 1000 до 2000", nil), amount("500 или 600", nil),
        amount("1.2.3", nil), amount("99 999 999 999", nil), amount("много", nil),
        Case(type: .text, text: "любой", value: .text("любой")), Case(type: .service, text: "маникюр", value: nil),
    ]

    @Test("a value is read, or nothing", arguments: cases)
    func reads(_ example: Case) throws {
        let reader = FreeAnswer(
            understander: try Bots.toolchain.get().understander, languages: ["ru", "en"], currency: "KZT")
        #expect(reader.value(of: example.type, in: example.text) == example.value)
    }

    @Test("a number is read as written at home where the bot speaks the language")
    func trunks() throws {
        let understander = try Bots.toolchain.get().understander
        func phone(_ text: String, _ languages: [String]) -> Value? {
            FreeAnswer(understander: understander, languages: languages, currency: "UAH")
                .value(of: .phone, in: text)
        }
        #expect(phone("067 123 45 67", ["uk"]) == .text("+380671234567"))
        #expect(phone("067 123 45 67", ["ru"]) == .text("+0671234567"))
        #expect(phone("8 701 234 56 78", ["kk"]) == .text("+77012345678"))
        #expect(phone("8 701 234 56 78", ["en"]) == .text("+87012345678"))
    }
}
