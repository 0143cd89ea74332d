/// Why a pattern could not be compiled, or a match not be finished.
package enum PatternError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A bound of `Pattern.Limits`, or the stack that JIT code runs on.
    package enum Limit: String, Hashable, Sendable {
        case matches, depth, heap, stack
    }

    /// The source is no pattern; `offset` counts its UTF-8 bytes.
    case invalid(offset: Int, message: String)
    /// The match would have taken more work than allowed: the pattern backtracks too much on this text.
    case exhausted(Limit)
    /// The text is not UTF-8 at this byte.
    case notUTF8(offset: Int)
    case outOfMemory
    case engine(code: Int, message: String)

    package var description: String {
        switch self {
        case .invalid(let offset, let message): "the pattern is wrong at byte \(offset): \(message)"
        case .exhausted(let limit):
            "the pattern backtracks too much on this text (limit: \(limit.rawValue)); make its repetitions exclusive"
        case .notUTF8(let offset): "the text is not UTF-8 at byte \(offset)"
        case .outOfMemory: "no memory for a pattern"
        case .engine(let code, let message): "the pattern engine failed with \(code): \(message)"
        }
    }
}
