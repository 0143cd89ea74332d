/// The bounds of one turn and of what a conversation may hold. Each has a test that meets it.
package enum Limits {
    /// Instructions one turn may execute. The checker proves that a flow cannot circle without waiting, so a turn that meets
    /// this bound is a fault of ours or of the stored machine; it ends with a hand-off, not with a hung worker.
    package static let instructionsPerTurn = 500
    /// Questions one turn may put to modules.
    package static let questionsPerTurn = 50
    /// Choices in one message (facts, section 11: ten rows over all sections).
    package static let choicesPerMessage = 10
    /// How long a human keeps the conversation when nobody gives it back.
    package static let handOffSeconds = 12 * 3600
    /// Places that wait to be returned to; the oldest is given up for one more.
    package static let interruptions = 8
    /// Forms that a correction can lead back to; the oldest is given up for one more.
    package static let forms = 8
    /// Masters, days and times that a customer may rule out, of each kind; the oldest is forgotten for one more.
    package static let exclusions = 20
    /// Characters of a customer's message that are kept in the journal.
    package static let textCharacters = 4096
}
