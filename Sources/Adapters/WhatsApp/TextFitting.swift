/// Makes texts fit a channel's bounds, always the same way, never inside a character.
enum TextFitting {
    /// At most `limit` UTF-16 units; a longer text ends in “…”.
    static func cut(_ text: String, to limit: Int) -> String {
        guard text.utf16.count > limit else { return text }
        let end = boundary(in: text[...], within: limit - 1)
        return trimmed(text[..<end]) + "…"
    }

    /// One line without spaces around it and with single ones inside: what a button can show.
    static func line(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// Pieces of at most `limit` units each and a last one of at most `last`, cut at the end of a line where there is
    /// one in reach, else at a space, else between characters. Pieces of nothing but space are left out.
    static func pieces(_ text: String, limit: Int, last: Int) -> [String] {
        var pieces: [String] = []
        var rest = text[...]
        while rest.utf16.count > last {
            // What stands at the end belongs to the choices under it, so the first cut that leaves a fitting end wins.
            let needed = rest.utf16.count - last
            let place =
                needed <= limit
                ? firstBreak(in: rest, from: needed, upTo: limit) : lastBreak(in: rest, within: limit)
            pieces.append(trimmed(rest[..<place]))
            rest = rest[place...]
        }
        pieces.append(trimmed(rest))
        return pieces.filter { !$0.isEmpty }
    }

    private static func firstBreak(in text: Substring, from needed: Int, upTo limit: Int) -> Substring.Index {
        var units = 0
        var afterSpace: Substring.Index?
        var plain: Substring.Index?
        var index = text.startIndex
        while index < text.endIndex {
            let next = text.index(after: index)
            units += text.utf16.distance(from: index, to: next)
            guard units <= limit, next < text.endIndex else { break }
            if units >= needed {
                if text[index].isNewline { return next }
                if afterSpace == nil, text[index].isWhitespace { afterSpace = next }
                if plain == nil { plain = next }
            }
            index = next
        }
        // A single character longer than the whole room is taken apart.
        return afterSpace ?? plain ?? scalarBoundary(in: text, within: limit)
    }

    private static func lastBreak(in text: Substring, within limit: Int) -> Substring.Index {
        let end = boundary(in: text, within: limit)
        guard end > text.startIndex else { return scalarBoundary(in: text, within: limit) }
        // A break in the first half would make more messages than it makes better ones.
        let middle = text.index(text.startIndex, offsetBy: text[..<end].count / 2)
        let reach = text[middle..<end]
        guard let place = reach.lastIndex(where: \.isNewline) ?? reach.lastIndex(where: \.isWhitespace) else {
            return end
        }
        return text.index(after: place)
    }

    /// The end of the last whole character within `limit` units.
    private static func boundary(in text: Substring, within limit: Int) -> Substring.Index {
        var units = 0
        var index = text.startIndex
        while index < text.endIndex {
            let next = text.index(after: index)
            units += text.utf16.distance(from: index, to: next)
            guard units <= limit else { return index }
            index = next
        }
        return index
    }

    private static func scalarBoundary(in text: Substring, within limit: Int) -> Substring.Index {
        var units = 0
        for index in text.unicodeScalars.indices {
            units += UTF16.width(text.unicodeScalars[index])
            if units > limit { return index }
        }
        return text.endIndex
    }

    private static func trimmed(_ text: Substring) -> String {
        var rest = text
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
