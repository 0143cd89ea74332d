internal import FlowMachine
internal import FlowSyntax

extension FlowView {
    /// An action's outcomes on one line, for lists: `→ booked, taken, limit, failed`.
    func signature(_ action: Action) -> String {
        "→ " + action.signature.outcomes.map { written($0.name, .outcome) }.joined(separator: ", ")
    }

    /// What an action needs, takes and answers, in the words of the file's dialect.
    func description(_ action: Action) -> String {
        let signature = action.signature
        func types(_ set: Set<SlotType>) -> String {
            SlotType.allCases.filter(set.contains).map { written($0.name, .type) }.joined(separator: ", ")
        }
        var lines: [String] = []
        if !signature.requires.isEmpty {
            lines.append(client.words(ru: "Нужны поля: ", en: "Needs the slots: ") + types(signature.requires) + ".")
        }
        if !signature.accepts.isEmpty {
            lines.append(
                client.words(ru: "Если заполнены: ", en: "Takes, when filled: ") + types(signature.accepts) + ".")
        }
        let outcomes = signature.outcomes.map { outcome in
            let name = "- `\(written("on", .statement)) \(written(outcome.name, .outcome))`"
            let facts = (signature.provides[outcome] ?? []).map { "`{\(written($0.name, .fact))}`" }
            let must =
                signature.mustHandle.contains(outcome) ? client.words(ru: " — обязателен", en: " — must be handled") : ""
            return name + (facts.isEmpty ? "" : ": " + facts.joined(separator: ", ")) + must
        }
        lines.append(client.words(ru: "Исходы:", en: "Outcomes:") + "\n" + outcomes.joined(separator: "\n"))
        return lines.joined(separator: "\n\n")
    }
}
