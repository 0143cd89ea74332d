internal import FlowSyntax

/// The lines of a flow file in order, each with the declarations it stands in: the tree, laid flat.
struct FlowLines {
    struct Line {
        let kind: SyntaxNode.Line
        /// The open declarations, from the outermost; the line's own is the last.
        let blocks: [Block]
        let tokens: [Token]
        let start: Int
        /// One past the line's break.
        let end: Int

        var saysSomething: Bool { kind != .blank && kind != .comment }
        /// The keyword the line begins with, by its English name.
        var statement: String? { if case .statement(let name) = kind { name } else { nil } }
    }

    private(set) var lines: [Line] = []

    init(_ tree: SyntaxTree) {
        var offset = 0
        add(tree.root, [], &offset)
    }

    private mutating func add(_ node: SyntaxNode, _ blocks: [Block], _ offset: inout Int) {
        if case .line(let kind) = node.kind {
            let start = offset
            var tokens: [Token] = []
            for case .token(let token) in node.children {
                tokens.append(token)
                offset = token.end
            }
            lines.append(Line(kind: kind, blocks: blocks, tokens: tokens, start: start, end: offset))
            return
        }
        var blocks = blocks
        if case .declaration(let block) = node.kind { blocks.append(block) }
        for case .node(let child) in node.children { add(child, blocks, &offset) }
    }

    /// The line that holds a byte offset; the last one for an offset behind the text.
    func index(at offset: Int) -> Int? { lines.lastIndex { $0.start <= offset } }

    /// The line that says something before this one.
    func before(_ index: Int) -> Line? { lines[..<index].last(where: \.saysSomething) }
}
