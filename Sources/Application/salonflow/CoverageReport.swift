internal import Conversations
internal import FlowDiagnostics
internal import FlowMachine
internal import FlowSyntax
internal import JSON

/// Coverage as a table, and what is not covered as a list of lines.
struct CoverageReport {
    let coverage: FlowCoverage
    let machine: Machine
    let sources: [SourceFile]
    let spelling: Spelling
    let console: Console

    func write(isText: Bool) {
        guard isText else { return console.data(bytes: json.bytes() + [UInt8(ascii: "\n")]) }
        console.data("")
        console.data(console.words(ru: "Через что прошли проверки", en: "What the tests went through"))
        let rows = coverage.byKind.map { row in
            (name(of: row.kind), row.covered, row.total)
        } + [(console.words(ru: "всего", en: "all"), coverage.covered, coverage.items.count)]
        let width = rows.map(\.0.count).max() ?? 0
        for (name, covered, total) in rows {
            let percent = FlowCoverage.percent(covered, of: total)
            let numbers = "\(padded(covered, to: 4)) / \(padded(total, to: 3))  \(padded(percent, to: 3)) %"
            console.data("  \(name)\(String(repeating: " ", count: width - name.count))\(numbers)")
        }
        let missed = coverage.items.filter { $0.count == 0 }
        guard !missed.isEmpty else { return }
        console.data("")
        console.data(console.words(ru: "Ни одна проверка не прошла через:", en: "No test went through:"))
        let indexes = sources.map(LineIndex.init)
        for item in missed where sources.indices.contains(item.span.file) {
            let line = indexes[item.span.file].position(at: item.span.start).line
            console.data("  \(sources[item.span.file].name):\(line): \(name(of: item.part))")
        }
    }

    private func padded(_ number: Int, to width: Int) -> String {
        let text = String(number)
        return String(repeating: " ", count: max(0, width - text.count)) + text
    }

    private func name(of kind: FlowCoverage.Kind) -> String {
        switch kind {
        case .step: console.words(ru: "шаги", en: "steps")
        case .option: console.words(ru: "кнопки", en: "options")
        case .outcome: console.words(ru: "исходы", en: "outcomes")
        case .silence: console.words(ru: "молчание", en: "silences")
        case .tries: console.words(ru: "попытки", en: "tries")
        case .intent: console.words(ru: "намерения", en: "intents")
        case .answer: console.words(ru: "ответы", en: "answers")
        }
    }

    private func name(of part: FlowCoverage.Part) -> String {
        func step(_ id: StepID) -> String { spelling(machine[id].name, .name) }
        return switch part {
        case .step(let id): console.words(ru: "шаг \(step(id))", en: "step \(step(id))")
        case .option(let id, let number):
            console.words(ru: "вариант ", en: "option ") + spelling(machine[id].options[number].name, .option) + " (\(step(id)))"
        case .outcome(let id, _, let outcome):
            console.words(ru: "исход ", en: "outcome ") + spelling(outcome.name, .outcome) + " (\(step(id)))"
        case .silence(let id, let number):
            console.words(ru: "молчание ", en: "silence of ")
                + MutantWords(machine, spelling: spelling, language: console.messageLanguage)
                .duration(machine[id].silences[number].seconds) + " (\(step(id)))"
        case .tries(let id, let slot):
            console.words(ru: "выход после неудачных попыток", en: "way out after failed tries")
                + " (\(slot.map { spelling(machine[$0].name, .type) } ?? step(id)))"
        case .start(let intent): console.words(ru: "начало при ", en: "start on ") + spelling(intent, .intent)
        case .handler(let intent): console.words(ru: "всегда ", en: "always ") + spelling(intent, .intent)
        case .answer(let intent): console.words(ru: "ответ ", en: "answer ") + spelling(intent, .intent)
        }
    }

    private var json: JSONValue {
        let indexes = sources.map(LineIndex.init)
        var object = JSONObject()
        object["kind"] = .string("coverage")
        object["covered"] = .number(JSONNumber(coverage.covered))
        object["total"] = .number(JSONNumber(coverage.items.count))
        object["percent"] = .number(JSONNumber(coverage.percent))
        object["items"] = .array(
            coverage.items.compactMap { item in
                guard sources.indices.contains(item.span.file) else { return nil }
                var inner = JSONObject()
                inner["kind"] = .string(item.part.kind.rawValue)
                inner["name"] = .string(name(of: item.part))
                inner["file"] = .string(sources[item.span.file].name)
                inner["line"] = .number(JSONNumber(indexes[item.span.file].position(at: item.span.start).line))
                inner["count"] = .number(JSONNumber(item.count))
                return .object(inner)
            })
        return .object(object)
    }
}
