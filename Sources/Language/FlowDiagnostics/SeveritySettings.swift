/// How severe a project takes its findings: what its `lint.yaml` says, as a value.
///
/// An error always blocks: only a code that is a warning by nature can be switched off, left a warning, or raised.
package struct SeveritySettings: Hashable, Sendable {
    package enum Level: String, CaseIterable, Sendable {
        /// Not reported at all.
        case off
        case warning
        case error
    }

    package private(set) var levels: [DiagnosticCode: Level] = [:]

    package init() {}

    /// - Returns: whether the code may have that level; nothing changes when it may not.
    package mutating func set(_ code: DiagnosticCode, to level: Level) -> Bool {
        guard code.severity == .warning || level == .error else { return false }
        levels[code] = level
        return true
    }

    /// The findings with the project's severities, without those that are switched off.
    package func applied(to diagnostics: [Diagnostic]) -> [Diagnostic] {
        guard !levels.isEmpty else { return diagnostics }
        return diagnostics.compactMap { diagnostic in
            var diagnostic = diagnostic
            switch levels[diagnostic.code] {
            case nil: break
            case .off: return nil
            case .warning: diagnostic.severity = .warning
            case .error: diagnostic.severity = .error
            }
            return diagnostic
        }
    }
}
