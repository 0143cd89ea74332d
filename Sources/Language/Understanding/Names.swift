/// The names of a salon's services or masters, by every word and form a customer may use for them.
struct Names {
    /// How sure a word is: as written, by another form of the same name, cut short, mistyped.
    enum Quality: Int, Comparable {
        case exact, related, shortened, mistyped

        static func < (left: Quality, right: Quality) -> Bool { left.rawValue < right.rawValue }
    }

    /// A word of a name: the bit it has among the name's words.
    struct Hit {
        var name: Int
        var bits: UInt32
        var quality: Quality
    }

    private struct Name {
        var thing: Int
        var bits: UInt32
    }

    /// Words of one name that count; further ones are passed over.
    private static let maximumWords = 16
    /// Tokens of a message among which names are looked for.
    private static let maximumTokens = 200
    /// Other words that may stand between two words of one name.
    private static let maximumGap = 3
    /// Things named in one message.
    private static let maximumThings = 8
    /// A longer list is no question one can ask.
    private static let maximumTies = 10

    private(set) var ids: [String] = []
    private var names: [Name] = []
    private var hits: [String: [Hit]] = [:]
    private var blurredHits: [String: [Hit]] = [:]
    private var near = NearestWords()
    private var blurredNear = NearestWords()
    /// Keys by their first four letters, for words that customers cut short ("педи"); empty for people.
    private var beginnings: [String: [String]] = [:]

    mutating func add(thing id: String) { ids.append(id) }

    /// Begins a name of the thing added last; the bits of its words come from `add(key:)`.
    mutating func beginName() -> Int {
        names.append(Name(thing: ids.count - 1, bits: 0))
        return names.count - 1
    }

    /// Enters a form of a word; `word` counts the words of the name from 0.
    mutating func add(key: String, blurred: String, name: Int, words: Range<Int>, quality: Quality = .exact) {
        var bits: UInt32 = 0
        for word in words where word < Names.maximumWords { bits |= 1 << UInt32(word) }
        guard bits != 0 else { return }
        names[name].bits |= bits
        let hit = Hit(name: name, bits: bits, quality: quality)
        Names.insert(hit, into: &hits[key, default: []])
        Names.insert(hit, into: &blurredHits[blurred, default: []])
    }

    private static func insert(_ hit: Hit, into list: inout [Hit]) {
        if let index = list.firstIndex(where: { $0.name == hit.name && $0.bits == hit.bits }) {
            list[index].quality = min(list[index].quality, hit.quality)
        } else {
            list.append(hit)
        }
    }

    mutating func finish(allowsShortened: Bool) {
        for key in hits.keys.sorted() {
            near.add(key)
            if allowsShortened, key.count > 4 { beginnings[String(key.prefix(4)), default: []].append(key) }
        }
        for key in blurredHits.keys.sorted() { blurredNear.add(key) }
    }

    func exactHits(_ key: String) -> [Hit]? { hits[key] }

    func blurredExactHits(_ key: String) -> [Hit]? {
        blurredHits[key]?.map { Hit(name: $0.name, bits: $0.bits, quality: max($0.quality, .related)) }
    }

    /// What a word cut short may be here ("педи", "мани"): at least four letters of a longer one.
    func shortenedHits(_ word: String) -> [Hit] {
        guard let keys = beginnings[String(word.prefix(4))] else { return [] }
        return keys.filter { $0.count > word.count && $0.hasPrefix(word) }.flatMap { hits[$0] ?? [] }
            .filter { $0.bits.nonzeroBitCount == 1 }
            .map { Hit(name: $0.name, bits: $0.bits, quality: .shortened) }
    }

    /// What a word that nothing else knows may be here: cut short, or mistyped.
    func looseHits(_ key: String, word: String, length: Int, isBlurred: Bool) -> [Hit] {
        let shortened = shortenedHits(word)
        if !shortened.isEmpty { return shortened }
        let allowed = NearestWords.allowedTypos(length: length)
        guard allowed > 0, let found = (isBlurred ? blurredNear : near).nearest(to: key, within: allowed) else { return [] }
        return found.words.flatMap { (isBlurred ? blurredHits[$0] : hits[$0]) ?? [] }
            .map { Hit(name: $0.name, bits: $0.bits, quality: .mistyped) }
    }

    /// A thing or things that tokens name.
    struct Mention: Hashable {
        /// Indices of `ids`; several when the words fit them equally well.
        var things: [Int]
        /// Tokens, in order.
        var tokens: [Int]
        var isWhole: Bool
    }

    private struct Candidate {
        var thing: Int
        var tokens: [Int]
        var bits: UInt32
        var missing: Int
        var quality: Quality

        /// Most words first; then whole names; then the surest words.
        func precedes(_ other: Candidate) -> Bool {
            if tokens.count != other.tokens.count { return tokens.count > other.tokens.count }
            if (missing == 0) != (other.missing == 0) { return missing == 0 }
            if quality != other.quality { return quality < other.quality }
            return tokens[0] < other.tokens[0]
        }
    }

    /// What is named, in the order of the message: the names that explain most words win, so that a combination of two
    /// services beats the two (understanding contract, 16), and what fits equally well stays together as a tie.
    ///
    /// - Parameters:
    ///   - isCommon: whether a token is an everyday word, which alone is no part of a longer name.
    ///   - isBarrier: whether no name goes on from the token before this one to this one.
    func mentions(_ found: [[Hit]], isCommon: (Int) -> Bool, isBarrier: (Int) -> Bool) -> [Mention] {
        var candidates = self.candidates(found, isBarrier: isBarrier)
        var mentions: [Mention] = []
        var used: Set<Int> = []
        while mentions.count < Names.maximumThings {
            candidates.removeAll { candidate in
                if candidate.tokens.contains(where: used.contains) { return true }
                guard candidate.missing > 0 else { return false }
                if candidate.tokens.count > 1 { return 2 * candidate.missing > 3 * candidate.tokens.count }
                let token = candidate.tokens[0]
                return isCommon(token) || used.contains(token - 1) || used.contains(token + 1)
            }
            guard let best = candidates.min(by: { $0.precedes($1) }) else { break }
            var things: [Int] = []
            for candidate in candidates
            where candidate.tokens == best.tokens && candidate.quality == best.quality
                && (candidate.missing == 0) == (best.missing == 0) && !things.contains(candidate.thing)
            {
                things.append(candidate.thing)
            }
            let ties = Array(things.sorted().prefix(Names.maximumTies))
            mentions.append(Mention(things: ties, tokens: best.tokens, isWhole: best.missing == 0))
            used.formUnion(best.tokens)
        }
        return mentions.sorted { $0.tokens[0] < $1.tokens[0] }
    }

    /// For each name, the runs of tokens that hold its words close together.
    private func candidates(_ found: [[Hit]], isBarrier: (Int) -> Bool) -> [Candidate] {
        var open: [Int: Candidate] = [:]
        var closed: [Candidate] = []
        func close(_ name: Int) {
            guard var candidate = open.removeValue(forKey: name) else { return }
            candidate.missing = (names[name].bits & ~candidate.bits).nonzeroBitCount
            closed.append(candidate)
        }
        for (token, hits) in found.prefix(Names.maximumTokens).enumerated() {
            if isBarrier(token) { for name in open.keys.sorted() { close(name) } }
            for hit in hits {
                if let last = open[hit.name],
                    token - (last.tokens.last ?? 0) > Names.maximumGap + 1 || last.bits & hit.bits == hit.bits
                {
                    if last.tokens.last == token { continue }
                    close(hit.name)
                }
                var candidate =
                    open[hit.name]
                    ?? Candidate(thing: names[hit.name].thing, tokens: [], bits: 0, missing: 0, quality: .exact)
                if candidate.tokens.last != token { candidate.tokens.append(token) }
                candidate.bits |= hit.bits
                candidate.quality = max(candidate.quality, hit.quality)
                open[hit.name] = candidate
            }
        }
        for name in open.keys.sorted() { close(name) }
        return closed
    }
}
