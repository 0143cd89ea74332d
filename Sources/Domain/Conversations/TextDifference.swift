/// How two short texts differ, word by word: the longest common run of words in order stays, the rest is gone or new.
package enum TextDifference {
    package enum Piece: Hashable, Sendable {
        case same(String)
        /// In the expected text only.
        case missing(String)
        /// In the found text only.
        case extra(String)
    }

    /// Texts of more words than this are not compared: the table of a comparison is its square.
    static let mostWords = 400

    /// Costs the product of the numbers of words.
    package static func between(_ expected: String, _ found: String) -> [Piece] {
        let left = words(expected)
        let right = words(found)
        guard left.count <= mostWords, right.count <= mostWords else { return [.missing(expected), .extra(found)] }
        // common[i][j]: the longest common run of what is left from i and j on.
        var common = Array(repeating: Array(repeating: 0, count: right.count + 1), count: left.count + 1)
        for i in left.indices.reversed() {
            for j in right.indices.reversed() {
                common[i][j] =
                    folded(left[i]) == folded(right[j])
                    ? common[i + 1][j + 1] + 1 : max(common[i + 1][j], common[i][j + 1])
            }
        }
        var pieces: [Piece] = []
        var i = 0
        var j = 0
        while i < left.count || j < right.count {
            if i < left.count, j < right.count, folded(left[i]) == folded(right[j]) {
                pieces.append(.same(right[j]))
                i += 1
                j += 1
            } else if i < left.count, j == right.count || common[i + 1][j] >= common[i][j + 1] {
                pieces.append(.missing(left[i]))
                i += 1
            } else {
                pieces.append(.extra(right[j]))
                j += 1
            }
        }
        return joined(pieces)
    }

    /// Compares with the line of `found` that has most words of `expected`; the first of several.
    package static func nearest(to expected: String, in found: String) -> [Piece] {
        let lines = found.split(whereSeparator: \.isNewline).map(String.init)
        var best: (pieces: [Piece], score: Int) = ([.missing(expected)], -1)
        for line in lines {
            let pieces = between(expected, line)
            let score = pieces.reduce(0) { sum, piece in
                if case .same(let text) = piece { sum + text.split(separator: " ").count } else { sum }
            }
            if score > best.score { best = (pieces, score) }
        }
        return best.pieces
    }

    private static func words(_ text: String) -> [String] { text.split(whereSeparator: \.isWhitespace).map(String.init) }

    private static func folded(_ word: String) -> String { word.lowercased() }

    private static func joined(_ pieces: [Piece]) -> [Piece] {
        var result: [Piece] = []
        for piece in pieces {
            switch (result.last, piece) {
            case (.same(let before)?, .same(let word)): result[result.count - 1] = .same("\(before) \(word)")
            case (.missing(let before)?, .missing(let word)): result[result.count - 1] = .missing("\(before) \(word)")
            case (.extra(let before)?, .extra(let word)): result[result.count - 1] = .extra("\(before) \(word)")
            default: result.append(piece)
            }
        }
        return result
    }
}
