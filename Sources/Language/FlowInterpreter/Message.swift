/// What the bot says in one message, before a channel gives it a form.
package struct Message: Hashable, Sendable {
    package var text: String
    /// Answers to tap; empty for a plain text. At most `Limits.choicesPerMessage`.
    package var choices: [MessageChoice]
    /// The words on the button that opens a list, for channels that show many choices as one.
    package var menuLabel: String

    package init(text: String, choices: [MessageChoice], menuLabel: String) {
        self.text = text
        self.choices = choices
        self.menuLabel = menuLabel
    }
}

/// Something to see that a flow shows, with its caption, which may be empty. Place and contact are the salon's own; who
/// sends them knows them.
package enum ShownThing: Hashable, Sendable {
    case picture(link: String, caption: String)
    case document(link: String, caption: String)
    case place(caption: String)
    case contact(caption: String)
}

package struct MessageChoice: Hashable, Sendable {
    /// Comes back when the choice is tapped: version, step and option, or version, slot and value.
    package var id: String
    package var label: String
    package var description: String?

    package init(id: String, label: String, description: String?) {
        self.id = id
        self.label = label
        self.description = description
    }
}
