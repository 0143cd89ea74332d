internal import JSON

/// An approved template and what fills it: all that may go out when the customer has been silent for a day.
package struct TemplateMessage: Hashable, Sendable {
    package struct Parameter: Hashable, Sendable {
        /// For templates with named parameters; nil for those that count them.
        package var name: String?
        package var text: String

        package init(_ text: String, name: String? = nil) {
            self.name = name
            self.text = text
        }
    }

    package var name: String
    /// `ru`, `en_US`; a hyphen is written as the underscore Meta has.
    package var language: String
    /// Of the body, in order.
    package var parameters: [Parameter]
    /// What comes back when a quick-reply button is tapped, by the buttons' order.
    package var buttonPayloads: [String]

    package init(name: String, language: String, parameters: [Parameter] = [], buttonPayloads: [String] = []) {
        self.name = name
        self.language = language
        self.parameters = parameters
        self.buttonPayloads = buttonPayloads
    }
}

extension MessageEncoder {
    /// The request for a template. Parameters lose line breaks, tabs and runs of spaces, which Meta refuses, and an
    /// empty one becomes a dash, for an empty one is refused as well.
    package static func request(
        for template: TemplateMessage, to recipient: Recipient, callback: String
    ) throws(EncodingError) -> MessageRequest {
        guard (1...ChannelLimit.templateName.maximum).contains(template.name.utf8.count),
            template.name.utf8.allSatisfy(isNameByte)
        else { throw .templateName(template.name) }
        guard (1...ChannelLimit.callback.maximum).contains(callback.utf16.count) else { throw .callback }

        var components: [JSONValue] = []
        if !template.parameters.isEmpty {
            components.append(["type": "body", "parameters": .array(template.parameters.map(parameter))])
        }
        for (place, payload) in template.buttonPayloads.enumerated() {
            components.append([
                "type": "button", "sub_type": "quick_reply", "index": .string(String(place)),
                "parameters": [["type": "payload", "payload": .string(payload)]],
            ])
        }
        let code = String(template.language.map { $0 == "-" ? "_" : $0 })
        var value = JSONObject()
        value["name"] = .string(template.name)
        value["language"] = ["code": .string(code)]
        if !components.isEmpty { value["components"] = .array(components) }
        return MessageRequest(
            envelope(("template", .object(value)), to: recipient, callback: callback), callback: callback)
    }

    private static func parameter(_ parameter: TemplateMessage.Parameter) -> JSONValue {
        var value = JSONObject()
        value["type"] = "text"
        if let name = parameter.name { value["parameter_name"] = .string(name) }
        let line = TextFitting.line(parameter.text)
        value["text"] = .string(line.isEmpty ? "—" : TextFitting.cut(line, to: ChannelLimit.templateBody.maximum))
        return .object(value)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
