internal import FlowDiagnostics
internal import FlowSyntax
internal import JSON

extension LanguageSession {
    /// The declarations of a file: flows with their slots and steps, intents, answers, texts and tests.
    mutating func outline(_ parameters: Parameters) throws(ProtocolFailure) -> JSONValue {
        guard let view = try view(parameters) else { return [] }
        let symbols = OutlineSymbol.symbols(of: view.parsed.file)
        if client.takesNestedSymbols { return .array(symbols.map { $0.nested(view) }) }
        return .array(symbols.flatMap { $0.flat(view, within: nil) })
    }

    /// Declarations and runs of comments, each from its first line to its last.
    mutating func foldingRanges(_ parameters: Parameters) throws(ProtocolFailure) -> JSONValue {
        guard let view = try view(parameters) else { return [] }
        var ranges: [JSONValue] = []
        for symbol in OutlineSymbol.symbols(of: view.parsed.file).flatMap(\.all) {
            let first = view.positions.line(at: symbol.span.start)
            let last = view.positions.line(at: max(symbol.span.end, symbol.span.start))
            if last > first { ranges.append(["startLine": .integer(first), "endLine": .integer(last)]) }
        }
        var comments: (first: Int, last: Int)?
        func finish(_ ranges: inout [JSONValue]) {
            if let run = comments, run.last > run.first {
                ranges.append(["startLine": .integer(run.first), "endLine": .integer(run.last), "kind": "comment"])
            }
            comments = nil
        }
        for line in FlowLines(view.parsed.tree).lines {
            guard line.kind == .comment else {
                finish(&ranges)
                continue
            }
            let number = view.positions.line(at: line.start)
            comments = (comments?.first ?? number, number)
        }
        finish(&ranges)
        return .array(ranges)
    }
}

/// A declaration in a file's outline.
private struct OutlineSymbol {
    /// The numbers of the protocol's `SymbolKind`.
    enum Kind: Int {
        case module = 2, method = 6, field = 8, function = 12, string = 15
        case event = 24
    }

    let name: String
    let kind: Kind
    let span: Span
    let nameSpan: Span
    var children: [OutlineSymbol] = []

    var all: [OutlineSymbol] { [self] + children.flatMap(\.all) }

    init(_ name: Name, _ kind: Kind, _ span: Span, _ children: [OutlineSymbol] = []) {
        self.name = name.value
        self.kind = kind
        nameSpan = name.span
        // A name always lies within its declaration, which the protocol wants of the ranges.
        self.span = Span(
            file: span.file, start: min(span.start, name.span.start), end: max(span.end, name.span.end))
        self.children = children
    }

    static func symbols(of file: FlowFile) -> [OutlineSymbol] {
        let intents = file.intents.map { OutlineSymbol($0.name, .event, $0.span) }
        let answers = file.answers.map { OutlineSymbol($0.intent, .string, $0.span) }
        let texts = file.texts.map { OutlineSymbol($0.name, .string, $0.span) }
        let tests = file.tests.map { OutlineSymbol($0.title, .method, $0.span) }
        let flows = file.flows.map { flow in
            let slots = flow.slots.map { OutlineSymbol($0.name, .field, $0.span) }
            let steps = flow.steps.map { OutlineSymbol($0.name, .function, $0.span) }
            return OutlineSymbol(flow.name, .module, flow.span, (slots + steps).sorted { $0.span.start < $1.span.start })
        }
        return (intents + answers + texts + flows + tests).sorted { $0.span.start < $1.span.start }
    }

    func nested(_ view: FlowView) -> JSONValue {
        [
            "name": .string(name), "kind": .integer(kind.rawValue), "range": view.range(span.range),
            "selectionRange": view.range(nameSpan.range), "children": .array(children.map { $0.nested(view) }),
        ]
    }

    func flat(_ view: FlowView, within container: String?) -> [JSONValue] {
        var object = JSONObject()
        object["name"] = .string(name)
        object["kind"] = .integer(kind.rawValue)
        object["location"] = ["uri": .string(view.uri.text), "range": view.range(span.range)]
        if let container { object["containerName"] = .string(container) }
        return [.object(object)] + children.flatMap { $0.flat(view, within: name) }
    }
}
