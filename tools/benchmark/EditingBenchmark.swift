internal import BotFiles
internal import FlowDiagnostics
internal import Foundation
internal import JSON
internal import LanguageServer

/// The language server while somebody types in a bot of 2,000 lines: from a keystroke's message to the findings, through
/// the whole session, the reading and writing of JSON included.
enum EditingBenchmark {
    /// The bot's folder, which only the session hears of.
    private static let path = "/benchmark/bot.flow"

    static func run() throws {
        let fixture = try Fixture()
        // The generated flows are in the English dialect, as this bot is.
        let folder = try BotFolder(path: "flows/barbershop", zones: fixture.toolchain.zones)
        guard let own = folder.sources.first else { throw BenchmarkFault("no flow file") }
        let text = bot(of: 2_000, from: String(decoding: own.bytes, as: UTF8.self))
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let findings = fixture.toolchain.check([SourceFile(name: path, text: text)])
        guard findings.errors == 0 else {
            let codes = Set(findings.diagnostics.filter { $0.severity == .error }.map(\.code.id)).sorted()
            throw BenchmarkFault("the generated bot has \(findings.errors) errors: \(codes.joined(separator: ", "))")
        }

        guard let salon = FileManager.default.contents(atPath: "flows/barbershop/salon.yaml") else {
            throw BenchmarkFault("flows/barbershop has no salon.yaml")
        }
        var session = LanguageSession(
            toolchain: fixture.toolchain, folders: OneFolder(salon: Array(salon)))
        _ = session.receive(Array(#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}"#.utf8))
        let opening = seconds {
            _ = session.receive(
                message("textDocument/didOpen", [
                    "textDocument": [
                        "uri": .string("file://" + path), "languageId": "salonflow", "version": 1, "text": .string(text),
                    ]
                ]))
        }
        report("opening a bot of \(lines.count) lines, ms", Spread([opening * 1000]))

        // A word typed into a text, a keyword spoilt and mended, a line begun and taken back: all over the file.
        var times: [Double] = []
        var published = 0
        var version = 1
        for round in 0..<20 {
            let line = (round * 397) % (lines.count - 40) + 20
            let end = lines[line].utf16.count
            let typed = Array("then да") + ["\u{8}", "\u{8}", "\u{8}", "\u{8}", "\u{8}", "\u{8}", "\u{8}"]
            var place = end
            for key in typed {
                version += 1
                let isDeletion = key == "\u{8}"
                let start = isDeletion ? place - 1 : place
                let change = message("textDocument/didChange", [
                    "textDocument": ["uri": .string("file://" + path), "version": .number(JSONNumber(version))],
                    "contentChanges": [
                        [
                            "range": ["start": position(line, start), "end": position(line, place)],
                            "text": .string(isDeletion ? "" : String(key)),
                        ]
                    ],
                ])
                place = isDeletion ? place - 1 : place + 1
                times.append(
                    seconds {
                        for answer in session.receive(change) { published += answer.bytes().count }
                    } * 1000)
            }
        }
        guard published > 0 else { throw BenchmarkFault("nothing was published") }
        guard session.text(of: "file://" + path) == Array(text.utf8) else { throw BenchmarkFault("the text was lost") }
        times.sort()
        func quantile(_ part: Double) -> String {
            String(format: "%.2f", times[min(times.count - 1, Int(Double(times.count) * part))])
        }
        report("a keystroke to its findings, p50, ms", quantile(0.5), aim: "< 30")
        report("a keystroke to its findings, p95, ms", quantile(0.95), aim: "< 30")
        report("a keystroke to its findings, the longest of \(times.count), ms", quantile(1), aim: "< 30")
        for method in ["completion", "hover", "semanticTokens/full"] {
            let spans = (0..<20).map { round in
                seconds {
                    _ = session.receive(
                        message("textDocument/" + method, [
                            "textDocument": ["uri": .string("file://" + path)], "position": position(round * 90 + 30, 8),
                        ], isRequest: true))
                } * 1000
            }
            report("\(method), ms", Spread(spans))
        }
    }

    /// The bot, and copies of a flow, a question and its answer until it has so many lines.
    private static func bot(of lines: Int, from text: String) -> String {
        var result = text + "\n"
        var number = 0
        while result.utf8.count(where: { $0 == 0x0A }) < lines {
            number += 1
            result += """
                intent question-\(number)
                  ru: вопрос номер\(number) [про]? (парковку|оплату)
                  en: question number\(number) [about]? (parking|payment)

                flow topic-\(number)
                  start on question-\(number)

                  step topic-\(number)-begin
                    say
                      ru: Это вопрос \(number). Рассказать подробнее о {salon.name}?
                      en: This is question \(number). Shall I tell more about {salon.name}?
                    option yes -> topic-\(number)-more
                      ru: Да
                      en: Yes
                    option no -> goodbye
                      ru: Нет
                      en: No
                    tries 3 -> operator
                    silent 2 hours -> goodbye

                  step topic-\(number)-more
                    say
                      ru: Ответ на вопрос \(number): да, конечно, всё это у нас есть, приходите.
                      en: The answer to question \(number): yes of course, we have all of it, do come.
                    stop


                """
        }
        return result
    }

    private static func position(_ line: Int, _ character: Int) -> JSONValue {
        ["line": .number(JSONNumber(line)), "character": .number(JSONNumber(character))]
    }

    private static func message(_ method: String, _ parameters: JSONValue, isRequest: Bool = false) -> [UInt8] {
        var object = JSONObject()
        object["jsonrpc"] = "2.0"
        if isRequest { object["id"] = 2 }
        object["method"] = .string(method)
        object["params"] = parameters
        return JSONValue.object(object).bytes()
    }

    /// A folder of which only the salon's data are on the disk.
    private struct OneFolder: FolderContents {
        let salon: [UInt8]

        func names(in folder: String) -> [String] { ["salon.yaml"] }
        func bytes(of path: String) -> [UInt8]? { salon }
    }
}
