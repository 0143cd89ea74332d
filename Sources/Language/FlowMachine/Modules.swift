package import CivilTime

/// What a flow may ask a module to do. This is the one declaration of module actions: the compiler checks flows against
/// it, the interpreter calls by it and the domain implements it, so a flow cannot call what does not exist.
package enum Action: UInt8, CaseIterable, Hashable, Sendable {
    case bookingCreate, remindersSchedule, customerOptOut, customerOptIn

    package var name: String {
        switch self {
        case .bookingCreate: "booking.create"
        case .remindersSchedule: "reminders.schedule"
        case .customerOptOut: "customer.opt_out"
        case .customerOptIn: "customer.opt_in"
        }
    }

    package init?(named name: String) {
        guard let action = Action.allCases.first(where: { $0.name == name }) else { return nil }
        self = action
    }

    package var signature: Signature {
        switch self {
        case .bookingCreate:
            Signature(
                requires: [.service, .date, .time], accepts: [.master],
                outcomes: [.booked, .taken, .limit, .failed], mustHandle: [.booked, .taken, .limit, .failed],
                provides: [.booked: [.bookingNumber, .price]], changesSomething: true)
        case .remindersSchedule:
            Signature(
                requires: [], accepts: [], outcomes: [.scheduled, .skipped, .failed], mustHandle: [], provides: [:],
                changesSomething: true)
        case .customerOptOut, .customerOptIn:
            Signature(
                requires: [], accepts: [], outcomes: [.done, .failed], mustHandle: [], provides: [:],
                changesSomething: true)
        }
    }
}

/// How a module call ended.
package enum Outcome: UInt8, CaseIterable, Hashable, Sendable {
    case booked, taken, limit, scheduled, skipped, done, failed

    package var name: String { "\(self)" }

    package init?(named name: String) {
        guard let outcome = Outcome.allCases.first(where: { $0.name == name }) else { return nil }
        self = outcome
    }
}

package struct Signature: Sendable {
    /// Slots that must be filled on every path to the call.
    package var requires: Set<SlotType>
    /// Slots that are passed on when they are filled.
    package var accepts: Set<SlotType>
    package var outcomes: [Outcome]
    /// Outcomes a flow must say something about; the others go on with the next statement.
    package var mustHandle: Set<Outcome>
    /// Facts that can be read after an outcome.
    package var provides: [Outcome: [Fact]]
    package var changesSomething: Bool
}

/// Everything the conversation knows about the visit in the making, as a module sees it.
package struct Known: Hashable, Sendable {
    package var service: Choice?
    /// Nil when nothing was said, `.anyone` or a choice otherwise.
    package var master: Value?
    package var date: CivilDate?
    package var time: ClockTime?
    /// Wishes that are not yet a value: "на следующей неделе", "после обеда".
    package var dates: DateWindow?
    package var times: TimeWindow?

    package init(
        service: Choice? = nil, master: Value? = nil, date: CivilDate? = nil, time: ClockTime? = nil,
        dates: DateWindow? = nil, times: TimeWindow? = nil
    ) {
        self.service = service
        self.master = master
        self.date = date
        self.time = time
        self.dates = dates
        self.times = times
    }
}

/// Days from one to another, both included; a missing side is open.
package struct DateWindow: Hashable, Sendable {
    package var from: CivilDate?
    package var to: CivilDate?
    package init(from: CivilDate?, to: CivilDate?) {
        self.from = from
        self.to = to
    }
}

/// Times of day from one to another, both included; a missing side is open.
package struct TimeWindow: Hashable, Sendable {
    package var from: ClockTime?
    package var to: ClockTime?
    package init(from: ClockTime?, to: ClockTime?) {
        self.from = from
        self.to = to
    }
}

/// What the interpreter asks of the world in the middle of a turn. A turn is resumed with the `Answer`; both are journalled.
package enum Question: Hashable, Sendable {
    /// The choices for a question, most fitting first. At most `limit` are wanted, after the first `skip`.
    case offer(Offer, Known, skip: Int, limit: Int)
    /// Whether a value just given for a slot of this type can be had, with all that is known (the value included).
    case check(SlotType, Known)
    case call(Action, Known)
}

package enum Answer: Hashable, Sendable {
    case offers([Offered], more: Bool)
    /// The value holds; the facts that follow from it.
    case holds([FactValue])
    /// The value cannot be had, and what could be had instead, nearest first.
    case wrong(WrongReason, instead: [Offered])
    case outcome(Outcome, [FactValue])
}

/// A choice put before the customer: the values that taking it fills in, mostly one, two for "another day at that time".
package struct Offered: Hashable, Sendable {
    package var values: [OfferedValue]
    package init(values: [OfferedValue]) { self.values = values }
}

package struct OfferedValue: Hashable, Sendable {
    package var type: SlotType
    package var value: Value
    package init(type: SlotType, value: Value) {
        self.type = type
        self.value = value
    }
}
