/// What became of the talks that one version had since a canary began. Each talk counts once in a column, however often the
/// thing happened in it.
package struct TalkCounts: Hashable, Sendable {
    /// Talks that are over: ended, silent for an hour, or with an error in them.
    package var talks: Int
    /// The customer booked, moved, called off or confirmed a visit, or joined the waiting list.
    package var completed: Int
    package var handedOff: Int
    /// A message was not understood.
    package var notUnderstood: Int
    /// A turn could not be done, a module failed, or a bound of the interpreter was met.
    package var failed: Int

    package init(talks: Int = 0, completed: Int = 0, handedOff: Int = 0, notUnderstood: Int = 0, failed: Int = 0) {
        self.talks = talks
        self.completed = completed
        self.handedOff = handedOff
        self.notUnderstood = notUnderstood
        self.failed = failed
    }

    /// The talks in which it went the wrong way.
    package func bad(_ rate: CanaryRate) -> Int {
        switch rate {
        case .completion: talks - completed
        case .handOff: handedOff
        case .notUnderstood: notUnderstood
        case .error: failed
        }
    }
}

/// What a canary is compared by with the live version.
package enum CanaryRate: String, CaseIterable, Hashable, Sendable {
    /// Worse when lower; the others are worse when higher.
    case completion
    case handOff = "hand_off"
    case notUnderstood = "not_understood"
    case error
}
