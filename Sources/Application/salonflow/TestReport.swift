internal import Conversations
internal import FlowCompiler
internal import FlowDiagnostics
internal import JSON

/// What became of each test, said as it happens.
struct TestReport {
    let sources: [SourceFile]
    let console: Console
    let isText: Bool
    private(set) var results: [TestResult] = []
    private let indexes: [LineIndex]

    init(sources: [SourceFile], console: Console, isText: Bool) {
        self.sources = sources
        self.console = console
        self.isText = isText
        indexes = sources.map(LineIndex.init)
    }

    var failed: Int { results.count { $0.run.failure != nil } }

    mutating func add(_ run: FlowTestRun, of test: FlowTest, seconds: Double) {
        let place = place(of: test.span)
        let result = TestResult(run: run, file: place.file, line: place.line, seconds: seconds, report: failureText(run))
        results.append(result)
        guard isText else { return console.data(bytes: json(result).bytes() + [UInt8(ascii: "\n")]) }
        guard run.failure != nil else { return console.data(console.painted("✓", .green) + " \(run.title)") }
        console.data(console.painted("✗", .red) + " \(run.title)")
        console.data(failureText(run, colours: console.usesColour))
    }

    func finish() {
        console.talk(
            console.words(
                ru: "Тестов: \(results.count), не прошло: \(failed).", en: "Tests: \(results.count), failed: \(failed)."))
        if results.isEmpty {
            console.talk(
                console.words(
                    ru: "Проверок нет. Как написать первую — в flows/README.md; `salonflow chat` напишет её за вас командой /test.",
                    en: "There are no tests. flows/README.md shows how to write one; `salonflow chat` writes it for you: /test."))
        }
    }

    private func place(of span: Span) -> (file: String, line: Int, column: Int) {
        guard sources.indices.contains(span.file) else { return ("?", 1, 1) }
        let position = indexes[span.file].position(at: span.start)
        return (sources[span.file].name, position.line, position.column)
    }

    /// The conversation so far, as the test's lines with the bot's answers between them, and what was wrong at the last.
    private func failureText(_ run: FlowTestRun, colours: Bool = false) -> String {
        guard let failure = run.failure else { return "" }
        func painted(_ text: String, _ colour: Console.Colour) -> String { colours ? console.painted(text, colour) : text }
        let at = place(of: failure.span)
        var lines = ["  \(at.file):\(at.line):\(at.column)"]
        for (index, line) in run.played.enumerated() {
            let isFailing = index == run.played.count - 1
            let text = written(line.span)
            lines.append(isFailing ? painted("  ✗ \(text)", .red) : "    \(text)")
            for message in line.said {
                for row in message.split(separator: "\n", omittingEmptySubsequences: false) {
                    lines.append(painted("      │ \(row)", .grey))
                }
            }
        }
        if let difference = failure.difference {
            lines.append("      \(console.words(ru: "ожидалось", en: "expected")): " + failure.expected)
            lines.append(
                "      \(console.words(ru: "получилось", en: "found")): "
                    + difference.map { piece in
                        switch piece {
                        case .same(let text): text
                        case .missing(let text): painted("[-\(text)-]", .red)
                        case .extra(let text): painted("{+\(text)+}", .green)
                        }
                    }.joined(separator: " "))
        } else {
            lines.append("      \(console.words(ru: "ожидалось", en: "expected")): " + painted(failure.expected, .red))
            lines.append("      \(console.words(ru: "получилось", en: "found")): " + painted(failure.found, .green))
        }
        return lines.joined(separator: "\n")
    }

    /// The line as it stands in the file.
    private func written(_ span: Span) -> String {
        guard sources.indices.contains(span.file) else { return "" }
        let index = indexes[span.file]
        let text = index.content(of: index.line(at: span.start))
        return String(text.drop { $0.isWhitespace })
    }

    private func json(_ result: TestResult) -> JSONValue {
        var object = JSONObject()
        object["kind"] = .string("test")
        object["title"] = .string(result.run.title)
        object["file"] = .string(result.file)
        object["line"] = .number(JSONNumber(result.line))
        object["passed"] = .bool(result.run.failure == nil)
        if let failure = result.run.failure {
            let at = place(of: failure.span)
            var inner = JSONObject()
            inner["line"] = .number(JSONNumber(at.line))
            inner["column"] = .number(JSONNumber(at.column))
            inner["statement"] = .string(written(failure.span))
            inner["expected"] = .string(failure.expected)
            inner["found"] = .string(failure.found)
            object["failure"] = .object(inner)
        } else {
            object["failure"] = .null
        }
        object["transcript"] = .array(
            result.run.played.map { line in
                var played = JSONObject()
                played["line"] = .number(JSONNumber(place(of: line.span).line))
                played["statement"] = .string(written(line.span))
                played["bot"] = .array(line.said.map { .string($0) })
                return .object(played)
            })
        return .object(object)
    }
}

/// One test's run with its place and time.
struct TestResult {
    var run: FlowTestRun
    var file: String
    /// Of the `test` line, from 1.
    var line: Int
    var seconds: Double
    /// The transcript and what was wrong, without colours; empty when it passed.
    var report: String
}
