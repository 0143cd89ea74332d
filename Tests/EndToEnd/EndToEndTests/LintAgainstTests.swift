import Foundation
import JSON
import Testing

extension EndToEnd {
    /// `lint --against`: where the version comes from, and what is said when there is none. The findings themselves are
    /// tested in `FlowCompilerTests`.
    @Suite("Lint against a version") struct LintAgainstTests {
        static let live = """
            salonflow 1
            bot studio
            languages en

            flow booking
              start on book
              step choose
                say
                  en: Gel or classic?
                option gel -> operator
                  en: Gel
                option classic -> operator
                  en: Classic
              step operator
                hand off

            always handoff -> operator

            """

        /// The step renamed.
        static let candidate = live.replacingOccurrences(of: "step choose", with: "step coating")

        private func lint(_ arguments: [String]) async throws -> RunningProgram.Ending {
            try await Salonflow.run(["lint"] + arguments + (arguments.contains("--lang") ? [] : ["--lang", "en"]))
        }

        @Test("a flow file, a bot's folder and a machine are all the same to compare with")
        func files() async throws {
            let folder = try TestFolder()
            let file = try folder.write("bot.flow", Self.candidate)
            let live = try folder.write("live/bot.flow", Self.live)
            let machine = folder.path + "/live.machine"
            let compiled = try await Salonflow.run(["compile", live, "--emit", "machine", "-o", machine])
            #expect(compiled.code == 0, "\(compiled)")
            var outputs: Set<String> = []
            for version in [live, folder.path + "/live", machine] {
                let ending = try await lint([file, "--against", version])
                #expect(ending.code == 1 && ending.errors.contains("Errors: 1, warnings: 0."), "\(ending)")
                outputs.insert(ending.output)
            }
            #expect(outputs.count == 1)
            #expect(outputs.first?.contains("error[L001]: Customers who wait in “choose” now have nowhere to go on") == true)
            let alone = try await lint([file])
            #expect(alone.code == 0 && alone.output == "", "\(alone)")
            let same = try await lint([live, "--against", machine, "--strict"])
            #expect(same.code == 0 && same.output == "", "\(same)")
        }

        @Test("every report has them, and --fix writes the line that is missing")
        func reports() async throws {
            let folder = try TestFolder()
            let file = try folder.write("bot.flow", Self.candidate)
            let live = try folder.write("live.flow", Self.live)
            let json = try await lint([file, "--against", live, "--format", "json"])
            let finding = try JSONValue(parsing: json.output)
            #expect(json.code == 1 && finding["code"]?.string == "L001" && finding["line"]?.integer == 7, "\(json)")
            let sarif = try await lint([file, "--against", live, "--format", "sarif"])
            let rule = try JSONValue(parsing: sarif.output)["runs"]?[0]?["tool"]?["driver"]?["rules"]?[0]
            #expect(rule?["id"]?.string == "L001", "\(sarif)")
            let github = try await lint([file, "--against", live, "--format", "github", "--lang", "ru"])
            #expect(github.output.hasPrefix("::error file=\(file),line=7,"), "\(github)")
            #expect(github.output.contains("негде продолжить"), "\(github)")

            let fixed = try await lint([file, "--against", live, "--fix"])
            #expect(fixed.code == 0 && fixed.errors.contains("L001: insert “was choose⏎”"), "\(fixed)")
            let mended = Self.candidate.replacingOccurrences(
                of: "  step coating\n    say", with: "  step coating\n    was choose\n    say")
            #expect(try String(contentsOfFile: file, encoding: .utf8) == mended)
        }

        struct Case: Sendable, CustomTestStringConvertible {
            var testDescription: String
            /// Of the file to compare with; nil where there is none.
            var bytes: [UInt8]?
            var name = "version"
            var words: [String]
            var language = "en"
        }

        @Test(
            "what is no version is told as such and ends with 3",
            arguments: [
                Case(testDescription: "no file", words: ["There is no file or folder"]),
                Case(testDescription: "a text", bytes: Array("salonflow".utf8), words: ["is no machine", "--emit machine"]),
                Case(testDescription: "nothing", bytes: [], words: ["is damaged"]),
                Case(testDescription: "half a machine", bytes: [4, 3, 0x61], words: ["is damaged", "Compile it anew"]),
                Case(testDescription: "a later format", bytes: [5, 1, 2], words: ["format 5", "up to 4", "Update salonflow"]),
                Case(testDescription: "an older format", bytes: [2, 1, 2], words: ["too old (2)"]),
                Case(
                    testDescription: "a bot with errors", bytes: Array("salonflow 1\nbot b\n".utf8), name: "other.flow",
                    words: ["errors of its own", "salonflow lint"]),
                Case(
                    testDescription: "a later format, in Russian", bytes: [5], words: ["более новая программа", "Обновите"],
                    language: "ru"),
            ])
        func refused(item: Case) async throws {
            let folder = try TestFolder()
            let file = try folder.write("bot.flow", Self.candidate)
            let version = "\(folder.path)/\(item.name)"
            if let bytes = item.bytes { try Data(bytes).write(to: URL(fileURLWithPath: version)) }
            let ending = try await lint([file, "--against", version, "--lang", item.language])
            #expect(ending.code == 3 && ending.output == "", "\(ending)")
            for words in item.words + [item.name] { #expect(ending.errors.contains(words), "“\(words)” is missing: \(ending)") }
        }

        @Test("a salon's live version and one by its number come out of the database")
        func database() async throws {
            try await Stage.with { stage in
                let state = ["--state", stage.state]
                let studio = "flows/nail-studio"
                for version in ["live", "1"] {
                    let same = try await lint([studio, "--against", version, "--strict"] + state)
                    #expect(same.code == 0 && same.output == "", "\(same)")
                }
                let folder = try TestFolder()
                let other = try folder.write("bot.flow", Self.candidate)
                let stranded = try await lint([other, "--against", "live"] + state)
                #expect(stranded.code == 1 && stranded.output.contains("error[L001]"), "\(stranded)")
                let unknown = try await lint([studio, "--against", "99"] + state)
                #expect(unknown.code == 3 && unknown.errors.contains("Salon 1 has no version 99."), "\(unknown)")
                let huge = try await lint([studio, "--against", "99999999999999999999"] + state)
                #expect(huge.code == 3 && huge.errors.contains("has no version 99999999999999999999"), "\(huge)")
                let nobody = try await lint([studio, "--against", "live", "--salon", "7"] + state)
                #expect(nobody.code == 3 && nobody.errors.contains("There is no salon no. 7."), "\(nobody)")
            }
        }

        @Test("a salon that never published has nothing to compare with")
        func nothingPublished() async throws {
            let folder = try TestFolder()
            let state = ["--state", folder.path + "/state"]
            let file = try folder.write("bot.flow", Self.candidate)
            let nobody = try await lint([file, "--against", "live"] + state)
            #expect(nobody.code == 3 && nobody.errors.contains("There is no salon no. 1."), "\(nobody)")
            let made = try await Salonflow.run(["salon", "import", SalonCommandTests.studio, "--new", "--lang", "en"] + state)
            #expect(made.code == 0, "\(made)")
            let ending = try await lint([file, "--against", "live"] + state)
            #expect(ending.code == 3 && ending.errors.contains("Salon 1 has no published version yet"), "\(ending)")
        }
    }
}
