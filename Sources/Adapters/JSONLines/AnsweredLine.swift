package import JSON

/// The form in which a command is asked and answers on lines of JSON: one object a line, with an `id` that goes back byte for
/// byte; a line that cannot be answered gets `{"id": …, "line": …, "error": "…"}`, and the rest go on.
package struct AnsweredLine {
    /// Bytes that a line may have: 1 MiB.
    package static let longest = 1 << 20

    /// A whole line such as is asked, as an example for who wrote another.
    private let example: String
    /// What one line holds, such as `one message`.
    private let subject: String

    private static let limits = JSONLimits(bytes: longest, depth: 64, values: longest)

    package init(example: String, subject: String) {
        self.example = example
        self.subject = subject
    }

    /// The answer's line without its line feed; nil for a line with nothing on it.
    ///
    /// - Parameters:
    ///   - number: the line's place in the input, from 1, for what is said of a bad one.
    ///   - answer: makes the members that follow the `id`; they must not be empty.
    package func answer(
        _ line: LineSplitter.Line, number: Int, by answer: (LineField) throws(LineError) -> JSONObject
    ) -> [UInt8]? {
        switch line {
        case .tooLong:
            return refusal(
                LineError(description: "the line is longer than \(Self.longest) bytes; write \(subject) a line"), id: nil,
                number: number)
        case .bytes(let bytes):
            var bytes = bytes[...]
            // Editors put a byte order mark before the first line and carriage returns behind all.
            if number == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
            let blanks: Set<UInt8> = [0x20, 0x09, 0x0D]
            guard !bytes.allSatisfy(blanks.contains) else { return nil }
            return self.answer(Array(bytes), number: number, by: answer)
        }
    }

    private func answer(
        _ bytes: [UInt8], number: Int, by answer: (LineField) throws(LineError) -> JSONObject
    ) -> [UInt8] {
        let document: JSONDocument
        do { document = try JSONDocument(parsing: bytes, limits: Self.limits) } catch {
            return refusal(
                LineError(
                    description:
                        "the line is not JSON: \(error.flaw), at byte \(error.offset + 1); write one object a line, such as \(example)"
                ), id: Self.leadingID(of: bytes), number: number)
        }
        let id = document.root["id"]?.rawBytes
        do throws(LineError) {
            guard document.root.kind == .object else {
                throw LineError(description: "the line is no object; write one such as \(example)")
            }
            return Self.line(id: id, .object(try answer(LineField(element: document.root, path: ""))))
        } catch {
            return refusal(error, id: id, number: number)
        }
    }

    private func refusal(_ error: LineError, id: [UInt8]?, number: Int) -> [UInt8] {
        Self.line(id: id, ["line": .number(JSONNumber(number)), "error": .string(error.description)])
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
