internal import CivilTime
package import FlowMachine

/// What values fit a slot, and how they are reckoned with.

extension SlotType {
    /// Whether a value is of this type; a profile written by another version of the bot may hold one that is not.
    package func takes(_ value: Value) -> Bool {
        switch (self, value) {
        case (.master, .anyone): true
        case (.booking, .choice), (.service, .choice), (.master, .choice), (.choice, .choice): true
        case (.date, .date), (.time, .time), (.number, .number), (.money, .money), (.yesNo, .flag): true
        case (.name, .text), (.phone, .text), (.text, .text), (.photo, .media): true
        default: false
        }
    }
}

extension Slot {
    /// Whether it has this name or had it in an earlier version.
    func isNamed(_ name: String) -> Bool { self.name == name || formerNames.contains(name) }

    /// Whether a form puts its question when nothing was said of it. An optional one that modules check is asked for only
    /// where it has something to offer.
    package var isAsked: Bool { !isOptional || offer != nil || !type.isCheckedByModules }
}

extension Step {
    /// Whether it has this name or had it in an earlier version.
    func isNamed(_ name: String) -> Bool { self.name == name || formerNames.contains(name) }
}

extension Value {
    /// Nil when the sum does not exist: days are added to dates, minutes to times of the same day, units to numbers, and
    /// whole units of the currency to money.
    func adding(_ addition: Addition) -> Value? {
        switch (self, addition.unit) {
        case (.date(let date), .days):
            let (days, overflow) = date.daysSinceEpoch.addingReportingOverflow(addition.amount)
            // The stored form of a date takes ten thousand years to either side.
            return overflow || days.magnitude >= 3_660_000 ? nil : .date(CivilDate(daysSinceEpoch: days))
        case (.time(let time), .minutes):
            let (minutes, overflow) = time.minutes.addingReportingOverflow(addition.amount)
            return overflow ? nil : ClockTime(minutes: minutes).map { .time($0) }
        case (.number(let number), .plain):
            let (sum, overflow) = number.addingReportingOverflow(addition.amount)
            return overflow ? nil : .number(sum)
        case (.money(let money), .plain):
            let (minorUnits, isTooMuch) = addition.amount.multipliedReportingOverflow(by: 100)
            let (sum, overflow) = money.minorUnits.addingReportingOverflow(minorUnits)
            return isTooMuch || overflow ? nil : .money(Money(minorUnits: sum, currency: money.currency))
        default: return nil
        }
    }
}
