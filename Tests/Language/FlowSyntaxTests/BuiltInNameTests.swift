import FlowMachine
import FlowSyntax
import Testing

/// The keyword table and the machine speak of the same built-in things: a new action, fact or reason needs its row, and a
/// row without a thing behind it would be a word that does nothing.
@Suite("Built-in names")
struct BuiltInNameTests {
    /// `tooSoon` as it is written in a flow: `too soon`.
    private static func words(_ name: String) -> String {
        name.map { $0.isUppercase ? " " + $0.lowercased() : String($0) }.joined()
    }

    private static let things: [(kind: KeywordKind, names: [String])] = [
        (.type, SlotType.allCases.map(\.name)),
        // "Masters, or anyone" is written as two sources.
        (.offer, Offer.allCases.filter { $0 != .mastersOrAnyone }.map { words("\($0)") } + ["any"]),
        (.reason, WrongReason.allCases.map { words("\($0)") }),
        (.action, Action.allCases.map(\.name)),
        (.outcome, Outcome.allCases.map(\.name)),
        (.fact, Fact.allCases.map(\.name)),
        (.format, Format.allCases.map(\.name)),
        (.text, SystemText.allCases.map(\.name)),
        (.showing, ShowingKind.allCases.map { "\($0)" }),
        (.recipient, StaffRecipient.allCases.map { "\($0)" }),
    ]

    @Test("The table has a row for each thing of the machine, and no other", arguments: things.indices)
    func tableAgreesWithMachine(index: Int) throws {
        let (kind, names) = Self.things[index]
        #expect(try Corpus.keywords().canonicalNames(kind: kind).sorted() == names.sorted(), "\(kind)")
    }
}
