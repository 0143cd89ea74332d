package import Salon

/// Something the salon's own people are told by a turn.
package struct StaffNotice: Hashable, Sendable {
    package enum Recipient: Hashable, Sendable {
        case owner
        case master(MasterID)
    }

    package var recipient: Recipient
    /// Where they are told; nil when the salon gave no number, and then the notice waits to be read.
    package var phone: String?
    package var text: String
    /// The code of the text's language.
    package var language: String

    package init(recipient: Recipient, phone: String?, text: String, language: String) {
        self.recipient = recipient
        self.phone = phone
        self.text = text
        self.language = language
    }
}
