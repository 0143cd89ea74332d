internal import FlowSyntax

/// A statement with gaps to fill in, in the protocol's snippet syntax.
struct StatementSnippet {
    private let view: FlowView
    private let languages: [String]

    init(_ view: FlowView, languages: [String]) {
        self.view = view
        self.languages = languages
    }

    /// Nil for a statement that is a word and no more.
    ///
    /// - Parameter block: the innermost open declaration.
    func text(of statement: String, in block: Block?) -> String? {
        let head = view.written(statement, .statement)
        switch statement {
        case "ask": return head + texts(from: 1)
        case "say": return head + texts(from: 1)
        case "text", "answer": return "\(head) ${1:\(name)}" + texts(from: 2)
        case "intent": return "\(head) ${1:\(name)}" + texts(from: 2)
        case "wrong": return "\(head) ${1:\(view.written("unknown", .reason))}" + texts(from: 2)
        case "tell": return "\(head) ${1:\(view.written("owner", .recipient))}" + texts(from: 2)
        case "option" where block == .slot: return "\(head) ${1:\(name)}" + texts(from: 2)
        case "silent" where block == .test: return "\(head) ${1:30} ${2:\(view.written("minutes", .unit))}"
        case "option": return "\(head) ${1:\(name)} -> ${2:\(word("step"))}" + texts(from: 3)
        case "slot":
            return "\(head) ${1:\(view.written("service", .type))}\n  \(word("ask"))" + texts(from: 2, indent: "    ")
        case "step": return "\(head) ${1:\(name)}\n  $0"
        case "flow":
            return "\(head) ${1:\(name)}\n  \(word("start on")) ${2:\(view.written("book", .intent))}\n\n  "
                + "\(word("step")) ${3:\(name)}\n    $0"
        case "test":
            return "\(head) ${1:\(name)}\n  \(word("customer")): ${2}\n  \(word("expect")) "
                + "\(view.written("step", .subject)) ${3:\(word("step"))}"
        case "tries": return "\(head) ${1:3} -> ${2:\(view.written("operator", .name))}"
        case "silent":
            return "\(head) ${1:30} ${2:\(view.written("minutes", .unit))} -> ${3:\(word("step"))}"
        default: return nil
        }
    }

    private var name: String { view.client.words(ru: "имя", en: "name") }

    private func word(_ statement: String) -> String { view.written(statement, .statement) }

    private func texts(from gap: Int, indent: String = "  ") -> String {
        languages.enumerated().map { "\n\(indent)\($0.element): ${\(gap + $0.offset)}" }.joined()
    }
}
