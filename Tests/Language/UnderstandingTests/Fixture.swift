import CivilTime
import Grammar
import Patterns
import Stemming
import Testing
import Understanding

/// One understander for all tests, and salons to speak to.
enum Fixture {
    static let understander: Result<Understander, any Error> = Result { try makeUnderstander(languages: ["ru", "en"]) }

    static func makeUnderstander(languages: [String]) throws -> Understander {
        let stemmers = [
            "russian": try Stemmer(language: "russian"), "english": try Stemmer(language: "english"),
        ]
        return try Understander(
            lexicons: languages.map { language in
                try Lexicon(files: LexiconFiles.files(of: language).map { LexiconFile(name: $0.name, bytes: $0.bytes) })
            },
            wordForms: WordForms { word, language in stemmers[language]?.stem(word) ?? word },
            patterns: PatternEngine { source in
                let pattern = try Pattern(source)
                return CompiledPattern { try pattern.firstMatch(in: $0) }
            })
    }

    /// The catalogue of the contract's visible samples.
    static let contractServices = [
        Named(id: "manicure", names: ["Маникюр", "Manicure", "классический маникюр"]),
        Named(id: "pedicure", names: ["Педикюр"]),
        Named(id: "gel_manicure", names: ["Маникюр с гель-лаком", "гель-лак"]),
    ]
    static let contractMasters = [
        Named(id: "anna", names: ["Анна", "Anna"]),
        Named(id: "maria", names: ["Мария"]),
    ]

    /// A bigger salon, with names that are alike.
    static let services = [
        Named(id: "manicure", names: ["Маникюр", "Manicure", "классический маникюр"]),
        Named(id: "gel_manicure", names: ["Маникюр с гель-лаком", "Gel manicure", "гель-лак", "shellac", "шеллак"]),
        Named(id: "pedicure", names: ["Педикюр", "Pedicure"]),
        Named(id: "mani_pedi", names: ["Маникюр и педикюр", "Manicure and pedicure", "mani-pedi", "комплекс"]),
        Named(id: "womens_haircut", names: ["Женская стрижка", "Women's haircut"]),
        Named(id: "mens_haircut", names: ["Мужская стрижка", "Men's haircut"]),
        Named(id: "coloring", names: ["Окрашивание волос", "Hair coloring", "покраска", "покрасить волосы"]),
        Named(id: "brows", names: ["Коррекция бровей", "Eyebrow shaping", "брови", "brows"]),
        Named(id: "lashes", names: ["Наращивание ресниц", "Lash extensions", "ресницы", "lashes"]),
        Named(id: "massage", names: ["Массаж лица", "Facial massage"]),
    ]
    static let masters = [
        Named(id: "anna", names: ["Анна", "Anna"]),
        Named(id: "maria", names: ["Мария", "Maria"]),
        Named(id: "olga", names: ["Ольга Петрова", "Olga Petrova"]),
        Named(id: "alexandra", names: ["Александра", "Alexandra"]),
        Named(id: "alexander", names: ["Александр", "Alexander"]),
    ]

    /// The flow intent of the language page.
    static let parking = IntentRule(
        name: "parking",
        phrases: [
            PhraseRule(
                language: "ru", isExclusion: false, pattern: .sequence([.word("где"), .word("припарковаться")])),
            PhraseRule(
                language: "ru", isExclusion: false,
                pattern: .sequence([.optional(.word("есть")), .word("парковка")])),
            PhraseRule(language: "en", isExclusion: false, pattern: .word("parking")),
        ])

    /// Reads `2026-05-20 11:05`.
    static func moment(_ text: String) throws -> CivilMoment {
        let parts = text.split(separator: " ")
        let date = try #require(CivilDate(iso: parts[0]), "a moment begins with a date: \(text)")
        let time = try #require(ClockTime(iso: parts[1]), "a moment ends with a time: \(text)")
        return CivilMoment(date: date, time: time)
    }

    static func context(
        _ now: String = "2026-05-20 11:05", expecting: Expecting? = nil, options: [Named] = []
    ) throws -> Context {
        Context(
            now: try moment(now), language: nil, expecting: expecting, options: options,
            opens: ClockTime(hour: 10, minute: 0), closes: ClockTime(hour: 21, minute: 0))
    }
}

/// A meaning in the short form of the corpus: `book service=manicure date=2026-05-21 time=15:00`.
func summary(_ meaning: Meaning) -> String {
    var parts = [meaning.intents.first?.content ?? "none"]
    func join(_ name: String, _ values: [String]) {
        if !values.isEmpty { parts.append("\(name)=\(values.joined(separator: "+"))") }
    }
    join("service", meaning.services.map { reference in
        switch reference.content {
        case .one(let id): id
        case .oneOf(let ids): ids.joined(separator: "?")
        }
    })
    join("master", meaning.masters.map { reference in
        switch reference.content {
        case .one(let id): id
        case .oneOf(let ids): ids.joined(separator: "?")
        case .anyone: "any"
        }
    })
    join("date", meaning.dates.map { date in
        switch date.content {
        case .day(let day): day.iso
        case .window(let from, let to): "\(from?.iso ?? "")..\(to?.iso ?? "")"
        case .oneOf(let days): days.map(\.iso).joined(separator: ",")
        case .soonest: "soonest"
        }
    })
    join("time", meaning.times.map { time in
        switch time.content {
        case .at(let clock): clock.iso
        case .window(let from, let to): "\(from?.iso ?? "")..\(to?.iso ?? "")"
        case .part(let part): part.rawValue
        }
    })
    return parts.joined(separator: " ")
}
