import JSON
import Testing

/// A small generator with a seed, so that a failure can be repeated (Steele, Lea and Flood's SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

@Suite("JSON properties")
struct JSONPropertyTests {
    static func value(depth: Int, using generator: inout SeededGenerator) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &generator) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &generator))
        case 2: return .number(JSONNumber(Int.random(in: .min ... .max, using: &generator)))
        case 3:
            return JSONNumber(Double.random(in: -1e6...1e6, using: &generator)).map(JSONValue.number) ?? .null
        case 4: return .string(text(using: &generator))
        case 5, 6:
            return .array(
                (0..<Int.random(in: 0...5, using: &generator)).map { _ in value(depth: depth - 1, using: &generator) })
        default:
            var object = JSONObject()
            for _ in 0..<Int.random(in: 0...20, using: &generator) {
                object[text(using: &generator)] = value(depth: depth - 1, using: &generator)
            }
            return .object(object)
        }
    }

    static func text(using generator: inout SeededGenerator) -> String {
        let alphabet: [Unicode.Scalar] = [
            "a", "Z", "0", " ", "\"", "\\", "/", "\n", "\t", "\u{0}", "\u{1F}", "\u{7F}", "é", "Ж", "\u{301}", "€",
            "\u{2028}", "😀", "\u{10FFFF}", "\u{FFFD}", "{", "]", ",",
        ]
        var text = ""
        for _ in 0..<Int.random(in: 0...8, using: &generator) {
            text.unicodeScalars.append(alphabet[Int.random(in: 0..<alphabet.count, using: &generator)])
        }
        return text
    }

    static let styles: [JSONStyle] = [
        .compact, .pretty, .asciiOnly, JSONStyle(isPretty: true, escapesNonASCII: true),
    ]

    @Test("what is written is read back the same in every style", arguments: UInt64(1)...8)
    func roundTrip(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let value = Self.value(depth: 4, using: &generator)
            for style in Self.styles {
                let bytes = value.bytes(style)
                let read = try JSONValue(parsing: bytes)
                #expect(read == value)
                #expect(read.bytes(style) == bytes)
                if style.escapesNonASCII { #expect(bytes.allSatisfy { $0 < 0x80 }) }
            }
        }
    }

    @Test("no mutation of a text crashes the parser, and what it accepts is a fixed point", arguments: UInt64(1)...8)
    func mutations(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let splices: [UInt8] = Array("{}[]\",:\\u0eE+-.tfn \n".utf8) + [0x00, 0x80, 0xC3, 0xED, 0xF0, 0xFF]
        var accepted = 0
        for _ in 0..<1500 {
            var bytes = Self.value(depth: 3, using: &generator).bytes(.compact)
            for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes.remove(at: place)
                case 1: bytes[place] = splices[Int.random(in: 0..<splices.count, using: &generator)]
                case 2: bytes.insert(splices[Int.random(in: 0..<splices.count, using: &generator)], at: place)
                default: bytes.removeSubrange(place...)
                }
            }
            guard let document = try? JSONDocument(parsing: bytes) else { continue }
            accepted += 1
            let written = document.root.value.bytes()
            #expect(try JSONValue(parsing: written).bytes() == written)
        }
        #expect(accepted > 0)
    }

    @Test("every proper prefix of a container is rejected")
    func prefixes() throws {
        let whole = Array(#"{"a":[1,-2.5e3,"Ж\u0416\n",true,null],"b":{"c":false}}"#.utf8)
        #expect(throws: Never.self) { try JSONValue(parsing: whole) }
        for length in 0..<whole.count {
            #expect(throws: JSONError.self) { try JSONValue(parsing: Array(whole[..<length])) }
        }
    }
}
