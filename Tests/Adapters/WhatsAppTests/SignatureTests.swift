import JSON
import Testing
import WhatsApp

@Suite("Webhook signature and handshake")
struct SignatureTests {
    static let empty = Array(#"{"object":"whatsapp_business_account","entry":[]}"#.utf8)
    static let emptySignature = "sha256=b232bd7f8ee0f14c117a1c880130733915462bb39d234228bef5eaf7f763459e"

    private func secret() throws -> AppSecret { try #require(AppSecret("salonflow-test-app-secret")) }

    @Test("the documented vector holds in both directions")
    func vector() throws {
        #expect(Signature.verify(header: Self.emptySignature, body: Self.empty, secret: try secret()))
        #expect(Signature.header(for: Self.empty, secret: try secret()) == Self.emptySignature)
    }

    @Test("every wire sample verifies on its exact bytes, and on no others")
    func wire() throws {
        let files = try #require(try Corpus.json("whatsapp-payloads/wire/signatures.json")["files"]?.object)
        #expect(files.count == 5)
        for member in files.members {
            let body = try Corpus.bytes("whatsapp-payloads/wire/\(member.name)")
            let header = try #require(member.value.string)
            #expect(Signature.verify(header: header, body: body, secret: try secret()), "\(member.name)")
            for place in stride(from: 0, to: body.count, by: 7) {
                var flipped = body
                flipped[place] ^= 1
                #expect(
                    !Signature.verify(header: header, body: flipped, secret: try secret()), "\(member.name) \(place)")
            }
            #expect(!Signature.verify(header: header, body: body.dropLast() + [], secret: try secret()))
            #expect(!Signature.verify(header: header, body: body + [0x0A], secret: try secret()))
            // Parsed and written again in the ordinary spelling it is another text.
            let rewritten = try JSONValue(parsing: body).bytes()
            if rewritten != body { #expect(!Signature.verify(header: header, body: rewritten, secret: try secret())) }
            // In Meta's spelling it is the same text: the writer agrees with the wire.
            #expect(try JSONValue(parsing: body).bytes(.asciiOnly) == body, "\(member.name)")
        }
    }

    @Test("anything but the exact header is refused")
    func headers() throws {
        let hexadecimal = emptyDigits
        let headers: [String?] = [
            nil, "", "sha256=", hexadecimal, "sha1=" + hexadecimal, "SHA256=" + hexadecimal,
            "sha256=" + hexadecimal.uppercased(), " sha256=" + hexadecimal, "sha256=" + hexadecimal + " ",
            "sha256= " + hexadecimal.dropLast(), "sha256=" + hexadecimal.dropLast(), "sha256=" + hexadecimal + "0",
            "sha256=" + hexadecimal.dropLast() + "g", "sha256=" + String(repeating: "0", count: 64),
            "sha256=" + String(hexadecimal.reversed()), "sha256=" + String(repeating: "ё", count: 32),
        ]
        for header in headers {
            #expect(!Signature.verify(header: header, body: Self.empty, secret: try secret()), "\(header ?? "nil")")
        }
        let other = try #require(AppSecret("salonflow-test-app-secre"))
        #expect(!Signature.verify(header: Self.emptySignature, body: Self.empty, secret: other))
        #expect(AppSecret("") == nil)
    }

    private var emptyDigits: String { String(Self.emptySignature.dropFirst(7)) }

    @Test("no description shows the secret")
    func secrets() throws {
        var shown = "\(try secret()) \(String(reflecting: try secret()))"
        dump(try secret(), to: &shown)
        #expect(!shown.contains("salonflow"))
    }

    struct Question: Sendable, CustomTestStringConvertible {
        let name: String
        let query: [(String, String)]
        let token: String
        let answer: String?
        var testDescription: String { name }
    }

    static let questions: [Question] = [
        Question(
            name: "as documented", query: ask("subscribe", "tok", "1158201444"), token: "tok", answer: "1158201444"),
        Question(
            name: "other parameters beside", query: ask("subscribe", "tok", "1") + [("x", "y")], token: "tok",
            answer: "1"),
        Question(name: "opaque challenge", query: ask("subscribe", "tok", "aZ-9_."), token: "tok", answer: "aZ-9_."),
        Question(name: "Cyrillic token", query: ask("subscribe", "тайна", "1"), token: "тайна", answer: "1"),
        Question(name: "wrong token", query: ask("subscribe", "tok2", "1"), token: "tok", answer: nil),
        Question(
            name: "a look-alike token", query: ask("subscribe", "e\u{301}", "1"), token: "\u{E9}", answer: nil),
        Question(name: "prefix of the token", query: ask("subscribe", "to", "1"), token: "tok", answer: nil),
        Question(name: "no token set up", query: ask("subscribe", "", "1"), token: "", answer: nil),
        Question(name: "wrong mode", query: ask("unsubscribe", "tok", "1"), token: "tok", answer: nil),
        Question(name: "no mode", query: Array(ask("", "tok", "1").dropFirst()), token: "tok", answer: nil),
        Question(
            name: "no challenge", query: Array(ask("subscribe", "tok", "1").dropLast()), token: "tok", answer: nil),
        Question(name: "empty challenge", query: ask("subscribe", "tok", ""), token: "tok", answer: nil),
        Question(name: "markup as challenge", query: ask("subscribe", "tok", "<script>"), token: "tok", answer: nil),
        Question(
            name: "endless challenge", query: ask("subscribe", "tok", String(repeating: "1", count: 257)), token: "tok",
            answer: nil),
        Question(
            name: "two tokens", query: ask("subscribe", "x", "1") + [("hub.verify_token", "tok")], token: "tok",
            answer: nil),
        Question(name: "nothing", query: [], token: "tok", answer: nil),
    ]

    private static func ask(_ mode: String, _ token: String, _ challenge: String) -> [(String, String)] {
        [("hub.mode", mode), ("hub.verify_token", token), ("hub.challenge", challenge)]
    }

    @Test("the handshake answers only the right question", arguments: questions)
    func handshake(_ question: Question) {
        let query = question.query.map { (key: Substring($0.0), value: Substring($0.1)) }
        #expect(Handshake.challenge(query: query, verifyToken: question.token) == question.answer)
    }
}
