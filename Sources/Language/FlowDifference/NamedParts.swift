package import FlowMachine

/// Parts of a machine that stand for themselves: slots, steps, languages and texts by name and content instead of by their
/// place in one machine's lists, so that parts of two machines are equal when they mean the same.

/// A text in every language of its bot.
package struct NamedText: Hashable, Sendable {
    /// By language code.
    package var templates: [String: [NamedSegment]]
}

/// A piece of a text.
package enum NamedSegment: Hashable, Sendable {
    case literal(String)
    case value(NamedPath, Format)
    case plural(NamedPath, [String])
}

/// A value that a text or a condition reads.
package enum NamedPath: Hashable, Sendable {
    case slot(String)
    case fact(Fact)
}

/// Where the conversation goes on.
package struct NamedTarget: Hashable, Sendable {
    package var step: String
    /// Sorted: the order in which slots are emptied makes no difference.
    package var forget: [String]
}

package indirect enum NamedCondition: Hashable, Sendable {
    case isSet(NamedPath)
    case compare(NamedPath, Comparison, Literal)
    case not(NamedCondition)
}

/// A value that `set` computes.
package struct NamedExpression: Hashable, Sendable {
    package enum Operand: Hashable, Sendable {
        case path(NamedPath)
        case literal(Literal)
    }

    package var operand: Operand
    package var addition: Addition?
}

/// What follows an outcome of a module call.
package struct NamedBranch: Hashable, Sendable {
    package var outcome: Outcome
    package var text: NamedText?
    /// Nil goes on with the next statement.
    package var target: NamedTarget?
}

package enum NamedSource: Hashable, Sendable {
    case link(String)
    case path(NamedPath)
}

/// One thing that a step does.
package enum Statement: Hashable, Sendable {
    case say(NamedText)
    case fill([String])
    /// By the number of the outcome.
    case call(Action, [NamedBranch])
    case goWhen(NamedCondition, NamedTarget)
    case go(NamedTarget)
    case handOff, stop, back
    case run(String)
    case set(String, NamedExpression)
    case forget([String])
    case show(ShowingKind, NamedSource?, caption: NamedText?)
    case tell(StaffRecipient, NamedText)
    case speak(language: String)
}

/// An answer that a step or a slot offers.
package struct NamedOption: Hashable, Sendable {
    package var name: String
    package var label: NamedText
    /// Nil for an answer of a slot.
    package var target: NamedTarget?
    package var formerNames: [String]
}

package struct NamedTries: Hashable, Sendable {
    package var count: Int
    package var target: NamedTarget
}

package struct NamedSilence: Hashable, Sendable {
    package var seconds: Int
    package var target: NamedTarget
}
