/// The lines in which two versions of a file differ, in the format of `diff -u`.
struct LineDifference {
    private let lines: [Line]

    private struct Line {
        enum Kind: Character { case same = " ", removed = "-", added = "+" }

        let kind: Kind
        let text: String
    }

    /// Lines of context round a change.
    private static let context = 3

    /// Costs time in proportion to the lines times those that differ. A byte that is no UTF-8 is shown as U+FFFD.
    init(from old: [UInt8], to new: [UInt8]) {
        let oldLines = Self.lines(old)
        let newLines = Self.lines(new)
        let changes = newLines.difference(from: oldLines)
        func offset(_ change: CollectionDifference<String>.Change) -> Int {
            switch change {
            case .insert(let offset, _, _), .remove(let offset, _, _): offset
            }
        }
        let removed = Set(changes.removals.map(offset))
        let added = Set(changes.insertions.map(offset))
        var lines: [Line] = []
        var oldIndex = 0
        var newIndex = 0
        while oldIndex < oldLines.count || newIndex < newLines.count {
            if removed.contains(oldIndex) {
                lines.append(Line(kind: .removed, text: oldLines[oldIndex]))
                oldIndex += 1
            } else if added.contains(newIndex) {
                lines.append(Line(kind: .added, text: newLines[newIndex]))
                newIndex += 1
            } else {
                lines.append(Line(kind: .same, text: oldLines[oldIndex]))
                oldIndex += 1
                newIndex += 1
            }
        }
        self.lines = lines
    }

    private static func lines(_ bytes: [UInt8]) -> [String] {
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Empty when nothing differs.
    func text(named name: String) -> String {
        let changed = lines.indices.filter { lines[$0].kind != .same }
        guard let first = changed.first else { return "" }
        var hunks: [Range<Int>] = [hunk(round: first)]
        for index in changed.dropFirst() {
            let next = hunk(round: index)
            let last = hunks[hunks.count - 1]
            if next.lowerBound <= last.upperBound {
                hunks[hunks.count - 1] = last.lowerBound..<next.upperBound
            } else {
                hunks.append(next)
            }
        }
        let body = hunks.map { hunk in
            let before = lines[..<hunk.lowerBound]
            func range(_ other: Line.Kind) -> String {
                let start = before.count { $0.kind != other }
                let count = lines[hunk].count { $0.kind != other }
                return "\(count == 0 ? start : start + 1),\(count)"
            }
            let head = "@@ -\(range(.added)) +\(range(.removed)) @@"
            return ([head] + lines[hunk].map { "\($0.kind.rawValue)\($0.text)" }).joined(separator: "\n")
        }
        return (["--- \(name)", "+++ \(name)"] + body).joined(separator: "\n")
    }

    private func hunk(round index: Int) -> Range<Int> {
        max(index - Self.context, 0)..<min(index + Self.context + 1, lines.count)
    }
}
