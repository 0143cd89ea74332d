import CivilTime
import DemoSalon
import Foundation
import JSON
import StandIn
import Testing

extension EndToEnd {
    @Suite("What changed, and why") struct VersionQuestionTests {
        private func run(_ stage: Stage, _ arguments: String...) async throws -> RunningProgram.Ending {
            try await Salonflow.run(arguments + ["--state", stage.state, "--lang", "en"])
        }

        private func edited(_ folder: TestFolder, _ changes: [(String, String)]) throws -> String {
            var text = try String(contentsOfFile: "\(Salonflow.root)/flows/nail-studio/bot.flow", encoding: .utf8)
            for (old, new) in changes { text = text.replacing(old, with: new) }
            return try folder.write("edited/bot.flow", text)
        }

        @Test("diff tells what publishing a folder would change, and for whom")
        func difference() async throws {
            try await Stage.with { stage in
                let folder = try TestFolder()
                let same = try await run(stage, "diff", "flows/nail-studio")
                #expect(same.code == 0 && same.output == "" && same.errors.contains("No differences."), "\(same)")
                let flow = try edited(
                    folder,
                    [("ru: На какой день вас записать?", "ru: На какой день?"), ("    вариант рисунок\n      ru: Рисунок\n      en: A drawing\n", "")])
                let told = try await run(stage, "diff", flow)
                #expect(told.code == 0, "\(told)")
                #expect(told.errors.contains("live version 1 → \(flow)"), "\(told)")
                for line in [
                    "Slot “date”", "    ru − На какой день вас записать?", "    ru + На какой день?", "  button “A drawing” removed",
                    "Left without a translation", "Those who are talking right now", "the option “рисунок” is gone",
                ] { #expect(told.output.contains(line), "\(line) in \(told)") }
                let back = try await run(stage, "diff", flow, "1", "--sources")
                #expect(back.output.contains("    ru + На какой день вас записать?") && back.output.contains("+      en: A drawing"), "\(back)")
                let json = try await run(stage, "diff", "live", flow, "--json")
                let object = try JSONValue(parsing: json.output.trimmingCharacters(in: .newlines))
                #expect(object["from"]?["version"]?.integer == 1 && object["from"]?["live"]?.bool == true, "\(json)")
                let changes = object["changes"]?.array ?? []
                #expect(changes.compactMap { $0["change"]?.string } == ["reworded", "optionRemoved"], "\(json)")
                #expect(changes.first?["after"]?["ru"]?.string == "На какой день?", "\(json)")
                #expect(object["waiting"]?.array?.contains { $0["asking"]?[0]?.string == "вид" } == true, "\(json)")
            }
        }

        @Test("diff compares machine files without a database, and says what it cannot find")
        func files() async throws {
            let folder = try TestFolder()
            let machine = folder.path + "/old.machine"
            #expect(try await Salonflow.run(["compile", "flows/nail-studio", "--emit", "machine", "-o", machine]).code == 0)
            let flow = try edited(folder, [("молчит 12 часов", "молчит 3 часа")])
            let told = try await Salonflow.run(["diff", machine, flow, "--lang", "ru"])
            #expect(told.code == 0 && told.output.contains("молчание длится 3 часа вместо 12 часов"), "\(told)")
            let damaged = try folder.write("damaged.machine", "\u{4}nonsense")
            let refused = try await Salonflow.run(["diff", damaged, flow, "--lang", "en"])
            #expect(refused.code == 3 && refused.errors.contains("the machine is damaged"), "\(refused)")
            let later = try folder.write("later.machine", "\u{5}of a later format")
            let unknown = try await Salonflow.run(["diff", later, flow, "--lang", "en"])
            #expect(unknown.code == 3 && unknown.errors.contains("written by a later program (format 5"), "\(unknown)")
            let missing = try await Salonflow.run(["diff", "9", "live", "--state", folder.path + "/none", "--lang", "en"])
            #expect(missing.code == 3, "\(missing)")
            let alone = try await Salonflow.run(["diff"])
            #expect(alone.code == 2, "\(alone)")
        }

        @Test("why tells version, words, way and sources of an answer, and runs its turn again")
        func why() async throws {
            try await Stage.with { stage in
                let phone = DemoSalon.phones[0].waID
                try stage.write("хочу на маникюр завтра в 3 к Ане", from: phone)
                let question = try await stage.messages(to: phone, count: 1)[0]
                try stage.tap("Записать", on: question, from: phone)
                let answer = try await stage.messages(to: phone, count: 2)[1]
                try await stage.untilQuiet()

                let first = try await run(stage, "why", question.id)
                #expect(first.code == 0, "\(first)")
                for words in [
                    "Version 1, live", "“хочу на маникюр завтра в 3 к Ане”", "intent book", "master: Anna ← “Ане”", "step “collect”",
                    "booking.flow:", "date: ", " ← “завтра”, this turn", "bit for bit: messages, outcome.", question.id,
                ] { #expect(first.output.contains(words), "\(words) in \(first.output)") }

                let second = try await run(stage, "why", answer.id, "--json")
                let story = try JSONValue(parsing: second.output.trimmingCharacters(in: .newlines))
                #expect(second.code == 0 && story["turn"]?.integer == 2, "\(second)")
                #expect(story["event"]?["title"]?.string == "Записать", "\(second)")
                #expect(story["replay"]?["same"]?.bool == true && story["replay"]?["state"]?.string == "same", "\(second)")
                let calls = (story["modules"]?.array ?? []).filter { $0["asked"]?.string == "call" }
                #expect(calls.compactMap { $0["of"]?.string } == ["booking.create", "reminders.schedule"], "\(second)")
                #expect(calls.first?["outcome"]?.string == "booked", "\(second)")
                let master = story["values"]?.array?.first { $0["slot"]?.string == "master" }
                #expect(master?["text"]?.string == "Ане" && master?["turn"]?.integer == 1, "\(second)")
                let entered = (story["path"]?.array ?? []).first { $0["did"]?.string == "entered" && $0["step"]?.string == "save" }
                #expect(entered?["file"]?.string?.hasSuffix("booking.flow") == true && (entered?["line"]?.integer ?? 0) > 0, "\(second)")

                // The customer's own message leads to the same turn as its answer, in Russian as well.
                let mine = try #require(stage.standIn.transcript(phone).first { $0.author == .customer })
                let russian = try await Salonflow.run(["why", mine.id, "--state", stage.state, "--lang", "ru"])
                #expect(russian.code == 0 && russian.output.contains("Повтор хода даёт то же самое, бит в бит"), "\(russian)")
                #expect(russian.output.contains("намерение запись") && russian.output.contains("шаг «собрать»"), "\(russian)")
                let masked = try await run(stage, "why", question.id, "--mask")
                #expect(masked.code == 0 && masked.output.contains("bit for bit: messages, outcome."), "\(masked)")
                let unknown = try await run(stage, "why", "wamid.nothing")
                #expect(unknown.code == 3 && unknown.errors.contains("no message `wamid.nothing`"), "\(unknown)")
            }
        }
    }
}
