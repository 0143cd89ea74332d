internal import FlowSyntax

/// The file as it grows: puts lines at their indentation, and comments and blank lines between them.
struct Sheet {
    private(set) var bytes: [UInt8] = []
    /// The length of the line that was added last, its indentation included and its end not.
    private(set) var lastLineBytes = 0
    /// What stands between the last line that says something and the next.
    private var waiting: [Trivia] = []
    /// Where a `|` stands that goes on with the last text.
    private var barColumn = 0
    private static let indentation = 2

    private enum Trivia: Equatable {
        case blank
        case comment(String)
    }

    mutating func addBlank() {
        if waiting.last != .blank { waiting.append(.blank) }
    }

    mutating func addComment(_ comment: String) { waiting.append(.comment(comment)) }

    mutating func add(_ printed: PrintedLine, of code: CodeLine) {
        var column = code.level * Self.indentation
        if code.kind == .continuation {
            column = barColumn
        } else {
            // The bar and its blank stand before the column in which the text began.
            barColumn = column + max(printed.textColumn - Self.indentation, 0)
        }
        addWaiting(column: column, spacing: code.spacing)
        add(printed.text, column: column)
    }

    /// Writes the comments that nothing follows.
    mutating func finish() {
        if waiting.last == .blank { waiting.removeLast() }
        addWaiting(column: 0, spacing: .free)
    }

    private mutating func addWaiting(column: Int, spacing: CodeLine.Spacing) {
        switch spacing {
        case .free: break
        case .attached: waiting.removeAll { $0 == .blank }
        // Where a blank line is among the comments, those below it stay with the line.
        case .separated: if !waiting.contains(.blank) { waiting.insert(.blank, at: 0) }
        }
        if bytes.isEmpty, waiting.first == .blank { waiting.removeFirst() }
        for trivia in waiting {
            switch trivia {
            case .blank: bytes.append(0x0A)
            case .comment(let comment): add(comment, column: column)
            }
        }
        waiting.removeAll(keepingCapacity: true)
    }

    private mutating func add(_ text: String, column: Int) {
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0x20, count: column))
        bytes.append(contentsOf: text.utf8)
        lastLineBytes = bytes.count - start
        bytes.append(0x0A)
    }
}
