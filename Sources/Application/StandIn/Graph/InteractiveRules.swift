internal import JSON

/// The limits of interactive messages (facts, section 11).
enum InteractiveRules {
    static func read(_ part: JSONValue) throws(GraphError) -> MessageContent {
        guard let type = part["type"]?.string else {
            throw .required("Parameter 'type' is mandatory for type 'interactive'")
        }
        guard ["button", "list", "cta_url", "location_request_message", "flow", "request_contact_info"].contains(type)
        else { throw .value("Interactive type '\(type)' is not supported") }
        let bodyPart = try FieldChecks.object(
            part["body"], missing: "Parameter 'body' is mandatory for type 'interactive'")
        let body = try FieldChecks.text(bodyPart["text"], "Body text", 1...1024)
        try FieldChecks.visible(body, "Body text")
        let header = try header(part["header"], of: type)
        var footer: String?
        if let value = part["footer"] {
            footer = try FieldChecks.text(value["text"], "Footer text", 1...60)
        }
        let action = try FieldChecks.object(
            part["action"], missing: "Parameter 'action' is mandatory for type 'interactive'")
        var content = MessageContent(kind: .text, header: header, body: body, footer: footer)
        switch type {
        case "button": try buttons(action, into: &content)
        case "list": try list(action, into: &content)
        case "cta_url": try link(action, into: &content)
        case "flow": try flow(action, into: &content)
        default: content.kind = .locationRequest
        }
        return content
    }

    private static func header(_ value: JSONValue?, of type: String) throws(GraphError) -> String? {
        guard let value else { return nil }
        guard let kind = value["type"]?.string else { throw .required("Header type is required") }
        switch kind {
        case "text":
            return try FieldChecks.text(value["text"], "Header text", 1...60)
        case "image", "video", "document":
            guard type != "list" else { throw .value("Header type '\(kind)' is not supported for list messages") }
            let media = try FieldChecks.object(value[kind], missing: "Parameter '\(kind)' is mandatory for the header")
            try SendRules.checkMediaSource(media, kind)
            return "[\(kind)]"
        default:
            throw .value("Header type '\(kind)' is not supported")
        }
    }

    private static func buttons(_ action: JSONValue, into content: inout MessageContent) throws(GraphError) {
        content.kind = .buttons
        for button in try FieldChecks.items(action["buttons"], "buttons", 1...3) {
            guard button["type"]?.string == "reply" else { throw .value("Button type must be 'reply'") }
            let reply = try FieldChecks.object(button["reply"], missing: "Parameter 'reply' is mandatory for buttons")
            let title = try FieldChecks.text(reply["title"], "Button title", 1...20)
            try FieldChecks.visible(title, "Button title")
            let id = try FieldChecks.text(reply["id"], "Button id", 1...256)
            guard id.first?.isWhitespace == false, id.last?.isWhitespace == false else {
                throw .value("Button id can not have leading or trailing spaces")
            }
            content.choices.append(MessageContent.Choice(id: id, title: title))
        }
        try FieldChecks.unique(content.choices.map(\.id), "button ids")
        try FieldChecks.unique(content.choices.map(\.title), "button titles")
    }

    private static func list(_ action: JSONValue, into content: inout MessageContent) throws(GraphError) {
        content.kind = .list
        content.menuLabel = try FieldChecks.text(action["button"], "Button label", 1...20)
        let sections = try FieldChecks.items(action["sections"], "sections", 1...10)
        for section in sections {
            let title = try FieldChecks.optionalText(section["title"], "Section title", 1...24)
            if sections.count > 1, title == nil {
                throw .required("Section title is required when there is more than one section")
            }
            content.sections.append(MessageContent.Section(title: title, firstRow: content.choices.count))
            guard let rows = section["rows"]?.array, !rows.isEmpty else {
                throw .required("Section must have at least one row")
            }
            for row in rows { content.choices.append(try listRow(row)) }
        }
        guard content.choices.count <= 10 else { throw .value("Total row count exceed max allowed count: 10") }
        try FieldChecks.unique(content.choices.map(\.id), "row ids")
    }

    private static func listRow(_ row: JSONValue) throws(GraphError) -> MessageContent.Choice {
        let id = try FieldChecks.text(row["id"], "Row id", 1...200)
        guard let title = row["title"]?.string else { throw .required("Row title is required") }
        guard title.utf16.count <= 24 else { throw .value("Row title is too long. Max length is 24") }
        guard !title.isEmpty else { throw .value("Row title length invalid. Min length: 1, Max length: 24") }
        let description = row["description"]?.string
        guard (description ?? "").utf16.count <= 72 else {
            throw .value("Row description is too long. Max length is 72")
        }
        return MessageContent.Choice(id: id, title: title, description: description)
    }

    private static func link(_ action: JSONValue, into content: inout MessageContent) throws(GraphError) {
        content.kind = .link
        guard action["name"]?.string == "cta_url" else { throw .value("Action name must be 'cta_url'") }
        let parameters = try FieldChecks.object(
            action["parameters"], missing: "Parameter 'parameters' is mandatory for action 'cta_url'")
        let title = try FieldChecks.text(parameters["display_text"], "Display text", 1...20)
        guard let address = parameters["url"]?.string else { throw .required("Parameter 'url' is mandatory") }
        guard address.hasPrefix("https://") || address.hasPrefix("http://") else {
            throw .value("Parameter 'url' is not a valid URL")
        }
        content.link = MessageContent.Link(title: title, address: address)
    }

    private static func flow(_ action: JSONValue, into content: inout MessageContent) throws(GraphError) {
        content.kind = .flow
        let parameters = try FieldChecks.object(
            action["parameters"], missing: "Parameter 'parameters' is mandatory for action 'flow'")
        guard parameters["flow_id"] != nil || parameters["flow_name"] != nil else {
            throw .required("One of the parameters 'flow_id' or 'flow_name' is mandatory")
        }
        content.menuLabel = try FieldChecks.text(parameters["flow_cta"], "flow_cta", 1...30)
    }
}
