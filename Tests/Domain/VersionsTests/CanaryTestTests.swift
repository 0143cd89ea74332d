import Testing
import Versions

@Suite("A canary's test")
struct CanaryTestTests {
    @Test("Equal versions are rolled back by the test in at most five canaries of a hundred, at any share")
    func falseAlarms() {
        for (seed, share) in [(1, 10), (2, 20), (3, 50), (4, 90)] as [(UInt64, Int)] {
            var simulation = Simulation(seed: seed, share: share, live: .usual, canary: .usual)
            let ends = (0..<1_000).map { _ in simulation.run(planned: 200) }
            let alarms = ends.count { if case .worse = $0.decision { true } else { false } }
            let promoted = ends.count { $0.decision == .asGood }
            print("share \(share) %: \(alarms) of 1000 equal versions rolled back by the test, \(promoted) promoted")
            // Fifty are allowed; the standard deviation of a thousand draws is 6.9, and the exact test keeps well below.
            #expect(alarms <= 50)
        }
    }

    @Test("Equal versions in which much goes wrong are no different")
    func falseAlarmsOfErrors() {
        var simulation = Simulation(
            seed: 5, share: 20, live: Version(completion: 0.3, handOff: 0.4, notUnderstood: 0.5, error: 0.3),
            canary: Version(completion: 0.3, handOff: 0.4, notUnderstood: 0.5, error: 0.3))
        let alarms = (0..<1_000).count { _ in
            if case .worse = simulation.run(planned: 200).decision { true } else { false }
        }
        print("with much going wrong: \(alarms) of 1000")
        #expect(alarms <= 50)
    }

    @Test("Completion that falls from 60 % to 30 % is caught, and early")
    func completionFalls() {
        var simulation = Simulation(
            seed: 6, share: 20, live: .usual,
            canary: Version(completion: 0.3, handOff: 0.08, notUnderstood: 0.15, error: 0.01))
        let ends = (0..<1_000).map { _ in simulation.run(planned: 200) }
        let caught = ends.filter { $0.decision.finding?.rate == .completion && $0.decision.finding?.chance != nil }
        let talks = caught.map(\.talks).sorted()
        print("60 % → 30 %: \(caught.count) of 1000 caught, half by \(talks[talks.count / 2]) talks, 95 % by \(talks[talks.count * 95 / 100])")
        #expect(caught.count >= 985)
        #expect(talks[talks.count / 2] <= 40)
        #expect(talks[talks.count * 95 / 100] <= 80)
        #expect(!ends.contains { $0.decision == .asGood })
    }

    @Test("A canary that fails in every talk does not run to twenty", arguments: [(10, 4), (20, 5), (50, 10)])
    func failsAtOnce(share: Int, most: Int) {
        var simulation = Simulation(
            seed: 7, share: share, live: .usual,
            canary: Version(completion: 0, handOff: 0, notUnderstood: 0, error: 1))
        let ends = (0..<500).map { _ in simulation.run(planned: 200) }
        let talks = ends.map(\.talks).sorted()
        print("share \(share) %, every talk fails: half by \(talks[talks.count / 2]) talks, all by \(talks[talks.count - 1])")
        #expect(ends.allSatisfy { $0.decision.finding?.rate == .error })
        #expect(talks[talks.count / 2] <= most)
        #expect(talks[talks.count * 95 / 100] < CanaryTest.firstLook)
    }

    @Test("A better version is promoted at the planned number of talks, not before")
    func promoted() {
        let canary = TalkCounts(talks: 200, completed: 150, handedOff: 10, notUnderstood: 20, failed: 0)
        let live = TalkCounts(talks: 800, completed: 480, handedOff: 64, notUnderstood: 120, failed: 8)
        #expect(CanaryTest.look(canary: canary, live: live, planned: 200, looked: 199) == .asGood)
        #expect(CanaryTest.look(canary: canary, live: live, planned: 201, looked: 199) == .goOn)
    }

    @Test("The planned end waits until the live version has enough talks to compare with")
    func fewOfLive() {
        let canary = TalkCounts(talks: 40, completed: 24)
        #expect(CanaryTest.look(canary: canary, live: TalkCounts(talks: 19, completed: 11), planned: 20, looked: 40) == .goOn)
        #expect(CanaryTest.look(canary: canary, live: TalkCounts(talks: 20, completed: 12), planned: 20, looked: 40) == .asGood)
        #expect(CanaryTest.look(canary: canary, live: TalkCounts(), planned: 20, looked: 0) == .goOn)
    }

    @Test("At the planned end a rate may be worse by five points and no more; what the test cannot show is not called worse")
    func tolerance() {
        let live = TalkCounts(talks: 1_000, completed: 600)
        func decision(_ completed: Int) -> CanaryDecision {
            CanaryTest.look(canary: TalkCounts(talks: 100, completed: completed), live: live, planned: 100, looked: 99)
        }
        #expect(decision(55) == .asGood)
        #expect(decision(54) == .notAsGood(
            CanaryFinding(
                rate: .completion, canary: TalkCounts(talks: 100, completed: 54), live: live, chance: nil)))
        guard case .worse(let finding) = decision(30) else {
            Issue.record("30 of 100 against 600 of 1000 is worse")
            return
        }
        #expect(finding.rate == .completion && finding.chance ?? 1 < 0.0001)
    }

    @Test("The same talks are looked at once")
    func oncePerCount() {
        let canary = TalkCounts(talks: 3, failed: 3)
        let live = TalkCounts(talks: 60, completed: 30)
        #expect(CanaryTest.look(canary: canary, live: live, planned: 200, looked: 2).finding?.rate == .error)
        #expect(CanaryTest.look(canary: canary, live: live, planned: 200, looked: 3) == .goOn)
    }
}

extension CanaryDecision {
    var finding: CanaryFinding? {
        switch self {
        case .worse(let finding), .notAsGood(let finding): finding
        case .goOn, .asGood: nil
        }
    }
}

/// How likely each thing is in a talk.
struct Version {
    var completion: Double
    var handOff: Double
    var notUnderstood: Double
    var error: Double

    static let usual = Version(completion: 0.6, handOff: 0.08, notUnderstood: 0.15, error: 0.01)
}

/// Talks one after the other, each on the one version or the other, with a look after each as the server takes it.
struct Simulation {
    var random: SplitMix
    var share: Int
    var live: Version
    var canary: Version

    init(seed: UInt64, share: Int, live: Version, canary: Version) {
        random = SplitMix(state: seed)
        self.share = share
        self.live = live
        self.canary = canary
    }

    mutating func run(planned: Int) -> (decision: CanaryDecision, talks: Int) {
        var counts = (canary: TalkCounts(), live: TalkCounts())
        var looked = 0
        while true {
            let isCanary = Int.random(in: 0..<100, using: &random) < share
            if isCanary { count(canary, in: &counts.canary) } else { count(live, in: &counts.live) }
            guard isCanary || counts.canary.talks >= planned else { continue }
            let decision = CanaryTest.look(canary: counts.canary, live: counts.live, planned: planned, looked: looked)
            if decision != .goOn { return (decision, counts.canary.talks) }
            looked = counts.canary.talks
        }
    }

    private mutating func count(_ version: Version, in counts: inout TalkCounts) {
        counts.talks += 1
        if Double.random(in: 0..<1, using: &random) < version.completion { counts.completed += 1 }
        if Double.random(in: 0..<1, using: &random) < version.handOff { counts.handedOff += 1 }
        if Double.random(in: 0..<1, using: &random) < version.notUnderstood { counts.notUnderstood += 1 }
        if Double.random(in: 0..<1, using: &random) < version.error { counts.failed += 1 }
    }
}

struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}
