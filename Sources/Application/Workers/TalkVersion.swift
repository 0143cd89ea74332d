internal import Storage
internal import Versions

extension Claim {
    /// The version that a talk of a conversation begins on: the canary's for its share of talks, else the one that is live.
    ///
    /// - Parameters:
    ///   - talk: the number of the turn that it begins with.
    ///   - isRetry: whether that turn was tried before and failed. A customer who met what is broken is answered by what is
    ///     not; that it failed is noted against the version it was tried on.
    /// - Returns: nil when the salon has published nothing.
    func version(forTalk talk: Int64, of conversation: ClaimedConversation, isRetry: Bool) -> Int? {
        guard let liveVersion, let canary, !isRetry,
            CanaryAssignment.takes(
                canary: canary.id, conversation: conversation.id.number, talk: talk, share: canary.share)
        else { return liveVersion }
        return canary.version
    }
}
