/// The encodings of texts and of the words a language writes values with.

extension Text: ByteCodable {
    package func write(to writer: inout ByteWriter) { writer.list(templates) { $1.values($0) } }

    package init(from reader: inout ByteReader) throws(ByteError) {
        self.init(
            templates: try reader.list { (reader: inout ByteReader) throws(ByteError) in
                try reader.values(Segment.self)
            })
    }
}

extension Segment: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        switch self {
        case .literal(let text):
            writer.byte(0)
            writer.string(text)
        case .value(let path, let format):
            writer.byte(1)
            writer.value(path)
            writer.byte(format.rawValue)
        case .plural(let path, let forms):
            writer.byte(2)
            writer.value(path)
            writer.list(forms) { $1.string($0) }
        }
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        switch try reader.byte() {
        case 0: self = .literal(try reader.string())
        case 1: self = .value(try reader.value(), try reader.oneOf())
        case 2:
            let path: Path = try reader.value()
            let forms = try reader.strings()
            guard !forms.isEmpty else { throw reader.failure() }
            self = .plural(path, forms)
        default: throw reader.failure()
        }
    }
}

extension Wording: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        for words in [months, weekdays, shortWeekdays] { writer.list(words) { $1.string($0) } }
        for pattern in [dayPattern, digitSeparator, moneyPattern, datePattern, listPattern] { writer.string(pattern) }
        writer.list(weekdayNames) { $1.string($0) }
        writer.values(plurals)
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        let months = try reader.strings()
        let weekdays = try reader.strings()
        let shortWeekdays = try reader.strings()
        let dayPattern = try reader.string()
        let digitSeparator = try reader.string()
        let moneyPattern = try reader.string()
        let datePattern = try reader.string()
        let listPattern = try reader.string()
        self.init(
            months: months, weekdays: weekdays, shortWeekdays: shortWeekdays, dayPattern: dayPattern,
            digitSeparator: digitSeparator, moneyPattern: moneyPattern, datePattern: datePattern,
            weekdayNames: try reader.strings(), listPattern: listPattern, plurals: try reader.values())
    }
}
