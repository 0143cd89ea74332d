/// What a word may be an endearment of: `мариночкой` of `марина`, `кератинчик` of `кератин`.
///
/// Worked out from the word as it comes, so that no salon has to keep every endearment of every name in every case. Costs
/// microseconds, and is remembered with what else the lexicons know of the word.
struct Endearments: Sendable {
    /// For the end of a word in some case, the ends it may have when it stands alone; likewise for endearments.
    private struct Ends: Sendable {
        var origins = SpellingMap<[String]>()
        var longest = 0

        init(_ lines: [(base: String, others: [String])]) {
            for (base, others) in lines {
                for other in others where !other.isEmpty && other != base {
                    origins[other, default: []].append(base)
                    longest = max(longest, other.utf8.count)
                }
            }
            origins.finish()
        }

        /// The word with each end that it may have had in its place.
        func before(_ word: String) -> [String] {
            var found: [String] = []
            let bytes = Array(word.utf8)
            for length in 1...max(1, longest) where length < bytes.count {
                let start = bytes.count - length
                // Not in the middle of a letter.
                guard bytes[start] & 0xC0 != 0x80, let bases = origins[String(decoding: bytes[start...], as: UTF8.self)] else {
                    continue
                }
                let stem = String(decoding: bytes[..<start], as: UTF8.self)
                for base in bases { found.append(stem + base) }
            }
            return found
        }
    }

    private let lexicons: [(lexicon: Lexicon, cases: Ends, diminutives: Ends)]

    init(_ lexicons: [Lexicon]) {
        self.lexicons = lexicons.filter { !$0.diminutives.isEmpty }.map { ($0, Ends($0.endings), Ends($0.diminutives)) }
    }

    /// Names and words of which this is an endearment, in any of its forms; empty for most words.
    func origins(of word: String, isLatin: Bool) -> [String] {
        var found: [String] = []
        for (lexicon, cases, diminutives) in lexicons where (lexicon.script == .latin) == isLatin {
            for alone in [word] + cases.before(word) {
                for origin in diminutives.before(alone) {
                    guard origin.unicodeScalars.count > 2, !found.contains(origin) else { continue }
                    let isMade = lexicon.endearments(of: origin).contains(alone)
                    if isMade, alone == word || lexicon.forms(ofName: alone).contains(word) { found.append(origin) }
                }
            }
        }
        return found
    }
}
