/// A valid bot as a list of lines whose words stand for what they mean: printed in any dialect and any layout it says the
/// same.
package struct GeneratedBot {
    package var lines: [GeneratedLine] = []
    /// The names that tell a walk what a customer may do: phrases of its intents, labels of its options.
    package var phrases: [String] = []
}

package struct GeneratedLine {
    /// Steps of indentation.
    var level: Int
    var parts: [Part]
    /// Comments right above the line.
    var comments: [String] = []
    /// Whether a laid out file has a blank line above.
    var isApart = false

    enum Part {
        /// The word or words that a line begins with, by their English name.
        case statement(String)
        case word(String)
        case subject(String)
        case unit(String)
        /// A name of the language itself, by its English one and its kind.
        case builtIn(String, Kind)
        /// A name of the bot's own.
        case own(String)
        case number(Int)
        case arrow, comma
        case sign(String)
        /// What goes on to the line's end, the next arrow or comma.
        case value(String)
        /// `ru:` at the beginning of a line or behind a word, or the colon of what is said in a test.
        case language(String)
        case colon
        case text([Piece])
        case phrase([PhrasePiece])
        /// `|` and the text behind it.
        case continuation([Piece])
    }

    /// The names of `KeywordKind`, which a generator of files does not need to know otherwise.
    enum Kind: String {
        case type, offer, reason, intent, action, outcome, fact, format, option, name, weekday, value, text, showing, recipient
        case media
    }

    enum Piece {
        case literal(String)
        case placeholder(Named, format: Format?)
    }

    enum Named {
        case own(String)
        case builtIn(String, Kind)

        var part: Part {
            switch self {
            case .own(let name): .own(name)
            case .builtIn(let name, let kind): .builtIn(name, kind)
            }
        }
    }

    enum Format {
        case named(String)
        case forms([String])
    }

    enum PhrasePiece {
        case word(String)
        case gap(String, isOptional: Bool)
        /// Printed as it stands, with a blank before it.
        case group(String)
        case bar
        case pattern(String)
    }
}
