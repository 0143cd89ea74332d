import BotFiles
import JSON
import Testing
import JSONLines
import UnderstandingLines

/// Lines to be answered, and what answers them.
enum Desk {
    static let toolchain = Result { try Toolchain() }

    /// The catalogue of the contract's visible samples.
    static let catalog: JSONValue = [
        "hours": ["open": "10:00", "close": "21:00"],
        "services": [
            ["id": "manicure", "ru": "Маникюр", "en": "Manicure", "aliases": ["классический маникюр"]],
            ["id": "pedicure", "ru": "Педикюр"],
            ["id": "gel_manicure", "ru": "Маникюр с гель-лаком", "aliases": ["гель-лак"]],
        ],
        "masters": [["id": "anna", "ru": "Анна", "en": "Anna"], ["id": "maria", "names": ["Мария"]]],
    ]

    static func message(_ text: String) -> JSONValue {
        ["text": .string(text), "now": "2026-05-20T11:05:00+05:00", "catalog": catalog]
    }

    static func lines(_ language: UnderstandingLines.Language = .asGiven, explains: Bool = false) throws -> UnderstandingLines {
        UnderstandingLines(understander: try toolchain.get().understander, language: language, explains: explains)
    }

    static func text(_ line: String, explains: Bool = false, language: UnderstandingLines.Language = .asGiven) throws -> String {
        var lines = try lines(language, explains: explains)
        return try answer(Array(line.utf8), number: 1, of: &lines)
    }

    /// The answer to a line that has one.
    static func answer(_ bytes: [UInt8], number: Int, of lines: inout UnderstandingLines) throws -> String {
        let answer = lines.answer(.bytes(bytes), number: number)
        return String(decoding: try #require(answer), as: UTF8.self)
    }

    static func text(_ line: JSONValue) throws -> String { try text(line.text()) }

    static func answer(
        _ line: JSONValue, explains: Bool = false, language: UnderstandingLines.Language = .asGiven
    ) throws -> JSONValue {
        try JSONValue(parsing: text(line.text(), explains: explains, language: language))
    }
}

extension JSONValue {
    /// The object with one more member, or another value of it.
    func with(_ name: String, _ value: JSONValue) -> JSONValue {
        var object = object ?? JSONObject()
        object[name] = value
        return .object(object)
    }
}
