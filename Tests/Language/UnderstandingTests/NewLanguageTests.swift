import CivilTime
import MessageGenerator
import Testing
import Understanding

/// A language is files and no code: one that was made up for this test is understood as soon as its lines are there.
@Suite("Understanding: a language that is new")
struct NewLanguageTests {
    private static let lexicon = """
        language\tzz\tnone\tlatin\tday-month
        word\tnumber\t3\tvrintu
        word\tnumber\t5\tquolbe
        word\tweekday\t4\tzhumvek
        word\tpart\t2\tluvnar
        rule\tdate\tday\t(bru)? {day}\tsame $1
        rule\tday\ttomorrow\tmolgavi\trelative 1
        rule\tday\tweekday\t<weekday>\tweekday $1
        rule\tday\tahead\tpos <number:1-30> dolki\tahead $1 2
        rule\ttime\tat\tgre {hour}\ttime-at $1
        rule\ttime\tpart\t<part>\tpart $1
        rule\thour\thour\t<number:0-24>\tclock $1
        intent\tbook\t40\tskrivozhu
        intent\tcancel\t40\tnuligavu
        intent\tgreeting\t10\tsaluvor
        """

    private static let samples = [
        ("molgavi gre quolbe", "book date=2026-05-21 time=17:00"),
        ("skrivozhu bru zhumvek luvnar", "book date=2026-05-22 time=evening"),
        ("nuligavu bru molgavi", "cancel date=2026-05-21"), ("pos vrintu dolki", "book date=2026-05-23"),
        ("saluvor!", "greeting"), ("Manicure molgavi, gre 11", "book service=manicure date=2026-05-21 time=11:00"),
    ]

    private static func answer(_ text: String, languages: [String]) throws -> Answer {
        let understander = try Understander(
            languages: languages,
            beside: [Lexicon(files: [LexiconFile(name: "all-zz.tsv", bytes: Array(lexicon.utf8))])])
        let vocabulary = try understander.vocabulary(
            services: Fixture.services, masters: Fixture.masters, intents: [])
        var context = try Fixture.context()
        (context.language, context.languages) = ("zz", ["zz"])
        let meaning = understander.understand(text, vocabulary: vocabulary, context: context)
        #expect(meaning.language == "zz", "\(text)")
        return Answer(meaning)
    }

    @Test("understands tomorrow at five in its own words", arguments: samples)
    func alone(text: String, right: String) throws {
        #expect(try NewLanguageTests.answer(text, languages: []) == Answer(parsing: right))
    }

    @Test("and beside the languages that are there", arguments: samples)
    func beside(text: String, right: String) throws {
        #expect(try NewLanguageTests.answer(text, languages: ["ru", "en", "uk", "kk"]) == Answer(parsing: right))
    }
}
