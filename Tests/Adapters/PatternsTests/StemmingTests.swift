import Stemming
import Testing

@Suite("Snowball stems")
struct StemmingTests {
    @Test(
        "takes endings off",
        arguments: [
            ("russian", "маникюра", "маникюр"), ("russian", "маникюром", "маникюр"), ("russian", "педикюру", "педикюр"),
            ("english", "manicures", "manicur"), ("english", "booking", "book"), ("russian", "", ""),
        ])
    func stems(language: String, word: String, stem: String) throws {
        #expect(try Stemmer(language: language).stem(word) == stem)
    }

    @Test("refuses a language it does not have")
    func unknown() {
        #expect(throws: StemmerError.unknownLanguage("klingon")) { try Stemmer(language: "klingon") }
    }

    @Test("gives the same stems to tasks that ask at once")
    func shared() async throws {
        let stemmer = try Stemmer(language: "russian")
        let agreeing = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                group.addTask {
                    number.isMultiple(of: 2)
                        ? stemmer.stem("маникюрами") == "маникюр" : stemmer.stem("стрижками") == "стрижк"
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(agreeing == 200)
    }
}
