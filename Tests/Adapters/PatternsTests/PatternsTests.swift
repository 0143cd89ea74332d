import Patterns
import Testing

@Suite("PCRE2 patterns")
struct PatternsTests {
    @Test("finds captures as byte ranges of UTF-8 text")
    func captures() throws {
        let pattern = try Pattern("(мани)(кюр)(ы)?")
        let text = Array("на маникюр 💅".utf8)
        let found = try #require(try pattern.firstMatch(in: text))
        #expect(found == [5..<19, 5..<13, 13..<19, nil])
    }

    @Test("knows letters of any script as letters")
    func unicodeProperties() throws {
        let pattern = try Pattern("^\\w+$")
        #expect(try pattern.firstMatch(in: Array("маникюр".utf8)) != nil)
        #expect(try pattern.firstMatch(in: Array("два слова".utf8)) == nil)
    }

    @Test("starts where it is told")
    func start() throws {
        let pattern = try Pattern("a")
        #expect(try pattern.firstMatch(in: Array("aba".utf8), from: 1) == [2..<3])
        #expect(try pattern.firstMatch(in: [], from: 0) == nil)
        #expect(try Pattern("").firstMatch(in: []) == [0..<0])
    }

    @Test(
        "says where a pattern is wrong",
        arguments: [("(a", 2), ("a{2,1}", 5), ("[я-а]", 5), ("\\Cx", 2)])
    func invalid(source: String, offset: Int) {
        #expect {
            try Pattern(source)
        } throws: { error in
            guard case .invalid(let found, let message)? = error as? PatternError else { return false }
            return found == offset && !message.isEmpty
        }
    }

    @Test("refuses a pattern longer than its limit")
    func tooLong() {
        #expect(throws: PatternError.self) { try Pattern(String(repeating: "a", count: Pattern.maximumLength + 1)) }
    }

    @Test("ends a pattern that runs away with a typed error")
    func runaway() throws {
        let pattern = try Pattern("^(a+)+$")
        let text = Array((String(repeating: "a", count: 60) + "!").utf8)
        #expect(throws: PatternError.exhausted(.matches)) { try pattern.firstMatch(in: text) }
        #expect(try pattern.firstMatch(in: Array("aaa".utf8)) == [0..<3, 0..<3])
    }

    @Test("bounds the interpreter too, where JIT does not run")
    func withoutJIT() throws {
        let pattern = try Pattern("(*NO_JIT)^(?:(a)|b)*c", limits: Pattern.Limits(depth: 10))
        // The last letter is there, so that PCRE2 does not give up before it begins.
        #expect(throws: PatternError.exhausted(.depth)) {
            try pattern.firstMatch(in: Array((String(repeating: "a", count: 1000) + "!c").utf8))
        }
        #expect(try pattern.firstMatch(in: Array("abc".utf8)) == [0..<3, 0..<1])
    }

    @Test("says where a text is not UTF-8")
    func notUTF8() throws {
        #expect(throws: PatternError.notUTF8(offset: 1)) { try Pattern("a").firstMatch(in: [0x62, 0xFF, 0x61]) }
    }

    @Test("is shared by tasks that match at once")
    func shared() async throws {
        let pattern = try Pattern("(\\d+)")
        let found = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let text = Array("номер \(number)!".utf8)
                    return try pattern.firstMatch(in: text)?[1] == 11..<(text.count - 1)
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(found == 200)
    }
}
