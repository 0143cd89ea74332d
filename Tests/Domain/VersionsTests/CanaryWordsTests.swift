import Testing
import Versions

@Suite("A canary's words")
struct CanaryWordsTests {
    private let canary = TalkCounts(talks: 20, completed: 6)
    private let live = TalkCounts(talks: 80, completed: 48)

    @Test("A rollback says what was worse, in figures")
    func worse() throws {
        let decision = CanaryDecision.worse(
            CanaryFinding(rate: .completion, canary: canary, live: live, chance: 0.0023))
        let english = try #require(CanaryWords(language: "en").verdict(decision, version: 3, live: 2, canary: canary))
        #expect(
            english
                == "Version 3 is worse than version 2, the live one: the customer got it done in 6 of 20 talks (30%), "
                + "with the live one in 48 of 80 talks (60%). Versions that are alike come to that by chance no more often than once in 434.")
        let russian = try #require(CanaryWords(language: "ru").notice(decision, version: 3, live: 2, canary: canary))
        #expect(
            russian
                == "Пробный запуск окончен: все беседы снова ведёт версия 2. Версия 3 хуже действующей 2: клиент добился своего — "
                + "6 из 20 бесед (30 %), у действующей — 48 из 80 бесед (60 %). "
                + "У одинаковых версий такое выходит случайно не чаще, чем раз из 434.")
    }

    @Test("What is not shown is not called worse; what goes on has no verdict")
    func others() throws {
        let words = CanaryWords(language: "kk")
        let finding = CanaryFinding(rate: .handOff, canary: canary, live: live, chance: nil)
        let verdict = try #require(words.verdict(.notAsGood(finding), version: 3, live: 2, canary: canary))
        #expect(verdict.contains("was not shown to be as good") && !verdict.contains("worse"))
        #expect(words.verdict(.goOn, version: 3, live: 2, canary: canary) == nil)
        #expect(words.notice(.asGood, version: 3, live: 2, canary: canary)?.contains("version 3 is live now") == true)
    }
}
