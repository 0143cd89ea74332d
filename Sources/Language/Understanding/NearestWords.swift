/// Finds the known words nearest to a mistyped one.
///
/// The distance counts inserted, dropped, changed and swapped letters. Each word has a signature of the letters in it, one
/// bit each: words whose signatures differ in too many bits are passed over without measuring, which leaves few.
struct NearestWords {
    /// The letters of all words, one after the other, and where each word ends.
    private var letters: [UInt16] = []
    private var ends: [UInt32] = []
    private var signatures: [UInt32] = []
    /// Numbers of the words that begin with a letter, in order.
    private var byFirst: [UInt16: [Int32]] = [:]

    /// Typos forgiven in a word of so many letters: none below four, one from four, two from nine; in four letters only
    /// two that have changed places.
    static func allowedTypos(length: Int) -> Int { length >= 9 ? 2 : length >= swapOnlyLength ? 1 : 0 }

    private static let swapOnlyLength = 4

    /// Words of less than four letters are never what a typo meant, and are not kept; nor are those in letters that no
    /// living script has.
    mutating func add(_ word: String) {
        let letters = word.unicodeScalars.map { UInt16(truncatingIfNeeded: $0.value) }
        guard letters.count >= 4, word.unicodeScalars.allSatisfy({ $0.value <= 0xFFFF }) else { return }
        byFirst[letters[0], default: []].append(Int32(ends.count))
        self.letters += letters
        ends.append(UInt32(self.letters.count))
        signatures.append(NearestWords.signature(of: letters[...]))
    }

    /// Gives up the room that was kept for more words.
    mutating func finish() {
        letters = Array(letters[...])
        ends = Array(ends[...])
        signatures = Array(signatures[...])
    }

    /// All words at the smallest distance, at most `limit`; nil when none is so near. The first letter must be right, or
    /// swapped with the second: people mistype endings more than beginnings, and it keeps other words away.
    ///
    /// - Parameter isName: whether a word of four letters may also lack one, as few other words are names.
    func nearest(to word: String, within limit: Int, isName: Bool = false) -> (words: [String], distance: Int)? {
        guard !ends.isEmpty else { return nil }
        let typed = word.unicodeScalars.map { UInt16(truncatingIfNeeded: $0.value) }
        guard typed.count >= 4, typed.count <= Tokens.maximumWordLength else { return nil }
        var search = Search(typed: typed, signature: NearestWords.signature(of: typed[...]), best: limit, isName: isName)
        var same = (byFirst[typed[0]] ?? [])[...]
        var swapped = (typed[1] == typed[0] ? nil : byFirst[typed[1]])?[...] ?? []
        // In the order of the words, whichever letter they begin with.
        while let number = same.first {
            if let other = swapped.first, other < number {
                swapped.removeFirst()
                if self.letters(Int(other)).dropFirst().first == typed[0] { measure(Int(other), &search) }
            } else {
                same.removeFirst()
                measure(Int(number), &search)
            }
        }
        for other in swapped where self.letters(Int(other)).dropFirst().first == typed[0] { measure(Int(other), &search) }
        return search.found.isEmpty ? nil : (search.found.map(self.word), search.best)
    }

    private struct Search {
        let typed: [UInt16]
        let signature: UInt32
        var best: Int
        let isName: Bool
        var found: [Int] = []
        /// Rows of distances, used again for each word that is measured.
        var rows: [Int] = []
    }

    private func measure(_ number: Int, _ search: inout Search) {
        guard (signatures[number] ^ search.signature).nonzeroBitCount <= 2 * search.best else { return }
        let known = letters(number)
        let length = search.typed.count
        guard abs(known.count - length) <= search.best else { return }
        if length == NearestWords.swapOnlyLength,
            known.count != length || signatures[number] != search.signature, !search.isName || known.count != length + 1
        {
            return
        }
        let distance = NearestWords.distance(known, search.typed[...], limit: search.best, rows: &search.rows)
        if distance < search.best || (distance == search.best && search.found.isEmpty) {
            search.best = distance
            search.found = [number]
        } else if distance == search.best, search.found.count < 8 {
            search.found.append(number)
        }
    }

    private func letters(_ number: Int) -> ArraySlice<UInt16> {
        letters[(number == 0 ? 0 : Int(ends[number - 1]))..<Int(ends[number])]
    }

    private func word(_ number: Int) -> String {
        var word = String.UnicodeScalarView()
        for letter in letters(number) { if let scalar = Unicode.Scalar(letter) { word.append(scalar) } }
        return String(word)
    }

    private static func signature(of letters: ArraySlice<UInt16>) -> UInt32 {
        letters.reduce(0) { $0 | 1 << UInt32($1 & 31) }
    }

    /// Edit distance with neighbouring letters swapped counted as one; more than `limit` when it is more.
    private static func distance(
        _ left: ArraySlice<UInt16>, _ right: ArraySlice<UInt16>, limit: Int, rows: inout [Int]
    ) -> Int {
        let width = right.count + 1
        if rows.count < 3 * width { rows = Array(repeating: 0, count: 3 * width) }
        var (beforeLast, last, current) = (0, width, 2 * width)
        for column in 0..<width { rows[last + column] = column }
        let (leftStart, rightStart) = (left.startIndex - 1, right.startIndex - 1)
        for row in 1...left.count {
            rows[current] = row
            var smallest = row
            for column in 1..<width {
                let same = left[leftStart + row] == right[rightStart + column]
                var cost = min(
                    rows[last + column] + 1, rows[current + column - 1] + 1, rows[last + column - 1] + (same ? 0 : 1))
                if row > 1, column > 1, left[leftStart + row] == right[rightStart + column - 1],
                    left[leftStart + row - 1] == right[rightStart + column]
                {
                    cost = min(cost, rows[beforeLast + column - 2] + 1)
                }
                rows[current + column] = cost
                smallest = min(smallest, cost)
            }
            if smallest > limit { return limit + 1 }
            (beforeLast, last, current) = (last, current, beforeLast)
        }
        return rows[last + width - 1]
    }
}
