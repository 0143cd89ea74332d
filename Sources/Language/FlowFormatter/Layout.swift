internal import FlowSyntax

/// How the smallest pieces of a line are written.
enum Layout {
    static func name(_ written: String) -> String { Scalars.cleaned(written) }

    static func sign(_ written: String) -> String {
        switch written {
        case "≤": "<="
        case "≥": ">="
        // The dashes that word processors make of a minus.
        default: written.unicodeScalars.allSatisfy(Scalars.isDash) ? "-" : written
        }
    }

    /// Without the blanks at its end.
    static func trimmed(_ text: String) -> String {
        var scalars = text.unicodeScalars
        while let last = scalars.last, Scalars.isBlank(last) { scalars.removeLast() }
        return String(scalars)
    }

    /// A value as it is read: nothing invisible in it, blanks plain, and without the pair of quotes round it.
    static func value(_ written: String) -> String {
        guard let inner = unquoted(written) else { return Scalars.cleanedValue(written) }
        let value = Scalars.cleanedValue(inner)
        let scalars = value.unicodeScalars
        guard let first = scalars.first, let last = scalars.last else { return written }
        // Without its quotes this would be read as another value.
        let needsQuotes = Scalars.isBlank(first) || Scalars.isBlank(last) || unquoted(value) != nil
        return needsQuotes ? "\"\(value)\"" : value
    }

    /// What stands between the quotes round a value; nil when there are none.
    static func unquoted(_ written: String) -> String? {
        let scalars = written.unicodeScalars
        guard scalars.count > 2, let first = scalars.first, let last = scalars.last, Scalars.isQuote(first),
            Scalars.isQuote(last)
        else { return nil }
        return String(scalars.dropFirst().dropLast())
    }
}

/// The parts of a line, with one blank between two of them.
struct PartList {
    private(set) var text = ""
    /// Characters up to the text for a customer, or up to the end where there is none.
    private(set) var textColumn = 0

    /// - Parameter isTight: no blank stands before it.
    mutating func append(_ part: String, isTight: Bool = false) {
        if !text.isEmpty, !isTight { text += " " }
        text += part
        textColumn = text.unicodeScalars.count + 1
    }

    /// What people say, which is no part to be counted.
    mutating func appendText(_ said: String) {
        guard !said.isEmpty else { return }
        text += " " + said
    }
}
