/// What changed between two texts, in the unified form that `patch` and code reviews read.
package enum UnifiedDiff {
    /// Lines shown before and after a change.
    static let context = 3

    /// Beyond this product of changed lines the whole stretch is shown as replaced, so that the cost stays bounded.
    static let mostCompared = 4_000_000

    /// Empty when the texts are the same. Lines end at a line feed; all other bytes belong to them.
    package static func text(old: [UInt8], new: [UInt8], name: String) -> String {
        guard old != new else { return "" }
        let (before, after) = (lines(old), lines(new))
        let edits = edits(before, after)
        var output = "--- \(name)\n+++ \(name)\n"
        var position = 0
        while let first = edits[position...].firstIndex(where: { $0.kind != .same }) {
            var last = first
            // Two changes share a hunk when no more than their contexts lie between them.
            while let next = edits[(last + 1)...].firstIndex(where: { $0.kind != .same }), next - last <= 2 * context + 1 {
                last = next
            }
            let hunk = edits[max(position, first - context)..<min(edits.count, last + 1 + context)]
            output += header(hunk) + hunk.map(line).joined()
            position = hunk.endIndex
        }
        return output
    }

    private enum Kind: Character {
        case same = " "
        case removed = "-"
        case added = "+"
    }

    private struct Edit {
        var kind: Kind
        var text: ArraySlice<UInt8>
        /// Lines of the old and the new text before this one.
        var old: Int
        var new: Int
    }

    private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
            lines.append(bytes[start..<end])
            start = end
        }
        return lines
    }

    /// A longest common subsequence of what lies between the common beginning and the common end.
    private static func edits(_ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]) -> [Edit] {
        var head = 0
        while head < min(old.count, new.count), old[head] == new[head] { head += 1 }
        var tail = 0
        while tail < min(old.count, new.count) - head, old[old.count - 1 - tail] == new[new.count - 1 - tail] { tail += 1 }
        let rows = old.count - tail - head
        let columns = new.count - tail - head
        var edits = (0..<head).map { Edit(kind: .same, text: old[$0], old: $0, new: $0) }
        var row = 0
        var column = 0
        if rows * columns <= mostCompared {
            var length = [[Int32]](repeating: [Int32](repeating: 0, count: columns + 1), count: rows + 1)
            for left in stride(from: rows - 1, through: 0, by: -1) {
                for right in stride(from: columns - 1, through: 0, by: -1) {
                    length[left][right] =
                        old[head + left] == new[head + right]
                        ? length[left + 1][right + 1] + 1 : max(length[left + 1][right], length[left][right + 1])
                }
            }
            while row < rows, column < columns {
                if old[head + row] == new[head + column] {
                    edits.append(Edit(kind: .same, text: old[head + row], old: head + row, new: head + column))
                    row += 1
                    column += 1
                } else if length[row + 1][column] >= length[row][column + 1] {
                    edits.append(Edit(kind: .removed, text: old[head + row], old: head + row, new: head + column))
                    row += 1
                } else {
                    edits.append(Edit(kind: .added, text: new[head + column], old: head + row, new: head + column))
                    column += 1
                }
            }
        }
        while row < rows {
            edits.append(Edit(kind: .removed, text: old[head + row], old: head + row, new: head + column))
            row += 1
        }
        while column < columns {
            edits.append(Edit(kind: .added, text: new[head + column], old: head + row, new: head + column))
            column += 1
        }
        for place in 0..<tail {
            let (left, right) = (old.count - tail + place, new.count - tail + place)
            edits.append(Edit(kind: .same, text: old[left], old: left, new: right))
        }
        return edits
    }

    private static func header(_ hunk: ArraySlice<Edit>) -> String {
        let old = hunk.count { $0.kind != .added }
        let new = hunk.count { $0.kind != .removed }
        // A side without lines names the line before it.
        let oldStart = (hunk.first?.old ?? 0) + (old > 0 ? 1 : 0)
        let newStart = (hunk.first?.new ?? 0) + (new > 0 ? 1 : 0)
        return "@@ -\(oldStart),\(old) +\(newStart),\(new) @@\n"
    }

    private static func line(_ edit: Edit) -> String {
        let text = "\(edit.kind.rawValue)\(String(decoding: edit.text, as: UTF8.self))"
        return edit.text.last == 0x0A ? text : text + "\n\\ No newline at end of file\n"
    }
}
