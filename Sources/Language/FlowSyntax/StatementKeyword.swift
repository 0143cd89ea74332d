/// What a line can begin with; the raw values are the canonical names of the keyword table's statements.
enum StatementKeyword: String, CaseIterable {
    case salonflow, bot, languages, use, intent, answer, text, flow
    case startOn = "start on"
    case restart
    case slot, optional, ask, offer, wrong, step, fill, say, option
    case `do`, on, `if`, `else`, then, tries, silent
    case handOff = "hand off"
    case stop, not, example, always
    case alwaysReach = "always reach"
    case never, test, now, customer
    case customerTaps = "customer taps"
    case customerSends = "customer sends"
    case operatorHandsBack = "operator hands back"
    case expect
    case show, set, forget, run, tell, speak, was, remember

    /// The blocks under which the line may stand; empty for a line that stands by itself and closes what is open.
    var places: [Block] {
        switch self {
        case .salonflow, .bot, .languages, .use, .intent, .answer, .text, .flow, .test, .always, .alwaysReach, .never:
            []
        case .slot, .step, .startOn, .restart: [.flow]
        case .optional, .ask, .offer, .wrong, .remember: [.slot]
        case .fill, .say, .do, .on, .if, .else, .then, .handOff, .stop, .show, .set, .forget, .run, .tell, .speak:
            [.step]
        case .tries, .option, .was: [.step, .slot]
        case .silent: [.step, .test]
        case .not, .example: [.intent]
        case .now, .customer, .customerTaps, .customerSends, .operatorHandsBack, .expect: [.test]
        }
    }
}

/// A word further inside a line; the raw values are the canonical names of the keyword table's words.
enum InnerKeyword: String, CaseIterable {
    case optional, forget, `is`
    case isNot = "is not"
    case not, before, within, turns, answers, remember, to
}

/// What an `expect` line can be about beside a slot; the raw values are the keyword table's subjects.
enum SubjectKeyword: String, CaseIterable {
    case step, outcome, booking, language
}

/// The raw values are the keyword table's units.
enum UnitKeyword: String, CaseIterable {
    case seconds, minutes, hours, days

    var seconds: Int {
        switch self {
        case .seconds: 1
        case .minutes: 60
        case .hours: 3_600
        case .days: 86_400
        }
    }
}
