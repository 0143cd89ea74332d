import Foundation
import JSON
import StandIn
import Testing

extension EndToEnd {
    @Suite("Replay") struct ReplayCommandTests {
        /// Customers of a day, with the name and the words that may come out nowhere.
        private static let canaries = ["Гульнара", "Айгерим", "705 123", "7051234567", "gulnara@", "4400 4301"]

        private static func spend(_ stage: Stage) async throws {
            let phones = (0..<6).map { String(77_050_000_100 + $0) }
            try await say(["хочу на маникюр завтра в 3 к Ане"], phones[0], stage, tapping: "Записать")
            try await say(["manicure with Maria", "on Friday", "at noon"], phones[1], stage, tapping: nil)
            try await say(["сколько стоит маникюр?", "а парковка у вас есть?"], phones[2], stage, tapping: nil)
            try await say(["мяу", "позовите человека"], phones[3], stage, tapping: nil)
            try await say(
                ["Запишите мою дочку Айгерим на педикюр послезавтра в 12, мой номер +7 705 123-45-67"], phones[4], stage,
                tapping: "Записать")
            try await say(
                ["Гульнара, gulnara@example.com, карта 4400 4301 2345 6789", "педикюр"], phones[5], stage, tapping: nil)
            try await stage.untilQuiet()
        }

        private static func say(_ texts: [String], _ phone: String, _ stage: Stage, tapping title: String?) async throws {
            for (place, text) in texts.enumerated() {
                try stage.write(text, from: phone)
                let said = try await stage.messages(to: phone, count: place + 1)
                if place == texts.count - 1, let title, let last = said.last { try stage.tap(title, on: last, from: phone) }
            }
            if title != nil { _ = try await stage.messages(to: phone, count: texts.count + 1) }
        }

        @Test("a recorded day: no difference on the version it ran on, here and elsewhere, and nothing personal leaves")
        func day() async throws {
            try await Stage.with { stage in
                try await Self.spend(stage)
                let file = stage.folder.path + "/talks"
                let arguments = ["replay", "--against", "live", "--threshold", "0", "--json", "--transcripts", "100"]
                let here = try await Salonflow.run(
                    arguments + ["--state", stage.state, "--export", file, "--lang", "en"], environment: ["TZ": "Asia/Almaty"])
                #expect(here.code == 0, "\(here)")
                let report = try JSONValue(parsing: here.output)
                #expect((report["talks"]?.integer ?? 0) >= 6, "\(here)")
                #expect(report["changes"]?["same"]?.integer == report["talks"]?.integer)
                #expect(report["before"] == report["after"])
                #expect(report["before"]?["booked"]?.integer == 2)
                #expect(report["before"]?["handedOff"]?.integer == 1)
                #expect(report["verdict"]?["passes"] == true && report["defects"]?.array == [])

                // Another process, that knows no such salon, with another clock and language.
                let elsewhere = try await Salonflow.run(
                    arguments + ["--state", stage.folder.path + "/other", "--from", file, "--lang", "ru"],
                    environment: ["TZ": "America/New_York", "LC_ALL": "ru_RU.UTF-8", "LANG": "ru_RU.UTF-8"])
                #expect(elsewhere.code == 0, "\(elsewhere)")
                #expect(elsewhere.output == here.output)
                #expect(!FileManager.default.fileExists(atPath: stage.folder.path + "/other/postgres"))

                // A candidate that books no more: the same account of it from either.
                let bot = try Self.withoutBooking(stage)
                let worse = ["replay", "--against", bot, "--threshold", "5", "--json", "--transcripts", "100"]
                let lost = try await Salonflow.run(worse + ["--state", stage.state, "--lang", "en"])
                #expect(lost.code == 1, "\(lost)")
                let lostReport = try JSONValue(parsing: lost.output)
                #expect(lostReport["after"]?["booked"]?.integer == 0 && lostReport["losing"]?.integer == 2, "\(lost)")
                #expect(lostReport["verdict"]?["reason"]?.string == "tooManyLost")
                let lostElsewhere = try await Salonflow.run(worse + ["--from", file, "--lang", "ru"])
                #expect(lostElsewhere.output == lost.output)

                let shown = try await Salonflow.run(
                    ["replay", "--against", bot, "--transcripts", "100", "--from", file, "--lang", "ru"])
                #expect(shown.code == 0 && shown.output.contains("записались: 2 → 0"), "\(shown)")
                let exported = try #require(FileManager.default.contents(atPath: file))
                for canary in Self.canaries {
                    #expect(exported.range(of: Data(canary.utf8)) == nil, "\(canary) is in the file")
                    for text in [lost.output, shown.output] { #expect(!text.contains(canary), "\(canary) is shown") }
                }
                for phone in 0..<6 { #expect(exported.range(of: Data(String(77_050_000_100 + phone).utf8)) == nil) }
            }
        }

        /// The demo's bot with another way through booking: it asks, and then says goodbye.
        private static func withoutBooking(_ stage: Stage) throws -> String {
            let folder = Salonflow.root + "/flows/nail-studio"
            for name in ["bot.flow", "salon.yaml"] {
                let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
                _ = try stage.folder.write("candidate/\(name)", text)
            }
            _ = try stage.folder.write(
                "candidate/save.flow",
                """
                salonflow 1
                flow booking
                  step save
                    say
                      ru: Запись пока закрыта.
                      en: Booking is closed for now.
                    stop
                """)
            return stage.folder.path + "/candidate"
        }

        @Test("what cannot be replayed is said, with the right exit code")
        func refusals() async throws {
            let folder = try TestFolder()
            let flow = Salonflow.root + "/flows/nail-studio"
            let missing = try await Salonflow.run(["replay", "--against", flow, "--from", folder.path + "/none", "--lang", "en"])
            #expect(missing.code == 3 && missing.errors.contains("cannot be opened"), "\(missing)")
            let other = try folder.write("other", "salon: x")
            let wrong = try await Salonflow.run(["replay", "--against", flow, "--from", other, "--lang", "ru"])
            #expect(wrong.code == 3 && wrong.errors.contains("не файл бесед"), "\(wrong)")
            for arguments in [["--last", "0"], ["--threshold", "101"], ["--transcripts", "-1"], ["--from", other, "--export", other]] {
                let usage = try await Salonflow.run(["replay", "--against", flow] + arguments)
                #expect(usage.code == 2, "\(arguments): \(usage)")
            }
            let none = try await Salonflow.run(["replay"])
            #expect(none.code == 2, "\(none)")
        }
    }
}
