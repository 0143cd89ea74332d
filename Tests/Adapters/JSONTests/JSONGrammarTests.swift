import JSON
import Testing

/// RFC 8259 by table: what is JSON, what is not, and what is said about it.
@Suite("JSON grammar")
struct JSONGrammarTests {
    struct Accepted: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        let compact: String
        var testDescription: String { name }

        init(_ name: String, _ text: String, _ compact: String? = nil) {
            self.name = name
            self.text = text
            self.compact = compact ?? text
        }
    }

    static let accepted: [Accepted] = [
        Accepted("null", "null"), Accepted("true", "true"), Accepted("false", "false"),
        Accepted("lone string", "\"a\""), Accepted("lone number", "-0"), Accepted("space around", " \t\r\n1\n", "1"),
        Accepted("zero", "0"), Accepted("fraction", "0.10"), Accepted("capital exponent", "1E+2"),
        Accepted("small exponent", "1e-2"), Accepted("beyond Double", "1e999"),
        Accepted("twenty digits", "12345678901234567890"),
        Accepted("empty array", "[ ]", "[]"), Accepted("empty object", "{ }", "{}"),
        Accepted("nested", "[[],{},[1,[2]]]"), Accepted("spaces inside", "{ \"a\" : [ 1 , 2 ] }", "{\"a\":[1,2]}"),
        Accepted("empty name", "{\"\":0}"), Accepted("order kept", "{\"b\":1,\"a\":2}"),
        Accepted("repeated name, last wins in the first's place", "{\"a\":1,\"b\":2,\"a\":3}", "{\"a\":3,\"b\":2}"),
        Accepted("names that differ only in normal form", "{\"\u{E9}\":1,\"e\u{301}\":2}"),
        Accepted("all short escapes", #""\"\\\/\b\f\n\r\t""#, #""\"\\/\b\f\n\r\t""#),
        Accepted("unicode escape", #""\u0416""#, "\"Ж\""),
        Accepted("capital hexadecimal", #""\u00E9\u00AB""#, "\"é«\""),
        Accepted("surrogate pair", #""\ud83d\ude00""#, "\"😀\""),
        Accepted("lone high surrogate", #""\ud83dx""#, "\"\u{FFFD}x\""),
        Accepted("lone low surrogate", #""\ude00""#, "\"\u{FFFD}\""),
        Accepted("two high surrogates, then a low one", #""\ud83d\ud83d\ude00""#, "\"\u{FFFD}😀\""),
        Accepted("high surrogate before another escape", #""\ud83d\u0041""#, "\"\u{FFFD}A\""),
        Accepted("high surrogate before a short escape", #""\ud83d\n""#, "\"\u{FFFD}\\n\""),
        Accepted("escaped NUL", #""\u0000""#), Accepted("DEL as it is", "\"\u{7F}\""),
        Accepted("line separators as they are", "\"\u{2028}\u{2029}\""),
        Accepted("UTF-8 of two, three and four bytes", "\"éЖ€𝄞\u{10FFFF}\""), Accepted("noncharacter", "\"\u{FFFF}\""),
        Accepted("byte order mark inside a string", "\"\u{FEFF}\""),
    ]

    @Test("accepts", arguments: accepted)
    func accepts(_ example: Accepted) throws {
        #expect(try Array(JSONValue(parsing: example.text).text().utf8) == Array(example.compact.utf8))
    }

    struct Rejected: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        let reason: JSONError.Reason
        let line: Int
        let column: Int
        var testDescription: String { name }

        init(_ name: String, _ text: String, _ reason: JSONError.Reason, _ line: Int, _ column: Int) {
            self.init(name, bytes: Array(text.utf8), reason, line, column)
        }

        init(_ name: String, bytes: [UInt8], _ reason: JSONError.Reason, _ line: Int, _ column: Int) {
            self.name = name
            self.bytes = bytes
            self.reason = reason
            self.line = line
            self.column = column
        }
    }

    private static func ascii(_ character: Unicode.Scalar) -> UInt8 { UInt8(ascii: character) }

    static let rejected: [Rejected] = [
        Rejected("nothing", "", .endOfText(expected: "a value"), 1, 1),
        Rejected("only space", " \n ", .endOfText(expected: "a value"), 2, 2),
        Rejected("two values", "1 2", .contentAfterEnd, 1, 3),
        Rejected("stray bracket", "[]]", .contentAfterEnd, 1, 3),
        Rejected("open array", "[1", .endOfText(expected: "a comma or “]”"), 1, 3),
        Rejected("open object", "{", .endOfText(expected: "a member name in quotes or “}”"), 1, 2),
        Rejected("comma before ]", "[1,]", .unexpectedByte(ascii("]"), expected: "a value"), 1, 4),
        Rejected("comma first", "[,1]", .unexpectedByte(ascii(","), expected: "a value"), 1, 2),
        Rejected("two commas", "[1,,2]", .unexpectedByte(ascii(","), expected: "a value"), 1, 4),
        Rejected("missing comma", "[1 2]", .unexpectedByte(ascii("2"), expected: "a comma or “]”"), 1, 4),
        Rejected("wrong bracket", "[1}", .unexpectedByte(ascii("}"), expected: "a comma or “]”"), 1, 3),
        Rejected(
            "comma before }", "{\"a\":1,}", .unexpectedByte(ascii("}"), expected: "a member name in quotes"), 1, 8),
        Rejected("bare name", "{a:1}", .unexpectedByte(ascii("a"), expected: "a member name in quotes"), 1, 2),
        Rejected("missing colon", "{\"a\" 1}", .unexpectedByte(ascii("1"), expected: "a colon"), 1, 6),
        Rejected("missing value", "{\"a\":}", .unexpectedByte(ascii("}"), expected: "a value"), 1, 6),
        Rejected("name and end", "{\"a\"", .endOfText(expected: "a colon"), 1, 5),
        Rejected("single quotes", "'a'", .unexpectedByte(ascii("'"), expected: "a value"), 1, 1),
        Rejected("comment", "/**/1", .unexpectedByte(ascii("/"), expected: "a value"), 1, 1),
        Rejected("NaN", "NaN", .unexpectedByte(ascii("N"), expected: "a value"), 1, 1),
        Rejected("capital word", "True", .unexpectedByte(ascii("T"), expected: "a value"), 1, 1),
        Rejected("broken word", "nul", .endOfText(expected: "“null”"), 1, 4),
        Rejected("wrong word", "trve", .unexpectedByte(ascii("v"), expected: "“true”"), 1, 3),
        Rejected("plus sign", "+1", .unexpectedByte(ascii("+"), expected: "a value"), 1, 1),
        Rejected("leading zero", "[\n 01]", .leadingZero, 2, 2),
        Rejected("minus leading zero", "-00", .leadingZero, 1, 2),
        Rejected("lone minus", "-", .endOfText(expected: "a digit"), 1, 2),
        Rejected("minus and letter", "-a", .unexpectedByte(ascii("a"), expected: "a digit"), 1, 2),
        Rejected("no digit after the point", "1.", .endOfText(expected: "a digit"), 1, 3),
        Rejected("no digit before the point", ".5", .unexpectedByte(ascii("."), expected: "a value"), 1, 1),
        Rejected("no digit in the exponent", "1e+]", .unexpectedByte(ascii("]"), expected: "a digit"), 1, 4),
        Rejected("hexadecimal", "0x1", .contentAfterEnd, 1, 2),
        Rejected("open string", "\"Ж", .endOfText(expected: "a closing quote"), 1, 3),
        Rejected("open escape", #""\"#, .endOfText(expected: "the rest of an escape"), 1, 3),
        Rejected("unknown escape", #""Ж\x41""#, .invalidEscape, 1, 3),
        Rejected("short unicode escape", #""\u12""#, .invalidEscape, 1, 2),
        Rejected("cut unicode escape", #""\u12"#, .endOfText(expected: "four hexadecimal digits"), 1, 6),
        Rejected("line feed in a string", "\"a\nb\"", .controlCharacter(0x0A), 1, 3),
        Rejected("NUL in a string", "\"\u{0}\"", .controlCharacter(0), 1, 2),
        Rejected("byte order mark", "\u{FEFF}1", .byteOrderMark, 1, 1),
        Rejected("no-break space", "\u{A0}1", .unexpectedByte(0xC2, expected: "a value"), 1, 1),
        Rejected("lone continuation", bytes: [0x22, 0x80, 0x22], .invalidUTF8, 1, 2),
        Rejected("overlong slash", bytes: [0x22, 0xC0, 0xAF, 0x22], .invalidUTF8, 1, 2),
        Rejected("overlong of three bytes", bytes: [0x22, 0xE0, 0x80, 0xAF, 0x22], .invalidUTF8, 1, 2),
        Rejected("overlong of four bytes", bytes: [0x22, 0xF0, 0x80, 0x80, 0xAF, 0x22], .invalidUTF8, 1, 2),
        Rejected("surrogate in UTF-8", bytes: [0x22, 0xED, 0xA0, 0x80, 0x22], .invalidUTF8, 1, 2),
        Rejected("beyond Unicode", bytes: [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], .invalidUTF8, 1, 2),
        Rejected("never a byte of UTF-8", bytes: [0x22, 0xFF, 0x22], .invalidUTF8, 1, 2),
        Rejected("cut sequence", bytes: [0x22, 0xE2, 0x82], .invalidUTF8, 1, 2),
        Rejected("quote inside a sequence", bytes: [0x22, 0xE2, 0x82, 0x22, 0x5D], .invalidUTF8, 1, 2),
        Rejected("UTF-16", bytes: [0x5B, 0x00, 0x5D, 0x00], .unexpectedByte(0, expected: "a value"), 1, 2),
    ]

    @Test("rejects and says where", arguments: rejected)
    func rejects(_ example: Rejected) throws {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: example.bytes) }
        #expect(error?.reason == example.reason)
        #expect([error?.line, error?.column] == [example.line, example.column])
        #expect(error?.description.contains("line \(example.line), column \(example.column)") == true)
    }

    @Test("depth, size and count are bounded, exactly")
    func limits() throws {
        let limits = JSONLimits(bytes: 12, depth: 3, values: 5)
        #expect(throws: Never.self) { try JSONValue(parsing: "[[[1,2]]]", limits: limits) }
        #expect(throws: Never.self) { try JSONValue(parsing: "           1", limits: limits) }
        func reason(_ text: String) -> JSONError.Reason? {
            #expect(throws: JSONError.self) { try JSONValue(parsing: text, limits: limits) }?.reason
        }
        #expect(reason("[[[[]]]]") == .tooDeep(limit: 3))
        #expect(reason("[1,2,3,4,5]") == .tooManyValues(limit: 5))
        #expect(reason("            1") == .tooLarge(limit: 12))
    }

    @Test("a million brackets neither crash nor pass")
    func bombs() throws {
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: deep) }
        #expect(error?.reason == .tooDeep(limit: 128))
        let limits = JSONLimits(bytes: .max, depth: .max, values: .max)
        #expect(limits.depth == JSONLimits.deepest)
        let deepest = Array((String(repeating: "[", count: 512) + String(repeating: "]", count: 512)).utf8)
        #expect(try JSONValue(parsing: deepest, limits: limits).bytes() == deepest)
    }
}
