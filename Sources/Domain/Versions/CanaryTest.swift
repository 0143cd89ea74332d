/// When a canary is worse than the live version, and when it is as good. Stated for owners in flows/canary.md.
///
/// Each rate is compared by `ExactTest`. The risk of rolling back a version that is just as good is shared out beforehand,
/// over the rates and over the looks at each, so that all looks together stay below `risk`, whatever happens in between:
/// half of what is left of a rate's share at each doubling of the talks, and for errors, which must not wait for twenty
/// talks, 1/(n(n+1)) at the n-th.
package enum CanaryTest {
    /// The most that the chance of rolling back a version that is just as good may come to over a whole canary.
    package static let risk = 0.05
    /// Ended talks of the canary at the first look; then twice as many each time.
    package static let firstLook = 20
    /// By how many percentage points a rate may be worse at the planned end. What lies within may be chance, or a small
    /// change for the worse that the planned number of talks cannot show.
    package static let tolerancePoints = 5
    /// The fewest talks of the live version that a planned end compares with.
    package static let fewestOfLive = 20
    package static let shares = 1...90
    package static let plannedTalks = 20...10_000

    /// What a look leads to.
    ///
    /// - Parameters:
    ///   - planned: the canary's talks at which it is decided.
    ///   - looked: the canary's talks at the look before; 0 before the first.
    package static func look(canary: TalkCounts, live: TalkCounts, planned: Int, looked: Int) -> CanaryDecision {
        let isLast = canary.talks >= planned && live.talks >= fewestOfLive
        let number = lookNumber(at: canary.talks)
        let isScheduled = number > lookNumber(at: looked)
        let share = risk / Double(CanaryRate.allCases.count)
        var worst: CanaryFinding?
        for rate in CanaryRate.allCases {
            var threshold = 0.0
            if isScheduled || isLast {
                threshold = share / halvings(isScheduled ? number : number + 1) / (rate == .error ? 2 : 1)
            }
            if rate == .error, canary.talks > looked {
                threshold += share / 2 / (Double(canary.talks) * Double(canary.talks + 1))
            }
            if threshold == 0 { continue }
            let chance = ExactTest.chance(
                ofAtLeast: canary.bad(rate), of: canary.talks, against: live.bad(rate), of: live.talks)
            if chance <= threshold, chance < worst?.chance ?? 1 {
                worst = CanaryFinding(rate: rate, canary: canary, live: live, chance: chance)
            }
        }
        // The rate that is the least like chance is the one to tell of.
        if let worst { return .worse(worst) }
        guard isLast else { return .goOn }
        let behind = CanaryRate.allCases.first { rate in
            let difference = canary.bad(rate) * live.talks - live.bad(rate) * canary.talks
            return 100 * difference > tolerancePoints * canary.talks * live.talks
        }
        return behind.map { .notAsGood(CanaryFinding(rate: $0, canary: canary, live: live, chance: nil)) } ?? .asGood
    }

    /// How many of the looks after 20, 40, 80 … talks have come.
    private static func lookNumber(at talks: Int) -> Int {
        var number = 0
        var next = firstLook
        while next <= talks {
            number += 1
            next *= 2
        }
        return number
    }

    private static func halvings(_ count: Int) -> Double { (0..<count).reduce(1) { power, _ in power * 2 } }
}

package enum CanaryDecision: Hashable, Sendable {
    case goOn
    /// Shown by the test: rolled back.
    case worse(CanaryFinding)
    /// At the planned end no rate is worse by the test, but one by more than the tolerance: rolled back.
    case notAsGood(CanaryFinding)
    /// At the planned end: promoted.
    case asGood
}

/// The rate that decided, and what it was seen in.
package struct CanaryFinding: Hashable, Sendable {
    package var rate: CanaryRate
    package var canary: TalkCounts
    package var live: TalkCounts
    /// How likely such a difference is between versions that are alike; nil where it was not the test that decided.
    package var chance: Double?

    package init(rate: CanaryRate, canary: TalkCounts, live: TalkCounts, chance: Double?) {
        self.rate = rate
        self.canary = canary
        self.live = live
        self.chance = chance
    }
}
