import Foundation
import JSON
import Testing

extension EndToEnd {
    @Suite("A trial run from the command line") struct CanaryCommandTests {
        private static let studio = "flows/nail-studio"

        @Test("A version is tried, shown, stopped and promoted; whatever is no trial run is refused in clear words")
        func commands() async throws {
            let folder = try TestFolder()
            let state = folder.path + "/state"
            func run(_ arguments: String..., language: String = "en") async throws -> RunningProgram.Ending {
                try await Salonflow.run(arguments + ["--state", state, "--lang", language])
            }
            func canary(_ arguments: String..., code: Int32 = 0) async throws -> JSONValue {
                let ending = try await Salonflow.run(["canary"] + arguments + ["--state", state, "--lang", "en", "--json"])
                #expect(ending.code == code, "\(arguments): \(ending)")
                return try JSONValue(parsing: ending.output.trimmingCharacters(in: .whitespacesAndNewlines))
            }
            let text = try String(contentsOfFile: "\(Salonflow.root)/\(Self.studio)/bot.flow", encoding: .utf8)
            let salon = try String(contentsOfFile: "\(Salonflow.root)/\(Self.studio)/salon.yaml", encoding: .utf8)
            _ = try folder.write("bot/salon.yaml", salon)
            _ = try folder.write("bot/bot.flow", text.replacing("шлагбаум откроем по звонку", with: "звоните, откроем"))
            let bot = folder.path + "/bot"
            #expect(try await run("salon", "import", "\(Self.studio)/salon.yaml", "--new").code == 0)

            let early = try await run("canary", "start", bot, "--share", "10", "--message", "shorter")
            #expect(early.code == 1 && early.errors.contains("no live version yet"), "\(early)")
            let none = try await run("canary", "status")
            #expect(none.code == 0 && none.errors.contains("no trial run yet"), "\(none)")
            #expect(try await run("publish", Self.studio, "--author", "maria").code == 0)

            // Wrong usage, findings, and what there is no sense in trying.
            for wrong in [["--share", "0"], ["--share", "91"], ["--share", "10", "--talks", "19"]] {
                let ending = try await Salonflow.run(["canary", "start", bot, "--message", "x", "--state", state] + wrong)
                #expect(ending.code == 2, "\(wrong): \(ending)")
            }
            #expect(try await run("canary", "start", bot, "--share", "10").code == 2)
            _ = try folder.write("broken/bot.flow", text.replacing("затем дизайн-принят", with: "затем в-никуда"))
            let broken = try await run("canary", "start", folder.path + "/broken", "--share", "10", "--message", "x")
            #expect(broken.code == 1 && broken.errors.contains("в-никуда"), "\(broken)")
            let same = try await run("canary", "start", Self.studio, "--share", "10", "--message", "x")
            #expect(same.code == 1 && same.errors.contains("nothing to try"), "\(same)")
            let live = try await run("canary", "start", "1", "--share", "10", "--message", "x", language: "ru")
            #expect(live.code == 1 && live.errors.contains("и так действует"), "\(live)")
            let missing = try await run("canary", "start", "7", "--share", "10", "--message", "x")
            #expect(missing.code == 1 && missing.errors.contains("no version 7"), "\(missing)")
            for command in ["stop", "promote"] {
                let ending = try await run("canary", command)
                #expect(ending.code == 1 && ending.errors.contains("No trial run is under way"), "\(ending)")
            }

            let tried = try await canary("start", bot, "--share", "10", "--message", "shorter", "--dry-run")
            #expect(tried["started"]?.bool == false && tried["version"] == .null)
            #expect(try await run("canary", "status").errors.contains("no trial run yet"))
            let started = try await canary("start", bot, "--share", "10", "--talks", "50", "--message", "shorter", "--author", "olga")
            #expect(started["started"]?.bool == true && started["version"]?.integer == 2 && started["against"]?.integer == 1)
            let second = try await run("canary", "start", bot, "--share", "20", "--message", "x")
            #expect(second.code == 1 && second.errors.contains("olga began it"), "\(second)")
            let status = try await canary("status")
            #expect(status["share"]?.integer == 10 && status["talks"]?.integer == 50 && status["startedBy"]?.string == "olga")
            #expect(status["canary"]?["talks"]?.integer == 0 && status["outcome"] == .null)
            let words = try await run("canary", "status", language: "ru")
            #expect(words.output.contains("10 % новых бесед") && words.output.contains("клиент добился своего: бесед ещё не было"), "\(words)")

            #expect(try await canary("stop", "--dry-run")["outcome"] == .null)
            let stopped = try await run("canary", "stop", "--author", "olga", "--reason", "the text is wrong")
            #expect(stopped.code == 0 && stopped.output.contains("version 1 has all talks"), "\(stopped)")
            let ended = try await canary("status")
            #expect(ended["outcome"]?.string == "stopped" && ended["verdict"]?.string == "the text is wrong")

            // The stored version again, by its number; then it is live.
            #expect(try await canary("start", "2", "--share", "90", "--message", "again")["version"]?.integer == 2)
            let promoted = try await canary("promote", "--author", "maria", "--reason", "sure")
            #expect(promoted["outcome"]?.string == "promoted" && promoted["version"]?.integer == 2)
            #expect(try await canary("status")["outcome"]?.string == "promoted")
            let moves = try await run("versions", "--moves", "--json")
            let kinds = try moves.output.split(separator: "\n").map { try JSONValue(parsing: String($0))["kind"]?.string ?? "?" }
            #expect(kinds == ["promotion", "canary_start", "canary_end", "canary_start", "publish"], "\(moves)")
            // A publish ends one that is open.
            #expect(try await canary("start", "1", "--share", "50", "--message", "back?")["version"]?.integer == 1)
            let published = try await run("publish", Self.studio, "--message", "newer")
            #expect(published.code == 0 && published.output.contains("The trial run of version 1 ends with this."), "\(published)")
            #expect(try await canary("status")["outcome"]?.string == "stopped")
        }
    }
}
