import Conversations
import Testing
import Versions

@Suite("Versions: outcomes of talks")
struct TalkOutcomeTests {
    @Test("every outcome is listed once")
    func all() {
        #expect(Set(TalkOutcome.all).count == TalkOutcome.all.count)
        #expect(TalkOutcome.all.filter(\.isAchieved).count == Achievement.allCases.count)
    }
}
