internal import Conversations
internal import Storage
internal import Versions

extension LiveVersion {
    /// The version that a talk begins on: the canary's for its share of talks, else the one that is live.
    ///
    /// - Parameters:
    ///   - talk: the number of the turn that it begins with.
    ///   - isRetry: whether that turn was tried before and failed. A customer who met what is broken is answered by what is
    ///     not; that it failed is noted against the version it was tried on.
    func version(forTalk talk: Int64, of conversation: ConversationID, isRetry: Bool) -> Int {
        guard let canary, !isRetry,
            CanaryAssignment.takes(canary: canary.id, conversation: conversation.number, talk: talk, share: canary.share)
        else { return number }
        return canary.version
    }
}
