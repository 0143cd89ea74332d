/// Finds the known words nearest to a mistyped one.
///
/// The distance counts inserted, dropped, changed and swapped letters. Each word has a signature of the letters in it, one
/// bit each: words whose signatures differ in too many bits are passed over without measuring, which leaves few.
struct NearestWords {
    private var words: [String] = []
    private var letters: [[UInt16]] = []
    private var signatures: [UInt32] = []

    /// Typos forgiven in a word of so many letters: none below four, one from four, two from nine; in four letters only
    /// two that have changed places.
    static func allowedTypos(length: Int) -> Int { length >= 9 ? 2 : length >= swapOnlyLength ? 1 : 0 }

    private static let swapOnlyLength = 4

    /// Words of less than four letters are never what a typo meant, and are not kept.
    mutating func add(_ word: String) {
        let letters = NearestWords.letters(of: word)
        guard letters.count >= 4 else { return }
        words.append(word)
        self.letters.append(letters)
        signatures.append(NearestWords.signature(of: letters))
    }

    /// All words at the smallest distance, at most `limit`; nil when none is so near. The first letter must be right, or
    /// swapped with the second: people mistype endings more than beginnings, and it keeps other words away.
    ///
    /// - Parameter isName: whether a word of four letters may also lack one, as few other words are names.
    func nearest(to word: String, within limit: Int, isName: Bool = false) -> (words: [String], distance: Int)? {
        guard !words.isEmpty else { return nil }
        let typed = NearestWords.letters(of: word)
        guard typed.count >= 4, typed.count <= Tokens.maximumWordLength else { return nil }
        let signature = NearestWords.signature(of: typed)
        var best = limit
        var found: [String] = []
        for index in words.indices {
            guard (signatures[index] ^ signature).nonzeroBitCount <= 2 * best else { continue }
            let known = letters[index]
            guard abs(known.count - typed.count) <= best else { continue }
            if typed.count == NearestWords.swapOnlyLength,
                known.count != typed.count || signatures[index] != signature, !isName || known.count != typed.count + 1
            {
                continue
            }
            guard known[0] == typed[0] || (known[0] == typed[1] && known[1] == typed[0]) else { continue }
            let distance = NearestWords.distance(known, typed, limit: best)
            if distance < best || (distance == best && found.isEmpty) {
                best = distance
                found = [words[index]]
            } else if distance == best, found.count < 8 {
                found.append(words[index])
            }
        }
        return found.isEmpty ? nil : (found, best)
    }

    private static func letters(of word: String) -> [UInt16] {
        word.unicodeScalars.map { UInt16(truncatingIfNeeded: $0.value) }
    }

    private static func signature(of letters: [UInt16]) -> UInt32 {
        letters.reduce(0) { $0 | 1 << UInt32($1 & 31) }
    }

    /// Edit distance with neighbouring letters swapped counted as one; more than `limit` when it is more.
    static func distance(_ left: [UInt16], _ right: [UInt16], limit: Int) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in 1...max(1, left.count) where row <= left.count {
            var current = [row]
            current.reserveCapacity(right.count + 1)
            var smallest = row
            for column in 1...max(1, right.count) where column <= right.count {
                let same = left[row - 1] == right[column - 1]
                var cost = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + (same ? 0 : 1))
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    cost = min(cost, beforeLast[column - 2] + 1)
                }
                current.append(cost)
                smallest = min(smallest, cost)
            }
            if smallest > limit { return limit + 1 }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
