import Foundation
import JSON
import Testing

extension EndToEnd {
    /// `lint` and `explain` as a user and a workflow call them; what the reports hold is tested in `LintingTests`.
    @Suite("Lint and explain") struct LintCommandTests {
        /// One warning: a text that is never said.
        static let warned = """
            salonflow 1
            bot warned
            languages en

            flow booking
              start on book
              step first
                hand off

            text winter
              en: Closed for the winter.

            """

        /// Two slips that a tool can mend, in the file of a word processor: CR LF.
        static let slipped = """
            salonflow 1
            bot slipped
            languages en

            flow booking
              start on book
              stpe first
                say
                  en: One moment.
                then oprator
              step operator
                hand off

            """.replacingOccurrences(of: "\n", with: "\r\n")

        // MARK: Exit codes and severities

        struct Case: Sendable, CustomTestStringConvertible {
            var testDescription: String
            var settings: String?
            var arguments: [String] = []
            var code: Int32
            /// In standard output or standard error.
            var words: [String]
        }

        @Test(
            "warnings fail when the command or the project says so",
            arguments: [
                Case(testDescription: "by themselves", code: 0, words: ["warning[F012]", "Errors: 0, warnings: 1."]),
                Case(testDescription: "strict", arguments: ["--strict"], code: 1, words: ["warning[F012]"]),
                Case(
                    testDescription: "switched off", settings: "severity:\n  F012: off\n", arguments: ["--strict"], code: 0,
                    words: ["Errors: 0, warnings: 0."]),
                Case(testDescription: "raised", settings: "severity:\n  F012: error\n", code: 1, words: ["error[F012]", "Errors: 1"]),
                Case(
                    testDescription: "wrong settings", settings: "severity:\n  F006: off\n", code: 2,
                    words: ["lint.yaml:2: ", "F006", "cannot be lowered"]),
                Case(testDescription: "dry run without fix", arguments: ["--dry-run"], code: 2, words: ["--fix"]),
            ])
        func severities(item: Case) async throws {
            let folder = try TestFolder()
            let file = try folder.write("bot/bot.flow", Self.warned)
            if let settings = item.settings { _ = try folder.write("bot/lint.yaml", settings) }
            // The settings beside a bot's only file hold for it as well.
            for path in [folder.path + "/bot", file] {
                let ending = try await Salonflow.run(["lint", path, "--lang", "en"] + item.arguments)
                #expect(ending.code == item.code, "\(ending)")
                for words in item.words {
                    #expect((ending.output + ending.errors).contains(words), "“\(words)” is missing: \(ending)")
                }
            }
        }

        // MARK: Fixes

        @Test("--fix --dry-run shows a diff and changes nothing; --fix rewrites the file and says what it did")
        func fixes() async throws {
            let folder = try TestFolder()
            let file = try folder.write("bot.flow", Self.slipped)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
            let shown = try await Salonflow.run(["lint", file, "--fix", "--dry-run", "--lang", "en"])
            #expect(shown.code == 0, "\(shown)")
            #expect(shown.output.hasPrefix("--- \(file)\n+++ \(file)\n@@ "), "\(shown)")
            #expect(shown.output.contains("-  stpe first\r\n") && shown.output.contains("+  step first\r\n"), "\(shown)")
            #expect(shown.errors.contains("would mend: \(file):7:3: S001: write “step” instead of “stpe”"), "\(shown)")
            #expect(try String(contentsOfFile: file, encoding: .utf8) == Self.slipped)

            let done = try await Salonflow.run(["lint", file, "--fix", "--lang", "en"])
            #expect(done.code == 0 && done.output == "", "\(done)")
            #expect(done.errors.contains("mended: \(file):10:10: N003: write “operator” instead of “oprator”"), "\(done)")
            let mended = Self.slipped.replacingOccurrences(of: "stpe", with: "step")
                .replacingOccurrences(of: "oprator", with: "operator")
            #expect(try String(contentsOfFile: file, encoding: .utf8) == mended)
            let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
            #expect(mode == 0o600)

            let again = try await Salonflow.run(["lint", file, "--fix", "--lang", "ru"])
            #expect(again.code == 0 && again.errors.contains("нечего"), "\(again)")
        }

        @Test("what is left after --fix is reported and ends with 1")
        func left() async throws {
            let folder = try TestFolder()
            let file = try folder.write("bot.flow", Self.slipped.replacingOccurrences(of: "oprator", with: "nowhere-near"))
            let ending = try await Salonflow.run(["lint", file, "--fix", "--format", "json", "--lang", "en"])
            #expect(ending.code == 1, "\(ending)")
            let findings = try ending.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
            #expect(findings.map { $0["code"]?.string } == ["N003"], "\(ending)")
            #expect(try String(contentsOfFile: file, encoding: .utf8).contains("step first"))
        }

        // MARK: The example workflow

        /// The workflow's own commands, with its own environment, as its runner's shell runs them.
        @Test("each command of the example workflow runs on the nail studio")
        func workflow() async throws {
            let folder = try TestFolder()
            let text = try String(contentsOfFile: "\(Salonflow.root)/flows/ci/lint.yml", encoding: .utf8)
            let commands = text.split(separator: "\n").compactMap { $0.firstMatch(of: /^ +run: (salonflow .+)$/).map { String($0.1) } }
            #expect(commands.count == 3)
            let bot = try #require(text.firstMatch(of: /\n  BOT: (\S+)\n/).map { String($0.1) })
            for command in commands {
                let process = Process()
                process.executableURL = URL(fileURLWithPath: "/bin/sh")
                let program = try Salonflow.executable()
                process.arguments = ["-e", "-c", "salonflow() { '\(program)' \"$@\"; }; \(command)"]
                process.environment = ["BOT": "\(Salonflow.root)/\(bot)", "LIVE": "\(Salonflow.root)/\(bot)", "PATH": "/usr/bin:/bin"]
                process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
                process.standardOutput = FileHandle.nullDevice
                process.standardError = FileHandle.nullDevice
                try process.run()
                process.waitUntilExit()
                #expect(process.terminationStatus == 0, "\(command)")
            }
            let log = try JSONValue(
                parsing: Array(try Data(contentsOf: URL(fileURLWithPath: folder.path + "/salonflow.sarif"))))
            #expect(log["version"]?.string == "2.1.0")
            #expect(log["runs"]?[0]?["results"]?.array == [], "the nail studio is clean")
        }

        @Test("GitHub gets a command a finding, SARIF a log with links to the pages")
        func formats() async throws {
            let folder = try TestFolder()
            let file = try folder.write("bot.flow", Self.warned)
            let commands = try await Salonflow.run(["lint", file, "--format", "github", "--lang", "en"])
            #expect(commands.code == 0)
            #expect(
                commands.output.hasPrefix("::warning file=\(file),line=10,endLine=10,col=6,endColumn=12,title=salonflow F012::"),
                "\(commands)")
            let sarif = try await Salonflow.run([
                "lint", file, "--format", "sarif", "--pages-url", "https://example.com/pages", "--lang", "ru",
            ])
            let log = try JSONValue(parsing: sarif.output)
            let rule = try #require(log["runs"]?[0]?["tool"]?["driver"]?["rules"]?[0])
            #expect(rule["helpUri"]?.string == "https://example.com/pages/F012.md")
            #expect(rule["help"]?["text"]?.string?.contains("Скажите его строкой") == true)
        }

        // MARK: Explain

        @Test("explain tells of a code, lists all, and leads to the nearest")
        func explain() async throws {
            let english = try await Salonflow.run(["explain", "f006", "--lang", "en"])
            #expect(english.code == 0 && english.errors == "", "\(english)")
            #expect(english.output.hasPrefix("F006 · A step leads nowhere\n"), "\(english)")
            #expect(english.output.contains("Bad\n    step thanks") && english.output.contains("Good\n"))
            #expect(english.output.split(separator: "\n").allSatisfy { $0.count <= 80 }, "80 columns where there is no terminal")
            let russian = try await Salonflow.run(["explain", "F006", "--lang", "ru"])
            #expect(russian.output.hasPrefix("F006 · Шаг никуда не ведёт\n"), "\(russian)")

            let list = try await Salonflow.run(["explain", "--list", "--lang", "ru"])
            let lines = list.output.split(separator: "\n")
            #expect(list.code == 0 && lines.count > 100)
            #expect(lines.first == "S001  Неизвестное слово «…».")
            #expect(lines.allSatisfy { $0.wholeMatch(of: /[A-Z]\d{3}  \S.*/) != nil })

            for (word, hint) in [("F06", "F006"), ("banana", "explain --list")] {
                let unknown = try await Salonflow.run(["explain", word, "--lang", "en"])
                #expect(unknown.code == 2 && unknown.output == "", "\(unknown)")
                #expect(unknown.errors.contains(word) && unknown.errors.contains(hint), "\(unknown)")
            }
            let nothing = try await Salonflow.run(["explain"])
            #expect(nothing.code == 2 && nothing.errors.contains("--list"), "\(nothing)")
        }
    }
}
