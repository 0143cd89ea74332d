import Foundation
import JSON
import StandIn

/// The corpus of recorded and documented bodies, and the settings under which the stand-in speaks with its people.
enum Samples {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Corpus/whatsapp-payloads").standardized

    static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appending(path: name)))
    }

    static func json(_ name: String) throws -> JSONValue { try JSONValue(parsing: try bytes("\(name).json")) }

    static let anna = "77051234567"
    static let erzhan = "77079876543"
    static let lilia = StandInSettings.Number(
        phoneNumberID: "400200300400501", wabaID: "300100200300401", displayNumber: "77017000001", token: "lilia-token",
        name: "Салон «Лилия»")
    static let second = StandInSettings.Number(
        phoneNumberID: "400200300400502", wabaID: "300100200300402", displayNumber: "77017000002",
        token: "second-token",
        name: "Барбершоп")
    static let secret = "salonflow-test-app-secret"

    static func settings(webhookURL: String = "http://127.0.0.1:1/webhook") -> StandInSettings {
        var settings = StandInSettings(
            appSecret: secret, webhookURL: webhookURL, verifyToken: "verify me", numbers: [lilia, second],
            templates: [
                .init(
                    name: "booking_reminder", language: "ru", category: .utility,
                    body:
                        "Здравствуйте, {{client_name}}! Напоминаем о записи: {{service}}, {{when}}. Ждём вас в салоне.",
                    footer: "Салон «Лилия»", buttons: [.quickReply("Подтвердить"), .quickReply("Отменить запись")]),
                .init(
                    name: "review_request", language: "ru", category: .marketing, header: .image,
                    body: "Здравствуйте, {{1}}! Как вам работа мастера {{2}}? Оставьте отзыв, пожалуйста.",
                    buttons: [.url(text: "Оставить отзыв", url: "https://lilia.example.kz/r/{{1}}")]),
                .init(name: "hello_world", language: "en_US", category: .utility, body: "Hello World"),
                .init(name: "paused", language: "ru", category: .utility, status: .paused, body: "Ждём"),
                .init(name: "disabled", language: "ru", category: .utility, status: .disabled, body: "Ждём"),
                .init(name: "pending", language: "ru", category: .utility, status: .pending, body: "Ждём"),
            ])
        settings.phones = [
            .init(waID: anna, name: "Анна Петрова"), .init(waID: erzhan, name: "Ержан"),
        ]
        settings.run = 7
        return settings
    }
}

/// The outline of a value: which members it has and of what kind each is, the words left out.
///
/// Two bodies of one outline are read by the same decoder in the same way.
func outline(_ value: JSONValue) -> String {
    switch value {
    case .null: "null"
    case .bool: "bool"
    case .number: "number"
    case .string: "string"
    case .array(let elements): "[" + elements.map(outline).joined(separator: ", ") + "]"
    case .object(let object):
        "{" + object.members.map { "\($0.name): \(outline($0.value))" }.sorted().joined(separator: ", ") + "}"
    }
}

/// A network with a clock in the test's hand.
struct Bench {
    var network: StandInNetwork
    var now: Int64 = 1_795_251_600_000

    init(_ settings: StandInSettings = Samples.settings()) { network = StandInNetwork(settings: settings) }

    mutating func write(
        _ message: CustomerMessage = .text("Здравствуйте!"), from waID: String = Samples.anna,
        to number: StandInSettings.Number = Samples.lilia
    ) throws -> String {
        try network.write(from: waID, to: number.phoneNumberID, message, now: now)
    }

    mutating func post(_ body: JSONValue?, number: StandInSettings.Number = Samples.lilia) -> GraphReply {
        network.post(
            to: number.phoneNumberID, authorization: "Bearer \(number.token)", body: body, now: now)
    }

    /// Sends a text and returns the id it got, or nil.
    mutating func send(
        _ text: String = "Да", to waID: String = Samples.anna, callback: String? = nil,
        number: StandInSettings.Number = Samples.lilia
    ) -> String? {
        post(textBody(text, to: waID, callback: callback), number: number).id
    }

    /// Lets time pass and returns the bodies of all webhooks that went out meanwhile, each acknowledged with `status`.
    mutating func pass(_ milliseconds: Int64, status: Int? = 200) throws -> [JSONValue] {
        now += milliseconds
        var bodies: [JSONValue] = []
        while true {
            let webhooks = network.takeDeliveries(now: now, room: 1)
            guard let webhook = webhooks.first else { return bodies }
            bodies.append(try JSONValue(parsing: webhook.body))
            network.finish(webhook, status: status, now: now)
            if status != 200 { return bodies }
        }
    }
}

func textBody(_ text: String, to waID: String, callback: String? = nil) -> JSONValue {
    .members([
        "messaging_product": "whatsapp", "to": .string(waID), "type": "text",
        "text": .members(["body": .string(text)]), "biz_opaque_callback_data": callback.map(JSONValue.string),
    ])
}

extension GraphReply {
    var body: JSONValue? { if case .json(_, let body, _) = self { body } else { nil } }
    var status: Int? { if case .json(let status, _, _) = self { status } else { nil } }
    var id: String? { body?["messages"]?[0]?["id"]?.string }
    var error: JSONValue? { body?["error"] }
    var code: Int? { error?["code"]?.integer }
}

extension JSONValue {
    var value: JSONValue? { self["entry"]?[0]?["changes"]?[0]?["value"] }
    var message: JSONValue? { value?["messages"]?[0] }
    var report: JSONValue? { value?["statuses"]?[0] }

    /// The same value with another member.
    func with(_ name: String, _ member: JSONValue?) -> JSONValue {
        var object = self.object ?? JSONObject()
        object[name] = member
        return .object(object)
    }
}
