package import CivilTime
package import FlowDiagnostics
package import FlowMachine

/// A `test` block, checked: every name in it exists, and built-in names are the English ones.
package struct FlowTest: Hashable, Sendable {
    package let title: String
    /// The title on the `test` line.
    package let span: Span
    package let lines: [Line]

    package struct Line: Hashable, Sendable {
        package let kind: Kind
        package let span: Span
    }

    package enum Kind: Hashable, Sendable {
        /// Moves the clock to this wall time in the salon's zone.
        case now(CivilMoment)
        case customer(String)
        case taps(Tap)
        /// Something that is no text, by the English name of its kind.
        case sends(String)
        /// The human who has the conversation gives it back.
        case handsBack
        case silent(seconds: Int)
        /// The bot's answer to the line before contains this text.
        case bot(String)
        case expect([Expectation])
        /// The next call of the action ends so, without asking the module.
        case answers(Action, Outcome)
    }

    package enum Tap: Hashable, Sendable {
        /// The option of this name in the step that waits.
        case option(String)
        /// A choice that is offered, by the words on it: a time, a master.
        case choice(String)
    }

    package enum Expectation: Hashable, Sendable {
        case step(StepID)
        /// How the last module call ended.
        case outcome(Outcome)
        case slot(SlotID, Expected)
        /// The place in `Machine.languages` of the language the bot speaks now.
        case language(Int)
        case noBooking
        /// A property of the last booking made.
        case booking(SlotType, Expected)
    }

    /// What a value must be.
    package enum Expected: Hashable, Sendable {
        /// A catalogue name, compared with all names of a choice without regard to case.
        case name(String)
        case date(CivilDate)
        case weekday(Weekday)
        case time(ClockTime)
        case anyone
        case number(Int)
        case flag(Bool)
        case photo
        /// The slot is not filled.
        case nothing
    }
}
