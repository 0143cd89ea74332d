package import CivilTime

/// What a flow may ask a module to do. This is the one declaration of module actions: the compiler checks flows against
/// it, the interpreter calls by it and the domain implements it, so a flow cannot call what does not exist.
package enum Action: UInt8, CaseIterable, Hashable, Sendable {
    case bookingFind, bookingHold, bookingCreate, bookingList
    case bookingReschedule, bookingCancel, bookingConfirm, bookingJoinWaitlist
    case remindersSchedule, remindersPause
    case billingStatus, billingPrepay
    case salonHours, salonPrices, salonAddress, salonPortfolio
    case customerRemember, customerOptOut, customerOptIn, customerForgetMe
    case staffNotify, staffHandOff

    package var name: String {
        switch self {
        case .bookingFind: "booking.find"
        case .bookingHold: "booking.hold"
        case .bookingCreate: "booking.create"
        case .bookingList: "booking.list"
        case .bookingReschedule: "booking.reschedule"
        case .bookingCancel: "booking.cancel"
        case .bookingConfirm: "booking.confirm"
        case .bookingJoinWaitlist: "booking.join_waitlist"
        case .remindersSchedule: "reminders.schedule"
        case .remindersPause: "reminders.pause"
        case .billingStatus: "billing.status"
        case .billingPrepay: "billing.prepay"
        case .salonHours: "salon.hours"
        case .salonPrices: "salon.prices"
        case .salonAddress: "salon.address"
        case .salonPortfolio: "salon.portfolio"
        case .customerRemember: "customer.remember"
        case .customerOptOut: "customer.opt_out"
        case .customerOptIn: "customer.opt_in"
        case .customerForgetMe: "customer.forget_me"
        case .staffNotify: "staff.notify"
        case .staffHandOff: "staff.hand_off"
        }
    }

    package init?(named name: String) {
        guard let action = Action.allCases.first(where: { $0.name == name }) else { return nil }
        self = action
    }

    /// What a call of it takes, how it can end, and what is known then.
    package var signature: Signature {
        // What is known of a visit once the salon has answered about it.
        let visit: [Fact] = [.bookingNumber, .bookingService, .bookingMaster, .bookingDate, .bookingTime, .price]
        return switch self {
        case .bookingFind:
            Signature(
                requires: [.service], accepts: [.master, .date, .time], outcomes: [.found, .none, .failed],
                mustHandle: [.found, .none], provides: [.found: [.nearestDate, .nearestTime]], changesSomething: false)
        case .bookingHold:
            Signature(
                requires: [.service, .date, .time], accepts: [.master], outcomes: [.held, .taken, .failed],
                mustHandle: [.taken], provides: [.held: [.price]], changesSomething: true)
        case .bookingCreate:
            Signature(
                requires: [.service, .date, .time], accepts: [.master], outcomes: [.booked, .taken, .limit, .failed],
                mustHandle: [.booked, .taken, .limit, .failed], provides: [.booked: [.bookingNumber, .price]], changesSomething: true)
        case .bookingList:
            Signature(
                requires: [], accepts: [], outcomes: [.found, .none, .failed],
                mustHandle: [.found, .none], provides: [.found: [.bookings, .bookingCount]], changesSomething: false)
        case .bookingReschedule:
            Signature(
                requires: [.booking, .date, .time], accepts: [.master], outcomes: [.moved, .taken, .tooLate, .failed],
                mustHandle: [.moved, .taken, .tooLate, .failed], provides: [.moved: visit], changesSomething: true)
        case .bookingCancel:
            Signature(
                requires: [.booking], accepts: [], outcomes: [.cancelled, .tooLate, .failed],
                mustHandle: [.cancelled, .tooLate, .failed], provides: [.cancelled: visit], changesSomething: true)
        case .bookingConfirm:
            Signature(
                requires: [], accepts: [.booking], outcomes: [.confirmed, .none, .failed],
                mustHandle: [.confirmed, .none], provides: [.confirmed: visit], changesSomething: true)
        case .bookingJoinWaitlist:
            Signature(
                requires: [.service], accepts: [.master, .date, .time], outcomes: [.joined, .already, .failed],
                mustHandle: [.joined, .already], provides: [:], changesSomething: true)
        case .remindersSchedule:
            Signature(
                requires: [], accepts: [], outcomes: [.scheduled, .skipped, .failed],
                mustHandle: [], provides: [:], changesSomething: true)
        case .remindersPause:
            Signature(
                requires: [], accepts: [], outcomes: [.paused, .failed],
                mustHandle: [.failed], provides: [:], changesSomething: true)
        case .billingStatus:
            Signature(
                requires: [], accepts: [.booking], outcomes: [.clear, .due, .failed],
                mustHandle: [.due], provides: [.due: [.price]], changesSomething: false)
        case .billingPrepay:
            Signature(
                requires: [], accepts: [.booking], outcomes: [.paid, .unavailable, .failed],
                mustHandle: [.unavailable, .failed], provides: [:], changesSomething: true)
        case .salonHours:
            Signature(
                requires: [], accepts: [.date], outcomes: [.open, .closed, .failed],
                mustHandle: [.closed], provides: [.open: [.hoursFrom, .hoursTo]], changesSomething: false)
        case .salonPrices:
            Signature(
                requires: [], accepts: [.service], outcomes: [.found, .none, .failed],
                mustHandle: [.none], provides: [.found: [.price, .duration]], changesSomething: false)
        case .salonAddress:
            Signature(
                requires: [], accepts: [], outcomes: [.found, .none, .failed],
                mustHandle: [], provides: [:], changesSomething: false)
        case .salonPortfolio:
            Signature(
                requires: [], accepts: [.service, .master], outcomes: [.found, .none, .failed],
                mustHandle: [.found, .none], provides: [.found: [.portfolio]], changesSomething: false)
        case .customerRemember:
            Signature(
                requires: [], accepts: [], outcomes: [.done, .failed],
                mustHandle: [], provides: [:], changesSomething: true)
        case .customerOptOut:
            Signature(
                requires: [], accepts: [], outcomes: [.done, .failed],
                mustHandle: [], provides: [:], changesSomething: true)
        case .customerOptIn:
            Signature(
                requires: [], accepts: [], outcomes: [.done, .failed],
                mustHandle: [], provides: [:], changesSomething: true)
        case .customerForgetMe:
            Signature(
                requires: [], accepts: [], outcomes: [.done, .failed],
                mustHandle: [.done, .failed], provides: [:], changesSomething: true)
        case .staffNotify:
            Signature(
                requires: [], accepts: [], outcomes: [.notified, .failed],
                mustHandle: [], provides: [:], changesSomething: true)
        case .staffHandOff:
            Signature(
                requires: [], accepts: [], outcomes: [.done, .failed],
                mustHandle: [], provides: [:], changesSomething: true)
        }
    }
}

/// How a module call ended.
package enum Outcome: UInt8, CaseIterable, Hashable, Sendable {
    case booked, taken, limit, scheduled, skipped, done, failed
    case found, none, held, moved, tooLate, cancelled, confirmed, joined, already
    case paused, clear, due, paid, unavailable, open, closed, notified

    package var name: String {
        switch self {
        case .tooLate: "too-late"
        default: "\(self)"
        }
    }

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
    /// One of the customer's visits, the one that is spoken of.
    package var booking: Choice?
    package var service: Choice?
    /// Nil when nothing was said, `.anyone` or a choice otherwise.
    package var master: Value?
    package var date: CivilDate?
    package var time: ClockTime?
    /// Wishes that are not yet a value: "на следующей неделе", "после обеда".
    package var dates: DateWindow?
    package var times: TimeWindow?
    /// What the customer will not have.
    package var excluded: Exclusions
    /// The filled slots that are marked `remember`, by name.
    package var remembered: [RememberedValue]

    package init(
        booking: Choice? = nil, service: Choice? = nil, master: Value? = nil, date: CivilDate? = nil,
        time: ClockTime? = nil, dates: DateWindow? = nil, times: TimeWindow? = nil, excluded: Exclusions = Exclusions(),
        remembered: [RememberedValue] = []
    ) {
        self.booking = booking
        self.remembered = remembered
        self.service = service
        self.master = master
        self.date = date
        self.time = time
        self.dates = dates
        self.times = times
        self.excluded = excluded
    }
}

/// A value of the customer's profile, by the name of the slot that it came from.
package struct RememberedValue: Hashable, Sendable {
    package var slot: String
    package var value: Value
    package init(slot: String, value: Value) {
        self.slot = slot
        self.value = value
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
    /// The customer's answer to a waitlist offer: the one of that identity, or the only one that is open, of which the
    /// customer's words say no other thing than it does. Answered with `booked`, `taken`, `skipped` (declined), `closed`
    /// (over), or `none` where there is no such offer, and what is known of the visit.
    case answerWaitlist(offer: String?, accepts: Bool, Known)
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
