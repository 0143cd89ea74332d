import Conversations
import JSON
import Salon
import Testing
import WhatsApp

@Suite("Attachment encoding")
struct AttachmentEncoderTests {
    private func body(_ attachment: Conversations.Attachment) throws -> JSONValue {
        try JSONValue(
            parsing: MessageEncoder.request(for: attachment, to: .phone("77051234567"), callback: "42").body)
    }

    private static func place(_ latitude: Int, _ longitude: Int) throws -> Coordinates {
        try #require(Coordinates(latitudeMillionths: latitude, longitudeMillionths: longitude))
    }

    @Test("a picture by its link, with its caption")
    func picture() throws {
        let expected: JSONValue = [
            "messaging_product": "whatsapp", "recipient_type": "individual", "to": "+77051234567", "type": "image",
            "image": ["link": "https://cdn.example.kz/work/1.jpg", "caption": "Работа Ольги"],
            "biz_opaque_callback_data": "42",
        ]
        #expect(try body(.picture(link: "https://cdn.example.kz/work/1.jpg", caption: "Работа Ольги")) == expected)
        let plain = try body(.picture(link: "https://cdn.example.kz/1.jpg", caption: " \n"))
        #expect(plain["image"] == ["link": "https://cdn.example.kz/1.jpg"], "a blank caption is none")
        let long = try body(.picture(link: "https://a.kz/1.jpg", caption: String(repeating: "ы", count: 1025)))
        #expect(long["image"]?["caption"]?.string?.utf16.count == 1024)
    }

    @Test("a document has a name where one is known")
    func document() throws {
        let named = try body(.document(link: "https://a.kz/p.pdf", filename: "прайс.pdf", caption: "Прайс"))
        #expect(named["type"] == "document")
        #expect(named["document"] == ["link": "https://a.kz/p.pdf", "caption": "Прайс", "filename": "прайс.pdf"])
        let unnamed = try body(.document(link: "https://a.kz/p", filename: "", caption: ""))
        #expect(unnamed["document"] == ["link": "https://a.kz/p"])
    }

    @Test("a place to the last decimal; a blank name or address is left out")
    func location() throws {
        let whole = try body(.location(try Self.place(43_238_949, -76_889_709), name: "Лилия", address: "Абая,\n10"))
        #expect(whole["type"] == "location")
        #expect(whole["location"]?["latitude"]?.double == 43.238949 && whole["location"]?["longitude"]?.double == -76.889709)
        #expect(whole["location"]?["name"] == "Лилия" && whole["location"]?["address"] == "Абая, 10")
        let bare = try body(.location(try Self.place(0, 7), name: "", address: " "))
        #expect(bare["location"]?.object?.members.map(\.name) == ["latitude", "longitude"])
        #expect(bare["location"]?["longitude"]?.double == 0.000007)
    }

    @Test("a contact has the one name part more that is asked for")
    func contact() throws {
        let expected: JSONValue = [
            [
                "name": ["formatted_name": "Салон «Лилия»", "first_name": "Салон «Лилия»"],
                "phones": [["phone": "+77017000001", "type": "WORK", "wa_id": "77017000001"]],
            ]
        ]
        #expect(try body(.contact(name: "Салон «Лилия»", phone: "77017000001"))["contacts"] == expected)
        let nameless = try body(.contact(name: " ", phone: "77017000001"))
        #expect(nameless["contacts"]?[0]?["name"]?["formatted_name"] == "+77017000001")
    }

    @Test("what no phone could open or call is an error")
    func refused() {
        let bad: [(Conversations.Attachment, EncodingError)] = [
            (.picture(link: "http://a.kz/1.jpg", caption: ""), .link("http://a.kz/1.jpg")),
            (.picture(link: "https://", caption: ""), .link("https://")),
            (.document(link: "https://a.kz/a b", filename: "", caption: ""), .link("https://a.kz/a b")),
            (.contact(name: "А", phone: "8-800"), .phone("8-800")),
        ]
        for (attachment, error) in bad {
            #expect(throws: error) {
                try MessageEncoder.request(for: attachment, to: .phone("77051234567"), callback: "42")
            }
            #expect(!error.description.isEmpty)
        }
        #expect(throws: EncodingError.callback) {
            try MessageEncoder.request(for: .contact(name: "А", phone: "77017000001"), to: .phone("77051234567"), callback: "")
        }
    }
}
