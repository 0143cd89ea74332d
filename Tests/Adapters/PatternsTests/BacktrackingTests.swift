import Patterns
import Testing

/// What the analysis says of patterns, held against the real engine with the witness it gives.
@Suite("Patterns: backtracking")
struct BacktrackingTests {
    @Test(
        "a repetition within a repetition runs away",
        arguments: [
            "(a+)+b", "(a*)*b", "(a|a)*b", "(a|ab|b)*c", "(\\w+\\s?)+!", "([a-z]+)*$", "(a|b|ab)*c", "(?:x+x+)+y",
            "((ab)*)*c", "(.*)*x", "(a?a?)*b", "(\\d+|\\w+)*!", "^(([а-я])+.?)+[А-Я]", "(a{1,3}){2,}b",
        ])
    func exponential(source: String) throws {
        _ = try Pattern(source)
        guard case .exponential(let witness) = Backtracking.analyse(source) else {
            Issue.record("\(source) is \(Backtracking.analyse(source))")
            return
        }
        #expect(!witness.isEmpty)
    }

    @Test(
        "two loops over the same text are slow",
        arguments: [".*a.*b", "a*a*b", "\\w+\\d+!", "[a-z]*[a-f]*1", ".*park.*here"])
    func polynomial(source: String) {
        guard case .polynomial = Backtracking.analyse(source) else {
            Issue.record("\(source) is \(Backtracking.analyse(source))")
            return
        }
    }

    @Test(
        "patterns as people write them are modest",
        arguments: [
            "park(ing)?", "где (машину|авто)", "a+b+", "(ab)+c", "(a|b)*c", ".*park.*", "[0-9]{1,3} ?(kg|кг)", "^да$",
            "(?:free|paid) parking", "\\bпарков\\w*\\b", "(\\w+ )*end", "a?b?c?", "x{3,5}y", "[^ ]+ [^ ]+", "(?i)Park",
            "(a(b(c(d)?)?)?)?", "", "\\d\\d:\\d\\d", "[[:alpha:]]+", "(?<name>a)b", "(?=x)x", "a++b", "(a)\\1",
        ])
    func modest(source: String) { #expect(Backtracking.analyse(source) == .modest) }

    @Test("what doubles makes the engine give up, and what is modest does not")
    func holdsAgainstTheEngine() throws {
        for source in ["(a+)+b", "(a|a)*b", "(a|ab|b)*c", "([a-z]+)*[0-9]$"] {
            guard case .exponential(let witness) = Backtracking.analyse(source) else {
                Issue.record("\(source)")
                continue
            }
            // Where a match fails at once by its last sign, the engine looks no further: one of the pattern's own is added.
            let text = String(witness.dropLast()) + String(witness.dropLast()) + "\u{1}" + "bc0"
            #expect(throws: PatternError.self, "\(source)") {
                _ = try Pattern(source).firstMatch(in: Array(text.utf8))
            }
        }
        let long = Array(String(repeating: "парковка parking ", count: 200).utf8)
        for source in ["park(ing)?x", "(ab)+c", "(a|b)*c", "(\\w+ )*!"] {
            #expect(try Pattern(source).firstMatch(in: long) == nil, "\(source)")
        }
    }

    @Test("any pattern is analysed in a bounded time", .timeLimit(.minutes(1)))
    func bounded() {
        let hostile = [
            String(repeating: "(", count: 2000) + "a" + String(repeating: ")", count: 2000),
            String(repeating: "(", count: 40) + "a" + String(repeating: "){99}", count: 40),
            "(" + (0..<100).map { "w\($0 % 10)" }.joined(separator: "|") + ")*!",
            "(" + String(repeating: "a|", count: 110) + "a)*",
            String(repeating: "a*", count: 60) + "b", String(repeating: ".*", count: 20) + "x",
            "[", "(", "a{", "\\", "(?", "[^", "(?P<", "a{99999}", "(((){65535}){65535}){65535}", "\\p{", "\\x{FFFFFFFF}", "[z-a]",
        ]
        for source in hostile { _ = Backtracking.analyse(source) }
        #expect(Backtracking.analyse("(" + String(repeating: "a|", count: 20) + "a)*b") != .modest)
    }

    @Test("samples of a pattern match it", arguments: ["park(ing)?", "(где|куда) [а-я]+ять", "\\d{2}:\\d{2}", "a|b|c", "x+y*z?"])
    func samples(source: String) throws {
        let pattern = try Pattern(source)
        let samples = Pattern.samples(of: source, limit: 6)
        #expect(!samples.isEmpty)
        for sample in samples { #expect(try pattern.firstMatch(in: Array(sample.utf8)) != nil, "\(sample)") }
    }
}
