/// A finding put into words and into lines and columns: what a program that reads findings wants. Lines and columns are
/// counted from 1, columns in characters as a reader sees them; the end is one past the last character.
package struct RenderedDiagnostic: Hashable, Sendable {
    package var id: String
    package var severity: Severity
    package var message: String
    /// Nil where the code has none.
    package var help: String?
    package var file: String
    package var line: Int
    package var column: Int
    package var endLine: Int
    package var endColumn: Int
    package var fix: Fix?

    package struct Fix: Hashable, Sendable {
        package var line: Int
        package var column: Int
        package var endLine: Int
        package var endColumn: Int
        package var replacement: String
    }
}
