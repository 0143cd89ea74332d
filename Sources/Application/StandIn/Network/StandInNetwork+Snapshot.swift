package import JSON

extension StandInNetwork {
    /// Messages of one chat that a snapshot keeps.
    private static let entriesKept = 300

    /// All people and chats. Plans and webhooks under way are not in it: a restart loses
    /// them, as a lost webhook would be.
    package func snapshot() -> JSONValue {
        .members([
            "version": .count(1),
            "people": .array(people().map(ControlJSON.customer)),
            "chats": .array(
                chats.sorted { left, right in
                    (left.key.phoneNumberID, left.key.waID) < (right.key.phoneNumberID, right.key.waID)
                }.map { key, chat in
                    .members([
                        "number": .string(key.phoneNumberID), "wa_id": .string(key.waID),
                        "last_inbound_at": chat.lastInboundAt.map(JSONValue.count),
                        "entries": .array(chat.entries.suffix(StandInNetwork.entriesKept).map(saved)),
                    ])
                }),
        ])
    }

    /// Without the revision, which counts changes of one run.
    private func saved(_ entry: ChatEntry) -> JSONValue {
        var object = ControlJSON.entry(entry).object ?? JSONObject()
        object["revision"] = nil
        return .object(object)
    }

    package mutating func restore(_ bytes: [UInt8]) throws(ControlError) {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: bytes)
        } catch {
            throw .invalid("The saved chats are not JSON: \(error)")
        }
        guard value["version"]?.integer == 1, let saved = value["chats"]?.array else {
            throw .invalid("The saved chats are of another version of the stand-in.")
        }
        for person in value["people"]?.array ?? [] {
            if let customer = ControlJSON.readCustomer(person, known: nil) { customers[customer.waID] = customer }
        }
        for chat in saved {
            guard let number = chat["number"]?.string.flatMap({ number($0) }), let waID = chat["wa_id"]?.string else {
                continue
            }
            let key = ChatKey(phoneNumberID: number.phoneNumberID, waID: waID)
            _ = userID(of: waID, at: number)
            for entry in (chat["entries"]?.array ?? []).compactMap(ControlJSON.readEntry) where places[entry.id] == nil
            {
                append(entry, to: key)
            }
            chats[key, default: Chat()].lastInboundAt = chat["last_inbound_at"]?.integer.map(Int64.init)
        }
    }
}
