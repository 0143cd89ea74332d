/// One finding about a flow: what is wrong, where, why, and what to write instead. A value; wording for a terminal, JSON
/// or an editor is made from it elsewhere.
package struct Diagnostic: Hashable, Sendable {
    package var code: DiagnosticCode
    package var severity: Severity
    /// The exact characters the finding is about.
    package var span: Span
    /// The words that vary: names, numbers and lists, in the order in which the code's message uses them.
    package var arguments: [String]
    /// Other places that explain the finding ("first declared here").
    package var related: [Related]
    /// A change that a tool can apply, where there is one.
    package var fix: Fix?

    package init(
        _ code: DiagnosticCode, at span: Span, _ arguments: [String] = [], related: [Related] = [], fix: Fix? = nil
    ) {
        self.code = code
        self.severity = code.severity
        self.span = span
        self.arguments = arguments
        self.related = related
        self.fix = fix
    }

    package struct Related: Hashable, Sendable {
        package var span: Span
        package var note: RelatedNote
        package init(span: Span, note: RelatedNote) {
            self.span = span
            self.note = note
        }
    }

    package struct Fix: Hashable, Sendable {
        package var span: Span
        package var replacement: String
        package init(span: Span, replacement: String) {
            self.span = span
            self.replacement = replacement
        }
    }
}

package enum Severity: Int, Hashable, Comparable, Sendable {
    /// Blocks publishing.
    case error = 0
    case warning = 1

    package static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }
}

/// The language in which a finding is worded.
package enum MessageLanguage: String, CaseIterable, Sendable {
    case russian = "ru"
    case english = "en"
}
