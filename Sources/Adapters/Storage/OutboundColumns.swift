internal import Conversations
internal import FlowInterpreter

extension OutboundContent {
    /// The word in the outbox's column `kind`.
    var kind: String {
        switch self {
        case .message(let message): message.choices.isEmpty ? "text" : "choices"
        case .template: "template"
        case .attachment: "attachment"
        case .notice: "notice"
        case .offer: "offer"
        }
    }
}
