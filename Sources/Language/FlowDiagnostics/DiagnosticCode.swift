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
    /// The same is found in another place, which has no finding of its own.
    case alsoHere
}

extension DiagnosticCode {
    /// Every code, area by area, by rising number. An area that is not listed here has no page, and its tests fail.
    package static let all: [DiagnosticCode] =
        syntax + nameCodes + structureCodes + escapeCodes + slotCodes + textCodes + ruleCodes + moduleCodes + policyCodes
        + costCodes + versionCodes

    private static let byID = Dictionary(all.map { ($0.id, $0) }) { first, _ in first }

    /// The code of that name, however it is capitalised; nil when there is none.
    package init?(id: String) {
        guard let code = Self.byID[id.uppercased()] else { return nil }
        self = code
    }

    /// The code that was probably meant by a word that is none; nil when none is near. `f6` is near to `F006`, and a
    /// Cyrillic letter to the Latin one it looks like.
    package static func nearest(to word: String) -> DiagnosticCode? {
        let lookalikes: [Character: Character] = ["Е": "E", "М": "M", "Т": "T", "В": "V", "Р": "R"]
        var wanted = String(word.uppercased().map { lookalikes[$0] ?? $0 })
        if let area = wanted.first, let number = Int(wanted.dropFirst()), (0...999).contains(number) {
            let digits = String(number)
            wanted = "\(area)" + String(repeating: "0", count: 3 - digits.utf8.count) + digits
        }
        return Suggestion.near(wanted, among: all.map(\.id)).flatMap { DiagnosticCode(id: $0) }
    }

    /// The message with `…` where a finding's own words stand: for lists of all codes.
    package func messageOutline(in language: MessageLanguage) -> String {
        message.text(in: language, Array(repeating: "…", count: 8))
    }
}
