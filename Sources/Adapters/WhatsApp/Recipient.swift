/// Whom a message goes to. The number is preferred: not every message may go to a user id (facts, section 7).
package enum Recipient: Hashable, Sendable {
    /// Digits with country code and no plus.
    case phone(String)
    /// The business-scoped user id.
    case userID(String)

    /// Nil where neither is there. A number that is not 5 to 20 digits counts as absent.
    package init?(userID: String?, phone: String?) {
        let digits = phone.map { $0.hasPrefix("+") ? String($0.dropFirst()) : $0 } ?? ""
        if (5...20).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            self = .phone(digits)
        } else if let userID, !userID.isEmpty {
            self = .userID(userID)
        } else {
            return nil
        }
    }
}
