/// The encodings of intents, their phrases, and what happens on them.

extension IntentTarget: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        writer.string(intent)
        writer.value(target)
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        self.init(intent: try reader.string(), target: try reader.value())
    }
}

extension IntentAnswer: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        writer.string(intent)
        writer.value(text)
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        self.init(intent: try reader.string(), text: try reader.value())
    }
}

extension Intent: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        writer.string(name)
        writer.list(phrases) { phrase, writer in
            writer.string(phrase.language)
            writer.flag(phrase.isExclusion)
            writer.value(phrase.pattern)
        }
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        self.init(
            name: try reader.string(),
            phrases: try reader.list { (reader: inout ByteReader) throws(ByteError) in
                Phrase(
                    language: try reader.string(), isExclusion: try reader.flag(), pattern: try reader.value())
            })
    }
}

extension PhrasePattern: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        switch self {
        case .word(let word):
            writer.byte(0)
            writer.string(word)
        case .prefix(let prefix):
            writer.byte(1)
            writer.string(prefix)
        case .gap(let type):
            writer.byte(2)
            writer.byte(type.rawValue)
        case .sequence(let parts):
            writer.byte(3)
            writer.values(parts)
        case .alternatives(let parts):
            writer.byte(4)
            writer.values(parts)
        case .optional(let part):
            writer.byte(5)
            part.write(to: &writer)
        case .expression(let pattern):
            writer.byte(6)
            writer.string(pattern)
        }
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        try reader.descend()
        defer { reader.ascend() }
        switch try reader.byte() {
        case 0: self = .word(try reader.string())
        case 1: self = .prefix(try reader.string())
        case 2: self = .gap(try reader.oneOf())
        case 3: self = .sequence(try reader.values())
        case 4: self = .alternatives(try reader.values())
        case 5: self = .optional(try reader.value())
        case 6: self = .expression(try reader.string())
        default: throw reader.failure()
        }
    }
}
