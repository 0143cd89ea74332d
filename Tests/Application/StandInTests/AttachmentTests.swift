import JSON
import StandIn
import Testing

/// What the stand-in makes of pictures, documents, places and contacts: as the facts say, errors included.
@Suite("Attachments")
struct AttachmentTests {
    private func body(_ type: String, _ part: JSONValue) -> JSONValue {
        .members(["messaging_product": "whatsapp", "to": .string(Samples.anna), "type": .string(type), type: part])
    }

    private func content(_ type: String, _ part: JSONValue) throws -> MessageContent {
        var bench = Bench()
        let id = try #require(bench.post(body(type, part)).id)
        return try #require(bench.network.acceptedMessages().first { $0.entry.id == id }?.entry.content)
    }

    @Test("what was sent is shown: links to follow, the place, the number to call")
    func shown() throws {
        let picture = try content("image", ["link": "https://cdn.example.kz/1.jpg", "caption": "Работа"])
        #expect(picture.kind == .image && picture.body == "Работа" && picture.link?.address == "https://cdn.example.kz/1.jpg")
        let document = try content("document", ["link": "https://a.kz/p.pdf", "filename": "прайс.pdf"])
        #expect(document.kind == .document && document.header == "прайс.pdf" && document.link?.address == "https://a.kz/p.pdf")
        let place = try content("location", ["latitude": 43, "longitude": 76, "name": "Лилия", "address": "Абая, 10"])
        #expect(place.kind == .location && place.body == "Лилия\nАбая, 10" && place.footer == "43.0, 76.0")
        let contact = try content(
            "contacts",
            [["name": ["formatted_name": "Лилия", "first_name": "Лилия"], "phones": [["phone": "+77017000001"]]]])
        #expect(contact.kind == .contacts && contact.body == "Лилия" && contact.link?.address == "tel:+77017000001")
    }

    @Test(
        "what Meta refuses is refused",
        arguments: [
            ("image", #"{"caption":"x"}"#, 131_008), ("image", #"{"link":"http://a.kz/1.jpg"}"#, 131_009),
            ("image", #"{"link":"https://a.kz/1.jpg","id":"1"}"#, 131_009),
            ("location", #"{"latitude":43}"#, 131_008), ("location", #"{"latitude":91,"longitude":0}"#, 131_009),
            ("contacts", "[]", 131_009), ("contacts", #"[{"name":{}}]"#, 131_008),
            ("contacts", #"[{"name":{"formatted_name":"Лилия"}}]"#, 131_008),
        ])
    func refused(type: String, part: String, code: Int) throws {
        var bench = Bench()
        #expect(bench.post(body(type, try JSONValue(parsing: part))).code == code)
    }

    @Test("a caption over its limit is refused")
    func caption() {
        var bench = Bench()
        let long = JSONValue.string(String(repeating: "ы", count: 1025))
        #expect(bench.post(body("image", ["link": "https://a.kz/1.jpg", "caption": long])).code == 131_009)
    }
}
