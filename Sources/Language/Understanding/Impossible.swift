/// Something that was said and cannot be. It fills nothing, but whoever said it is owed a word about it.
package enum Impossible: Hashable, Sendable {
    /// A day that no calendar has: "30 февраля".
    case date
    /// A time that no clock shows: "25:00".
    case time
    /// A day that is over: "на вчера".
    case pastDate
    /// A person who is none of the salon's masters: "к Зое".
    case master
}
