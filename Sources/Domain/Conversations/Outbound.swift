package import Booking
package import CivilTime
package import FlowInterpreter
package import FlowMachine
package import Salon

/// What leaves for a customer, as it is stored between the turn that said it and the moment it is sent.
package enum OutboundContent: Hashable, Sendable {
    /// Free-form; a channel may refuse it when the customer's last message is too long ago.
    case message(Message)
    /// Wording approved by the channel beforehand, which may be sent at any time.
    case template(TemplateMessage)
    /// Free-form, something to see.
    case attachment(Attachment)
    /// A word to the salon's own people: free-form where the channel allows it, else by the template `staff_notice`.
    case notice(NoticeMessage)
    /// A freed time for a customer who waits: free-form where the channel allows it, else by the template.
    case offer(OfferMessage)
}

package struct OfferMessage: Hashable, Sendable {
    package var message: Message
    /// Its two buttons carry the identities of the message's choices.
    package var template: TemplateMessage

    /// The template's name. Its placeholders are salon, service, master, day and time; its quick replies a yes and a no.
    package static let template = "waitlist_offer"

    package init(message: Message, template: TemplateMessage) {
        self.message = message
        self.template = template
    }
}

package struct NoticeMessage: Hashable, Sendable {
    package var text: String
    /// A language code.
    package var language: String

    /// The template that carries a notice when its reader has been silent for long; its one placeholder is the text.
    package static let template = "staff_notice"

    package init(text: String, language: String) {
        self.text = text
        self.language = language
    }
}

/// A template by name and language, with the values of its placeholders in order.
package struct TemplateMessage: Hashable, Sendable {
    package var name: String
    package var language: String
    package var parameters: [String]

    package init(name: String, language: String, parameters: [String]) {
        self.name = name
        self.language = language
        self.parameters = parameters
    }
}

/// A message with the time from which it may be sent.
package struct OutboundMessage: Hashable, Sendable {
    package var content: OutboundContent
    package var dueAt: Instant
    /// For a reminder, what it speaks of: it leaves only while that is true, and at most one leaves for it.
    package var reminder: ReminderSubject?
    /// What it offers to a customer who waits: it leaves only while that offer is open.
    package var offer: WaitlistOfferID?

    package init(
        content: OutboundContent, dueAt: Instant, reminder: ReminderSubject? = nil, offer: WaitlistOfferID? = nil
    ) {
        self.offer = offer
        self.content = content
        self.dueAt = dueAt
        self.reminder = reminder
    }
}

/// A visit at the time that a reminder names.
package struct ReminderSubject: Hashable, Sendable {
    package var booking: BookingID
    package var start: Instant

    package init(booking: BookingID, start: Instant) {
        self.booking = booking
        self.start = start
    }
}

extension OutboundContent: ByteCodable {
    package var encoded: [UInt8] {
        var writer = ByteWriter()
        write(to: &writer)
        return writer.bytes
    }

    package init(encoded bytes: [UInt8]) throws(ByteError) {
        var reader = ByteReader(bytes)
        try self.init(from: &reader)
        guard reader.isAtEnd else { throw ByteError.trailingBytes }
    }

    package func write(to writer: inout ByteWriter) {
        switch self {
        case .message(let message):
            writer.byte(0)
            OutboundContent.write(message, to: &writer)
        case .template(let template):
            writer.byte(1)
            OutboundContent.write(template, to: &writer)
        case .attachment(let attachment):
            writer.byte(2)
            writer.value(attachment)
        case .notice(let notice):
            writer.byte(3)
            writer.string(notice.text)
            writer.string(notice.language)
        case .offer(let offer):
            writer.byte(4)
            OutboundContent.write(offer.message, to: &writer)
            OutboundContent.write(offer.template, to: &writer)
        }
    }

    private static func write(_ message: Message, to writer: inout ByteWriter) {
        writer.string(message.text)
        writer.list(message.choices) { choice, writer in
            writer.string(choice.id)
            writer.string(choice.label)
            writer.optional(choice.description) { $1.string($0) }
        }
        writer.string(message.menuLabel)
    }

    private static func write(_ template: TemplateMessage, to writer: inout ByteWriter) {
        writer.string(template.name)
        writer.string(template.language)
        writer.list(template.parameters) { $1.string($0) }
    }

    private static func message(from reader: inout ByteReader) throws(ByteError) -> Message {
        Message(
            text: try reader.string(),
            choices: try reader.list { (reader: inout ByteReader) throws(ByteError) in
                MessageChoice(
                    id: try reader.string(), label: try reader.string(),
                    description: try reader.optional { (reader: inout ByteReader) throws(ByteError) in
                        try reader.string()
                    })
            },
            menuLabel: try reader.string())
    }

    private static func template(from reader: inout ByteReader) throws(ByteError) -> TemplateMessage {
        TemplateMessage(name: try reader.string(), language: try reader.string(), parameters: try reader.strings())
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        switch try reader.byte() {
        case 0: self = .message(try OutboundContent.message(from: &reader))
        case 1: self = .template(try OutboundContent.template(from: &reader))
        case 2: self = .attachment(try reader.value())
        case 3: self = .notice(NoticeMessage(text: try reader.string(), language: try reader.string()))
        case 4:
            self = .offer(
                OfferMessage(
                    message: try OutboundContent.message(from: &reader),
                    template: try OutboundContent.template(from: &reader)))
        default: throw reader.failure()
        }
    }
}
