package import CivilTime

/// What a message means: every thing understood in it, each with the characters it was read from and the rule that read it.
package struct Meaning: Hashable, Sendable {
    /// The code of the language the message is written in; nil when nothing in it tells (a number, an emoji).
    package var language: String?
    /// The main one first. Empty when nothing was meant that we know. Built-in intents have the English names of the
    /// understanding contract (`book`, `cancel`, …, `thanks`); a flow's own have theirs.
    package var intents: [Found<String>]
    package var services: [Found<Reference>]
    package var masters: [Found<MasterReference>]
    package var dates: [Found<DateMeaning>]
    package var times: [Found<TimeMeaning>]
    /// What was named only to be ruled out ("только не Ольга", "кроме среды").
    package var excluded: [Found<Excluded>]
    /// Words for a visit that comes again and again ("каждую среду"), which no booking can be; nil when there are none.
    package var recurrence: Found<String>?
    /// Names of the options on offer (see `Context.options`) that the message chooses in words.
    package var options: [Found<String>]
    /// What was said and cannot be, where the message names nothing of its kind that can.
    package var impossible: [Found<Impossible>]

    package init(
        language: String?, intents: [Found<String>], services: [Found<Reference>], masters: [Found<MasterReference>],
        dates: [Found<DateMeaning>], times: [Found<TimeMeaning>], options: [Found<String>],
        excluded: [Found<Excluded>] = [], recurrence: Found<String>? = nil, impossible: [Found<Impossible>] = []
    ) {
        self.language = language
        self.intents = intents
        self.services = services
        self.masters = masters
        self.dates = dates
        self.times = times
        self.options = options
        self.excluded = excluded
        self.recurrence = recurrence
        self.impossible = impossible
    }
}

/// A thing that the customer will not have.
package enum Excluded: Hashable, Sendable {
    case service(Reference)
    case master(MasterReference)
    case date(DateMeaning)
    case time(TimeMeaning)
}

/// One thing understood, with its evidence.
package struct Found<Content: Hashable & Sendable>: Hashable, Sendable {
    package var content: Content
    /// UTF-8 byte offsets in the message.
    package var span: Range<Int>
    /// The name of the rule that read it, for explanations.
    package var rule: String
    package init(_ content: Content, span: Range<Int>, rule: String) {
        self.content = content
        self.span = span
        self.rule = rule
    }
}

/// A thing of the catalogue that was named.
package enum Reference: Hashable, Sendable {
    case one(String)
    /// The words fit several equally well ("Саша", two masters called so): to be asked, never guessed.
    case oneOf([String])
}

package enum MasterReference: Hashable, Sendable {
    case one(String)
    case oneOf([String])
    /// "к любому", "anyone"
    case anyone
}

package enum DateMeaning: Hashable, Sendable {
    case day(CivilDate)
    /// A missing side is open.
    case window(from: CivilDate?, to: CivilDate?)
    case oneOf([CivilDate])
    /// "на ближайшее время", "asap"
    case soonest
}

package enum TimeMeaning: Hashable, Sendable {
    case at(ClockTime)
    /// A missing side is open.
    case window(from: ClockTime?, to: ClockTime?)
    case part(PartOfDay)
}

/// Parts of the day with their hours (understanding contract, 8).
package enum PartOfDay: String, CaseIterable, Hashable, Sendable {
    case morning, day, evening, night

    package var from: ClockTime { ClockTime(minutes: [9, 12, 17, 21][index] * 60) ?? .midnight }
    package var to: ClockTime { ClockTime(minutes: [12, 17, 21, 24][index] * 60) ?? .endOfDay }

    private var index: Int {
        switch self {
        case .morning: 0
        case .day: 1
        case .evening: 2
        case .night: 3
        }
    }
}

/// What is known around a message.
package struct Context: Sendable {
    /// Wall-clock time in the salon's zone.
    package var now: CivilMoment
    /// The language of the conversation so far, to prefer where a message does not tell.
    package var language: String?
    package var expecting: Expecting?
    /// The bot's last message: where `expecting` is nil, what it asks for is read from it.
    package var question: String?
    /// What the bot proposed, for `Expecting.confirmation` and `.offer`.
    package var offered: (date: CivilDate?, time: ClockTime?)
    /// Codes of the languages that the salon speaks, the first before all; empty for the first one of each script.
    package var languages: [String]
    /// Whether the salon has numeric dates day first; nil for as the language has it (understanding contract, 11). A
    /// language that always has them day first does so in every salon.
    package var isDayFirst: Bool?
    /// Options put before the customer, by name, with the words on them in the languages known.
    package var options: [Named]
    /// The widest opening hours of the salon, which decide what a bare "в 3" means.
    package var opens: ClockTime?
    package var closes: ClockTime?

    package init(
        now: CivilMoment, language: String?, expecting: Expecting?, options: [Named], opens: ClockTime?, closes: ClockTime?,
        question: String? = nil, offered: (date: CivilDate?, time: ClockTime?) = (nil, nil), languages: [String] = [],
        isDayFirst: Bool? = nil
    ) {
        self.now = now
        self.language = language
        self.expecting = expecting
        self.question = question
        self.offered = offered
        self.languages = languages
        self.isDayFirst = isDayFirst
        self.options = options
        self.opens = opens
        self.closes = closes
    }
}

/// What the bot's last question asked for.
package enum Expecting: String, Hashable, Sendable {
    case service, master, date, time
    /// One of the options.
    case option
    /// Yes or no to what was proposed.
    case confirmation = "confirm"
    /// One of the times on offer, or another.
    case offer
    /// How many people, how old, what number: no number is a day or a time then.
    case number
    /// The customer's own name, which is no master's.
    case name
}

/// A thing with names, by which customers may call it.
package struct Named: Hashable, Sendable {
    package var id: String
    /// Names and aliases in any language, the proper name of each language first.
    package var names: [String]
    package init(id: String, names: [String]) {
        self.id = id
        self.names = names
    }
}
