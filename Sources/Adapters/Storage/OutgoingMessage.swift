package import CivilTime
package import FlowInterpreter
internal import FlowMachine

/// A message on its way out, before a channel gives it a form.
package enum OutgoingBody: Hashable, Sendable {
    case message(Message)
    /// A text the channel approved beforehand, for customers who have not written for a while.
    case template(name: String, language: String, parameters: [String])

    /// The word in the outbox's column `kind`.
    var kind: String {
        switch self {
        case .message(let message): message.choices.isEmpty ? "text" : "choices"
        case .template: "template"
        }
    }
}

package struct OutgoingMessage: Hashable, Sendable {
    package var body: OutgoingBody
    /// When to send it: the moment of its turn, or later.
    package var dueAt: Instant

    package init(body: OutgoingBody, dueAt: Instant) {
        self.body = body
        self.dueAt = dueAt
    }
}

/// The stored form: a byte for the case (which also tells versions of the form apart), then its parts.
extension OutgoingBody {
    var encoded: [UInt8] {
        var writer = ByteWriter()
        switch self {
        case .message(let message):
            writer.byte(1)
            writer.string(message.text)
            writer.string(message.menuLabel)
            writer.list(message.choices) { choice, writer in
                writer.string(choice.id)
                writer.string(choice.label)
                writer.optional(choice.description) { $1.string($0) }
            }
        case .template(let name, let language, let parameters):
            writer.byte(2)
            writer.string(name)
            writer.string(language)
            writer.list(parameters) { $1.string($0) }
        }
        return writer.bytes
    }

    init(encoded bytes: [UInt8]) throws(ByteError) {
        var reader = ByteReader(bytes)
        switch try reader.byte() {
        case 1:
            let text = try reader.string()
            let menuLabel = try reader.string()
            let choices = try reader.list { (reader: inout ByteReader) throws(ByteError) in
                MessageChoice(
                    id: try reader.string(), label: try reader.string(),
                    description: try reader.optional { (reader: inout ByteReader) throws(ByteError) in
                        try reader.string()
                    })
            }
            self = .message(Message(text: text, choices: choices, menuLabel: menuLabel))
        case 2:
            self = .template(
                name: try reader.string(), language: try reader.string(),
                parameters: try reader.list { (reader: inout ByteReader) throws(ByteError) in try reader.string() })
        case let other: throw .unknownFormat(other)
        }
        guard reader.isAtEnd else { throw .trailingBytes }
    }
}
