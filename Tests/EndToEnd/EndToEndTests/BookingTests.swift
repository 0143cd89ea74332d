import CivilTime
import DemoSalon
import Foundation
import HTTPTransfer
import JSON
import StandIn
import Testing

extension EndToEnd {
    @Suite("A customer books") struct BookingTests {
        struct Talk: Sendable, CustomTestStringConvertible {
            var testDescription: String
            var wish: String
            var question: [String]
            var yes: String
            var confirmation: String
            var taken: String
        }

        static let talks = [
            Talk(
                testDescription: "Russian", wish: "хочу на маникюр завтра в 3 к Ане", question: ["Маникюр", "Анна", "15:00"],
                yes: "Записать", confirmation: "Номер записи ", taken: "занято"),
            Talk(
                testDescription: "English", wish: "book me a manicure tomorrow at 3 with Anna",
                question: ["Manicure", "Anna", "15:00"], yes: "Book it", confirmation: "Your number is ", taken: "taken"),
        ]

        @Test("one message and a tap make a booking; the same time is taken for the next", arguments: talks)
        func books(_ talk: Talk) async throws {
            try await Stage.with { stage in
                let (first, second) = (DemoSalon.phones[0].waID, DemoSalon.phones[1].waID)
                let tomorrow = stage.today.adding(days: 1)
                try stage.write(talk.wish, from: first)
                let question = try await stage.messages(to: first, count: 1)[0]
                for words in talk.question { #expect(question.content.body.contains(words)) }
                #expect(question.content.kind == .buttons)
                try stage.tap(talk.yes, on: question, from: first)
                let answer = try await stage.messages(to: first, count: 2)[1]
                let number = try #require(answer.content.body.digits(after: talk.confirmation))

                let listed = try await stage.listedBookings()
                #expect(listed.count == 1)
                #expect(listed.first?["number"]?.string == number)
                #expect(listed.first?["date"]?.string == tomorrow.iso)
                #expect(listed.first?["time"]?.string == "15:00")
                #expect(listed.first?["phone"]?.string == first)
                #expect(listed.first?["master"]?.string == "Anna")
                let page = try await stage.client.send(
                    Request(.get, stage.server + "/bookings", headers: [Header("Accept-Language", "ru")]))
                let html = String(decoding: page.body, as: UTF8.self)
                #expect(page.status == 200)
                #expect(html.contains("<td>\(number)</td>"))
                #expect(html.contains("Анна"))

                // The second phone wants the same.
                try stage.write(talk.wish, from: second)
                let refusal = try await stage.messages(to: second, count: 1)[0]
                #expect(refusal.content.body.contains(talk.taken))
                #expect(refusal.content.kind == .buttons)
                let times = refusal.content.choices.map(\.title)
                #expect(times.count == 3)
                let minutes = times.compactMap { ClockTime(iso: $0.suffix(5)) }.map(\.minutes)
                #expect(minutes.count == 3)
                // Anna is busy from 15:00 to 16:10; a visit before has to end by then, with the ten minutes after it.
                #expect(Set(minutes) == [13 * 60, 13 * 60 + 30, 16 * 60 + 30], "offered: \(times)")
                try stage.tap(times[0], on: refusal, from: second)
                let second1 = try await stage.messages(to: second, count: 2)[1]
                try stage.tap(talk.yes, on: second1, from: second)
                let second2 = try await stage.messages(to: second, count: 3)[2]
                let otherNumber = try #require(second2.content.body.digits(after: talk.confirmation))
                #expect(otherNumber != number)

                try await stage.untilQuiet()
                let contradictions = try Ledger(try stage.database()).contradictions(with: stage.standIn)
                #expect(contradictions == [])

                // What was booked is still listed when nothing runs.
                let ending = try await stage.stop()
                #expect(ending.code == 0, "\(ending)")
                let after = try await stage.listedBookings()
                #expect(Set(after.compactMap { $0["number"]?.string }) == [number, otherNumber])
            }
        }

        @Test("stopped in the middle of a conversation and started again, it goes on")
        func restarts() async throws {
            try await Stage.with { stage in
                let phone = DemoSalon.phones[0].waID
                try stage.write("хочу на маникюр к Ане", from: phone)
                let days = try await stage.messages(to: phone, count: 1)[0]
                #expect(days.content.body.contains("день"))
                let database = try #require(stage.databaseProcess)

                let ending = try await stage.stop()
                #expect(ending.code == 0, "\(ending)")
                #expect(ending.errors.contains("Stopped."))
                #expect(try await onThread { Stage.waitForEnd(of: database, upTo: 0) }, "PostgreSQL runs on")
                #expect(stage.databaseProcess == nil)

                // Written while nobody is there to answer: the channel delivers it later.
                try stage.write("завтра", from: phone)
                try await stage.start()
                let times = try await stage.messages(to: phone, count: 2)[1]
                #expect(times.content.body.contains("Какое время удобно?"))
                try stage.write("в 3", from: phone)
                let question = try await stage.messages(to: phone, count: 3)[2]
                #expect(question.content.body.contains("15:00"))
                try stage.tap("Записать", on: question, from: phone)
                let answer = try await stage.messages(to: phone, count: 4)[3]
                #expect(answer.content.body.contains("Номер записи"))

                try await stage.untilQuiet()
                let contradictions = try Ledger(try stage.database()).contradictions(with: stage.standIn)
                #expect(contradictions == [])
                #expect(stage.answers(to: phone).count == 4)
            }
        }

        struct Disorder: Sendable, CustomTestStringConvertible {
            var testDescription: String
            var duplicates = 0
            var reorderMilliseconds: Int64 = 0
            var batch = 1
        }

        @Test(
            "webhooks that come twice, late or together are answered once each",
            arguments: [
                Disorder(testDescription: "three copies of each", duplicates: 2),
                Disorder(testDescription: "later ones overtake", reorderMilliseconds: 150),
                Disorder(testDescription: "three copies, overtaking, in batches", duplicates: 2, reorderMilliseconds: 100, batch: 5),
            ])
        func disorder(_ disorder: Disorder) async throws {
            try await Stage.with { stage in
                var faults = Faults()
                faults.webhooks.duplicates = disorder.duplicates
                faults.webhooks.reorderMilliseconds = disorder.reorderMilliseconds
                faults.webhooks.batch = disorder.batch
                faults.webhooks.batchWaitMilliseconds = 50
                stage.standIn.setFaults(faults)
                let phones = (0..<6).map { "7705222000\($0)" }
                let words = ["здравствуйте", "хочу на маникюр к Ане", "завтра"]
                for text in words { for phone in phones { try stage.write(text, from: phone) } }
                try await stage.until("all messages have arrived") { [standIn = stage.standIn] in
                    Ledger.acknowledgedMessages(standIn).count == phones.count * words.count
                }
                try await stage.untilQuiet()
                let ledger = try Ledger(try stage.database())
                #expect(ledger.contradictions(with: stage.standIn) == [])
                #expect(ledger.inbox.count == phones.count * words.count)
                for phone in phones {
                    #expect(ledger.turns[phone] == words.count)
                    let answers = stage.answers(to: phone)
                    #expect(answers.count == words.count, "\(answers.map(\.content.body))")
                }
                if disorder.duplicates > 0 {
                    #expect(stage.standIn.deliveries().contains { $0.copyOf != nil && $0.isAcknowledged })
                }
            }
        }
    }
}

extension Stage {
    /// The day it is at the salon.
    var today: CivilDate { zone.civil(at: now).date }
}

extension String {
    /// The digits that follow some words.
    func digits(after words: String) -> String? {
        firstRange(of: words).map { String(self[$0.upperBound...].prefix(while: \.isNumber)) }.flatMap {
            $0.isEmpty ? nil : $0
        }
    }
}
