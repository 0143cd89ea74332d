/// A flow file's text, byte for byte as it was read, with the name it is spoken of by.
package struct SourceFile: Hashable, Sendable {
    /// As shown to the user; mostly the path they gave.
    package let name: String
    package let bytes: [UInt8]

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    package init(name: String, text: String) { self.init(name: name, bytes: Array(text.utf8)) }
}

/// A stretch of one source file, as UTF-8 byte offsets; columns are worked out for display only.
package struct Span: Hashable, Sendable {
    /// Index of the file in the list of sources that were compiled together.
    package var file: Int
    package var start: Int
    /// One past the last byte.
    package var end: Int

    package init(file: Int, start: Int, end: Int) {
        self.file = file
        self.start = start
        self.end = end
    }

    package var range: Range<Int> { start..<end }
}
