import Foundation
import JSON
import StandIn
import Testing

extension EndToEnd {
    @Suite("Publishing from the command line") struct PublishCommandTests {
        private static let wishes = """
            salonflow 1

            intent design
              ru: хочу дизайн
              en: nail design

            flow design
              start on design

              slot wish text
                ask
                  ru: Какой дизайн вы хотите?
                  en: Which design would you like?

              step wishes
                fill wish
                then thanks

              step thanks
                say
                  ru: Спасибо!
                  en: Thank you!
                stop
            """

        /// The nail studio's bot with a file of its own, in a folder of the stage.
        private static func bot(_ stage: Stage, _ own: String?) throws -> String {
            let folder = stage.folder.path + "/bot"
            for name in ["bot.flow", "salon.yaml"] {
                let text = try String(contentsOfFile: "\(Salonflow.root)/flows/nail-studio/\(name)", encoding: .utf8)
                _ = try stage.folder.write("bot/\(name)", text)
            }
            if let own {
                _ = try stage.folder.write("bot/own.flow", own)
            } else {
                try? FileManager.default.removeItem(atPath: folder + "/own.flow")
            }
            return folder
        }

        private static func run(_ stage: Stage, _ arguments: String...) async throws -> RunningProgram.Ending {
            try await Salonflow.run(arguments + ["--state", stage.state, "--lang", "en"])
        }

        private static func live(_ stage: Stage) async throws -> Int? {
            let ending = try await run(stage, "versions", "--json")
            let lines = try ending.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
            return lines.first { $0["live"] == .bool(true) }.flatMap { $0["version"]?.integer }
        }

        @Test("a customer in mid-conversation is counted and goes on; what would strand her stops the publish; a rollback is one command")
        func publishing() async throws {
            try await Stage.with { stage in
                let maria = "77051234567"
                let folder = try Self.bot(stage, Self.wishes)
                let dry = try await Self.run(stage, "publish", folder, "--dry-run")
                #expect(dry.code == 0 && dry.errors.contains("nothing was published"), "\(dry)")
                #expect(try await Self.live(stage) == 1)
                let first = try await Self.run(stage, "publish", folder, "--message", "designs", "--author", "maria")
                #expect(first.code == 0 && first.output.contains("Version 2 is live."), "\(first)")
                let again = try await Self.run(stage, "publish", folder)
                #expect(again.code == 0 && again.errors.contains("Nothing changed"), "\(again)")

                try stage.write("nail design", from: maria)
                #expect(try await stage.messages(to: maria, count: 1).last?.content.body == "Which design would you like?")

                // The step is gone, and nothing says where its customers go.
                let without = try await Self.run(stage, "publish", try Self.bot(stage, nil))
                #expect(without.code == 1 && without.errors.contains("L001"), "\(without)")
                #expect(try await Self.live(stage) == 2)

                let choice = Self.wishes.replacing("slot wish text", with: "slot wish choice").replacing(
                    "      en: Which design would you like?\n",
                    with: """
                              en: Which design would you like?
                            option french
                              ru: Френч
                              en: French
                            option ombre
                              ru: Омбре
                              en: Ombre

                        """)
                let narrower = try await Self.run(stage, "publish", try Self.bot(stage, choice))
                #expect(narrower.code == 0, "\(narrower)")
                #expect(narrower.output.contains("1 customer is in mid-conversation: 1 goes on."), "\(narrower.output)")
                #expect(narrower.output.contains("Version 3 is live."))
                try stage.write("ombre", from: maria)
                #expect(try await stage.messages(to: maria, count: 2).last?.content.body == "Thank you!")

                let overtaken = try await Self.run(stage, "publish", try Self.bot(stage, Self.wishes), "--expect", "2")
                #expect(overtaken.code == 1 && overtaken.errors.contains("version 2 was expected to be live, and version 3 is"), "\(overtaken)")

                let back = try await Self.run(stage, "rollback", "--reason", "too many designs")
                #expect(back.code == 0 && back.output.contains("Version 2 is live; it was 3 before."), "\(back)")
                let trail = try await Self.run(stage, "versions", "--moves", "--json")
                let moves = try trail.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
                #expect(moves.map { $0["kind"]?.string } == ["rollback", "publish", "publish", "publish"])
                #expect(moves.first?["reason"]?.string == "too many designs" && moves.dropFirst(2).first?["by"]?.string == "maria")
            }
        }

        @Test("a candidate on which recorded bookings are lost is stopped by the threshold")
        func threshold() async throws {
            try await Stage.with { stage in
                let maria = "77051234567"
                try stage.write("book me a manicure in 20 days at 3 pm with Anna", from: maria)
                let question = try await stage.messages(to: maria, count: 1)[0]
                try stage.tap("Book it", on: question, from: maria)
                _ = try await stage.messages(to: maria, count: 2)
                try await stage.untilQuiet()
                let folder = try Self.bot(
                    stage,
                    """
                    salonflow 1

                    flow saving
                      step save
                        then operator
                    """)
                let refused = try await Self.run(stage, "publish", folder, "--threshold", "0")
                #expect(refused.code == 1 && refused.errors.contains("The threshold is exceeded"), "\(refused)")
                #expect(try await Self.live(stage) == 1)
            }
        }

        @Test("wrong versions and other salons are told, and change nothing")
        func badInput() async throws {
            try await Stage.with { stage in
                for (arguments, code, words) in [
                    (["rollback"], 1, "There is nothing to go back to: version 1 is the first."),
                    (["rollback", "1"], 1, "Version 1 is live already."),
                    (["rollback", "9"], 1, "There is no version 9"),
                    (["publish", "flows/barbershop"], 1, "is the bot of"),
                    (["publish", "/nowhere"], 3, "There is no file or folder"),
                    (["publish", "flows/nail-studio", "--salon", "77"], 3, "There is no salon no. 77"),
                    (["publish", "flows/nail-studio", "--threshold", "101"], 2, "percentage from 0 to 100"),
                ] {
                    let ending = try await Salonflow.run(arguments + ["--state", stage.state, "--lang", "en"])
                    #expect(ending.code == Int32(code) && ending.errors.contains(words), "\(arguments): \(ending)")
                }
                #expect(try await Self.live(stage) == 1)
            }
        }
    }
}
