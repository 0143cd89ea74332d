/// One kind of finding: its stable code and its words in Russian and English.
///
/// The codes of each area stand in a file of their own (`DiagnosticCode+Syntax.swift`, `DiagnosticCode+Structure.swift`,
/// …), each as one static property, with the area's list at its end. A code is never reused for something else.
package struct DiagnosticCode: Hashable, Sendable {
    /// A letter for the area and three digits, such as `S001`.
    package let id: String
    package let severity: Severity
    /// States the fact in the owner's words, one line; `{0}`, `{1}` stand for the diagnostic's arguments.
    package let message: Wording
    /// What to write instead; may be empty.
    package let help: Wording

    package init(_ id: String, _ severity: Severity = .error, message: Wording, help: Wording) {
        self.id = id
        self.severity = severity
        self.message = message
        self.help = help
    }

    /// The same sentence in both languages in which owners read findings.
    package struct Wording: Hashable, Sendable {
        package let russian: String
        package let english: String
        package init(ru russian: String, en english: String) {
            self.russian = russian
            self.english = english
        }
    }

    package static func == (left: DiagnosticCode, right: DiagnosticCode) -> Bool { left.id == right.id }
    package func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

/// Why a related place is shown beside a finding.
package enum RelatedNote: Hashable, Sendable {
    case firstDeclaredHere
    case declaredHere
    case openedHere
}
