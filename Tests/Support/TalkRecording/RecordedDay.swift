internal import Booking
package import CivilTime
package import Conversations
internal import FlowInterpreter
package import Salon
package import Versions

/// Talks of many customers with one bot, by chance and by seed: most of them want something and mostly go along, some wander.
package enum RecordedDay {
    private static let wishes = [
        "хочу записаться", "хочу на маникюр завтра в 3", "маникюр", "педикюр в пятницу", "запишите на стрижку завтра",
        "стрижка", "борода завтра в 12", "окрашивание на следующей неделе", "привет", "I want to book", "a haircut tomorrow at 3 pm",
        "manicure tomorrow at 3 pm", "сколько стоит маникюр?", "где вы находитесь?", "до скольки вы работаете?",
        "перенесите мою запись", "отмените запись", "мои записи", "позовите человека", "hello", "where can I park?", "мяу",
        "Меня зовут Гульнара, мой номер +7 705 123-45-67", "пишите на gulnara@example.com",
    ]
    private static let answers = [
        "да", "нет", "завтра", "в пятницу", "в 3", "в 15:00", "вечером", "к любому", "любой", "лучше в 4", "не завтра, а в субботу",
        "ок", "yes", "no", "tomorrow", "at 4 pm", "anyone", "а парковка у вас есть?", "маникюр", "стрижка", "стоп", "спасибо",
        "Гульнара", "+7 705 123-45-67", "отмена", "мяу", "😀",
    ]

    /// - Parameters:
    ///   - customers: each has one or more talks, over some days.
    ///   - start: of the day; customers come every few minutes after it.
    package static func talks(
        with bot: Bot, customers: Int, from start: Instant, random: inout some RandomNumberGenerator,
        location: LocationID = LocationID(1)
    ) throws -> [JournalledTalk] {
        let store = MemoryBookingStore(resources: bot.catalogue.resources)
        var talks: [JournalledTalk] = []
        for number in 1...customers {
            var recorder = TalkRecorder(
                bot: bot, bookings: store, now: start.adding(seconds: number * 97), customer: CustomerID(Int64(number)),
                customerName: ["Гульнара Ахметова", "Anna K.", nil, "Ян"].randomElement(using: &random) ?? nil,
                location: location)
            for _ in 0..<Int.random(in: 4...14, using: &random) { try move(&recorder, &random) }
            talks += recorder.all
        }
        return talks.sorted { $0.began < $1.began }
    }

    private static func move(_ recorder: inout TalkRecorder, _ random: inout some RandomNumberGenerator) throws {
        let isIdle = recorder.rehearsal.conversation.map { $0.position == .idle } ?? true
        try recorder.pass(seconds: Int.random(in: 5...90, using: &random))
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<50 where !isIdle:
            let recent = recorder.shown.suffix(3)
            guard let choice = recent.randomElement(using: &random) else { return }
            try recorder.receive(.tap(id: choice.id, title: choice.label))
        case 0..<60: try recorder.receive(.text(wishes.randomElement(using: &random) ?? ""))
        case 60..<88: try recorder.receive(.text((isIdle ? wishes : answers).randomElement(using: &random) ?? ""))
        case 88..<90:
            guard let choice = recorder.shown.randomElement(using: &random) else { return }
            try recorder.receive(.tap(id: choice.id, title: choice.label))
        case 90..<92: try recorder.receive(.media(kind: "image", id: "media-\(recorder.shown.count)-77"))
        case 92..<93:
            if recorder.rehearsal.conversation != nil { try recorder.release() }
        default: try recorder.pass(seconds: [31, 121, 721, 1441].randomElement(using: &random).map { $0 * 60 } ?? 60)
        }
    }
}
