package import FlowMachine

/// What happened, one event a turn.
package enum Event: Hashable, Sendable {
    case said(Understood)
    /// A tap on a button or a row, by the id it carries, with the words that stood on it.
    case tapped(id: String, title: String)
    /// Something that is no text: its kind (`image`, `audio`, …), and the channel's id of it where there is one.
    case media(kind: String, id: String)
    /// The silence that the conversation waited for has lasted.
    case silence
    /// A human gives the conversation back.
    case released
    /// A freed time is put before the customer, who waits for such a one: the offer's identity, and what is known of the
    /// visit.
    case waitlistOffer(id: String, [FactValue])
    /// Somebody else has the time that was offered.
    case waitlistLost(id: String, [FactValue])

    /// Whether it is something that the customer did.
    package var isCustomers: Bool {
        switch self {
        case .said, .tapped, .media: true
        case .silence, .released, .waitlistOffer, .waitlistLost: false
        }
    }
}

/// A text message with what it was understood to mean.
package struct Understood: Hashable, Sendable {
    package var text: String
    /// The code of the language it is clearly written in.
    package var language: String?
    /// The main one first.
    package var intents: [String]
    package var mentions: [Mention]
    /// Names of the options on offer that it chooses in words.
    package var options: [String]

    package init(text: String, language: String?, intents: [String], mentions: [Mention], options: [String]) {
        self.text = text
        self.language = language
        self.intents = intents
        self.mentions = mentions
        self.options = options
    }
}

/// A thing in a message that can fill a slot.
package struct Mention: Hashable, Sendable {
    package var type: SlotType
    package var meaning: Meaning
    /// UTF-8 byte offsets in the message, for explanations.
    package var span: Range<Int>

    package init(type: SlotType, meaning: Meaning, span: Range<Int>) {
        self.type = type
        self.meaning = meaning
        self.span = span
    }

    package enum Meaning: Hashable, Sendable {
        case value(Value)
        /// The words fit several; the customer is asked which one.
        case oneOf([Value])
        /// A wish that is not yet a value.
        case dates(DateWindow)
        case times(TimeWindow)
        /// What the customer will not have. It comes before what is wished for: "не к Ольге, к Марии".
        case except(Exclusions)
        /// A wish that cannot be ("25:00", "к Зое" where there is no Zoe), and why: it empties the slot, and is told.
        case impossible(WrongReason)
    }
}

extension Event: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        switch self {
        case .said(let understood):
            writer.byte(0)
            writer.value(understood)
        case .tapped(let id, let title):
            writer.byte(1)
            writer.string(id)
            writer.string(title)
        case .media(let kind, let id):
            writer.byte(2)
            writer.string(kind)
            writer.string(id)
        case .silence: writer.byte(3)
        case .released: writer.byte(4)
        case .waitlistOffer(let id, let facts):
            writer.byte(5)
            writer.string(id)
            writer.values(facts)
        case .waitlistLost(let id, let facts):
            writer.byte(6)
            writer.string(id)
            writer.values(facts)
        }
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        switch try reader.byte() {
        case 0: self = .said(try reader.value())
        case 1: self = .tapped(id: try reader.string(), title: try reader.string())
        case 2: self = .media(kind: try reader.string(), id: try reader.string())
        case 3: self = .silence
        case 4: self = .released
        case 5: self = .waitlistOffer(id: try reader.string(), try reader.values())
        case 6: self = .waitlistLost(id: try reader.string(), try reader.values())
        default: throw reader.failure()
        }
    }
}

extension Understood: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        writer.string(text)
        writer.optional(language) { $1.string($0) }
        writer.list(intents) { $1.string($0) }
        writer.values(mentions)
        writer.list(options) { $1.string($0) }
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        self.init(
            text: try reader.string(),
            language: try reader.optional { (reader: inout ByteReader) throws(ByteError) in try reader.string() },
            intents: try reader.strings(), mentions: try reader.values(), options: try reader.strings())
    }
}

extension Mention: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        writer.byte(type.rawValue)
        writer.count(span.lowerBound)
        writer.count(span.count)
        switch meaning {
        case .value(let value):
            writer.byte(0)
            writer.value(value)
        case .oneOf(let values):
            writer.byte(1)
            writer.values(values)
        case .dates(let window):
            writer.byte(2)
            writer.value(window)
        case .times(let window):
            writer.byte(3)
            writer.value(window)
        case .except(let excluded):
            writer.byte(4)
            writer.value(excluded)
        case .impossible(let reason):
            writer.byte(5)
            writer.byte(reason.rawValue)
        }
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        let type: SlotType = try reader.oneOf()
        let start = try reader.index()
        let length = try reader.index()
        let meaning: Meaning
        switch try reader.byte() {
        case 0: meaning = .value(try reader.value())
        case 1: meaning = .oneOf(try reader.values())
        case 2: meaning = .dates(try reader.value())
        case 3: meaning = .times(try reader.value())
        case 4: meaning = .except(try reader.value())
        case 5: meaning = .impossible(try reader.oneOf())
        default: throw reader.failure()
        }
        self.init(type: type, meaning: meaning, span: start..<(start + length))
    }
}
