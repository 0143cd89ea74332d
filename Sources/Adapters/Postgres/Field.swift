/// Why a field could not be read as asked.
enum Mismatch: Error {
    case type
    case malformed
}

/// The bytes of one value in PostgreSQL's binary format. Every read checks its length.
@safe struct Field {
    private let buffer: UnsafeRawBufferPointer

    /// The caller keeps the memory alive for as long as the field is read.
    init(_ buffer: UnsafeRawBufferPointer) { unsafe self.buffer = unsafe buffer }

    func integer<T: FixedWidthInteger>(_ type: T.Type) throws(Mismatch) -> T {
        guard unsafe buffer.count == T.bitWidth / 8 else { throw .malformed }
        return unsafe T(bigEndian: buffer.loadUnaligned(as: T.self))
    }

    func bytes() -> [UInt8] { unsafe [UInt8](buffer) }

    /// PostgreSQL's text never holds a zero byte: one here means that the type's binary form is not its text.
    func text() throws(Mismatch) -> String {
        guard let text = unsafe String(validating: buffer, as: UTF8.self), unsafe !buffer.contains(0) else {
            throw .malformed
        }
        return text
    }

    /// One version byte, then the text.
    func jsonb() throws(Mismatch) -> String {
        guard unsafe buffer.first == 1 else { throw .malformed }
        return try unsafe Field(UnsafeRawBufferPointer(rebasing: buffer.dropFirst())).text()
    }

    /// The canonical lower-case form with hyphens.
    func uuid() throws(Mismatch) -> String {
        guard unsafe buffer.count == 16 else { throw .malformed }
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for (index, byte) in bytes().enumerated() {
            if [4, 6, 8, 10].contains(index) { text.append(UInt8(ascii: "-")) }
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    func timestamp() throws(Mismatch) -> Int64 {
        let value = try integer(Int64.self)
        if value == .max || value == .min { throw .malformed }  // infinity
        let (moment, overflow) = value.addingReportingOverflow(postgresEpochMicroseconds)
        if overflow { throw .malformed }
        return moment
    }

    func array<T>(_ read: (Field) throws(Mismatch) -> T) throws(Mismatch) -> [T?] {
        var cursor = 0
        func next(_ length: Int) throws(Mismatch) -> Field {
            guard length >= 0, unsafe buffer.count - cursor >= length else { throw .malformed }
            defer { cursor += length }
            return unsafe Field(UnsafeRawBufferPointer(rebasing: buffer[cursor..<(cursor + length)]))
        }
        let dimensions = try next(4).integer(Int32.self)
        cursor += 8  // null flag and element type; the array's own OID has said the type
        if dimensions == 0 { return [] }
        guard dimensions == 1 else { throw .malformed }
        let count = try next(4).integer(Int32.self)
        guard count >= 0 else { throw .malformed }
        cursor += 4  // lower bound
        var items: [T?] = []
        for _ in 0..<count {
            let length = try next(4).integer(Int32.self)
            items.append(length < 0 ? nil : try read(try next(Int(length))))
        }
        return items
    }
}
