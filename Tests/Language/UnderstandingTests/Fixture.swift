import CivilTime
import Grammar
import MessageGenerator
import Testing
import Understanding

/// One understander for all tests, and salons to speak to.
enum Fixture {
    static let understander = Result { try Understander(languages: LexiconFiles.languages) }

    /// A salon with names that are alike.
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

    static func context(
        _ now: String = "2026-05-20T11:05", expecting: Expecting? = nil, options: [Named] = []
    ) throws -> Context {
        Context(
            now: try #require(CivilMoment(iso: now)), language: nil, expecting: expecting, options: options,
            opens: ClockTime(hour: 10, minute: 0), closes: ClockTime(hour: 21, minute: 0))
    }
}
