/// The matches that together explain most of a message without sharing a word: of all that the rules make of it, the
/// reading that is taken.
///
/// More words explained come before fewer, fewer pieces before more ("двадцать пятого мая" before "двадцать" and "пятого
/// мая"), and of what is left the kind that is surer. Costs one step a match.
struct Cover {
    struct Piece {
        /// The rule name that matched, as its number.
        var kind: Int
        var tokens: Range<Int>
        var match: ChartMatch
    }

    private(set) var pieces: [Piece] = []
    /// Tokens that no match could touch.
    let closed: Set<Int>

    private static let perToken = 100, perPiece = 30

    /// - Parameters:
    ///   - kinds: rule names by number, the surest first.
    ///   - closed: tokens that no match may touch.
    init(_ kinds: [Int], words: [Word], closed: Set<Int>, chart: inout Chart) {
        self.closed = closed
        var best: [(score: Int, piece: Piece?)] = Array(repeating: (0, nil), count: words.count + 1)
        for position in words.indices.reversed() {
            best[position] = (best[position + 1].score, nil)
            for (rank, kind) in kinds.enumerated() {
                for match in chart.matches(of: kind, at: position) {
                    let tokens = position..<match.end
                    guard closed.isEmpty || !tokens.contains(where: closed.contains) else { continue }
                    let score = best[match.end].score + Cover.perToken * tokens.count - Cover.perPiece - rank
                    // Of equals the one that begins first.
                    guard score > best[position].score || (best[position].piece == nil && score == best[position].score)
                    else { continue }
                    best[position] = (score, Piece(kind: kind, tokens: tokens, match: match))
                }
            }
        }
        var position = 0
        while position < words.count {
            guard let piece = best[position].piece else {
                position += 1
                continue
            }
            pieces.append(piece)
            position = piece.tokens.upperBound
        }
    }
}
