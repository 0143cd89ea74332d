internal import FlowSyntax

/// What stands behind each keyword, as far as it can be said without looking at more than the words before.
enum StatementArguments {
    /// Below these lines stand texts.
    static let takingText: Set<String> = ["answer", "text", "ask", "wrong", "say", "option", "on", "show", "tell"]

    /// Their names may have several words.
    static let ofSeveralWords: Set<String> = ["offer", "wrong"]

    /// - Parameter words: the finished words and commas behind the keyword.
    static func wanted(_ statement: String, after words: [String]) -> [CompletionContext.Wanted] {
        let isListGoingOn = words.isEmpty || words.last == ","
        switch statement {
        case "start on", "always", "answer", "intent": return words.isEmpty ? [.intent] : []
        case "text", "say": return words.isEmpty ? [.text] : []
        case "flow": return words.isEmpty ? [.flow] : []
        case "use": return isListGoingOn ? [.library] : []
        case "languages": return isListGoingOn ? [.language] : []
        case "fill", "forget": return isListGoingOn ? [.slot] : []
        case "run": return words.isEmpty ? [.flow] : []
        case "tell": return words.isEmpty ? [.builtin(.recipient)] : []
        case "speak": return words.isEmpty ? [.botLanguage] : []
        case "customer sends": return words.isEmpty ? [.builtin(.media)] : []
        case "show":
            switch words.count {
            case 0: return [.builtin(.showing)]
            case 1: return [.value]
            default: return []
            }
        case "set":
            switch words.count {
            case 0: return [.slot]
            case 1: return [.word("to")]
            case 2: return [.constant(of: words[0]), .value]
            default: return []
            }
        case "do": return words.isEmpty ? [.action] : []
        case "option": return words.isEmpty ? [.builtin(.option)] : []
        case "offer": return [.builtin(.offer)]
        case "wrong": return [.builtin(.reason)]
        case "customer taps": return words.isEmpty ? [.option] : []
        case "not", "example": return words.isEmpty ? [.languageBeforeColon] : []
        case "silent": return words.count == 1 ? [.builtin(.unit)] : []
        case "slot":
            switch words.count {
            case 0: return [.builtin(.type)]
            case 1: return [.builtin(.type), .word("optional"), .word("remember")]
            case 2, 3: return [.word("optional"), .word("remember")]
            default: return []
            }
        case "never":
            switch words.count {
            case 0: return [.action]
            case 1: return [.word("before")]
            case 2: return [.step]
            default: return []
            }
        case "always reach":
            switch words.count {
            case 0: return [.step]
            case 1: return [.word("within")]
            case 3: return [.word("turns")]
            default: return []
            }
        default: return []
        }
    }
}
