internal import CivilTime
internal import JSON
package import JSONLines
package import Understanding

/// Answers messages that stand on lines of JSON, one line each, in the form of the understanding contract.
///
/// What it keeps from line to line is only what costs time to make; the answer to a line does not depend on the others.
package struct UnderstandingLines {
    /// Which language the messages are in.
    package enum Language: Hashable, Sendable {
        /// As each line says.
        case asGiven
        /// Found, whatever the line says.
        case found
        case always(String)
    }

    private static let form = AnsweredLine(
        example: #"{"id":"1","text":"маникюр завтра в 3","now":"2026-05-20T11:05"}"#,
        subject: "one message, with its salon's catalogue,")
    /// What every salon here speaks; another language is one where a line says so.
    private static let alwaysSpoken = ["ru", "en"]

    private let understander: Understander
    private let language: Language
    private let explains: Bool
    private var catalogs = CatalogCache()

    /// How many catalogues were made so far: less than lines, for equal ones are made once.
    package var catalogsMade: Int { catalogs.made }

    package init(understander: Understander, language: Language = .asGiven, explains: Bool = false) {
        self.understander = understander
        self.language = language
        self.explains = explains
    }

    /// The answer's line without its line feed; nil for a line with nothing on it.
    ///
    /// - Parameter number: the line's place in the input, from 1, for what is said of a bad one.
    package mutating func answer(_ line: LineSplitter.Line, number: Int) -> [UInt8]? {
        Self.form.answer(line, number: number) { (root: LineField) throws(LineError) -> JSONObject in
            answer(try MessageLine(root), catalog: try catalogs.catalog(root["catalog"], understander: understander))
        }
    }

    private func answer(_ message: MessageLine, catalog: LineCatalog) -> JSONObject {
        let context = context(of: message, catalog: catalog)
        var members = JSONObject()
        func fill(_ meaning: Meaning) {
            let filled = FilledSlots(meaning)
            members["intent"] = .string(filled.intents[0])
            members["intents"] = .array(filled.intents.map { .string($0) })
            members["slots"] = filled.json
        }
        if explains {
            let explanation = understander.explain(message.text, vocabulary: catalog.vocabulary, context: context)
            fill(explanation.meaning)
            let words = ExplanationJSON(explanation, text: message.text)
            members["language"] = explanation.meaning.language.map { .string($0) } ?? .null
            members["spans"] = words.spans
            members["reasons"] = words.reasons
            members["words"] = words.words
        } else {
            fill(understander.understand(message.text, vocabulary: catalog.vocabulary, context: context))
        }
        return members
    }

    private func context(of message: MessageLine, catalog: LineCatalog) -> Context {
        let given: String? =
            switch language {
            case .asGiven: message.language
            case .found: nil
            case .always(let code): code
            }
        // "ru-RU" is Russian; a language without a lexicon is none we could prefer.
        let code = given.map { String($0.lowercased().prefix { $0 != "-" && $0 != "_" }) }
            .flatMap { understander.languages.contains($0) ? $0 : nil }
        var spoken = UnderstandingLines.alwaysSpoken
        if let code, !spoken.contains(code) { spoken.append(code) }
        return Context(
            now: message.now, language: code, expecting: message.expecting, options: [], opens: catalog.opens,
            closes: catalog.closes, question: message.question, offered: message.offered, languages: spoken,
            isDayFirst: catalog.isDayFirst)
    }
}
