package import FlowDiagnostics

/// A flow file as a tree that keeps every byte: its leaves in order are the file.
package struct SyntaxTree: Hashable, Sendable {
    package let source: SourceFile
    package let root: SyntaxNode

    /// The leaves in order; they lie end to end from the first byte to the last.
    package var tokens: [Token] {
        var tokens: [Token] = []
        Self.collect(root, into: &tokens)
        return tokens
    }

    private static func collect(_ node: SyntaxNode, into tokens: inout [Token]) {
        for child in node.children {
            switch child {
            case .token(let token): tokens.append(token)
            case .node(let node): collect(node, into: &tokens)
            }
        }
    }

    package func text(of token: Token) -> String {
        String(decoding: source.bytes[token.start..<token.end], as: UTF8.self)
    }
}

/// An inner node. Nesting is four deep at most: file, flow, step, line.
package struct SyntaxNode: Hashable, Sendable {
    package var kind: Kind
    package var children: [Element]

    package enum Kind: Hashable, Sendable {
        case file
        /// A declaration with the lines that belong to it; blank and comment lines before a declaration stand outside.
        case declaration(Block)
        case line(Line)
    }

    package enum Element: Hashable, Sendable {
        case node(SyntaxNode)
        case token(Token)
    }

    package enum Line: Hashable, Sendable {
        case blank
        case comment
        /// A line that begins with this keyword, by its English name.
        case statement(String)
        /// `MODULE.ACTION answers OUTCOME`
        case answers
        /// `ru: …`
        case text
        /// `| …`
        case continuation
        /// A line, or a whole file, that was not read; it has a finding.
        case unread
    }
}

/// A declaration that has lines of its own.
package enum Block: String, Hashable, Sendable {
    case intent, answer, text, flow, slot, step, test
}

/// A leaf: a stretch of the file, in byte offsets.
package struct Token: Hashable, Sendable {
    package var kind: Kind
    package var start: Int
    /// One past the last byte.
    package var end: Int
    /// Of which kind a keyword is; nil for every other token.
    package var keyword: KeywordKind?

    package enum Kind: Hashable, Sendable {
        case blank, lineBreak, comment
        case keyword, word, number, arrow, comma, colon, sign, quote
        /// `|` at the beginning of a continued line.
        case bar
        case text
        case openBrace, closeBrace
        /// A bracket, bar, star, slash or question mark of a phrase.
        case phraseMark
        case phraseWord
        /// Punctuation in a phrase, which is not matched.
        case punctuation
        /// A character that means nothing here.
        case other
        /// A stretch that was not read.
        case unread
    }
}

/// Puts the tree together as lines arrive.
struct SyntaxTreeBuilder {
    private var open: [SyntaxNode] = [SyntaxNode(kind: .file, children: [])]
    /// Blank and comment lines that belong to whatever follows.
    private var waiting: [SyntaxNode] = []

    var depth: Int { open.count - 1 }

    mutating func appendTrivia(_ kind: SyntaxNode.Line, _ tokens: [Token]) {
        waiting.append(SyntaxNode(kind: .line(kind), children: tokens.map(SyntaxNode.Element.token)))
    }

    mutating func append(_ kind: SyntaxNode.Line, _ tokens: [Token]) {
        flush()
        open[open.count - 1].children.append(
            .node(SyntaxNode(kind: .line(kind), children: tokens.map(SyntaxNode.Element.token))))
    }

    /// Opens a declaration inside the innermost open one.
    mutating func begin(_ block: Block) {
        flush()
        open.append(SyntaxNode(kind: .declaration(block), children: []))
    }

    /// Closes the innermost declaration.
    mutating func end() {
        guard open.count > 1 else { return }
        let node = open.removeLast()
        open[open.count - 1].children.append(.node(node))
    }

    mutating func finish(_ source: SourceFile) -> SyntaxTree {
        while open.count > 1 { end() }
        flush()
        return SyntaxTree(source: source, root: open[0])
    }

    private mutating func flush() {
        open[open.count - 1].children += waiting.map(SyntaxNode.Element.node)
        waiting = []
    }
}
