internal import JSON

/// The people a webhook introduces beside its messages; paired by identifiers, never by position (facts, section 5).
struct Contacts {
    struct Contact {
        let phone: String?
        let userID: String?
        let name: String?
    }

    private static let scanned = 8

    private var all: [Contact] = []
    private var byPhone: [String: Int] = [:]
    private var byUserID: [String: Int] = [:]

    init(_ element: JSONElement?) {
        guard let element, element.kind == .array else { return }
        for contact in element.elements {
            all.append(
                Contact(
                    phone: contact["wa_id"]?.string, userID: contact["user_id"]?.string,
                    name: contact["profile"]?["name"]?.string))
        }
        // A batch may introduce a thousand people to a thousand messages.
        guard all.count > Contacts.scanned else { return }
        for (place, contact) in all.enumerated() {
            if let phone = contact.phone { byPhone[phone] = place }
            if let userID = contact.userID { byUserID[userID] = place }
        }
    }

    func contact(phone: String?, userID: String?) -> Contact? {
        if all.count > Contacts.scanned {
            let place = userID.flatMap { byUserID[$0] } ?? phone.flatMap { byPhone[$0] }
            return place.map { all[$0] }
        }
        return all.first { userID != nil && $0.userID == userID } ?? all.first { phone != nil && $0.phone == phone }
    }
}
