package import FlowDiagnostics
package import FlowSyntax

/// Lays a flow file out anew: indentation, blank lines, blanks and marks between the parts of a line, and, when asked to,
/// the dialect. Grammar/README.md, "Layout", gives the rules.
///
/// What a file says does not change, byte for byte of its machine; a formatted file is formatted to itself.
package enum Formatter {
    /// Takes time in proportion to the file's length.
    /// - Parameter dialect: nil leaves every word in the dialect it is in.
    package static func format(_ file: ParsedFile, keywords: KeywordTable, dialect: Dialect? = nil) -> FormatResult {
        // A word of another dialect is read like any other one, so it stands in nobody's way.
        let obstacles = file.diagnostics.filter { $0.severity == .error && $0.code != .otherDialect }
        guard obstacles.isEmpty else { return .refused(obstacles) }
        let spelling = Spelling(file, keywords: keywords, dialect: dialect)
        var sheet = Sheet()
        let printer = LinePrinter(bytes: file.tree.source.bytes, spelling: spelling)
        for line in LineCollector.lines(of: file.tree) {
            switch line {
            case .blank: sheet.addBlank()
            case .comment(let tokens): sheet.addComment(printer.comment(tokens))
            case .code(let code):
                let printed = printer.print(code.tokens)
                sheet.add(printed, of: code)
                guard sheet.lastLineBytes <= Limits.lineBytes else {
                    return .refused([finding(.lineTooLong, Limits.lineBytes, at: code.tokens, of: file)])
                }
            }
        }
        sheet.finish()
        guard sheet.bytes.count <= Limits.fileBytes else {
            return .refused([finding(.fileTooLarge, Limits.fileBytes, at: [], of: file)])
        }
        return .formatted(sheet.bytes)
    }

    /// What would only be wrong once the file is laid out.
    private static func finding(
        _ code: DiagnosticCode, _ limit: Int, at tokens: [Token], of file: ParsedFile
    ) -> Diagnostic {
        let start = tokens.first?.start ?? 0
        let end = tokens.last { $0.kind != .blank && $0.kind != .lineBreak }?.end ?? start
        return Diagnostic(
            code, at: Span(file: file.file.version?.span.file ?? 0, start: start, end: end), [String(limit)])
    }
}

package enum FormatResult: Hashable, Sendable {
    /// The file laid out, as UTF-8.
    case formatted([UInt8])
    /// Nothing is laid out in a file that cannot be read whole; these errors stand in the way.
    case refused([Diagnostic])
}
