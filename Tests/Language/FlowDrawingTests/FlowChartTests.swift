import BotFiles
import FlowCompiler
import FlowDiagnostics
import FlowDrawing
import FlowMachine
import FlowSyntax
import Foundation
import Testing

@Suite("FlowDrawing: bots as pictures")
struct FlowChartTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private struct Broken: Error { var findings: [DiagnosticCode] }

    private func chart(
        _ sources: [SourceFile], language: MessageLanguage = .russian, only: String? = nil
    ) throws -> (FlowChart, Machine) {
        let toolchain = try Toolchain()
        let checked = toolchain.check(sources)
        guard let flow = checked.compiled else { throw Broken(findings: checked.diagnostics.map(\.code)) }
        let chart = FlowChart(
            flow.machine, flows: toolchain.outlines(of: flow, sources: sources), spelling: toolchain.spelling(of: sources),
            language: language, only: only)
        return (chart, flow.machine)
    }

    private func studio() throws -> [SourceFile] {
        let path = Self.root.appendingPathComponent("Tests/Corpus/transcripts/studio.flow")
        return [SourceFile(name: "bot.flow", bytes: Array(try Data(contentsOf: path)))]
    }

    @Test("steps, ways, flows and what works anywhere are all there")
    func whole() throws {
        let (chart, machine) = try chart(try studio())
        #expect(chart.nodes.count == machine.steps.count)
        let booking = try #require(chart.sections.first)
        #expect(booking.name == "booking" && !booking.isLibrary)
        #expect(booking.starts.map(\.words) == ["book"])
        #expect(chart.sections.dropFirst().allSatisfy { $0.isLibrary })
        func node(_ name: String) throws -> Int { try #require(machine.step(named: name)).index }
        func has(_ from: String, _ to: String, _ label: String, _ reason: FlowChart.Reason) throws -> Bool {
            let ends = (try node(from), try node(to))
            return chart.edges.contains { $0.from == ends.0 && $0.to == ends.1 && $0.label == label && $0.reason == reason }
        }
        let ways: [(String, String, String, FlowChart.Reason)] = [
            ("collect", "confirm", "", .onward), ("collect", "nudge", "молчит 30 мин", .silence),
            ("collect", "operator", "попытки: 3", .tries),
            ("confirm", "collect", "Изменить время (забыть date, time)", .option), ("save", "too-many", "limit", .outcome),
        ]
        for (from, to, label, reason) in ways {
            let isThere = try has(from, to, label, reason)
            #expect(isThere, "\(from) → \(to): \(label)")
        }
        let kinds = try ["collect", "confirm", "save", "operator", "goodbye"].map { chart.nodes[try node($0)].kind }
        #expect(kinds == [.form, .choice, .action, .handOff, .end])
        let choices = chart.nodes[try node("confirm")].options
        #expect(choices == ["Записать", "Изменить время", "Не нужно"])
        let human = chart.nodes[try node("operator")]
        #expect(human.isLibrary)
        let always = try #require(chart.legend.first { $0.heading == "Работает всегда" })
        #expect(always.lines.contains("handoff → operator"))
    }

    @Test("one flow alone names what lies outside of it")
    func one() throws {
        let (chart, machine) = try chart(try studio(), only: "booking")
        #expect(chart.sections.map(\.name) == ["booking"])
        let text = chart.mermaid
        let outside = try #require(machine.step(named: "operator")).index
        #expect(text.contains("step\(outside)[\"operator\"]:::library"))
        #expect(!text.contains("unsubscribe\"]"))
    }

    @Test("every form mentions every step and label, and is the same each time", arguments: ["mermaid", "dot", "svg"])
    func forms(_ form: String) throws {
        func text(_ chart: FlowChart) -> String {
            switch form {
            case "mermaid": chart.mermaid
            case "dot": chart.dot
            default: chart.svg
            }
        }
        let (chart, _) = try chart(try studio())
        let drawn = text(chart)
        for node in chart.sections.flatMap(\.nodes) { #expect(drawn.contains(chart.nodes[node].title)) }
        for label in ["Записать", "booked", "молчит 2 ч"] { #expect(drawn.contains(label)) }
        let again = text(try self.chart(try studio()).0)
        #expect(drawn == again)
        #expect(drawn.last == "\n")
    }

    @Test("texts that are markup stay texts")
    func escaping() throws {
        let hostile = "<b>\"a\" & `c` ]]> --> #1; \\n {{x"
        var source = String(decoding: try studio()[0].bytes, as: UTF8.self)
        // An opening brace begins a value in a flow, so the text has none.
        let shown = hostile.replacingOccurrences(of: "{{x", with: "x")
        source = source.replacingOccurrences(of: "ru: Записать\n", with: "ru: \(shown.prefix(18))\n")
        let (chart, _) = try chart([SourceFile(name: "bot.flow", text: source)])
        #expect(chart.nodes.contains { $0.options.contains { $0.hasPrefix("<b>\"a\" &") } })
        #expect(chart.mermaid.contains("#lt;b#gt;#quot;a#quot; #amp;"))
        #expect(!chart.mermaid.contains("<b>\"a\""))
        #expect(chart.dot.contains("<b>\\\"a\\\" &"))
        #expect(chart.svg.contains("&lt;b&gt;&quot;a&quot; &amp;"))
        #expect(!chart.svg.contains("<b>"))
    }

    @Test("the SVG is well-formed XML of finite numbers")
    func wellFormed() throws {
        let svg = try chart(try studio()).0.svg
        var open: [Substring] = []
        var rest = svg[...]
        while let start = rest.firstIndex(of: "<") {
            let end = try #require(rest[start...].firstIndex(of: ">"))
            let tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            let name = tag.drop { $0 == "/" }.prefix { $0.isLetter }
            if tag.hasPrefix("/") { #expect(open.popLast() == name) } else if !tag.hasSuffix("/") { open.append(name) }
            #expect(tag.count { $0 == "\"" } % 2 == 0, "\(tag)")
        }
        #expect(open.isEmpty)
        #expect(!svg.contains("nan") && !svg.contains("inf"))
    }

    @Test("a bot of the Russian dialect is drawn with its own words")
    func russian() throws {
        let path = Self.root.appendingPathComponent("Tests/Corpus/checks/romashka-ru-dialect.flow")
        let source = SourceFile(name: "ромашка.flow", bytes: Array(try Data(contentsOf: path)))
        let (chart, _) = try chart([source])
        #expect(chart.legend.flatMap(\.lines).contains("человек → оператор"))
        #expect(chart.nodes.contains { $0.lines.contains(.asks("услуга")) })
    }
}
