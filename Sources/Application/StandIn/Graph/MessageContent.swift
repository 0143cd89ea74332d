/// What one message shows on a phone, whatever its wire form was.
package struct MessageContent: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        case text, image, video, audio, document, sticker, location, contacts, reaction, template
        case buttons, list, link
        case locationRequest = "location_request"
        case flow
        /// A customer's tap on a button or a row.
        case tap
    }

    package var kind: Kind
    package var header: String?
    package var body: String
    package var footer: String?
    /// Buttons under the bubble, or the rows of a list in their order.
    package var choices: [Choice] = []
    /// The words on the button that opens a list.
    package var menuLabel: String?
    /// Section titles by the index of their first row.
    package var sections: [Section] = []
    package var link: Link?
    /// For a tap: the id that was chosen. For a reaction: the message it belongs to.
    package var reference: String?

    package init(kind: Kind, header: String? = nil, body: String, footer: String? = nil) {
        self.kind = kind
        self.header = header
        self.body = body
        self.footer = footer
    }

    package struct Choice: Hashable, Sendable {
        package var id: String
        package var title: String
        package var description: String?
        /// Quick replies of templates come back as `button`, all others as `interactive`.
        package var isTemplateReply = false

        package init(id: String, title: String, description: String? = nil, isTemplateReply: Bool = false) {
            self.id = id
            self.title = title
            self.description = description
            self.isTemplateReply = isTemplateReply
        }
    }

    package struct Section: Hashable, Sendable {
        package var title: String?
        package var firstRow: Int
    }

    package struct Link: Hashable, Sendable {
        package var title: String
        package var address: String
    }
}

/// A call of `POST /messages` that passed every check.
struct SendRequest: Hashable, Sendable {
    enum Recipient: Hashable, Sendable {
        /// As typed; `WhatsAppNumber` makes a wa_id of it.
        case phone(String)
        case userID(String)
    }

    var recipient: Recipient
    var content: MessageContent
    var callback: String?
    var quoted: String?
    /// The category of a template; nil for a message that needs an open window.
    var template: StandInSettings.Template?
}

/// The other thing the same address takes: a receipt for a customer's message.
struct ReadReceipt: Hashable, Sendable {
    var messageID: String
    var showsTyping: Bool
}

enum MessagesCall: Hashable, Sendable {
    case send(SendRequest)
    case receipt(ReadReceipt)
}
