/// Something the bot can say, in every language of the machine.
package struct Text: Hashable, Sendable {
    /// Parallel to `Machine.languages`.
    package var templates: [[Segment]]
    package init(templates: [[Segment]]) { self.templates = templates }
}

package enum Segment: Hashable, Sendable {
    case literal(String)
    case value(Path, Format)
    /// A number with the word it counts: one form for each plural category of the language, in the order of
    /// `Wording.plurals`.
    case plural(Path, [String])
}

extension [Segment] {
    /// The words alone, as of a button, which shows no values.
    package var literals: String { reduce(into: "") { if case .literal(let literal) = $1 { $0 += literal } } }
}

/// How a value is written in a text. `plain` is the natural form of the value's type: a choice by its name in the
/// customer's language, a time as 15:00, a date as a day of the month, money with its currency.
package enum Format: UInt8, CaseIterable, Hashable, Sendable {
    case plain
    /// `1 500 ₸`
    case money
    /// `11 марта`, `March 11`
    case day
    /// `в среду`, `Wednesday`: the form that stands in a sentence of that language.
    case weekday
    /// `15:00`
    case time
    /// `11 марта 2026`, `March 11, 2026`
    case date
    /// `среда`, `Wednesday`: as it stands alone.
    case dayOfWeek
    /// `ср, 11 марта`, `Wed, March 11`
    case short
    /// `12 500`: digits in groups.
    case number
    /// `маникюр, педикюр и дизайн`, `manicure, pedicure and design`
    case list
    /// Each on a line of its own.
    case lines

    /// As flows write it in English.
    package var name: String {
        switch self {
        case .dayOfWeek: "day-of-week"
        default: "\(self)"
        }
    }

    package func fits(_ kind: ValueKind) -> Bool {
        switch self {
        case .plain: true
        case .money: kind == .money
        case .day, .weekday, .date, .dayOfWeek, .short: kind == .date
        case .time: kind == .time
        case .number: kind == .number
        case .list, .lines: kind == .list
        }
    }
}

/// The words a language needs to write dates and choices; one per language, from `Grammar/lexicon/<language>/wording.tsv`.
package struct Wording: Hashable, Sendable {
    /// As they stand after a day of the month: `марта`, `March`. Twelve, from January.
    package var months: [String]
    /// As they stand in a sentence: `в среду`, `Wednesday`. Seven, from Monday.
    package var weekdays: [String]
    /// As they stand alone on a button: `ср`, `Wed`. Seven, from Monday.
    package var shortWeekdays: [String]
    /// `{day} {month}` or `{month} {day}`.
    package var dayPattern: String
    /// Between groups of three digits; a no-break space in Russian, a comma in English.
    package var digitSeparator: String
    /// `{amount} {currency}` or `{currency}{amount}`.
    package var moneyPattern: String
    /// `{day} {month} {year}` or `{month} {day}, {year}`.
    package var datePattern: String
    /// As they stand alone: `среда`, `Wednesday`. Seven, from Monday.
    package var weekdayNames: [String]
    /// The last of a list beside the others: `{rest} и {last}`, `{rest} and {last}`.
    package var listPattern: String
    /// The plural categories of the language in CLDR's order, the last of which takes every number the others leave.
    package var plurals: [PluralRule]

    package init(
        months: [String], weekdays: [String], shortWeekdays: [String], dayPattern: String, digitSeparator: String,
        moneyPattern: String, datePattern: String, weekdayNames: [String], listPattern: String, plurals: [PluralRule]
    ) {
        self.datePattern = datePattern
        self.weekdayNames = weekdayNames
        self.listPattern = listPattern
        self.plurals = plurals
        self.months = months
        self.weekdays = weekdays
        self.shortWeekdays = shortWeekdays
        self.dayPattern = dayPattern
        self.digitSeparator = digitSeparator
        self.moneyPattern = moneyPattern
    }
}

/// The texts that the interpreter says of itself. The standard library declares each as a named text, so that a bot can
/// put it into its own words; the names are the `name`s here.
package enum SystemText: Int, CaseIterable, Hashable, Sendable {
    case notUnderstood, mediaNotRead, menuOutdated, nothingToOffer, moduleFailed
    case chooseLabel, moreLabel, anyoneLabel
    case wrongUnknown, wrongPast, wrongClosed, wrongFull, wrongTooSoon, wrongTooFar
    case whichOne
    case yesLabel, noLabel
    case waitlistOffer, waitlistBooked, waitlistTaken, waitlistNearest, waitlistLost, waitlistDeclined, waitlistOver

    package var name: String {
        switch self {
        case .notUnderstood: "not-understood"
        case .mediaNotRead: "media-not-read"
        case .menuOutdated: "menu-outdated"
        case .nothingToOffer: "nothing-to-offer"
        case .moduleFailed: "module-failed"
        case .chooseLabel: "choose-label"
        case .moreLabel: "more-label"
        case .anyoneLabel: "anyone-label"
        case .wrongUnknown: "wrong-unknown"
        case .wrongPast: "wrong-past"
        case .wrongClosed: "wrong-closed"
        case .wrongFull: "wrong-full"
        case .wrongTooSoon: "wrong-too-soon"
        case .wrongTooFar: "wrong-too-far"
        case .whichOne: "which-one"
        case .yesLabel: "yes-label"
        case .noLabel: "no-label"
        case .waitlistOffer: "waitlist-offer"
        case .waitlistBooked: "waitlist-booked"
        case .waitlistTaken: "waitlist-taken"
        case .waitlistNearest: "waitlist-nearest"
        case .waitlistLost: "waitlist-lost"
        case .waitlistDeclined: "waitlist-declined"
        case .waitlistOver: "waitlist-over"
        }
    }

    /// What is known where the text is said, beside what every conversation knows.
    package var knownFacts: Set<Fact> {
        let offered: Set<Fact> = [.bookingService, .bookingMaster, .bookingDate, .bookingTime, .price]
        return switch self {
        case .waitlistOffer, .waitlistTaken, .waitlistLost, .waitlistDeclined, .waitlistOver: offered
        case .waitlistBooked: offered.union([.bookingNumber])
        case .waitlistNearest: offered.union([.nearestDate, .nearestTime])
        default: []
        }
    }

    package static func wrong(_ reason: WrongReason) -> SystemText {
        switch reason {
        case .unknown: .wrongUnknown
        case .past: .wrongPast
        case .closed: .wrongClosed
        case .full: .wrongFull
        case .tooSoon: .wrongTooSoon
        case .tooFar: .wrongTooFar
        }
    }
}
