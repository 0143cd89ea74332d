import MessageGenerator
import Testing
import Understanding

/// What lexicons say of a word may be remembered, since it follows from the word alone.
@Suite("Understanding: what is remembered")
struct WordMemoryTests {
    @Test("the same is understood with words remembered, with none, and with so few that they are forgotten again")
    func memory() throws {
        let context = try Fixture.context()
        let understanders = try [16_000, 0, 3].map { try Understander(languages: ["ru", "en"], remembering: $0) }
        let vocabularies = try understanders.map {
            try $0.vocabulary(services: Fixture.services, masters: Fixture.masters, intents: [Fixture.parking])
        }
        let texts = [
            "запишите на маникюр завтра в 3", "zapishite na manikyur zavtra", "book me a manicure tomorrow", "маникур на завтра",
            "ghbdtn", "87015553412", "к анечке", "parking?", "👍",
        ]
        for text in texts + texts {
            let meanings = zip(understanders, vocabularies).map { $0.understand(text, vocabulary: $1, context: context) }
            #expect(Set(meanings).count == 1, "\(text)")
        }
    }
}
