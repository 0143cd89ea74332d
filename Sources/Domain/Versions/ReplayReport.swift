package import CivilTime

/// What a replay found: all talks counted, and those that go another way in full.
package struct ReplayReport: Hashable, Sendable {
    package private(set) var talks = 0
    package private(set) var before = OutcomeTotals()
    package private(set) var after = OutcomeTotals()
    package private(set) var changes: [TalkComparison.Change: Int] = [:]
    /// The talks that are not the same, in the order in which they were given.
    package private(set) var different: [TalkComparison] = []
    /// Talks for which an answer of a module was assumed.
    package private(set) var assumed = 0
    package internal(set) var leftOut: LeftOutTalks
    /// Talks that do not run again on their own versions as they ran.
    package internal(set) var defects: [DefectiveTalk]

    init(leftOut: LeftOutTalks, defects: [DefectiveTalk]) {
        self.leftOut = leftOut
        self.defects = defects
    }

    package func count(_ change: TalkComparison.Change) -> Int { changes[change] ?? 0 }

    /// Talks that achieved something then.
    package var achieved: Int { before.achieved }

    /// Those of them that do not on the candidate, or achieve less.
    package var losingAchievement: Int { different.count(where: \.losesAchievement) }

    /// Talks on which the candidate fails and the version then did not.
    package var newFailures: Int { different.count(where: \.isNewFailure) }

    /// The different talks as they are shown: the worse ones first.
    package var mostTelling: [TalkComparison] {
        TalkComparison.Change.allCases.flatMap { change in different.filter { $0.change == change } }
    }

    mutating func add(_ comparison: TalkComparison) {
        talks += 1
        before.add(comparison.before)
        after.add(comparison.after)
        changes[comparison.change, default: 0] += 1
        if comparison.assumed > 0 { assumed += 1 }
        if comparison.change != .same { different.append(comparison) }
    }
}

/// Talks by what they came to, with their turns.
package struct OutcomeTotals: Hashable, Sendable {
    package private(set) var byOutcome: [TalkOutcome: Int] = [:]
    package private(set) var turns = 0
    package private(set) var notUnderstood = 0

    package init() {}

    package func count(_ outcome: TalkOutcome) -> Int { byOutcome[outcome] ?? 0 }

    package var achieved: Int { byOutcome.reduce(0) { $0 + ($1.key.isAchieved ? $1.value : 0) } }

    mutating func add(_ result: TalkResult) {
        byOutcome[result.outcome, default: 0] += 1
        turns += result.turns
        notUnderstood += result.notUnderstood
    }
}

/// Talks that cannot be compared, by why.
package struct LeftOutTalks: Hashable, Sendable {
    /// The customer had everything erased that the salon keeps of them.
    package var erased: Int
    /// They were written down in a form that is read no more.
    package var unreadable: Int
    /// With personal data masked they go another way, so they are neither shown nor exported.
    package var unmaskable: Int
    /// Their location is closed.
    package var withoutLocation: Int

    package init(erased: Int = 0, unreadable: Int = 0, unmaskable: Int = 0, withoutLocation: Int = 0) {
        self.erased = erased
        self.unreadable = unreadable
        self.unmaskable = unmaskable
        self.withoutLocation = withoutLocation
    }

    package var all: Int { erased + unreadable + unmaskable + withoutLocation }
}

/// A recorded talk that does not run again as it ran, by when it began.
package struct DefectiveTalk: Hashable, Sendable {
    package var began: Instant
    package var defect: TalkDefect

    package init(began: Instant, defect: TalkDefect) {
        self.began = began
        self.defect = defect
    }
}

/// How much a candidate may take away.
package struct ReplayThreshold: Hashable, Sendable {
    /// Of the talks that achieved something, the share that may lose it, from 0 to 100.
    package var percent: Double

    package init(percent: Double) { self.percent = percent }

    package enum Verdict: Hashable, Sendable {
        case passes
        /// So many talks of those that achieved something lose it.
        case tooManyLost(Int, of: Int)
        /// The candidate fails on so many talks that did not fail.
        case fails(Int)
        /// So many talks do not run on their own versions as they ran: nothing that is compared with them can be trusted.
        case untrustworthy(Int)

        package var passes: Bool { self == .passes }
    }

    package func verdict(on report: ReplayReport) -> Verdict {
        if !report.defects.isEmpty { return .untrustworthy(report.defects.count) }
        if report.newFailures > 0 { return .fails(report.newFailures) }
        let lost = report.losingAchievement
        // Compared without dividing: no talks achieved anything, none lost it.
        return Double(lost) * 100 > percent * Double(report.achieved)
            ? .tooManyLost(lost, of: report.achieved) : .passes
    }
}
