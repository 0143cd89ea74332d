package import Conversations
internal import JSON
internal import Salon

extension MessageEncoder {
    /// The request for a picture, a document, a place or a contact (facts, sections 10 and 11). Captions and names are
    /// cut to what fits; only an address that no phone would open is refused.
    package static func request(
        for attachment: Attachment, to recipient: Recipient, callback: String
    ) throws(EncodingError) -> MessageRequest {
        guard (1...ChannelLimit.callback.maximum).contains(callback.utf16.count) else { throw .callback }
        return MessageRequest(
            envelope(try content(attachment), to: recipient, callback: callback), callback: callback)
    }

    private static func content(_ attachment: Attachment) throws(EncodingError) -> Content {
        switch attachment {
        case .picture(let link, let caption):
            return ("image", .object(try media(link, caption)))
        case .document(let link, let filename, let caption):
            var document = try media(link, caption)
            let name = TextFitting.line(filename)
            if !name.isEmpty { document["filename"] = .string(name) }
            return ("document", .object(document))
        case .location(let place, let name, let address):
            var location = JSONObject()
            // Both as they were written, to the last decimal.
            location["latitude"] = number(place.latitude)
            location["longitude"] = number(place.longitude)
            for (key, words) in [("name", name), ("address", address)] where !TextFitting.line(words).isEmpty {
                location[key] = .string(TextFitting.line(words))
            }
            return ("location", .object(location))
        case .contact(let name, let phone):
            guard SalonContact.isPhone(phone) else { throw .phone(phone) }
            let line = TextFitting.line(name)
            let shown = line.isEmpty ? "+\(phone)" : line
            return (
                "contacts",
                [
                    [
                        "name": ["formatted_name": .string(shown), "first_name": .string(shown)],
                        "phones": [["phone": .string("+\(phone)"), "type": "WORK", "wa_id": .string(phone)]],
                    ]
                ]
            )
        }
    }

    private static func media(_ link: String, _ caption: String) throws(EncodingError) -> JSONObject {
        guard SalonContact.isLink(link) else { throw .link(link) }
        var media = JSONObject()
        media["link"] = .string(link)
        if caption.contains(where: { !$0.isWhitespace }) {
            media["caption"] = .string(TextFitting.cut(caption, to: ChannelLimit.caption.maximum))
        }
        return media
    }

    private static func number(_ degrees: String) -> JSONValue {
        Double(degrees).flatMap { JSONNumber($0) }.map(JSONValue.number) ?? .string(degrees)
    }
}
