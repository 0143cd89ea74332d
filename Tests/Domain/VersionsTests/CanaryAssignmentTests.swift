import Testing
import Versions

@Suite("Which talks a canary takes")
struct CanaryAssignmentTests {
    @Test("The share is kept over conversations, and over the talks of one", arguments: [1, 10, 37, 90])
    func share(percent: Int) {
        let conversations = (1...20_000).count {
            CanaryAssignment.takes(canary: 3, conversation: Int64($0), talk: 1, share: percent)
        }
        let talks = (1...20_000).count {
            CanaryAssignment.takes(canary: 3, conversation: 77, talk: Int64($0), share: percent)
        }
        // Five standard deviations of 20,000 draws are at most 354.
        for taken in [conversations, talks] { #expect(abs(taken - 200 * percent) < 354) }
    }

    @Test("Another canary draws anew")
    func anew() {
        let both = (1...20_000).count {
            CanaryAssignment.takes(canary: 1, conversation: Int64($0), talk: 1, share: 50)
                && CanaryAssignment.takes(canary: 2, conversation: Int64($0), talk: 1, share: 50)
        }
        #expect(abs(both - 5_000) < 310)
    }

    @Test("A wider share keeps those of a narrower one")
    func nested() {
        for conversation in 1...1_000 as ClosedRange<Int64>
        where CanaryAssignment.takes(canary: 9, conversation: conversation, talk: 4, share: 10) {
            #expect(CanaryAssignment.takes(canary: 9, conversation: conversation, talk: 4, share: 20))
        }
    }
}
