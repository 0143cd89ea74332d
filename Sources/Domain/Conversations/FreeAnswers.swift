internal import FlowInterpreter
package import FlowMachine
internal import Salon
package import Understanding

/// Answers that name nothing of the salon: a name, a phone number, a number, an amount, a free text. They are read only
/// where the bot has just asked for one, and from the message itself.
extension Bot {
    /// The value of the slot that is being asked for, when the message is an answer to it rather than a question, a way
    /// out or a wish.
    func freeAnswer(_ text: String, intents: [String], in conversation: Conversation) -> Mention? {
        guard case .filling(_, let slot) = conversation.position else { return nil }
        let type = program[slot].type
        // A wish may speak of anything; what is no sentence of its own is a question as soon as it sounds like one.
        let asks = intents.contains { program.answer(to: $0) != nil || program.question(on: $0) != nil }
        let isQuestion = asks && (text.contains("?") || type != .text)
        let leads = intents.contains { program.handler(of: $0) != nil }
        guard !isQuestion, !leads else { return nil }
        // "Нет" passes an optional question over.
        if program[slot].isOptional, intents.contains("deny"), text.count <= 20 { return nil }
        let trimmed = text.trimmedOfBlanks
        let reader = FreeAnswer(
            understander: understander, languages: languages, currency: catalogue.services.first?.price.currency ?? "")
        guard !trimmed.isEmpty, let value = reader.value(of: type, in: trimmed) else { return nil }
        return Mention(type: type, meaning: .value(value), span: 0..<text.utf8.count)
    }
}

/// Reading one kind of free answer: what is of a language in it is the lexicons', the rest is the same everywhere.
package struct FreeAnswer {
    private let understander: Understander
    private let languages: [String]
    private let currency: String

    /// - Parameter languages: those the bot speaks; telephone numbers are read as written at home in one of them.
    package init(understander: Understander, languages: [String], currency: String) {
        self.understander = understander
        self.languages = languages
        self.currency = currency
    }

    /// Nil for what is no such value, and for types that are not answered freely.
    package func value(of type: SlotType, in text: String) -> Value? {
        switch type {
        case .text: .text(text)
        case .name: name(in: text).map { .text($0) }
        case .phone: phone(in: text).map { .text($0) }
        case .number: number(in: text).map { .number($0) }
        case .money: amount(in: text).map { .money(Money(minorUnits: $0, currency: currency)) }
        case .booking, .service, .master, .date, .time, .yesNo, .choice, .photo: nil
        }
    }

    /// One to four words of letters, without what people put before their name.
    private func name(in text: String) -> String? {
        let words = understander.withoutNameOpening(text.split(whereSeparator: \.isWhitespace).map(String.init))
        let name = words.joined(separator: " ").trimmingSigns
        let isName = name.allSatisfy { $0.isLetter || $0 == " " || $0 == "-" || $0 == "'" || $0 == "’" || $0 == "." }
        guard (1...4).contains(words.count), name.count <= 60, isName, name.contains(where: \.isLetter) else { return nil }
        return name
    }

    /// Digits as E.164 has them (ITU-T E.164: at most fifteen), with a plus.
    private func phone(in text: String) -> String? {
        guard text.allSatisfy({ $0.isWholeNumber || $0.isWhitespace || "+-()./–".contains($0) }) else { return nil }
        var digits = text.filter(\.isASCII).filter(\.isNumber)
        if text.first != "+" { digits = understander.internationalDigits(digits, languages: languages) }
        guard (7...15).contains(digits.count) else { return nil }
        return "+" + digits
    }

    /// The only whole number in the text.
    private func number(in text: String) -> Int? {
        let numbers = text.split { !$0.isASCII || !$0.isNumber }
        guard numbers.count == 1, let digits = numbers.first, digits.count <= 9 else { return nil }
        return Int(digits).map { text.first == "-" || text.first == "−" ? -$0 : $0 }
    }

    /// The only amount in the text, in minor units: `1500`, `1 500`, `12,50`. Two numbers are no amount: which one was meant
    /// is not guessed.
    private func amount(in text: String) -> Int? {
        let words = text.split(whereSeparator: \.isWhitespace)
        let places = words.indices.filter { words[$0].contains { $0.isASCII && $0.isNumber } }
        let numbers = places.map { words[$0].filter { $0.isASCII && $0.isNumber || $0 == "." || $0 == "," }.trimmingSigns }
        guard let first = numbers.first, places.last == places[0] + places.count - 1,
            numbers.count == 1 || first.count <= 3 && numbers.dropFirst().allSatisfy({ $0.prefix { $0.isNumber }.count == 3 })
        else { return nil }
        // Groups of thousands stand apart: 1 500.
        let parts = numbers.joined().split(omittingEmptySubsequences: false) { $0 == "." || $0 == "," }
        guard let whole = parts.first.flatMap({ Int($0) }), whole <= 99_999_999, parts.count <= 2 else { return nil }
        guard parts.count == 2 else { return whole * 100 }
        switch parts[1].count {
        case 2: return Int(parts[1]).map { whole * 100 + $0 }
        // A group of thousands: 1,500.
        case 3: return Int(parts[1]).map { (whole * 1000 + $0) * 100 }
        default: return nil
        }
    }
}

extension String {
    fileprivate var trimmedOfBlanks: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }

    /// Without punctuation at its ends.
    fileprivate var trimmingSigns: String {
        guard let first = firstIndex(where: { $0.isLetter || $0.isNumber }),
            let last = lastIndex(where: { $0.isLetter || $0.isNumber })
        else { return "" }
        return String(self[first...last])
    }
}
