import FlowCompiler
import FlowDiagnostics
import FlowMachine
import Testing

/// Whatever is done to a flow, compiling it ends with findings or with a whole machine.
@Suite("Mutated flows")
struct MutationTests {
    /// A small generator of its own, so that a failure is repeated by its seed (splitmix64).
    private struct Seeded: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    @Test("lines and words moved about", arguments: 0..<300)
    func mutate(seed: Int) throws {
        var random = Seeded(state: UInt64(seed))
        let names = ["romashka", "romashka-ru-dialect"] + (try Corpus.brokenFlows())
        let name = names[Int.random(in: 0..<names.count, using: &random)]
        let other = names[Int.random(in: 0..<names.count, using: &random)]
        var lines = String(decoding: try Corpus.flow(name), as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        let spare = String(decoding: try Corpus.flow(other), as: UTF8.self).split(separator: "\n")
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            guard !lines.isEmpty else { break }
            let place = Int.random(in: 0..<lines.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: lines.remove(at: place)
            case 1: lines.insert(lines[Int.random(in: 0..<lines.count, using: &random)], at: place)
            case 2: lines.insert(spare[Int.random(in: 0..<spare.count, using: &random)], at: place)
            case 3: lines.swapAt(place, Int.random(in: 0..<lines.count, using: &random))
            case 4:
                var words = lines[place].split(separator: " ")
                if !words.isEmpty { words.remove(at: Int.random(in: 0..<words.count, using: &random)) }
                lines[place] = Substring(words.joined(separator: " "))
            default:
                let words = spare[Int.random(in: 0..<spare.count, using: &random)].split(separator: " ")
                if let word = words.randomElement(using: &random) { lines[place] += " " + word }
            }
        }
        let text = lines.joined(separator: "\n")
        let result = try Corpus.compile(text)
        let hasErrors = result.diagnostics.contains { $0.severity == .error }
        #expect((result.compiled == nil) == hasErrors, "seed \(seed)")
        #expect(try Corpus.compile(text).diagnostics == result.diagnostics, "seed \(seed)")
        if let compiled = result.compiled {
            // Reading back checks that every reference of the machine leads somewhere.
            #expect(try Machine(encoded: compiled.machine.encoded) == compiled.machine, "seed \(seed)")
        }
    }
}
