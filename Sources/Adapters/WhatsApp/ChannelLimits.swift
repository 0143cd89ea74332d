/// What WhatsApp takes, as far as this adapter sends or receives it (`Tests/Corpus/whatsapp-limits.json`, compared by a
/// test). Texts are counted in UTF-16 units: the unit is not documented, and this one never counts too few.
package struct ChannelLimit: Hashable, Sendable {
    /// The field by its name in the table of limits.
    package let field: String
    package let maximum: Int

    package static let textBody = ChannelLimit(field: "text.body", maximum: 4096)
    package static let interactiveBody = ChannelLimit(field: "interactive.body.text", maximum: 1024)
    package static let buttons = ChannelLimit(field: "interactive.action.buttons", maximum: 3)
    package static let buttonTitle = ChannelLimit(field: "interactive.action.buttons[].reply.title", maximum: 20)
    package static let buttonID = ChannelLimit(field: "interactive.action.buttons[].reply.id", maximum: 256)
    package static let listButton = ChannelLimit(field: "interactive.action.button (list)", maximum: 20)
    package static let rows = ChannelLimit(field: "interactive.action.sections[].rows total", maximum: 10)
    package static let rowID = ChannelLimit(field: "interactive.action.sections[].rows[].id", maximum: 200)
    package static let rowTitle = ChannelLimit(field: "interactive.action.sections[].rows[].title", maximum: 24)
    package static let rowDescription = ChannelLimit(
        field: "interactive.action.sections[].rows[].description", maximum: 72)
    package static let callback = ChannelLimit(field: "biz_opaque_callback_data", maximum: 512)
    package static let templateName = ChannelLimit(field: "template.name", maximum: 512)
    package static let templateBody = ChannelLimit(field: "template.body.text", maximum: 1024)
    package static let caption = ChannelLimit(field: "media.caption", maximum: 1024)
    package static let webhookBytes = ChannelLimit(field: "webhook payload", maximum: 3_145_728)
    package static let webhookUpdates = ChannelLimit(field: "webhook updates per POST", maximum: 1000)

    package static let all = [
        textBody, interactiveBody, buttons, buttonTitle, buttonID, listButton, rows, rowID, rowTitle, rowDescription,
        callback, templateName, templateBody, caption, webhookBytes, webhookUpdates,
    ]
}
