import Foundation
import JSON
import Testing

extension EndToEnd {
    /// `understand` as a program beside it and as a person calls it; what lines mean is tested in `UnderstandingLinesTests`.
    @Suite("Understand") struct UnderstandCommandTests {
        static let catalog = #"{"services":[{"id":"pedicure","ru":"Педикюр"}],"masters":[{"id":"maria","names":["Мария"]}]}"#

        static func line(_ id: String, _ text: String) -> String {
            #"{"id":\#(id),"text":"\#(text)","now":"2026-05-20T11:05:00+05:00","catalog":\#(catalog)}"# + "\n"
        }

        @Test("answers piped lines in order, bad ones among them, and ends with 0")
        func lines() async throws {
            let input =
                Self.line("1", "на педикюр послезавтра к маше") + "\n" + "junk\n" + Self.line(#""b""#, "привет 💅").dropLast(1)
            let ending = try await Salonflow.run(["understand"], input: String(input))
            #expect(ending.code == 0, "\(ending)")
            #expect(ending.errors == "")
            let lines = ending.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            try #require(lines.count == 4, "\(ending)")
            #expect(
                lines[0]
                    == #"{"id":1,"intent":"book","intents":["book"],"slots":{"service":"pedicure","master":"maria","date":"2026-05-22"}}"#)
            #expect(lines[1].hasPrefix(#"{"id":null,"line":3,"error":"the line is not JSON"#))
            #expect(lines[2] == #"{"id":"b","intent":"greeting","intents":["greeting"],"slots":{}}"#)
            #expect(lines[3] == "")
        }

        @Test("--explain adds the words of each value and the reasons")
        func explain() async throws {
            let ending = try await Salonflow.run(["understand", "--explain", "--lang", "auto"], input: Self.line("1", "педикюр завтра"))
            let answer = try JSONValue(parsing: ending.output)
            #expect(answer["spans"]?["date"]?[0]?["text"] == "завтра", "\(ending)")
            #expect(answer["reasons"]?.array?.isEmpty == false)
        }

        @Test("explains a message to a person, in the salon that is named, in the language of the console")
        func message() async throws {
            let arguments = ["understand", "не педикюр, а маникюр к Ане в пятницу", "--now", "2026-05-20T11:05", "--salon"]
            let english = try await Salonflow.run(arguments + ["flows/nail-studio"])
            #expect(english.code == 0, "\(english)")
            for words in ["Lacquer & Heel", "2026-05-22", "“в пятницу”", "manicure", "Rejected:", "named only to be ruled out"] {
                #expect(english.output.contains(words), "\(english)")
            }
            let russian = try await Salonflow.run(
                arguments + ["flows/nail-studio/salon.yaml"], environment: ["LANG": "ru_RU.UTF-8"])
            #expect(russian.output.contains("названо, чтобы отказаться"), "\(russian)")
        }

        @Test(
            "says what is wrong with its arguments, and ends with 2 or 3",
            arguments: [
                (["--lang", "tlh"], Int32(2), "--lang knows no “tlh”; give one of ru, en"),
                (["--now", "2026-05-20T11:05"], 2, "belong to a TEXT"),
                (["да", "--now", "завтра"], 2, "--now must look like 2026-03-10T09:00"),
                (["да", "--salon", "/nowhere"], 3, "There is no readable file `/nowhere`"),
            ])
        func wrongUsage(_ arguments: [String], _ code: Int32, _ words: String) async throws {
            let ending = try await Salonflow.run(["understand"] + arguments)
            #expect(ending.code == code, "\(ending)")
            #expect(ending.errors.contains(words), "\(ending)")
            #expect(ending.output == "")
        }
    }
}
