import FlowDiagnostics
import FlowSyntax

/// A flow file's declarations as text without places, built-in names made English and chosen names renamed: two files
/// that say the same have the same outline.
struct Outline {
    let keywords: KeywordTable
    let renamed: [String: String]

    /// Which kinds of built-in names may stand in a part of a declaration, by the part's label.
    private static let kinds: [String: [KeywordKind]] = [
        "uses": [.name], "intent": [.intent], "starts": [.intent], "restarts": [.name], "format": [.format], "outcome": [.outcome],
        "action": [.action], "call": [.action], "reason": [.reason], "sources": [.offer], "fill": [.type],
        "type": [.type], "forget": [.type], "step": [.name], "gap": [.type], "taps": [.option], "slot": [.type],
        "booking": [.type], "isSet": [.type, .fact], "compare": [.type, .fact],
        "name": [.type, .fact, .option, .text, .name],
        "sayNamed": [.text], "before": [.name],
    ]

    func text(of file: FlowFile) -> String {
        var lines: [String] = []
        append(file, label: "file", context: "", depth: 0, to: &lines)
        return lines.joined(separator: "\n")
    }

    private func append(_ value: Any, label: String, context: String, depth: Int, to lines: inout [String]) {
        let indent = String(repeating: " ", count: depth)
        if let name = value as? Name {
            lines.append("\(indent)\(label): \(canonical(name.value, context: context))")
            return
        }
        if value is Span { return }
        let mirror = Mirror(reflecting: value)
        if mirror.children.isEmpty {
            lines.append("\(indent)\(label): \(value)")
            return
        }
        lines.append("\(indent)\(label)")
        for child in mirror.children {
            let label = child.label ?? "·"
            let isPositional = label.hasPrefix(".") || label == "·" || label == "some"
            append(child.value, label: label, context: isPositional ? context : label, depth: depth + 1, to: &lines)
        }
    }

    private func canonical(_ name: String, context: String) -> String {
        if context != "word", context != "prefix", let other = renamed[name] { return other }
        // The value of an expectation: an outcome, or that there is no booking.
        let kinds = context == "value" ? [KeywordKind.outcome, .value] : Self.kinds[context] ?? []
        for kind in kinds {
            if let canonical = keywords.canonical(name, kind: kind) { return canonical }
        }
        return name
    }
}
