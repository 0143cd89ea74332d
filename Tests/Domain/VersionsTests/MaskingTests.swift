import CivilTime
import Conversations
import FlowInterpreter
import FlowMachine
import Foundation
import Salon
import TalkRecording
import Testing
import Versions

@Suite("Versions: masking")
struct MaskingTests {
    private static let said = [
        "Здравствуйте, меня зовут Айгерим, запишите меня на маникюр завтра в 3",
        "мой номер 8 (701) 555-77-99, карта 4400 4301 2345 6789",
        "или пишите на aigerim.test@example.com", "Айгерим Сулейменова", "+77015557799",
        "передайте от Айгеримы привет Гульшат", "Динара и светлана придут вместе", "да",
    ]
    /// None of these may be found in anything that is shown or exported.
    private static let canaries = [
        "Айгерим", "айгерим", "Сулейменов", "Гульшат", "Динара", "светлана", "5557799", "555-77-99", "77015557799", "87015557799", "4400", "43012345",
        "2345 6789", "aigerim", "example.com", "photo-4711",
    ]

    /// A bot that asks for what is personal, and says it back.
    private func asking() throws -> Example {
        let salon = try Bots.nailStudio.get()
        return try Example(
            sources: salon.sources,
            adding: """
                salonflow 1
                intent survey
                  ru: анкета
                  en: survey

                flow survey
                  start on survey

                  slot guest name
                    ask
                      ru: Как вас зовут?
                      en: What is your name?

                  slot reach phone
                    ask
                      ru: {guest}, ваш телефон?
                      en: {guest}, your phone?

                  slot request text
                    ask
                      ru: Что передать?
                      en: What is your wish?

                  step questions
                    fill guest, reach, request
                    say
                      ru: {guest}, {reach}: {request}
                      en: {guest}, {reach}: {request}
                    stop
                """, catalogue: salon.bot.catalogue)
    }

    private func talks(_ example: Example) throws -> [JournalledTalk] {
        var talks: [JournalledTalk] = []
        for (number, opening) in [["анкета"], []].enumerated() {
            var recorder = TalkRecorder(
                bot: example.bot, now: example.morning, customer: CustomerID(Int64(number + 1)), customerName: "Айгерим 💅 Сулейменова")
            for text in opening + MaskingTests.said { try recorder.receive(.text(text)) }
            try recorder.receive(.media(kind: "image", id: "photo-4711"))
            try recorder.pass(seconds: 3 * 24 * 3600)
            talks += recorder.all
        }
        var recorder = TalkRecorder(bot: example.bot, now: example.morning, customer: CustomerID(9), customerName: "Айгерим")
        for text in ["анкета", "Айгерим Сулейменова", "8 701 555-77-99", "передайте от Айгеримы привет Гульшат"] {
            try recorder.receive(.text(text))
        }
        #expect(recorder.rehearsal.outbound.contains { outbound in
            if case .message(let message) = outbound.content { message.text.contains("Айгерим Сулейменова, +77015557799") } else { false }
        })
        return talks + recorder.all
    }

    @Test("nothing personal is in an exported file, nor in a report")
    func canary() throws {
        let example = try asking()
        let talks = try talks(example)
        let unmasked = talks.flatMap { $0.turns.flatMap { $0.record.eventBytes + ($0.stateBefore ?? []) } }
        for canary in MaskingTests.canaries where canary != "айгерим" && canary != "87015557799" && canary != "43012345" {
            #expect(contains(unmasked, canary), "the test itself must say \(canary)")
        }
        let record = example.record(talks)
        #expect(record.talks.count == talks.count && record.leftOut.all == 0 && record.defects.isEmpty)
        let file = ReplayFile.bytes(of: record)
        let report = example.report(talks, on: example.changed { machine in
            for index in machine.texts.indices {
                machine.texts[index].templates = machine.texts[index].templates.map { [.literal("✻")] + $0 }
            }
        })
        #expect(report.different.count == talks.count)
        let shown = Array(
            report.different.flatMap { $0.transcriptLines(in: "ru") }.joined(separator: "\n").utf8)
        for canary in MaskingTests.canaries {
            #expect(!contains(file, canary), "\(canary) is in the file")
            #expect(!contains(shown, canary), "\(canary) is shown")
        }
        // What the salon has is there.
        #expect(contains(file, "Маникюр") && contains(shown, "записать"))
    }

    @Test("a masked talk runs as it ran, in texts of the same length", arguments: ["nail-studio", "barbershop", "beauty-salon"])
    func sameCourse(name: String) throws {
        let example = try Bots.named(name)
        try check(example, try example.talks(seed: 11, customers: 60))
    }

    @Test("a masked talk runs as it ran where all is personal")
    func samePersonalCourse() throws {
        let example = try asking()
        try check(example, try talks(example))
    }

    private func check(_ example: Example, _ talks: [JournalledTalk]) throws {
        let masked = example.record(talks).talks.map(\.talk)
        #expect(masked.count == talks.count)
        var changed = 0
        for (one, other) in zip(talks, masked) {
            changed += one == other ? 0 : 1
            let program = example.bot.program
            var state = try Conversation(encoded: try #require(one.turns[0].stateBefore), for: program.machine)
            var maskedState = try Conversation(encoded: try #require(other.turns[0].stateBefore), for: program.machine)
            for (turn, maskedTurn) in zip(one.turns, other.turns) {
                #expect(turn.record.eventBytes.count == maskedTurn.record.eventBytes.count)
                #expect(turn.record.answers == maskedTurn.record.answers && turn.marks == maskedTurn.marks)
                let result = try turn.record.replay(program, from: state)
                let maskedResult = try maskedTurn.record.replay(program, from: maskedState)
                #expect(result.trace.count == maskedResult.trace.count && result.effects.count == maskedResult.effects.count)
                for (effect, maskedEffect) in zip(result.effects, maskedResult.effects) {
                    guard case .send(let message) = effect, case .send(let maskedMessage) = maskedEffect else { continue }
                    #expect(message.text.utf8.count == maskedMessage.text.utf8.count)
                    #expect(message.choices == maskedMessage.choices)
                }
                #expect(result.conversation.encoded.count == maskedResult.conversation.encoded.count)
                state = result.conversation
                maskedState = maskedResult.conversation
            }
        }
        #expect(changed > 0)
    }

    @Test("a flow that asks for a name of its own is left out, and said so")
    func unmaskable() throws {
        let example = try Example(
            sources: try Bots.nailStudio.get().sources,
            adding: """
                salonflow 1
                intent survey
                  ru: анкета
                  en: survey

                flow survey
                  start on survey
                  slot guest name
                    ask
                      ru: Как вас зовут?
                      en: What is your name?
                  step questions
                    fill guest
                    if guest is Айгерим -> secret
                    say
                      ru: Спасибо.
                      en: Thanks.
                    stop
                  step secret
                    say
                      ru: Здравствуйте, хозяйка.
                      en: Hello, boss.
                    hand off
                """, catalogue: try Bots.nailStudio.get().bot.catalogue)
        var recorder = TalkRecorder(bot: example.bot, now: example.morning)
        try recorder.receive(.text("анкета"))
        try recorder.receive(.text("Айгерим"))
        let talks = recorder.all
        #expect(talks.count == 1 && talks[0].turns.last?.marks.handsOff == true)
        let record = example.record(talks)
        #expect(record.talks.isEmpty && record.leftOut.unmaskable == 1)
    }

    private func contains(_ bytes: [UInt8], _ text: String) -> Bool { Data(bytes).range(of: Data(text.utf8)) != nil }
}
