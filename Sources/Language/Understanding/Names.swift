/// The names of a salon's services or masters, by every word and form a customer may use for them.
struct Names {
    /// How sure a word is: as written, by another form of the same name, cut short, mistyped.
    enum Quality: Int, Comparable {
        case exact, related, shortened, mistyped

        static func < (left: Quality, right: Quality) -> Bool { left.rawValue < right.rawValue }
    }

    /// A word of a name: the bit it has among the name's words.
    struct Hit: Hashable {
        var name: Int
        var bits: UInt32
        var quality: Quality
        /// Tells things apart and names none alone ("детская").
        var isDetail = false
    }

    private struct Name {
        var thing: Int
        var bits: UInt32
        /// Its words as the catalogue has them, for names that differ in endings only.
        var words: [String] = []
        /// Words that go without saying ("Окрашивание [волос]").
        var obvious: UInt32 = 0
        /// It joins two things ("Стрижка и борода"), and one of them alone does not name it.
        var isCombination = false
    }

    /// Words of one name that count; further ones are passed over.
    private static let maximumWords = 16
    /// Tokens of a message among which names are looked for.
    private static let maximumTokens = 200
    /// Runs of tokens among which is chosen; with more no further one begins, for a message that has them says one thing over
    /// and over, or a word that thousands of names share.
    private static let maximumCandidates = 512
    /// Other words that may stand between two words of one name.
    private static let maximumGap = 3
    /// Things named in one message.
    private static let maximumThings = 8
    /// A longer list is no question one can ask.
    private static let maximumTies = 10

    private(set) var ids: [String] = []
    private var names: [Name] = []
    /// Hits of each key as they are gathered; then only the numbers of their lists, as most forms of a name share one.
    private var gathered = SpellingMap<[Hit]>()
    private var blurredGathered = SpellingMap<[Hit]>()
    private var lists: [[Hit]] = []
    private var hits = SpellingMap<Int32>()
    private var blurredHits = SpellingMap<Int32>()
    /// Words of names by what they are called anywhere, whatever this catalogue calls it.
    private var thingHits: [Int: [Hit]] = [:]
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

    mutating func noteCombination(of name: Int) { names[name].isCombination = true }

    mutating func note(word: String, number: Int, isObvious: Bool, of name: Int) {
        names[name].words.append(word)
        if isObvious, number < Names.maximumWords { names[name].obvious |= 1 << UInt32(number) }
    }

    /// Enters a form of a word; `word` counts the words of the name from 0.
    mutating func add(key: String, blurred: String, name: Int, words: Range<Int>, quality: Quality = .exact) {
        var bits: UInt32 = 0
        for word in words where word < Names.maximumWords { bits |= 1 << UInt32(word) }
        guard bits != 0 else { return }
        names[name].bits |= bits
        let hit = Hit(name: name, bits: bits, quality: quality)
        Names.insert(hit, into: &gathered[key, default: []])
        Names.insert(hit, into: &blurredGathered[blurred, default: []])
    }

    /// Enters a word of a name by the thing it is a word for.
    mutating func add(thing: Int, isDetail: Bool, name: Int, word: Int) {
        guard word < Names.maximumWords else { return }
        thingHits[thing, default: []].append(Hit(name: name, bits: 1 << UInt32(word), quality: .related, isDetail: isDetail))
    }

    func hits(ofThing thing: Int) -> [Hit] { thingHits[thing] ?? [] }

    private static func insert(_ hit: Hit, into list: inout [Hit]) {
        // Names are entered one after another, so this one's hits stand last: a word of a thousand names costs no more.
        for index in list.indices.reversed() {
            guard list[index].name == hit.name else { break }
            guard list[index].bits == hit.bits else { continue }
            list[index].quality = min(list[index].quality, hit.quality)
            return
        }
        list.append(hit)
    }

    mutating func finish(allowsShortened: Bool) {
        var numbers: [[Hit]: Int32] = [:]
        func number(of list: [Hit]) -> Int32 {
            if let known = numbers[list] { return known }
            let number = Int32(lists.count)
            numbers[list] = number
            lists.append(list)
            return number
        }
        for key in gathered.words.sorted() {
            near.add(key)
            if allowsShortened, key.count > 4 { beginnings[String(key.prefix(4)), default: []].append(key) }
        }
        for key in blurredGathered.words.sorted() { blurredNear.add(key) }
        hits = gathered.mapValues(number)
        blurredHits = blurredGathered.mapValues(number)
        (gathered, blurredGathered) = (SpellingMap(), SpellingMap())
        hits.finish()
        blurredHits.finish()
        near.finish()
        blurredNear.finish()
    }

    /// Identities of the things whose names the hits are of, each once.
    func ids(of hits: [Hit]) -> [String] {
        var found: [String] = []
        for hit in hits where !found.contains(ids[names[hit.name].thing]) { found.append(ids[names[hit.name].thing]) }
        return found
    }

    func exactHits(_ key: String) -> [Hit]? { hits[key].map { lists[Int($0)] } }

    /// What names an endearment of this word names.
    func endearmentHits(_ key: String) -> [Hit] {
        (exactHits(key) ?? []).map { Hit(name: $0.name, bits: $0.bits, quality: max($0.quality, .related)) }
    }

    func blurredExactHits(_ key: String) -> [Hit]? {
        blurredHits[key].map { lists[Int($0)] }?.map { Hit(name: $0.name, bits: $0.bits, quality: max($0.quality, .related)) }
    }

    /// What a word cut short may be here ("педи", "мани"): at least four letters of a longer one.
    func shortenedHits(_ word: String) -> [Hit] {
        guard let keys = beginnings[String(word.prefix(4))] else { return [] }
        return keys.filter { $0.count > word.count && $0.hasPrefix(word) }.flatMap { exactHits($0) ?? [] }
            .filter { $0.bits.nonzeroBitCount == 1 }
            .map { Hit(name: $0.name, bits: $0.bits, quality: .shortened) }
    }

    /// What a word that nothing else knows may be here: cut short, or mistyped.
    func looseHits(_ key: String, word: String, length: Int, isBlurred: Bool) -> [Hit] {
        let shortened = shortenedHits(word)
        if !shortened.isEmpty { return shortened }
        let allowed = NearestWords.allowedTypos(length: length)
        guard allowed > 0,
            let found = (isBlurred ? blurredNear : near).nearest(to: key, within: allowed, isName: beginnings.isEmpty)
        else { return [] }
        return found.words.flatMap { (isBlurred ? blurredHits : hits)[$0].map { lists[Int($0)] } ?? [] }
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
        var isDetail = true
        /// The words of the name that each token is.
        var tokenBits: [UInt32] = []
        /// -1 for several names of the thing together.
        var name = -1
        /// Tokens that no mention taken so far has, and whether it has others too.
        var fresh = 0
        var isShared = false

        /// The candidate without the tokens up to the last that is one of these words; nil when nothing is left.
        func rest(after words: UInt32) -> Candidate? {
            guard let index = tokenBits.lastIndex(where: { $0 & words != 0 }), index + 1 < tokens.count else { return nil }
            var rest = self
            rest.tokens = Array(tokens[(index + 1)...])
            rest.tokenBits = Array(tokenBits[(index + 1)...])
            rest.bits = rest.tokenBits.reduce(0, |)
            return rest
        }

        /// Most words first, words of its own before words that something else was named by; then whole names; then the
        /// surest words.
        func precedes(_ other: Candidate) -> Bool {
            let (said, otherSaid) = (2 * fresh - missing, 2 * other.fresh - other.missing)
            if said != otherSaid { return said > otherSaid }
            if isShared != other.isShared { return other.isShared }
            if (missing == 0) != (other.missing == 0) { return missing == 0 }
            if quality != other.quality { return quality < other.quality }
            return tokens[0] < other.tokens[0]
        }
    }

    /// What is named, in the order of the message: the names that explain most words win, so that a combination of two
    /// services beats the two (understanding contract, 16), and what fits equally well stays together as a tie. Two whole
    /// names may share a word ("мужская стрижка и детская").
    ///
    /// - Parameters:
    ///   - isCommon: whether a token is an everyday word, which alone is no part of a longer name.
    ///   - isBarrier: whether no name goes on from the token before this one to this one.
    ///   - isJoining: whether a token says "and", which tells two things apart.
    ///   - text: a token as it was written.
    func mentions(
        _ found: [[Hit]], isCommon: (Int) -> Bool, isBarrier: (Int) -> Bool, isJoining: (Int) -> Bool,
        text: (Int) -> String
    ) -> [Mention] {
        var candidates = self.candidates(found, isBarrier: isBarrier, isJoining: isJoining)
        guard !candidates.isEmpty else { return [] }
        var mentions: [Mention] = []
        var used: Set<Int> = []
        while mentions.count < Names.maximumThings {
            for index in candidates.indices {
                candidates[index].fresh = candidates[index].tokens.count { !used.contains($0) }
                candidates[index].isShared = candidates[index].fresh < candidates[index].tokens.count
            }
            candidates.removeAll { candidate in
                if candidate.isDetail || candidate.fresh == 0 { return true }
                if candidate.isShared {
                    return candidate.missing > 0 || mentions.contains { $0.things.contains(candidate.thing) }
                        || candidate.tokens.contains { !used.contains($0) && isCommon($0) }
                }
                if candidate.missing == 0 {
                    // "wed" is a wedding's stem; with words left unsaid an everyday word names nothing.
                    return candidate.tokens.count == 1 && candidate.name >= 0
                        && candidate.bits != names[candidate.name].bits && isCommon(candidate.tokens[0])
                }
                if candidate.tokens.count > 1 { return 2 * candidate.missing > 3 * candidate.tokens.count }
                let token = candidate.tokens[0]
                return isCommon(token) || (used.contains(token - 1) && !isBarrier(token))
                    || (used.contains(token + 1) && !isBarrier(token + 1))
            }
            guard let best = candidates.min(by: { $0.precedes($1) }) else { break }
            let equals = candidates.filter {
                $0.tokens == best.tokens && $0.quality == best.quality && ($0.missing == 0) == (best.missing == 0)
            }
            // "стрижка бороды" is that, and not "стрижка и борода".
            func verbatim(_ candidate: Candidate) -> Int {
                guard candidate.name >= 0 else { return 0 }
                return candidate.tokens.count { names[candidate.name].words.contains(text($0)) }
            }
            let most = equals.count > 1 ? equals.map(verbatim).max() ?? 0 : 0
            var things: [Int] = []
            for candidate in equals where !things.contains(candidate.thing) && (most == 0 || verbatim(candidate) == most) {
                things.append(candidate.thing)
            }
            let ties = Array(things.sorted().prefix(Names.maximumTies))
            let fresh = best.tokens.filter { !used.contains($0) }
            mentions.append(Mention(things: ties, tokens: fresh, isWhole: best.missing == 0))
            used.formUnion(fresh)
        }
        return mentions.sorted { $0.tokens[0] < $1.tokens[0] }
    }

    /// Names of one thing that stand close together name it together ("маникюр с шеллаком", where one name is
    /// "Маникюр с гель-лаком" and another "шеллак").
    private static func join(_ candidates: inout [Candidate], isBarrier: (Int) -> Bool) {
        guard candidates.count > 1, candidates.count <= 64 else { return }
        for left in candidates.indices {
            for right in candidates.indices
            where candidates[left].name != candidates[right].name && candidates[left].thing == candidates[right].thing
                && (candidates[left].missing == 0 || candidates[right].missing == 0)
            {
                let (first, second) = (candidates[left], candidates[right])
                guard let end = first.tokens.last, second.tokens[0] > end, second.tokens[0] - end <= maximumGap,
                    !(end + 1...second.tokens[0]).contains(where: isBarrier)
                else { continue }
                candidates.append(
                    Candidate(
                        thing: first.thing, tokens: first.tokens + second.tokens, bits: 0, missing: 0,
                        quality: max(first.quality, second.quality), isDetail: first.isDetail && second.isDetail))
            }
        }
    }

    /// For each name, the runs of tokens that hold its words close together.
    private func candidates(
        _ found: [[Hit]], isBarrier: (Int) -> Bool, isJoining: (Int) -> Bool
    ) -> [Candidate] {
        var open: [Int: Candidate] = [:]
        var closed: [Candidate] = []
        func close(_ name: Int) {
            guard var candidate = open.removeValue(forKey: name) else { return }
            candidate.missing = (names[name].bits & ~candidate.bits & ~names[name].obvious).nonzeroBitCount
            if candidate.missing > 0, names[name].isCombination { candidate.missing += 1 }
            closed.append(candidate)
        }
        for (token, hits) in found.prefix(Names.maximumTokens).enumerated() {
            let isFull = closed.count + open.count > Names.maximumCandidates
            if isBarrier(token) { for name in open.keys.sorted() { close(name) } }
            if isFull, hits.count > Names.maximumCandidates { continue }
            for hit in hits {
                if isFull {
                    // The word that tells one of thousands apart goes on with what is open.
                    guard let last = open[hit.name], last.bits & hit.bits != hit.bits,
                        token - (last.tokens.last ?? 0) <= Names.maximumGap + 1
                    else { continue }
                }
                if let last = open[hit.name],
                    token - (last.tokens.last ?? 0) > Names.maximumGap + 1 || last.bits & hit.bits == hit.bits
                {
                    if last.tokens.last == token { continue }
                    close(hit.name)
                    // "leg wax and underarm wax": what stands after the first "wax" may belong to the second.
                    if token - (last.tokens.last ?? 0) <= Names.maximumGap + 1 { open[hit.name] = last.rest(after: hit.bits) }
                }
                var candidate =
                    open[hit.name]
                    ?? Candidate(thing: names[hit.name].thing, tokens: [], bits: 0, missing: 0, quality: .exact, name: hit.name)
                if candidate.tokens.last != token {
                    candidate.tokens.append(token)
                    candidate.tokenBits.append(0)
                }
                candidate.tokenBits[candidate.tokenBits.count - 1] |= hit.bits
                candidate.bits |= hit.bits
                candidate.quality = max(candidate.quality, hit.quality)
                candidate.isDetail = candidate.isDetail && hit.isDetail
                open[hit.name] = candidate
            }
        }
        for name in open.keys.sorted() { close(name) }
        Names.join(&closed) { isBarrier($0) || isJoining($0) }
        return closed
    }
}
