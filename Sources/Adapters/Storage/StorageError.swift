/// What the store found that its own constraints should have made impossible, or that a caller asked for and is not
/// there.
package enum StorageError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Asked for something of the salon that is not there.
    case missing(what: String, id: String)
    /// A column holds a word this program does not know: it is older than the database.
    case unknownWord(column: String, word: String)
    /// An outgoing message's bytes cannot be read.
    case unreadableBody(outbox: Int64)
    /// No free booking number was found in several attempts.
    case noBookingNumber

    package var description: String {
        switch self {
        case .missing(let what, let id): "The salon has no \(what) \(id)."
        case .unknownWord(let column, let word):
            "The column \(column) holds '\(word)', which this version of salonflow does not know: update the program."
        case .unreadableBody(let outbox): "The stored message \(outbox) cannot be read: its bytes are damaged."
        case .noBookingNumber: "No free booking number was found; try again."
        }
    }
}
