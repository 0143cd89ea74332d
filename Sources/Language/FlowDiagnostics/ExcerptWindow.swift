/// One source line made ready for a terminal: tabs expanded, invisible characters shown as a dot, a long line cut down to
/// the part around the marked characters, and carets that stand under them by display width.
struct ExcerptWindow {
    /// Columns of source that are shown at most.
    static let widest = 110

    private(set) var text = ""
    private(set) var carets = ""

    /// `before` and `marked` are the first parts of `content`; an empty mark points at the place between two characters.
    init(content: String, before: String, marked: String) {
        let markStart = before.count
        let markEnd = markStart + marked.count
        var cells: [(text: String, width: Int)] = []
        var column = 0
        for character in content {
            let width = DisplayWidth.width(of: character, at: column)
            let isShown = character == "\t" || !character.unicodeScalars.contains(where: DisplayWidth.isUnsafe)
            let shown = character == "\t" ? String(repeating: " ", count: width) : isShown ? String(character) : "·"
            cells.append((shown, isShown ? width : 1))
            column += isShown ? width : 1
        }
        var first = 0
        var last = cells.count
        if column > Self.widest {
            // Keeps a third of the window before the mark, so that the reader sees what leads to it.
            var lead = 0
            first = min(markStart, cells.count)
            while first > 0, lead + cells[first - 1].width <= Self.widest / 3 {
                first -= 1
                lead += cells[first].width
            }
            var shown = 0
            last = first
            while last < cells.count, shown + cells[last].width <= Self.widest {
                shown += cells[last].width
                last += 1
            }
        }
        if first > 0 {
            text += "…"
            carets += " "
        }
        for position in first..<last {
            text += cells[position].text
            guard position < markEnd || markStart == markEnd && position < markStart else { continue }
            carets += String(repeating: position < markStart ? " " : "^", count: cells[position].width)
        }
        if last < cells.count { text += "…" }
        if !carets.contains("^") { carets += "^" }
    }
}
