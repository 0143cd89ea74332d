internal import FlowDiagnostics
internal import FlowFormatter
package import FlowSyntax

/// What holds for a file of any bytes.
package struct FlowLaws {
    private let keywords: KeywordTable

    package init(keywords: KeywordTable) { self.keywords = keywords }

    /// The law that a file breaks, nil when it keeps all of them.
    package func violation(of bytes: [UInt8]) -> String? {
        let file = parse(bytes)
        if let violation = violation(of: file, bytes) { return violation }
        let obstacles = file.diagnostics.filter { $0.severity == .error && $0.code != .otherDialect }
        for dialect in [nil, "ru", "en"] {
            switch format(file, dialect) {
            case .refused(let findings):
                let isTooLong = findings.map(\.code) == [.lineTooLong] || findings.map(\.code) == [.fileTooLarge]
                if findings != obstacles, !isTooLong { return "refused for \(findings.map(\.code.id))" }
            case .formatted(let formatted):
                if !obstacles.isEmpty { return "formatted in spite of \(obstacles.map(\.code.id))" }
                let again = parse(formatted)
                if let violation = violation(of: again, formatted) { return "formatted: \(violation)" }
                guard case .formatted(formatted) = format(again, dialect) else { return "no fixed point in \(dialect ?? "its dialect")" }
                if let dialect, again.diagnostics.contains(where: { $0.code == .otherDialect }) {
                    return "words of another dialect are left in \(dialect)"
                }
            }
        }
        return nil
    }

    /// The laws of reading: the leaves are the file, findings are in it and in order, and the work is linear.
    private func violation(of file: ParsedFile, _ bytes: [UInt8]) -> String? {
        var offset = 0
        for token in file.tree.tokens {
            if token.start != offset || token.end <= token.start { return "a leaf does not begin at \(offset)" }
            offset = token.end
        }
        if offset != bytes.count { return "the leaves end at \(offset) of \(bytes.count)" }
        var last = 0
        for finding in file.diagnostics {
            let spans = [finding.span] + finding.related.map(\.span) + (finding.fix.map { [$0.span] } ?? [])
            if spans.contains(where: { $0.start < 0 || $0.end < $0.start || $0.end > bytes.count }) {
                return "\(finding.code.id) is outside of the file"
            }
            if finding.span.start < last { return "\(finding.code.id) is out of order" }
            last = finding.span.start
        }
        return file.work > 24 * bytes.count + 1_000 ? "\(file.work) bytes looked at for \(bytes.count)" : nil
    }

    private func parse(_ bytes: [UInt8]) -> ParsedFile {
        Parser.parse(SourceFile(name: "any.flow", bytes: bytes), fileIndex: 0, keywords: keywords)
    }

    private func format(_ file: ParsedFile, _ dialect: String?) -> FormatResult {
        Formatter.format(file, keywords: keywords, dialect: dialect.map(Dialect.init(name:)))
    }
}
