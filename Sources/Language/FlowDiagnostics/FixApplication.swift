/// Applies the changes that findings offer to the texts they were found in: pure text editing, for the command line and
/// for editors alike.
package struct FixApplication: Sendable {
    /// The texts after the changes, in the order and under the names they had.
    package let sources: [SourceFile]
    /// The findings whose change was made, in source order.
    package let applied: [Diagnostic]
    /// The findings whose change has to wait, since it touches a place that another one changes.
    package let postponed: [Diagnostic]

    /// The change as it is made in that file: its line breaks are the file's own (CR LF where its first line ends so), and
    /// a removal that would leave a line blank takes the line.
    package static func edit(_ fix: Diagnostic.Fix, in bytes: [UInt8]) -> Diagnostic.Fix {
        var fix = fix
        if fix.replacement.isEmpty {
            fix.span = withBlankLine(fix.span, in: bytes)
        } else if fix.replacement.utf8.contains(0x0A), let first = bytes.firstIndex(of: 0x0A), first > 0,
            bytes[first - 1] == 0x0D
        {
            let lines = fix.replacement.split(separator: "\n", omittingEmptySubsequences: false)
            fix.replacement = lines.joined(separator: "\r\n")
        }
        return fix
    }

    private static func withBlankLine(_ span: Span, in bytes: [UInt8]) -> Span {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
        guard !span.range.isEmpty, !bytes[span.range].allSatisfy(isBlank) else { return span }
        var (start, end) = (span.start, span.end)
        while start > 0, isBlank(bytes[start - 1]) { start -= 1 }
        while end < bytes.count, isBlank(bytes[end]) { end += 1 }
        guard start == 0 || bytes[start - 1] == 0x0A || bytes[start - 1] == 0x0D, end < bytes.count else { return span }
        let length = LineIndex.breakLength(in: bytes, at: end)
        return length == 0 ? span : Span(file: span.file, start: start, end: end + length)
    }

    /// Makes all changes that do not touch each other; of two that do, the one that begins first is made. The same
    /// change asked for twice is made once. Findings without a change, or in a file that is not among the sources, are
    /// passed over. Time grows with the texts and with the number of findings.
    package init(of diagnostics: [Diagnostic], in sources: [SourceFile]) {
        var applied: [Diagnostic] = []
        var postponed: [Diagnostic] = []
        var edits: [[Diagnostic.Fix]] = Array(repeating: [], count: sources.count)
        let wanted = diagnostics.compactMap { diagnostic in diagnostic.fix.map { (diagnostic, $0) } }
            .filter { _, fix in
                sources.indices.contains(fix.span.file) && fix.span.start >= 0 && fix.span.start <= fix.span.end
                    && fix.span.end <= sources[fix.span.file].bytes.count
            }
            .enumerated().sorted { left, right in
                let (first, second) = (left.element.1.span, right.element.1.span)
                return (first.file, first.start, first.end, left.offset)
                    < (second.file, second.start, second.end, right.offset)
            }
        for (_, (diagnostic, wish)) in wanted {
            let fix = Self.edit(wish, in: sources[wish.span.file].bytes)
            guard let last = edits[fix.span.file].last, last != fix else {
                if edits[fix.span.file].isEmpty { edits[fix.span.file].append(fix) }
                applied.append(diagnostic)
                continue
            }
            // Two changes that meet at one point have no order of their own, unless both replace something.
            let meets = fix.span.start == last.span.end && !fix.span.range.isEmpty && !last.span.range.isEmpty
            guard fix.span.start > last.span.end || meets else {
                postponed.append(diagnostic)
                continue
            }
            edits[fix.span.file].append(fix)
            applied.append(diagnostic)
        }
        self.applied = applied
        self.postponed = postponed
        self.sources = sources.enumerated().map { index, source in
            edits[index].isEmpty
                ? source : SourceFile(name: source.name, bytes: Self.edited(source.bytes, by: edits[index]))
        }
    }

    /// The edits stand in order and do not overlap.
    private static func edited(_ bytes: [UInt8], by edits: [Diagnostic.Fix]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + 64)
        var position = 0
        for edit in edits {
            result += bytes[position..<edit.span.start]
            result += edit.replacement.utf8
            position = edit.span.end
        }
        return result + bytes[position...]
    }
}
