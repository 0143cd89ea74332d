import CivilTime
import Conversations
import FlowInterpreter
import FlowMachine
import Salon
import Testing

/// Whatever a customer says first, only what is missing is asked for.
@Suite("Conversations: the missing question")
struct MissingQuestionTests {
    enum Said: CaseIterable { case service, master, date, time }

    struct Case: Sendable, CustomStringConvertible {
        var language: String
        var said: [Said]
        var description: String { "\(language): \(said)" }
    }

    /// Every order of every subset, in both languages.
    static let cases: [Case] = ["ru", "en"].flatMap { language in
        (0..<16).flatMap { bits in
            orders(Said.allCases.enumerated().filter { bits >> $0.offset & 1 == 1 }.map(\.element))
                .map { Case(language: language, said: $0) }
        }
    }

    private static func orders(_ parts: [Said]) -> [[Said]] {
        guard parts.count > 1 else { return [parts] }
        return parts.indices.flatMap { index in
            var rest = parts
            let first = rest.remove(at: index)
            return orders(rest).map { [first] + $0 }
        }
    }

    private static func words(_ said: Said, _ language: String) -> String {
        switch (said, language) {
        case (.service, "ru"): "на маникюр"
        case (.master, "ru"): "к Ане"
        case (.date, "ru"): "завтра"
        case (.time, "ru"): "в 15:00"
        case (.service, _): "a manicure"
        case (.master, _): "with Anna"
        case (.date, _): "tomorrow"
        case (.time, _): "at 3 pm"
        }
    }

    @Test("in any order, the first missing thing is asked and nothing else", arguments: cases)
    func missing(_ given: Case) throws {
        let bot = try Bots.nailStudio.get()
        let zone = bot.catalogue.zone
        let today = try #require(CivilDate(iso: "2026-03-10"))
        let nine = try #require(ClockTime(iso: "09:00"))
        let now = zone.instant(of: CivilMoment(date: today, time: nine))
        var rehearsal = Rehearsal(bot: bot, now: now)
        let opening = given.language == "ru" ? "хочу записаться " : "I want to book "
        let text = opening + given.said.map { MissingQuestionTests.words($0, given.language) }.joined(separator: " ")
        let said = try rehearsal.receive(.text(text))
        let conversation = try #require(rehearsal.conversation)
        let machine = bot.program.machine
        #expect(bot.languages[conversation.language] == given.language)
        for (slot, state) in zip(machine.slots, conversation.slots) {
            let wasSaid = given.said.contains { "\($0)" == slot.name }
            #expect((state.value != nil) == wasSaid, "\(text): \(slot.name)")
        }
        let missing = Said.allCases.first { !given.said.contains($0) }
        #expect(said.count == 1)
        let message = try #require(said.first)
        guard let missing else {
            let confirm = try #require(machine.step(named: "confirm"))
            #expect(conversation.position == .choosing(confirm), "\(text)")
            return
        }
        guard case .filling(_, let slot) = conversation.position else {
            Issue.record("\(text): nothing is asked: \(message.text)")
            return
        }
        #expect(machine[slot].name == "\(missing)", "\(text)")
        let question = machine[machine[slot].ask].templates[conversation.language]
        guard case .literal(let opening)? = question.first else {
            Issue.record("the question begins with a value")
            return
        }
        #expect(message.text.hasPrefix(opening), "\(text): \(message.text)")
        #expect(message.text.filter { $0 == "?" }.count == 1, "one question: \(message.text)")
    }

    @Test("there are 16 subsets, in 65 orders, in two languages")
    func count() {
        #expect(MissingQuestionTests.cases.count == 2 * 65)
        #expect(Set(MissingQuestionTests.cases.map { Set($0.said.map { "\($0)" }) }).count == 16)
    }
}
