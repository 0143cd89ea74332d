internal import JSON

/// Finds a template and checks that what fills it fits (131008, 132000, 132001, 132005, 132012, 132015, 132016 and
/// 132018).
struct TemplateRules {
    typealias Template = StandInSettings.Template

    let templates: [Template]

    func read(_ part: JSONValue) throws(GraphError) -> (MessageContent, Template) {
        guard let name = part["name"]?.string, !name.isEmpty else {
            throw .required("Parameter 'name' is mandatory for type 'template'")
        }
        guard let language = part["language"]?["code"]?.string, !language.isEmpty else {
            throw .required("Parameter 'language.code' is mandatory for type 'template'")
        }
        guard let template = templates.first(where: { $0.name == name && $0.language == language }) else {
            throw .documented(132001, details: "template name (\(name)) does not exist in \(language)")
        }
        switch template.status {
        case .approved: break
        case .paused: throw .documented(132015)
        case .disabled: throw .documented(132016)
        case .pending, .rejected:
            throw .documented(132001, details: "template name (\(name)) does not exist in \(language)")
        }
        let components = part["components"]?.array ?? []
        func parameters(_ type: String) -> [JSONValue] {
            components.first { $0["type"]?.string?.lowercased() == type }?["parameters"]?.array ?? []
        }
        var content = MessageContent(kind: .template, body: "")
        content.header = try header(template, parameters("header"))
        content.body = try fill(template.body, parameters("body"), in: "body")
        guard content.body.utf16.count <= 1024 else { throw .documented(132005) }
        content.footer = template.footer
        try buttons(template, components.filter { $0["type"]?.string?.lowercased() == "button" }, into: &content)
        return (content, template)
    }

    private func header(_ template: Template, _ parameters: [JSONValue]) throws(GraphError) -> String? {
        let expected: String
        switch template.header {
        case nil:
            guard parameters.isEmpty else { throw countMismatch("header", parameters.count, 0) }
            return nil
        case .text(let text):
            return try fill(text, parameters, in: "header")
        case .image: expected = "image"
        case .video: expected = "video"
        case .document: expected = "document"
        case .location: expected = "location"
        }
        let received = parameters.first?["type"]?.string
        guard received == expected else {
            throw .documented(
                132012,
                details: "header: Format mismatch, expected \(expected.uppercased()), "
                    + "received \(received?.uppercased() ?? "UNKNOWN")")
        }
        return "[\(expected)]"
    }

    /// Puts the parameters into the places of `text`, which are numbered or named.
    private func fill(_ text: String, _ parameters: [JSONValue], in component: String) throws(GraphError) -> String {
        let pieces = TemplateText(text)
        let expected = pieces.names
        guard parameters.count == expected.count else {
            throw countMismatch(component, parameters.count, expected.count)
        }
        let isNamed = expected.contains { Int($0) == nil }
        var values: [String: String] = [:]
        for (index, parameter) in parameters.enumerated() {
            let type = parameter["type"]?.string ?? "text"
            guard type == "text" else {
                throw .documented(
                    132012,
                    details: "\(component): Format mismatch, expected TEXT, received \(type.uppercased())")
            }
            guard let value = parameter["text"]?.string, !value.isEmpty else {
                throw .invalid("Parameter 'text' is mandatory for component parameter type 'text'")
            }
            try checkCharacters(value)
            let name = parameter["parameter_name"]?.string
            if isNamed {
                guard let name else { throw .invalid("Parameter name is missing or empty") }
                guard expected.contains(name), values[name] == nil else {
                    throw .invalid("\(component): Parameter name '\(name)' was not found in the template")
                }
                values[name] = value
            } else {
                guard name == nil else {
                    throw .invalid("\(component): Parameter names are not allowed in a template with positions")
                }
                values[String(index + 1)] = value
            }
        }
        return pieces.filled { values[$0] ?? "" }
    }

    private func countMismatch(_ component: String, _ given: Int, _ expected: Int) -> GraphError {
        .documented(
            132000,
            details: "\(component): number of localizable_params (\(given)) does not match the expected number of "
                + "params (\(expected))")
    }

    private func checkCharacters(_ value: String) throws(GraphError) {
        guard !value.contains(where: { $0.isNewline || $0 == "\t" }), !value.contains("     ") else {
            throw .documented(
                132018,
                details: "Param text cannot have new-line/tab characters or more than 4 consecutive spaces")
        }
    }

    private func buttons(
        _ template: Template, _ components: [JSONValue], into content: inout MessageContent
    ) throws(GraphError) {
        var given: [Int: JSONValue] = [:]
        for component in components {
            let index = component["index"]?.string.flatMap(Int.init) ?? component["index"]?.integer
            guard let index, template.buttons.indices.contains(index), given[index] == nil else {
                throw .documented(132000, details: "buttons: Button index is not in the template")
            }
            given[index] = component["parameters"]?[0] ?? .null
        }
        for (index, button) in template.buttons.enumerated() {
            switch button {
            case .quickReply(let label):
                var payload = label
                if let parameter = given[index] {
                    payload = try FieldChecks.text(parameter["payload"], "Button payload", 1...128)
                }
                content.choices.append(MessageContent.Choice(id: payload, title: label, isTemplateReply: true))
            case .url(let label, let url):
                let pieces = TemplateText(url)
                if !pieces.names.isEmpty, given[index]?["text"]?.string == nil {
                    throw .required("buttons: Button at index \(index) of type Url requires a parameter")
                }
                let suffix = given[index]?["text"]?.string ?? ""
                content.link = MessageContent.Link(title: label, address: pieces.filled { _ in suffix })
            case .phone(let label, let number):
                content.link = MessageContent.Link(title: label, address: "tel:\(number)")
            }
        }
    }
}

/// A template's text cut at its `{{…}}` places.
struct TemplateText {
    private enum Piece {
        case words(Substring)
        case place(String)
    }

    private var pieces: [Piece] = []

    init(_ text: String) {
        var rest = text[...]
        while let opening = rest.firstRange(of: "{{"),
            let closing = rest[opening.upperBound...].firstRange(of: "}}")
        {
            pieces.append(.words(rest[..<opening.lowerBound]))
            let name = rest[opening.upperBound..<closing.lowerBound].filter { !$0.isWhitespace }
            pieces.append(.place(String(name)))
            rest = rest[closing.upperBound...]
        }
        pieces.append(.words(rest))
    }

    /// Each place's name once, in the order of first appearance.
    var names: [String] {
        var seen: [String] = []
        for case .place(let name) in pieces where !seen.contains(name) { seen.append(name) }
        return seen
    }

    func filled(_ value: (String) -> String) -> String {
        var text = ""
        for piece in pieces {
            switch piece {
            case .words(let words): text += words
            case .place(let name): text += value(name)
            }
        }
        return text
    }
}
