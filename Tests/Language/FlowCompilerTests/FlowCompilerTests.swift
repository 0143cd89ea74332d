import CivilTime
import FlowCompiler
import FlowDiagnostics
import FlowMachine
import FlowSyntax
import Testing

/// The bot that the language's own page shows: one machine, however it is written.
@Suite("One meaning, one machine")
struct OneMachineTests {
    private static func machine(_ bytes: [UInt8], _ location: SourceLocation = #_sourceLocation) throws -> Machine {
        let result = try Corpus.compile(bytes)
        #expect(result.diagnostics.map(\.code.id) == [], sourceLocation: location)
        return try #require(result.compiled, sourceLocation: location).machine
    }

    private static func romashka() throws -> String { String(decoding: try Corpus.flow("romashka"), as: UTF8.self) }

    @Test("both dialects") func dialects() throws {
        let english = try Self.machine(try Corpus.flow("romashka"))
        let russian = try Self.machine(try Corpus.flow("romashka-ru-dialect"))
        #expect(MachineText.render(english) == MachineText.render(russian))
        #expect(english == russian)
        #expect(english.encoded == russian.encoded)
    }

    @Test(
        "layout changes nothing", arguments: ["CRLF", "BOM", "flat", "deep", "comments", "empty lines", "answer last"])
    func layout(change: String) throws {
        let plain = try Self.romashka()
        let lines = plain.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        func trimmed(_ line: String) -> String { String(line.drop { $0 == " " }) }
        let changed: String =
            switch change {
            case "CRLF": lines.joined(separator: "\r\n")
            case "BOM": "\u{FEFF}" + plain
            case "flat": lines.map(trimmed).joined(separator: "\n")
            case "deep": lines.map { "\t   " + trimmed($0) }.joined(separator: "\n")
            case "comments": lines.map { $0 + "\n# why not" }.joined(separator: "\n")
            case "empty lines": lines.joined(separator: "\n\n")
            default: Self.moveAnswer(lines).joined(separator: "\n")
            }
        #expect(changed != plain)
        #expect(try Self.machine(Array(changed.utf8)) == Self.machine(Array(plain.utf8)))
    }

    /// Puts the answer and the intent behind the flow: where declarations stand means nothing.
    private static func moveAnswer(_ lines: [String]) -> [String] {
        let intent = lines.firstIndex { $0.hasPrefix("intent") } ?? 0
        let flow = lines.firstIndex { $0.hasPrefix("flow") } ?? 0
        let test = lines.firstIndex { $0.hasPrefix("test") } ?? 0
        return Array(lines[..<intent] + lines[flow..<test] + lines[intent..<flow] + lines[test...])
    }

    @Test("a changed text is another machine") func changedText() throws {
        let plain = try Self.romashka()
        let changed = plain.replacing("На какой день?", with: "В какой день?")
        #expect(try Self.machine(Array(changed.utf8)) != Self.machine(Array(plain.utf8)))
    }

    @Test("the bot's files may be several") func severalFiles() throws {
        let plain = try Self.romashka()
        let lines = plain.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let flow = try #require(lines.firstIndex { $0.hasPrefix("flow") })
        let first = lines[..<flow].joined(separator: "\n")
        let second = "salonflow 1\n" + lines[flow...].joined(separator: "\n")
        let result = try Corpus.compile(Array(first.utf8), Array(second.utf8))
        #expect(result.diagnostics.isEmpty)
        #expect(result.compiled?.machine == (try Self.machine(Array(plain.utf8))))
        let repeated = try Corpus.compile(Array(first.utf8), Array((second + "\nbot other\n").utf8))
        #expect(repeated.diagnostics.map(\.code) == [.headerRepeated])
        #expect(repeated.diagnostics.first?.span.file == 1)
        #expect(repeated.compiled == nil)
    }

    @Test("the source map knows where everything stands") func sourceMap() throws {
        let bytes = try Corpus.flow("romashka")
        let compiled = try #require(try Corpus.compile(bytes).compiled)
        let machine = compiled.machine
        let map = compiled.sourceMap
        #expect(map.steps.count == machine.steps.count)
        #expect(map.slots.count == machine.slots.count)
        #expect(map.texts.count == machine.texts.count)
        for (index, step) in machine.steps.enumerated() {
            #expect(map.instructions[index].count == step.code.count)
            #expect(map.options[index].count == step.options.count)
        }
        func text(_ span: Span) -> String { String(decoding: bytes[span.range], as: UTF8.self) }
        let confirm = try #require(machine.step(named: "confirm"))
        #expect(text(map.steps[confirm.index]) == "confirm")
        #expect(map.options[confirm.index].map(text) == ["yes", "change", "no"])
        let save = try #require(machine.step(named: "save"))
        #expect(text(map.instructions[save.index][0]).hasPrefix("do booking.create"))
    }

    @Test("tests and examples come checked") func tests() throws {
        let compiled = try #require(try Corpus.compile(try Corpus.flow("romashka-ru-dialect")).compiled)
        let test = try #require(compiled.tests.first)
        let confirm = try #require(compiled.machine.step(named: "confirm"))
        let time = try #require(compiled.machine.slot(named: "time"))
        #expect(test.title == "всё одной фразой, потом правка")
        guard case .expect(let first) = test.lines[2].kind, case .taps(let tap) = test.lines[5].kind,
            case .expect(let last) = test.lines[6].kind
        else {
            Issue.record("unexpected lines: \(test.lines.map(\.kind))")
            return
        }
        #expect(first.first == .step(confirm))
        guard case .slot(time, .time(let expected)) = first[1] else {
            Issue.record("no time: \(first)")
            return
        }
        #expect(expected.iso == "15:00")
        #expect(tap == .option("yes"))
        #expect(last.first == .booking(.service, .name("маникюр")))
        #expect(compiled.examples.first?.intent == "parking")
        #expect(compiled.examples.first?.text == "а парковка у вас есть?")
    }
}
