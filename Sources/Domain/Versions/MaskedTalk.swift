internal import FlowInterpreter
internal import FlowMachine
internal import Understanding

/// A recorded talk without personal data, which goes the same way. Only such talks are shown or leave the salon.
package struct MaskedTalk: Hashable, Sendable {
    package let talk: JournalledTalk

    /// What a talk is made of that was masked before, as a file has it.
    init(alreadyMasked talk: JournalledTalk) { self.talk = talk }

    /// - Throws: `TalkDefect` when the talk does not run as it ran.
    /// - Returns: nil when it would go another way without what was masked, as where a flow asks whether the customer is
    ///   called Anna.
    init?(masking talk: JournalledTalk, programs: [ContentHash: Program], understander: Understander) throws(TalkDefect) {
        let original = try RecordedRun(talk, programs: programs)
        let mask = TalkMask(talk, original, isName: understander.namesPerson)
        let masked = mask.masked(talk, original)
        guard let again = try? RecordedRun(masked, programs: programs),
            zip(again.turns, original.turns).allSatisfy({ $0.after.position == $1.after.position })
        else { return nil }
        self.talk = masked
    }
}
