internal import JSON
internal import Understanding

/// The members that `--explain` adds to an answer.
struct ExplanationJSON {
    private let explanation: Explanation
    private let lines: ExplanationLines

    init(_ explanation: Explanation, text: String) {
        self.explanation = explanation
        lines = ExplanationLines(explanation, text: text, language: .english)
    }

    /// By intent and by slot, the words of the message that each was read from.
    var spans: JSONValue {
        var intents = JSONObject()
        var slots = JSONObject()
        for line in lines.taken where line.fills {
            let place: JSONValue = ["bytes": ExplanationJSON.bytes(line.span), "text": .string(line.text)]
            if line.kind == .intent {
                if intents[line.value] == nil { intents[line.value] = place }
            } else {
                slots[line.kind.rawValue] = .array((slots[line.kind.rawValue]?.array ?? []) + [place])
            }
        }
        var spans = JSONObject()
        spans["intents"] = .object(intents)
        for slot in slots.members { spans[slot.name] = slot.value }
        return .object(spans)
    }

    var reasons: JSONValue {
        .array((lines.taken + lines.rejected).map { line in
            var reason = JSONObject()
            reason["of"] = .string(line.kind.rawValue)
            reason["value"] = .string(line.value)
            reason["bytes"] = ExplanationJSON.bytes(line.span)
            reason["text"] = .string(line.text)
            reason["rule"] = .string(line.rule)
            reason["taken"] = .bool(line.fills)
            reason["why"] = line.why.map { .string($0) }
            return .object(reason)
        })
    }

    var words: JSONValue {
        .array(lines.words.map { word in
            ["bytes": ExplanationJSON.bytes(word.span), "text": .string(word.text), "read": .string(word.read), "how": .string(word.how)]
        })
    }

    private static func bytes(_ span: Range<Int>) -> JSONValue {
        [.number(JSONNumber(span.lowerBound)), .number(JSONNumber(span.upperBound))]
    }
}
