import Foundation
import JSON
import Postgres
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

        @Test("a rollback to what the salon can no longer keep, or this program cannot read, is refused")
        func impossibleRollbacks() async throws {
            try await Stage.with { stage in
                let naming = """
                    salonflow 1

                    intent care
                      ru: хочу уход
                      en: take care of me

                    flow care
                      start on care
                      step care-start
                        fill service
                        if service is Педикюр -> feet
                        then hands
                      step feet
                        say
                          ru: Позаботимся о ногах.
                          en: We take care of your feet.
                        stop
                      step hands
                        say
                          ru: Позаботимся о руках.
                          en: We take care of your hands.
                        stop
                    """
                let named = try await Self.run(stage, "publish", try Self.bot(stage, naming))
                #expect(named.code == 0 && named.output.contains("Version 2 is live."), "\(named)")
                let plain = try await Self.run(stage, "publish", try Self.bot(stage, nil))
                #expect(plain.code == 1 && plain.errors.contains("L001"), "\(plain)")
                let ending = """
                    salonflow 1

                    flow ending
                      restart care-start
                      step ending
                        stop
                    """
                let gone = try await Self.run(stage, "publish", try Self.bot(stage, ending))
                #expect(gone.code == 0 && gone.output.contains("Version 3 is live."), "\(gone)")

                // The salon gives up pedicures.
                let file = try String(contentsOfFile: "\(Salonflow.root)/flows/nail-studio/salon.yaml", encoding: .utf8)
                let start = try #require(file.range(of: "  - id: pedicure")).lowerBound
                let end = try #require(file.range(of: "  - id: removal")).lowerBound
                let fewer = file.replacingCharacters(in: start..<end, with: "")
                    .replacingOccurrences(of: "services: [pedicure, removal]", with: "services: [removal]")
                let salon = try await Self.run(stage, "salon", "import", try stage.folder.write("fewer/salon.yaml", fewer))
                #expect(salon.code == 0, "\(salon)")
                let refused = try await Self.run(stage, "rollback", "2")
                #expect(refused.code == 1 && refused.errors.contains("speaks of what the salon no longer has: «Педикюр»"), "\(refused)")
                #expect(try await Self.live(stage) == 3)
                let meant = try await Self.run(stage, "rollback", "2", "--anyway")
                #expect(meant.code == 0, "\(meant)")

                // A version of a language that is yet to come, and one that a disk has damaged.
                let database = try stage.database()
                try database.runScript(
                    trusted: """
                        INSERT INTO flow_version (tenant_id, number, machine_hash, sources_hash, outline_hash, language_version,
                            compiler_version, author, message, created_at)
                        SELECT tenant_id, 4, machine_hash, sources_hash, outline_hash, 9, '9', 'maria', '', now()
                        FROM flow_version WHERE number = 1;
                        ALTER TABLE flow_content DROP CONSTRAINT flow_content_has_its_hash;
                        ALTER TABLE flow_content DISABLE TRIGGER USER;
                        UPDATE flow_content SET content = overlay(content placing '\\x00'::bytea from 100)
                        WHERE hash = (SELECT machine_hash FROM flow_version WHERE number = 3);
                        """)
                let newer = try await Self.run(stage, "rollback", "4")
                #expect(newer.code == 1 && newer.errors.contains("is written in language 9, and this program knows 1 only"), "\(newer)")
                let damaged = try await Self.run(stage, "rollback", "3")
                #expect(damaged.code == 1 && damaged.errors.contains("Version 3 is damaged"), "\(damaged)")
                #expect(try await Self.live(stage) == 2)
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
