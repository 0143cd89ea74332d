internal import CivilTime
internal import JSON
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

    /// Bytes that a line may have: 1 MiB.
    package static let longestLine = 1 << 20

    private static let limits = JSONLimits(bytes: longestLine, depth: 64, values: longestLine)
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
        switch line {
        case .tooLong:
            let limit = UnderstandingLines.longestLine
            return refusal(
                LineError(description: "the line is longer than \(limit) bytes; write one message a line, with its salon's catalogue"),
                id: nil, number: number)
        case .bytes(let bytes):
            var bytes = bytes[...]
            // Editors put a byte order mark before the first line and carriage returns behind all.
            if number == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
            let blanks: Set<UInt8> = [0x20, 0x09, 0x0D]
            guard !bytes.allSatisfy(blanks.contains) else { return nil }
            return answer(Array(bytes), number: number)
        }
    }

    private mutating func answer(_ bytes: [UInt8], number: Int) -> [UInt8] {
        let document: JSONDocument
        do { document = try JSONDocument(parsing: bytes, limits: UnderstandingLines.limits) } catch {
            let example = #"{"id":"1","text":"маникюр завтра в 3","now":"2026-05-20T11:05"}"#
            return refusal(
                LineError(description: "the line is not JSON: \(error.flaw), at byte \(error.offset + 1); write one object a line, such as \(example)"),
                id: UnderstandingLines.leadingID(of: bytes), number: number)
        }
        let id = document.root["id"]?.rawBytes
        do {
            let root = try LineField(element: document.root, path: "").line()
            return answer(try MessageLine(root), id: id, catalog: try catalogs.catalog(root["catalog"], understander: understander))
        } catch {
            return refusal(error, id: id, number: number)
        }
    }

    private func answer(_ message: MessageLine, id: [UInt8]?, catalog: LineCatalog) -> [UInt8] {
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
        return UnderstandingLines.line(id: id, .object(members))
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

    private func refusal(_ error: LineError, id: [UInt8]?, number: Int) -> [UInt8] {
        UnderstandingLines.line(id: id, ["line": .number(JSONNumber(number)), "error": .string(error.description)])
    }

    private static func line(id: [UInt8]?, _ members: JSONValue) -> [UInt8] {
        // The id goes back byte for byte: what it means to the one who asks is not ours to know.
        Array(#"{"id":"#.utf8) + (id ?? Array("null".utf8)) + [UInt8(ascii: ",")]
            + members.bytes().dropFirst()
    }

    /// The id of a line that is no JSON as a whole, where it stands first and is whole itself: a text or a number.
    private static func leadingID(of bytes: [UInt8]) -> [UInt8]? {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
        var rest = bytes[...].drop(while: isBlank)
        for part in ["{", #""id""#, ":"] {
            guard rest.starts(with: part.utf8) else { return nil }
            rest = rest.dropFirst(part.utf8.count).drop(while: isBlank)
        }
        let isText = rest.first == UInt8(ascii: "\"")
        var end = rest.startIndex + (isText ? 1 : 0)
        while end < rest.endIndex {
            if isText, rest[end] == UInt8(ascii: "\\") { end += 1 }
            else if isText, rest[end] == UInt8(ascii: "\"") {
                end += 1
                break
            } else if !isText, rest[end] == UInt8(ascii: ",") {
                break
            }
            end += 1
        }
        guard end < rest.endIndex else { return nil }
        let id = Array(rest[..<end])
        return (try? JSONDocument(parsing: id)) == nil ? nil : id
    }
}

extension LineField {
    /// The whole line as the object it has to be.
    fileprivate func line() throws(LineError) -> LineField {
        guard element.kind == .object else {
            throw LineError(
                description: #"the line is no object; write one such as {"id":"1","text":"маникюр завтра в 3","now":"2026-05-20T11:05"}"#)
        }
        return self
    }
}
