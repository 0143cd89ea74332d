import Foundation
import HTTPTransfer
import JSON
import Testing

extension EndToEnd {
    @Suite("The command line answers clearly") struct CommandLineTests {
        static let studio = "flows/nail-studio"

        // MARK: What is wrong with a flow

        /// A bot with two mistakes in different places.
        static let broken = """
            salonflow 1
            bot broken
            languages en

            flow booking
              start on book

              step first
                say
                  en: Hello {nobody}
                then nowhere

            """

        @Test("lint lists all findings and ends with 1; as JSON it is an object a line", arguments: ["text", "json"])
        func lint(_ format: String) async throws {
            let folder = try TestFolder()
            let file = try folder.write("broken.flow", Self.broken)
            let ending = try await Salonflow.run(["lint", file, "--format", format, "--lang", "en"])
            #expect(ending.code == 1, "\(ending)")
            #expect(ending.errors.contains("Errors: "))
            if format == "json" {
                let findings = try ending.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
                let places = findings.map { "\($0["file"]?.string ?? "?"):\($0["line"]?.integer ?? 0)" }
                #expect(places.contains("\(file):10") && places.contains("\(file):11"), "\(ending)")
                for finding in findings {
                    #expect(finding["code"]?.string?.isEmpty == false)
                    #expect(finding["message"]?.string?.isEmpty == false)
                }
            } else {
                #expect(ending.output.contains("nobody") && ending.output.contains("nowhere"), "\(ending)")
                #expect(ending.output.contains("broken.flow:10:") && ending.output.contains("broken.flow:11:"), "\(ending)")
            }
        }

        @Test("compile of a broken flow writes nothing, lists all findings and ends with 1")
        func compileBroken() async throws {
            let folder = try TestFolder()
            let file = try folder.write("broken.flow", Self.broken)
            let target = folder.path + "/machine"
            let ending = try await Salonflow.run(["compile", file, "--emit", "machine", "-o", target, "--lang", "en"])
            #expect(ending.code == 1, "\(ending)")
            #expect(ending.output == "")
            #expect(ending.errors.contains("nobody") && ending.errors.contains("nowhere"), "\(ending)")
            #expect(!FileManager.default.fileExists(atPath: target))
        }

        @Test("demo of a broken flow publishes nothing and ends with 1")
        func demoBroken() async throws {
            let folder = try TestFolder()
            _ = try folder.write("bot/broken.flow", Self.broken)
            let yaml = try String(contentsOfFile: "\(Salonflow.root)/\(Self.studio)/salon.yaml", encoding: .utf8)
            _ = try folder.write("bot/salon.yaml", yaml)
            let ending = try await Salonflow.run([
                "demo", "--state", folder.path + "/state", "--bot", folder.path + "/bot", "--port", "0", "--stand-in-port",
                "0", "--lang", "en",
            ])
            #expect(ending.code == 1, "\(ending)")
            #expect(ending.output == "")
            #expect(ending.errors.contains("nobody") && ending.errors.contains("nowhere"), "\(ending)")
        }

        @Test("a failing test of a flow is shown with place, expectation and talk, and ends with 1")
        func failingTest() async throws {
            let folder = try TestFolder()
            let flow = try String(contentsOfFile: "\(Salonflow.root)/Tests/Corpus/transcripts/studio.flow", encoding: .utf8)
            let yaml = try String(contentsOfFile: "\(Salonflow.root)/\(Self.studio)/salon.yaml", encoding: .utf8)
            let changed = flow.replacingOccurrences(of: "expect step confirm, time 16:00", with: "expect step confirm, time 17:00")
            try #require(changed != flow)
            _ = try folder.write("bot.flow", changed)
            _ = try folder.write("salon.yaml", yaml)
            let ending = try await Salonflow.run(["test", folder.path, "--lang", "en"])
            #expect(ending.code == 1, "\(ending)")
            #expect(ending.errors.contains("failed: 1"))
            for words in ["✗", "bot.flow:", "expected:", "17:00", "found:", "16:00", "customer: нет, лучше в четыре"] {
                #expect(ending.output.contains(words), "\(words) is missing: \(ending)")
            }
            let whole = try await Salonflow.run(["test", Self.studio, "--lang", "en"])
            #expect(whole.code == 0, "\(whole)")
            #expect(whole.output.contains("✓") && !whole.output.contains("✗"))
        }

        // MARK: What is wrong outside

        struct Case: Sendable, CustomTestStringConvertible {
            var testDescription: String
            var arguments: [String]
            var environment: [String: String] = [:]
            var code: Int32
            /// All of them are in the message.
            var words: [String]
        }

        @Test(
            "bad input says what, why and what to do",
            arguments: [
                Case(
                    testDescription: "missing folder", arguments: ["lint", "no-such-folder", "--lang", "en"], code: 3,
                    words: ["no file or folder `no-such-folder`", "such as flows/nail-studio"]),
                Case(
                    testDescription: "missing folder, in Russian", arguments: ["lint", "no-such-folder", "--lang", "ru"], code: 3,
                    words: ["Нет ни файла, ни папки `no-such-folder`", "Укажите"]),
                Case(
                    testDescription: "missing folder, by the locale", arguments: ["compile", "no-such-folder"],
                    environment: ["LC_ALL": "ru_RU.UTF-8"], code: 3, words: ["Нет ни файла, ни папки"]),
                Case(
                    testDescription: "folder without a flow", arguments: ["compile", "tools", "--lang", "en"], code: 3,
                    words: ["`tools` has no flow file", "Put a file"]),
                Case(
                    testDescription: "no salon.yaml", arguments: ["chat", "Tests/Corpus/checks/romashka.flow", "--lang", "en"],
                    code: 3, words: ["no salon.yaml", "flows/README.md"]),
                Case(
                    testDescription: "no salon.yaml, in Russian",
                    arguments: ["test", "Tests/Corpus/checks/romashka.flow", "--lang", "ru"], code: 3,
                    words: ["нет файла salon.yaml", "flows/README.md"]),
                Case(
                    testDescription: "unknown command", arguments: ["frobnicate"], code: 2,
                    words: ["frobnicate", "salonflow --help"]),
                Case(testDescription: "missing argument", arguments: ["lint"], code: 2, words: ["<path>", "salonflow lint"]),
                Case(
                    testDescription: "unknown format", arguments: ["lint", "flows/nail-studio", "--format", "xml"], code: 2,
                    words: ["xml", "text", "json"]),
                Case(
                    testDescription: "a date that is none",
                    arguments: ["chat", "flows/nail-studio", "--now", "tomorrow"], code: 2, words: ["2026-03-10T09:00"]),
                Case(
                    testDescription: "a file that cannot be written",
                    arguments: ["compile", "flows/nail-studio", "-o", "/proc/salonflow/machine"], code: 3,
                    words: ["/proc/salonflow/machine", "cannot be written"]),
                Case(
                    testDescription: "PostgreSQL missing",
                    arguments: ["demo", "--state", "{state}", "--postgres-binaries", "/nonexistent", "--lang", "en"], code: 3,
                    words: ["PostgreSQL was not found", "/nonexistent", "apt-get install postgresql"]),
                Case(
                    testDescription: "PostgreSQL missing, in Russian",
                    arguments: ["demo", "--state", "{state}", "--postgres-binaries", "/nonexistent", "--lang", "ru"], code: 3,
                    words: ["нет PostgreSQL", "/nonexistent", "Установите"]),
                Case(
                    testDescription: "state folder that cannot be made",
                    arguments: ["demo", "--state", "/proc/salonflow", "--lang", "en"], code: 3,
                    words: ["/proc/salonflow", "cannot be made", "--state"]),
                Case(
                    testDescription: "state folder that is a file",
                    arguments: ["bookings", "--state", "Package.swift", "--lang", "ru"], code: 3,
                    words: ["Package.swift", "создать нельзя", "--state"]),
                Case(
                    testDescription: "database address that is none", arguments: ["migrate", "--state", "{state}"],
                    environment: ["DATABASE_URL": "host=/nonexistent bogus=1"], code: 3, words: ["DATABASE_URL"]),
                Case(
                    testDescription: "database that does not answer", arguments: ["bookings", "--state", "{state}"],
                    environment: ["DATABASE_URL": "postgresql:///salonflow?host=/nonexistent"], code: 3,
                    words: ["/nonexistent"]),
                Case(
                    testDescription: "secret missing", arguments: ["serve", "--state", "{state}"], code: 3,
                    words: ["WHATSAPP_APP_SECRET is not set", "dashboard"]),
            ])
        func badInput(_ item: Case) async throws {
            let folder = try TestFolder()
            let arguments = item.arguments.map { $0 == "{state}" ? folder.path + "/state" : $0 }
            let ending = try await Salonflow.run(arguments, environment: item.environment)
            #expect(ending.code == item.code, "\(ending)")
            for words in item.words { #expect(ending.errors.contains(words), "“\(words)” is missing: \(ending)") }
            #expect(ending.output == "", "standard output is for data")
        }

        @Test("help is data and no error")
        func help() async throws {
            let ending = try await Salonflow.run(["--help"])
            #expect(ending.code == 0)
            #expect(ending.errors == "")
            for command in ["demo", "serve", "lint", "compile", "graph", "test", "chat", "bookings"] {
                #expect(ending.output.contains("  \(command) "))
            }
        }

        @Test("data of another PostgreSQL version is refused")
        func wrongVersion() async throws {
            let folder = try TestFolder()
            _ = try folder.write("state/postgres/PG_VERSION", "9\n")
            let ending = try await Salonflow.run(["demo", "--state", folder.path + "/state", "--lang", "en"])
            #expect(ending.code == 3, "\(ending)")
            #expect(ending.errors.contains("belongs to PostgreSQL 9") && ending.errors.contains("pg_upgrade"), "\(ending)")
        }

        @Test("a port in use, and a second demo on the same state, are refused and disturb nobody")
        func portInUse() async throws {
            try await Stage.with { stage in
                let used = try #require(stage.server.split(separator: ":").last.map(String.init))
                let second = try await Salonflow.run([
                    "demo", "--state", stage.state, "--port", used, "--stand-in", stage.address, "--lang", "en",
                ])
                #expect(second.code == 3, "\(second)")
                #expect(second.errors.contains("in use") && second.errors.contains("--port"), "\(second)")
                #expect(second.output == "")
                let standInUsed = try #require(stage.address.split(separator: ":").last.map(String.init))
                let third = try await Salonflow.run([
                    "demo", "--state", stage.state, "--port", "0", "--stand-in-port", standInUsed, "--lang", "ru",
                ])
                #expect(third.code == 3, "\(third)")
                #expect(third.errors.contains("Порт занят") && third.errors.contains("--stand-in-port"), "\(third)")

                try stage.write("хочу на маникюр завтра в 3 к Ане", from: "77051234567")
                _ = try await stage.messages(to: "77051234567", count: 1)
            }
        }

        @Test("the lock file of a server that was killed is in nobody's way, and nothing is lost")
        func staleLock() async throws {
            try await Stage.with { stage in
                let phone = "77051234567"
                try stage.write("хочу на маникюр завтра в 3 к Ане", from: phone)
                try stage.tap("Записать", on: try await stage.messages(to: phone, count: 1)[0], from: phone)
                _ = try await stage.messages(to: phone, count: 2)
                let database = try #require(stage.databaseProcess)
                #expect(Foundation.kill(database, SIGKILL) == 0)
                try await stage.kill()
                #expect(stage.databaseProcess == database, "the lock file is there")
                try await stage.start()
                #expect(stage.program?.errors.contains("recovering") == true, "\(stage.program?.errors ?? "")")
                #expect(try await stage.listedBookings().count == 1)
            }
        }

        // MARK: Data

        @Test("the demo tells its addresses when the system chose the ports, and its phone page answers")
        func demoAlone() async throws {
            let folder = try TestFolder()
            let program = try await Salonflow.start([
                "demo", "--state", folder.path + "/state", "--port", "0", "--stand-in-port", "0", "--lang", "ru",
            ])
            defer { program.kill(SIGKILL) }
            _ = try await program.line(beginning: "Ctrl-C")
            let page = try #require(program.output.firstMatch(of: /Телефоны клиентов: (http:\S+)\//).map { String($0.1) })
            let phone = try await Salonflow.start(["phone", "--stand-in", page, "--lang", "ru"], input: "хочу на маникюр завтра в 3 к Ане\n")
            defer { phone.kill(SIGKILL) }
            // The terminal ends with its input, and may do so before the answer: the phone has it.
            _ = try await phone.ending()
            let client = Client()
            var text = ""
            let deadline = Date().addingTimeInterval(20)
            while !text.contains("Записать?"), Date() < deadline {
                let answer = try await client.send(Request(.get, page + "/phone/77051234567?lang=ru"))
                text = String(decoding: answer.body, as: UTF8.self)
                let next = Date().addingTimeInterval(0.1)
                try await program.until("the next look") { Date() >= next }
            }
            await client.close()
            #expect(text.contains("Записать?"), "no answer on the phone: \(text)")
            #expect(text.contains("/bookings") && !text.contains(":0/bookings"))
            program.kill(SIGINT)
            let ending = try await program.ending()
            #expect(ending.code == 0, "\(ending)")
            #expect(ending.errors.contains("Остановлено."))
        }

        static let transcript = """
            Маникюр, Анна, 11 марта в 15:00. Цена 8 000 ₸. Записать?
              [1] Записать
              [2] Изменить время
              [3] Не нужно
            Записала! Номер записи 101. Напомню за сутки.

            """

        // MARK: What the tools around a flow say

        /// The bot the tools are tested on, in a folder of its own.
        private func toolBot(adding tests: String = "") throws -> TestFolder {
            let folder = try TestFolder()
            let flow = try String(contentsOfFile: "\(Salonflow.root)/Tests/Corpus/transcripts/studio.flow", encoding: .utf8)
            let yaml = try String(contentsOfFile: "\(Salonflow.root)/\(Self.studio)/salon.yaml", encoding: .utf8)
            _ = try folder.write("bot/bot.flow", flow + "\n" + tests)
            _ = try folder.write("bot/salon.yaml", yaml)
            return folder
        }

        /// Everything the terminal chat can be told, once.
        static let talk = """
            # a talk
            хочу на маникюр к Ане
            /state
            /wait 30 минут
            /undo
            /now завтра 09:00
            /photo
            /tap 1
            /restart
            маникюр к Ане завтра в три
            записать
            /test первая запись

            """

        @Test("a talk from a file becomes a test that the bot then passes")
        func talkToTest() async throws {
            let folder = try toolBot()
            let script = try folder.write("talk.txt", Self.talk)
            let talk = try await Salonflow.run([
                "chat", folder.path + "/bot", "--now", "2026-03-10T09:00", "--lang", "ru", "--transcript", script,
            ])
            #expect(talk.code == 0, "\(talk)")
            #expect(talk.output.contains("«маникюр» из «хочу на маникюр к Ане»"), "\(talk)")
            let start = try #require(talk.output.range(of: "test первая запись\n"), "\(talk)")
            let test = String(talk.output[start.lowerBound...])
            #expect(test.contains("  customer taps yes\n") && test.contains("expect booking service Маникюр"), "\(test)")
            let extended = try toolBot(adding: test)
            let run = try await Salonflow.run(["test", extended.path + "/bot", "--filter", "первая запись", "--lang", "en"])
            #expect(run.code == 0 && run.errors.contains("Tests: 1, failed: 0."), "\(run)")
        }

        @Test("a line of a talk that means nothing ends it with 2 and its place")
        func talkMistake() async throws {
            let folder = try toolBot()
            let script = try folder.write("talk.txt", "привет\n/wiat 30m\n")
            let talk = try await Salonflow.run(["chat", folder.path + "/bot", "--lang", "en", "--transcript", script])
            #expect(talk.code == 2, "\(talk)")
            #expect(talk.errors.contains("talk.txt:2: ") && talk.errors.contains("/wait"), "\(talk)")
        }

        @Test("tests are counted, filtered and written as JUnit XML and JSON; coverage has its minimum")
        func testFormats() async throws {
            let folder = try toolBot()
            let file = folder.path + "/junit.xml"
            let json = try await Salonflow.run([
                "test", folder.path + "/bot", "--format", "json", "--junit", file, "--coverage", "--coverage-minimum", "100",
            ])
            #expect(json.code == 1, "\(json)")
            let lines = try json.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
            #expect(lines.filter { $0["kind"]?.string == "test" }.allSatisfy { $0["passed"]?.bool == true })
            let coverage = try #require(lines.last { $0["kind"]?.string == "coverage" })
            #expect((1..<100).contains(try #require(coverage["percent"]?.integer)))
            let xml = try String(contentsOfFile: file, encoding: .utf8)
            #expect(xml.hasPrefix("<?xml") && xml.contains("failures=\"0\"") && xml.contains("name=\"молчание\""))
            let none = try await Salonflow.run(["test", folder.path + "/bot", "--filter", "нет такой", "--lang", "en"])
            #expect(none.code == 0 && none.errors.contains("Tests: 0"), "\(none)")
        }

        @Test("broken variants that no test notices are listed by line, the same each time")
        func mutation() async throws {
            let folder = try toolBot()
            let first = try await Salonflow.run(["test", folder.path + "/bot", "--mutate", "--limit", "12", "--lang", "ru"])
            let second = try await Salonflow.run(["test", folder.path + "/bot", "--mutate", "--limit", "12", "--lang", "ru"])
            #expect(first.code == 0 && first.output == second.output, "\(first)")
            #expect(first.errors.contains("Сломанных вариантов: 12"), "\(first)")
            #expect(first.output.contains(": ") && first.output.contains("ни одна проверка этого не заметила"), "\(first)")
        }

        @Test("a bot is drawn in every form; an unknown flow is refused with those there are", arguments: ["mermaid", "dot", "svg"])
        func graph(_ form: String) async throws {
            let folder = try toolBot()
            let whole = try await Salonflow.run(["graph", folder.path + "/bot", "--format", form, "--flow", "booking", "--lang", "en"])
            #expect(whole.code == 0 && whole.output.contains("Book it") && whole.output.contains("collect"), "\(whole)")
            let unknown = try await Salonflow.run(["graph", folder.path + "/bot", "--format", form, "--flow", "bookng", "--lang", "en"])
            #expect(unknown.code == 2 && unknown.errors.contains("booking") && unknown.output == "", "\(unknown)")
        }

        @Test("chat through a pipe")
        func chat() async throws {
            let ending = try await Salonflow.run(
                ["chat", Self.studio, "--now", "2026-03-10T09:00", "--lang", "ru"],
                input: "хочу на маникюр завтра в 3 к Ане\n1\n")
            #expect(ending.code == 0, "\(ending)")
            // The amount and its currency are joined by spaces that do not break.
            let output = String(ending.output.map { $0 == "\u{a0}" || $0 == "\u{202f}" ? " " : $0 })
            #expect(output == Self.transcript)
            #expect(ending.errors == "")
        }

        @Test("compile gives the same bytes each time and in both dialects", arguments: ["hash", "text", "json", "machine"])
        func compile(_ form: String) async throws {
            let folder = try TestFolder()
            var outputs: Set<Data> = []
            for (index, name) in ["romashka", "romashka-ru-dialect", "romashka"].enumerated() {
                let target = "\(folder.path)/\(index)"
                let ending = try await Salonflow.run([
                    "compile", "Tests/Corpus/checks/\(name).flow", "--emit", form, "-o", target,
                ])
                #expect(ending.code == 0, "\(ending)")
                #expect(ending.output == "")
                outputs.insert(try #require(FileManager.default.contents(atPath: target)))
            }
            #expect(outputs.count == 1)
            #expect(outputs.first?.isEmpty == false)
            let printed = try await Salonflow.run(["compile", "Tests/Corpus/checks/romashka.flow", "--emit", form])
            if form != "machine" { #expect(outputs.first == Data(printed.output.utf8)) }
            if form == "hash" { #expect(printed.output.wholeMatch(of: /[0-9a-f]{64}\n/) != nil) }
        }
    }
}
