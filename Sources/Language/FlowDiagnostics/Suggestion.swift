/// The nearest of several known words to one that is not known, for "did you mean".
package enum Suggestion {
    /// Longer words are not compared: a slip of the hand is not that long, and the cost stays bounded.
    static let longestCompared = 64

    /// A sole candidate wins at once; then one that differs in case only; then the nearest by edit distance (a swap of
    /// neighbours counts once), if it lies within a third of the word's length. The first of equally near ones wins.
    package static func nearest(to word: String, among candidates: [String]) -> String? {
        if candidates.count == 1 { return candidates[0] }
        return near(word, among: candidates)
    }

    /// As `nearest`, but a sole candidate has to be near as well: for words that may well mean something else.
    package static func near(_ word: String, among candidates: [String]) -> String? {
        let lowercased = word.lowercased()
        if let same = candidates.first(where: { $0.lowercased() == lowercased }) { return same }
        let wanted = Array(lowercased)
        guard wanted.count <= longestCompared else { return nil }
        let furthest = max(1, wanted.count / 3)
        var best: (candidate: String, distance: Int)?
        for candidate in candidates {
            let letters = Array(candidate.lowercased())
            guard abs(letters.count - wanted.count) <= furthest else { continue }
            let distance = distance(wanted, letters)
            // A word of one or two letters is not near to everything of its length.
            guard distance <= furthest, distance < wanted.count else { continue }
            if distance < best?.distance ?? Int.max { best = (candidate, distance) }
        }
        return best?.candidate
    }

    /// Edit distance with swaps of neighbours (optimal string alignment); the product of both lengths in time.
    static func distance(_ left: [Character], _ right: [Character]) -> Int {
        if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
        var beforePrevious: [Int] = []
        var previous = Array(0...right.count)
        for row in 1...left.count {
            var current = [row]
            current.reserveCapacity(right.count + 1)
            for column in 1...right.count {
                let isSame = left[row - 1] == right[column - 1]
                var cost = min(previous[column] + 1, current[column - 1] + 1, previous[column - 1] + (isSame ? 0 : 1))
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    cost = min(cost, beforePrevious[column - 2] + 1)
                }
                current.append(cost)
            }
            beforePrevious = previous
            previous = current
        }
        return previous[right.count]
    }
}
