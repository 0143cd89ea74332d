internal import Conversations

extension OutboundContent {
    /// The word in the outbox's column `kind`.
    var kind: String {
        switch self {
        case .message(let message): message.choices.isEmpty ? "text" : "choices"
        case .template: "template"
        }
    }
}
