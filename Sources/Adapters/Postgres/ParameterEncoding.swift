/// The parameters of one call in PostgreSQL's binary format, laid into one buffer.
struct EncodedParameters {
    private(set) var types: [UInt32] = []
    private var bytes: [UInt8] = [0]  // never empty, so that an empty value still has an address
    private var offsets: [Int] = []
    private var lengths: [Int32] = []

    init(_ parameters: [Parameter]) throws(PostgresError) {
        types.reserveCapacity(parameters.count)
        for (index, parameter) in parameters.enumerated() {
            let start = bytes.count
            offsets.append(start)
            do throws(Unencodable) {
                let present = try append(parameter)
                guard let length = Int32(exactly: bytes.count - start) else { throw Unencodable("it is over 2 GiB") }
                lengths.append(present ? length : -1)
            } catch {
                throw .unencodableParameter(number: index + 1, reason: error.reason)
            }
        }
    }

    /// Lends the arrays libpq wants: values (null for SQL null), lengths, formats (all binary).
    func withPointers<R>(
        _ body: (
            _ count: Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?
        ) -> R
    ) -> R {
        if offsets.isEmpty { return body(0, nil, nil, nil) }
        return unsafe bytes.withUnsafeBytes { buffer in
            // The buffer holds at least the first byte, so it has a base address.
            let base = unsafe buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            let values = unsafe zip(offsets, lengths).map { offset, length in
                unsafe length < 0 ? nil : base.map { unsafe $0 + offset }
            }
            let formats = [Int32](repeating: 1, count: offsets.count)
            return unsafe body(Int32(offsets.count), values, lengths, formats)
        }
    }

    private struct Unencodable: Error {
        var reason: String
        init(_ reason: String) { self.reason = reason }
    }

    /// Returns false for null.
    private mutating func append(_ parameter: Parameter) throws(Unencodable) -> Bool {
        switch parameter {
        case .int64(let value):
            types.append(TypeOID.int8)
            return value.map { append(bigEndian: $0) } != nil
        case .text(let value):
            types.append(TypeOID.text)
            return value.map { bytes.append(contentsOf: $0.utf8) } != nil
        case .bytes(let value):
            types.append(TypeOID.bytea)
            return value.map { bytes.append(contentsOf: $0) } != nil
        case .bool(let value):
            types.append(TypeOID.bool)
            return value.map { bytes.append($0 ? 1 : 0) } != nil
        case .timestamp(let value):
            types.append(TypeOID.timestamptz)
            guard let value else { return false }
            append(bigEndian: try Self.postgresTime(value))
            return true
        case .int64s(let values):
            types.append(TypeOID.int8Array)
            try appendArray(of: values, TypeOID.int8) { encoder, value throws(Unencodable) in
                encoder.append(bigEndian: value)
            }
        case .texts(let values):
            types.append(TypeOID.textArray)
            try appendArray(of: values, TypeOID.text) { encoder, value throws(Unencodable) in
                encoder.bytes.append(contentsOf: value.utf8)
            }
        case .bytesArray(let values):
            types.append(TypeOID.byteaArray)
            try appendArray(of: values, TypeOID.bytea) { encoder, value throws(Unencodable) in
                encoder.bytes.append(contentsOf: value)
            }
        case .bools(let values):
            types.append(TypeOID.boolArray)
            try appendArray(of: values, TypeOID.bool) { encoder, value throws(Unencodable) in
                encoder.bytes.append(value ? 1 : 0)
            }
        case .timestamps(let values):
            types.append(TypeOID.timestamptzArray)
            try appendArray(of: values, TypeOID.timestamptz) { encoder, value throws(Unencodable) in
                encoder.append(bigEndian: try Self.postgresTime(value))
            }
        }
        return true
    }

    /// One-dimensional array as `array_recv` reads it: dimensions, null flag, element type, length, lower bound, elements.
    private mutating func appendArray<Element>(
        of values: [Element?], _ elementType: UInt32,
        _ appendElement: (inout EncodedParameters, Element) throws(Unencodable) -> Void
    ) throws(Unencodable) {
        guard let count = Int32(exactly: values.count) else { throw Unencodable("it has over 2³¹ elements") }
        append(bigEndian: Int32(count == 0 ? 0 : 1))
        append(bigEndian: Int32(values.contains { $0 == nil } ? 1 : 0))
        append(bigEndian: elementType)
        if count == 0 { return }
        append(bigEndian: count)
        append(bigEndian: Int32(1))
        for value in values {
            guard let value else {
                append(bigEndian: Int32(-1))
                continue
            }
            let lengthAt = bytes.count
            append(bigEndian: Int32(0))
            try appendElement(&self, value)
            guard let length = Int32(exactly: bytes.count - lengthAt - 4) else { throw Unencodable("it is over 2 GiB") }
            for shift in 0..<4 { bytes[lengthAt + shift] = UInt8(truncatingIfNeeded: length >> (24 - 8 * Int32(shift))) }
        }
    }

    private mutating func append(bigEndian value: some FixedWidthInteger) {
        var shift = value.bitWidth
        while shift > 0 {
            shift -= 8
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    private static func postgresTime(_ microseconds: Int64) throws(Unencodable) -> Int64 {
        let (value, overflow) = microseconds.subtractingReportingOverflow(postgresEpochMicroseconds)
        // The two extreme values are PostgreSQL's infinities, which an instant never is.
        if overflow || value == .max || value == .min { throw Unencodable("PostgreSQL has no such moment") }
        return value
    }
}
