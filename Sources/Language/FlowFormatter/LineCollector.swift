internal import FlowSyntax

/// A line of a file.
enum Line {
    case blank
    case comment([Token])
    case code(CodeLine)
}

/// A line that says something, with what its place in the tree says about its layout.
struct CodeLine {
    let kind: SyntaxNode.Line
    /// Steps of indentation.
    let level: Int
    let spacing: Spacing
    let tokens: [Token]

    /// What stands above the line.
    enum Spacing {
        /// One blank line, always.
        case separated
        /// A blank line if the author set one.
        case free
        /// No blank line.
        case attached
    }
}

/// Walks the tree and gives each line its indentation and its distance from the line above.
///
/// A new statement needs a line here only if it opens no declaration and yet stands for the whole bot.
struct LineCollector {
    /// Statements of the whole bot that may also stand inside a flow.
    private static let rules: Set<String> = ["always", "always reach", "never"]
    /// Rules that say nothing about the flow they stand in, so that they are set apart behind it.
    private static let handlers: Set<String> = ["always"]
    /// What belongs to a flow and may stand among the lines of its slots and steps.
    private static let flowLines: Set<String> = ["start on", "restart"]
    private static let headers: Set<String> = ["salonflow", "bot", "languages", "use"]

    private var lines: [Line] = []
    private var lastStatementLevel = 0
    /// The declaration whose first line stands right above.
    private var headAbove: Block?
    private var last: Family?
    /// Whether a `was` line would be about an option.
    private var isUnderOption = false

    private enum Family: Equatable {
        case header, rule, other
    }

    static func lines(of tree: SyntaxTree) -> [Line] {
        var collector = LineCollector()
        collector.collect(tree.root.children, level: 0)
        return collector.lines
    }

    private mutating func collect(_ children: [SyntaxNode.Element], level: Int) {
        for case .node(let node) in children {
            switch node.kind {
            case .file: break
            case .declaration(let block): collect(node, block, level: level)
            case .line(let kind): collect(node, kind, level: level, in: nil)
            }
        }
    }

    /// A declaration: its head at the level, everything else a step deeper.
    private mutating func collect(_ declaration: SyntaxNode, _ block: Block, level: Int) {
        var hasHead = false
        let outside = firstRuleBehind(declaration)
        for (index, child) in declaration.children.enumerated() {
            guard case .node(let node) = child else { continue }
            switch node.kind {
            case .file: break
            case .declaration(let inner): collect(node, inner, level: level + 1)
            case .line(.blank): lines.append(.blank)
            case .line(.comment): append(comment: node)
            case .line(let kind):
                guard hasHead else {
                    hasHead = true
                    // A flow's first step may follow its head at once; everything else stands apart.
                    append(node, kind, level: level, headAbove == .flow && level > 0 ? .free : .separated)
                    lastStatementLevel = level
                    headAbove = block
                    last = .other
                    isUnderOption = false
                    continue
                }
                let isOutside = outside.map { index >= $0 } ?? false
                collect(node, kind, level: isOutside ? level : level + 1, in: block)
            }
        }
    }

    /// The index of the first handler in a flow behind which nothing of the flow follows any more.
    private func firstRuleBehind(_ declaration: SyntaxNode) -> Int? {
        var first: Int?
        for (index, child) in declaration.children.enumerated() {
            guard case .node(let node) = child else { continue }
            switch node.kind {
            case .line(.blank), .line(.comment): continue
            case .line(.statement(let statement)) where Self.rules.contains(statement):
                if first == nil, Self.handlers.contains(statement) { first = index }
            default: first = nil
            }
        }
        return first
    }

    private mutating func collect(_ node: SyntaxNode, _ kind: SyntaxNode.Line, level: Int, in block: Block?) {
        switch kind {
        case .blank: lines.append(.blank)
        case .comment: append(comment: node)
        case .text:
            // The lines of an intent are beside each other; other texts are under the line that says them.
            let isUnderStatement = block != nil && block != .intent
            append(node, kind, level: isUnderStatement ? lastStatementLevel + 1 : level, headAbove == nil ? .free : .attached)
            headAbove = nil
        case .continuation:
            append(node, kind, level: lastStatementLevel, .attached)
        case .statement(let statement):
            let isHeader = block == nil && Self.headers.contains(statement)
            let family: Family = Self.rules.contains(statement) ? .rule : isHeader ? .header : .other
            let isApart = family != .other && last != family
            let spacing: CodeLine.Spacing =
                switch headAbove {
                case nil: isApart ? .separated : .free
                case .flow?: .free
                default: isApart ? .separated : .attached
                }
            // A flow's line among the lines of a step belongs to the flow all the same.
            let isOfFlow = Self.flowLines.contains(statement) && (block == .step || block == .slot)
            lastStatementLevel = isOfFlow ? level - 1 : level
            let isOfOption = statement == "was" && isUnderOption
            isUnderOption = statement == "option" || isOfOption
            append(node, kind, level: isOfOption ? lastStatementLevel + 1 : lastStatementLevel, spacing)
            headAbove = nil
            last = family
        case .answers, .unread:
            append(node, kind, level: level, headAbove == nil ? .free : .attached)
            lastStatementLevel = level
            headAbove = nil
            last = .other
        }
    }

    private mutating func append(comment node: SyntaxNode) {
        lines.append(.comment(Self.tokens(of: node)))
    }

    private mutating func append(
        _ node: SyntaxNode, _ kind: SyntaxNode.Line, level: Int, _ spacing: CodeLine.Spacing
    ) {
        let line = CodeLine(kind: kind, level: level, spacing: spacing, tokens: Self.tokens(of: node))
        lines.append(.code(line))
    }

    private static func tokens(of node: SyntaxNode) -> [Token] {
        node.children.compactMap { if case .token(let token) = $0 { token } else { nil } }
    }
}
