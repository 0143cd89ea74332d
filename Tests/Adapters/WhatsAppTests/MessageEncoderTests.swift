import FlowInterpreter
import JSON
import Testing
import WhatsApp

@Suite("Message encoding")
struct MessageEncoderTests {
    private let phone = Recipient.phone("77051234567")

    private func bodies(
        _ text: String, _ choices: [MessageChoice] = [], menu: String = "Меню", language: String = "ru",
        to recipient: Recipient? = nil
    ) throws -> [JSONValue] {
        let message = Message(text: text, choices: choices, menuLabel: menu)
        return try MessageEncoder.requests(
            for: message, to: recipient ?? phone, callback: "42", language: language
        ).map { try JSONValue(parsing: $0.body) }
    }

    private func choice(_ id: String, _ label: String, _ description: String? = nil) -> MessageChoice {
        MessageChoice(id: id, label: label, description: description)
    }

    @Test("a text")
    func text() throws {
        let expected: JSONValue = [
            "messaging_product": "whatsapp", "recipient_type": "individual", "to": "+77051234567", "type": "text",
            "text": ["body": "Здравствуйте 💅"], "biz_opaque_callback_data": "42",
        ]
        #expect(try bodies("Здравствуйте 💅") == [expected])
    }

    @Test("three short choices are buttons")
    func buttons() throws {
        let choices = [choice("a", "Подтвердить"), choice("b", " Перенести\nзапись "), choice("c", "Отменить", "")]
        let expected: JSONValue = [
            "type": "button", "body": ["text": "Всё верно?"],
            "action": [
                "buttons": [
                    ["type": "reply", "reply": ["id": "a", "title": "Подтвердить"]],
                    ["type": "reply", "reply": ["id": "b", "title": "Перенести запись"]],
                    ["type": "reply", "reply": ["id": "c", "title": "Отменить"]],
                ]
            ],
        ]
        let body = try #require(try bodies("Всё верно?", choices).first)
        #expect(body["type"] == "interactive")
        #expect(body["interactive"] == expected)
    }

    struct Listed: Sendable, CustomTestStringConvertible {
        let name: String
        let choices: [MessageChoice]
        var testDescription: String { name }
    }

    static let listed: [Listed] = {
        func choice(_ id: String, _ label: String, _ description: String? = nil) -> MessageChoice {
            MessageChoice(id: id, label: label, description: description)
        }
        return [
            Listed(name: "four choices", choices: (1...4).map { choice("\($0)", "Мастер \($0)") }),
            Listed(name: "a label of 21", choices: [choice("a", String(repeating: "я", count: 21))]),
            Listed(name: "emoji that count twice", choices: [choice("a", String(repeating: "😀", count: 11))]),
            Listed(name: "a description", choices: [choice("a", "Да", "запишите")]),
            Listed(name: "two labels alike", choices: [choice("a", "Да"), choice("b", "Да ")]),
            Listed(name: "an empty label", choices: [choice("a", " ")]),
        ]
    }()

    @Test("what buttons cannot show is a list", arguments: listed)
    func lists(_ listed: Listed) throws {
        let body = try #require(try bodies("Что выберете?", listed.choices).first)
        #expect(body["interactive"]?["type"] == "list")
        #expect(body["interactive"]?["action"]?["button"] == "Меню")
        let rows = body["interactive"]?["action"]?["sections"]?[0]?["rows"]?.array
        #expect(rows?.map { $0["id"]?.string } == listed.choices.map(\.id))
        #expect(body["interactive"]?["action"]?["sections"]?.array?.count == 1)
    }

    @Test("exactly 20 units are still a button, exactly 24 still a row's title")
    func borders() throws {
        let twenty = String(repeating: "😀", count: 10)
        #expect(try bodies("?", [choice("a", twenty)])[0]["interactive"]?["type"] == "button")
        let rows = try bodies(
            "?", [choice("a", String(repeating: "б", count: 24)), choice("b", String(repeating: "б", count: 25))])
        let shown = try #require(rows[0]["interactive"]?["action"]?["sections"]?[0]?["rows"]?.array)
        #expect(shown[0] == ["id": "a", "title": .string(String(repeating: "б", count: 24))])
        #expect(shown[1]["title"]?.string == String(repeating: "б", count: 23) + "…")
        #expect(shown[1]["description"]?.string == String(repeating: "б", count: 25))
    }

    @Test("a cut title never splits a character, and the description tells the whole")
    func cutting() throws {
        let family = "👨‍👩‍👧‍👦"
        let label = "Стрижка для всей семьи \(family)"
        let rows = try bodies("?", [choice("a", label, "90 мин")])[0]["interactive"]?["action"]?["sections"]?[0]?[
            "rows"]
        #expect(rows?[0]?["title"] == "Стрижка для всей семьи…")
        #expect(rows?[0]?["description"] == .string("\(label) · 90 мин"))
    }

    @Test("more than ten rows go on in the next message")
    func manyRows() throws {
        let choices = (0..<23).map { choice("\($0)", "Время \($0)") }
        let all = try bodies("Когда?", choices, menu: "Показать время")
        let rows = all.map { $0["interactive"]?["action"]?["sections"]?[0]?["rows"]?.array ?? [] }
        #expect(rows.map(\.count) == [10, 10, 3])
        #expect(rows.joined().map { $0["id"]?.string } == choices.map(\.id))
        #expect(all.map { $0["interactive"]?["body"]?["text"] } == ["Когда?", "Показать время", "Показать время"])
        #expect(all.map { $0["biz_opaque_callback_data"] } == ["42#1", "42#2", "42"])
    }

    @Test("a long question before choices: its beginning as a text, its end with the choices, cut at a line")
    func longQuestion() throws {
        let beginning = String(repeating: "Правила салона. ", count: 80)
        let all = try bodies("\(beginning)\n\nВсё верно?", [choice("a", "Да")])
        #expect(all.map { $0["type"] } == ["text", "interactive"])
        #expect(all[0]["text"]?["body"]?.string == String(beginning.dropLast()))
        #expect(all[1]["interactive"]?["body"]?["text"] == "Всё верно?")
        #expect(all.map { $0["biz_opaque_callback_data"] } == ["42#1", "42"])
    }

    @Test("4096 units are one text, 4097 two; a border inside a character moves before it")
    func longTexts() throws {
        #expect(try bodies(String(repeating: "я", count: 4096)).count == 1)
        let two = try bodies(String(repeating: "я", count: 4095) + "😀я").compactMap { $0["text"]?["body"]?.string }
        #expect(two.count == 2)
        #expect(two.joined() == String(repeating: "я", count: 4095) + "😀я")
        let spaced = try bodies(String(repeating: "слово ", count: 1000)).compactMap { $0["text"]?["body"]?.string }
        #expect(spaced.allSatisfy { $0.hasPrefix("слово") && $0.hasSuffix("слово") })
        // One character longer than a whole message is taken apart rather than lost.
        let monster = "e" + String(repeating: "\u{301}", count: 5000)
        let parts = try bodies(monster).compactMap { $0["text"]?["body"]?.string }
        #expect(parts.map(\.unicodeScalars.count).reduce(0, +) == 5001)
        #expect(parts.allSatisfy { $0.utf16.count <= 4096 })
    }

    @Test("nothing to say is nothing to send; choices alone get a body")
    func blank() throws {
        #expect(try bodies(" \n ").isEmpty)
        #expect(try bodies("", [choice("a", "Да")])[0]["interactive"]?["body"]?["text"] == "…")
    }

    @Test(
        "the list's button has a word of its own where the flow gives none",
        arguments: [
            ("ru", "Выбрать"), ("ru_RU", "Выбрать"), ("en", "Choose"), ("kk", "Choose"),
        ])
    func listButton(language: String, label: String) throws {
        let body = try bodies("?", [choice("a", "Да", "да")], menu: "  ", language: language)[0]
        #expect(body["interactive"]?["action"]?["button"]?.string == label)
    }

    @Test(
        "the recipient: a number before an id, always with the plus",
        arguments: [
            ("KZ.1", "77051234567", Recipient.phone("77051234567")), ("KZ.1", "+77051234567", .phone("77051234567")),
            ("KZ.1", nil, .userID("KZ.1")), (nil, "77051234567", .phone("77051234567")), (nil, nil, nil),
            ("", "", nil), ("KZ.1", "8 705 123", .userID("KZ.1")), (nil, "1234", nil),
            (nil, "123456789012345678901", nil),
        ] as [(String?, String?, Recipient?)])
    func recipients(userID: String?, phone: String?, recipient: Recipient?) throws {
        #expect(Recipient(userID: userID, phone: phone) == recipient)
        guard let recipient else { return }
        let body = try bodies("да", to: recipient)[0]
        switch recipient {
        case .phone(let digits):
            #expect(body["to"]?.string == "+\(digits)")
            #expect(body["recipient"] == nil)
        case .userID(let id):
            #expect(body["recipient"]?.string == id)
            #expect(body["to"] == nil)
        }
    }

    @Test("what cutting cannot mend is an error")
    func errors() {
        func error(_ choices: [MessageChoice], callback: String = "42") -> EncodingError? {
            #expect(throws: EncodingError.self) {
                try MessageEncoder.requests(
                    for: Message(text: "?", choices: choices, menuLabel: ""), to: phone, callback: callback,
                    language: "ru")
            }
        }
        let long = String(repeating: "x", count: 201)
        #expect(error([choice(long, "Да")]) == .choiceID(long))
        #expect(error([choice("", "Да")]) == .choiceID(""))
        #expect(error([choice("a", "Да"), choice("a", "Нет")]) == .repeatedChoiceID("a"))
        #expect(error([], callback: "") == .callback)
        #expect(error([], callback: String(repeating: "x", count: 506)) == .callback)
    }

    @Test("a template: language with an underscore, parameters on one line, buttons by order")
    func template() throws {
        let template = TemplateMessage(
            name: "booking_reminder", language: "en-US",
            parameters: [
                .init("Анна\n\tПетрова", name: "client_name"), .init("  ", name: "service"),
                .init("a     b", name: "when"),
            ], buttonPayloads: ["confirm:8f3a", "cancel:8f3a"])
        let request = try MessageEncoder.request(for: template, to: phone, callback: "7")
        let expected: JSONValue = [
            "messaging_product": "whatsapp", "recipient_type": "individual", "to": "+77051234567", "type": "template",
            "template": [
                "name": "booking_reminder", "language": ["code": "en_US"],
                "components": [
                    [
                        "type": "body",
                        "parameters": [
                            ["type": "text", "parameter_name": "client_name", "text": "Анна Петрова"],
                            ["type": "text", "parameter_name": "service", "text": "—"],
                            ["type": "text", "parameter_name": "when", "text": "a b"],
                        ],
                    ],
                    [
                        "type": "button", "sub_type": "quick_reply", "index": "0",
                        "parameters": [["type": "payload", "payload": "confirm:8f3a"]],
                    ],
                    [
                        "type": "button", "sub_type": "quick_reply", "index": "1",
                        "parameters": [["type": "payload", "payload": "cancel:8f3a"]],
                    ],
                ],
            ], "biz_opaque_callback_data": "7",
        ]
        #expect(try JSONValue(parsing: request.body) == expected)
        let bare = try MessageEncoder.request(
            for: TemplateMessage(name: "hello_world", language: "ru"), to: phone, callback: "7")
        #expect(try JSONValue(parsing: bare.body)["template"] == ["name": "hello_world", "language": ["code": "ru"]])
        for name in ["", "Hello", "hello-world", "привет", String(repeating: "a", count: 513)] {
            #expect(throws: EncodingError.templateName(name)) {
                try MessageEncoder.request(for: TemplateMessage(name: name, language: "ru"), to: phone, callback: "7")
            }
        }
    }

    // MARK: Against the table of limits

    /// Limits by field, from the corpus and not from the code under test.
    private func limits() throws -> [String: Int] {
        var limits: [String: Int] = [:]
        for limit in try #require(try Corpus.json("whatsapp-limits.json")["limits"]?.array) {
            if let field = limit["field"]?.string, let maximum = limit["max"]?.integer { limits[field] = maximum }
        }
        return limits
    }

    @Test("the limits in the code are those of the table")
    func table() throws {
        let limits = try limits()
        for limit in ChannelLimit.all { #expect(limits[limit.field] == limit.maximum, "\(limit.field)") }
        #expect(Set(ChannelLimit.all.map(\.field)).count == ChannelLimit.all.count)
    }

    private static let alphabet: [Character] = [
        "а", "Я", "z", " ", "\n", "\t", "😀", "👨‍👩‍👧‍👦", "e\u{301}", "·", "\"", "\\", "/", "\u{202E}", "\r\n", "*",
    ]

    private static func text(upTo length: Int, using generator: inout SeededGenerator) -> String {
        let count = Int.random(in: 0...Int.random(in: 0...length, using: &generator), using: &generator)
        return String((0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] })
    }

    @Test("no message of any shape breaks a limit or loses a choice", arguments: UInt64(1)...6)
    func anyMessage(seed: UInt64) throws {
        let limits = try limits()
        var generator = SeededGenerator(seed: seed)
        func within(_ text: String?, _ field: String, from minimum: Int = 1) -> Bool {
            guard let text, let maximum = limits[field] else { return false }
            return (minimum...maximum).contains(text.utf16.count)
        }
        for _ in 0..<150 {
            let text = Self.text(upTo: Bool.random(using: &generator) ? 200 : 9000, using: &generator)
            let choices = (0..<Int.random(in: 0...12, using: &generator)).map { number in
                MessageChoice(
                    id: "\(number):" + String(repeating: "i", count: Int.random(in: 0...190, using: &generator)),
                    label: Self.text(upTo: 40, using: &generator),
                    description: Bool.random(using: &generator) ? Self.text(upTo: 100, using: &generator) : nil)
            }
            let message = Message(text: text, choices: choices, menuLabel: Self.text(upTo: 30, using: &generator))
            let requests = try MessageEncoder.requests(for: message, to: phone, callback: "42", language: "en")
            var ids: [String] = []
            var shown = ""
            for request in requests {
                let body = try JSONValue(parsing: request.body)
                #expect(within(body["biz_opaque_callback_data"]?.string, "biz_opaque_callback_data"))
                #expect(body["biz_opaque_callback_data"]?.string == request.callback)
                if body["type"] == "text" {
                    let text = body["text"]?["body"]?.string
                    #expect(within(text, "text.body"))
                    #expect(text?.contains { !$0.isWhitespace } == true)
                    shown += text ?? ""
                    continue
                }
                let interactive = try #require(body["interactive"])
                #expect(within(interactive["body"]?["text"]?.string, "interactive.body.text"))
                if shown.utf16.count < text.utf16.count, ids.isEmpty {
                    shown += interactive["body"]?["text"]?.string ?? ""
                }
                if interactive["type"] == "button" {
                    let buttons = try #require(interactive["action"]?["buttons"]?.array)
                    #expect((1...3).contains(buttons.count))
                    let titles = buttons.compactMap { $0["reply"]?["title"]?.string }
                    #expect(Set(titles).count == buttons.count)
                    #expect(titles.allSatisfy { within($0, "interactive.action.buttons[].reply.title") })
                    #expect(titles.allSatisfy { $0.first?.isWhitespace == false && $0.last?.isWhitespace == false })
                    ids += buttons.compactMap { $0["reply"]?["id"]?.string }
                } else {
                    #expect(within(interactive["action"]?["button"]?.string, "interactive.action.button (list)"))
                    let rows = try #require(interactive["action"]?["sections"]?[0]?["rows"]?.array)
                    #expect((1...10).contains(rows.count))
                    for row in rows {
                        #expect(within(row["id"]?.string, "interactive.action.sections[].rows[].id"))
                        #expect(within(row["title"]?.string, "interactive.action.sections[].rows[].title"))
                        if row["description"] != nil {
                            #expect(
                                within(row["description"]?.string, "interactive.action.sections[].rows[].description"))
                        }
                    }
                    ids += rows.compactMap { $0["id"]?.string }
                }
            }
            #expect(ids == choices.map(\.id))
            // Every word of the text is shown, in order; only space at the cuts is gone.
            let words = { (text: String) in text.unicodeScalars.filter { !$0.properties.isWhitespace } }
            let blank = words(text).isEmpty
            #expect(blank || words(shown).elementsEqual(words(text)), "seed \(seed)")
            #expect(requests.isEmpty == (blank && choices.isEmpty))
            #expect(requests.last.map { $0.callback == "42" } ?? true)
            #expect(Set(requests.map(\.callback)).count == requests.count)
        }
    }
}
