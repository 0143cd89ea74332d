internal import CPostgres

/// The answer to one statement: its rows in binary format, owned until the last `Row` of it is gone.
///
/// It does not leave the thread of its connection: read what is needed into values and return those.
@safe package final class Rows: RandomAccessCollection {
    fileprivate let result: OpaquePointer

    package let count: Int
    package let columnCount: Int

    /// Takes over a result that `PQresultStatus` has found good.
    init(owning result: OpaquePointer) {
        unsafe self.result = unsafe result
        self.count = unsafe Int(PQntuples(result))
        self.columnCount = unsafe Int(PQnfields(result))
    }

    deinit { unsafe PQclear(result) }

    package var startIndex: Int { 0 }
    package var endIndex: Int { count }

    package subscript(position: Int) -> Row {
        precondition(position >= 0 && position < count, "row \(position) of \(count)")
        return Row(rows: self, number: position)
    }

    /// How many rows INSERT, UPDATE, DELETE, MERGE or SELECT touched; 0 for other commands.
    package var affected: Int {
        guard let text = unsafe PQcmdTuples(result) else { return 0 }
        return unsafe Int(String(cString: text)) ?? 0
    }

    /// What the server says it did: `INSERT 0 1`, `COMMIT`, `ROLLBACK`.
    package var commandTag: String {
        guard let text = unsafe PQcmdStatus(result) else { return "" }
        return unsafe String(cString: text)
    }

    /// The name of a column; nil beyond the last one.
    package func columnName(_ column: Int) -> String? {
        guard let name = unsafe PQfname(result, Int32(column)) else { return nil }
        return unsafe String(cString: name)
    }
}

/// One row. Columns are read by their place, counted from 0, as the type the query is known to give.
///
/// A null where a value was asked, or another type, throws `PostgresError.column`; nothing traps.
package struct Row {
    let rows: Rows
    let number: Int

    package func int64(_ column: Int) throws(PostgresError) -> Int64 {
        try required(column, optionalInt64(column))
    }

    /// int8, int4, int2 or oid.
    package func optionalInt64(_ column: Int) throws(PostgresError) -> Int64? {
        try value(column, "integer") { type, field throws(Mismatch) in
            switch type {
            case TypeOID.int8: try field.integer(Int64.self)
            case TypeOID.int4: Int64(try field.integer(Int32.self))
            case TypeOID.int2: Int64(try field.integer(Int16.self))
            case TypeOID.oid: Int64(try field.integer(UInt32.self))
            default: throw .type
            }
        }
    }

    package func int(_ column: Int) throws(PostgresError) -> Int { Int(try int64(column)) }

    package func optionalInt(_ column: Int) throws(PostgresError) -> Int? { try optionalInt64(column).map { Int($0) } }

    package func text(_ column: Int) throws(PostgresError) -> String {
        try required(column, optionalText(column))
    }

    /// text and its relatives, json, jsonb, uuid, enums and other types whose binary form is their text.
    package func optionalText(_ column: Int) throws(PostgresError) -> String? {
        try value(column, "text") { type, field throws(Mismatch) in
            switch type {
            case TypeOID.text, TypeOID.varchar, TypeOID.bpchar, TypeOID.name, TypeOID.json, TypeOID.unknown,
                TypeOID.char, TypeOID.firstOfUsers...:
                try field.text()
            case TypeOID.jsonb: try field.jsonb()
            case TypeOID.uuid: try field.uuid()
            default: throw .type
            }
        }
    }

    package func bytes(_ column: Int) throws(PostgresError) -> [UInt8] {
        try required(column, optionalBytes(column))
    }

    package func optionalBytes(_ column: Int) throws(PostgresError) -> [UInt8]? {
        try value(column, "bytea") { type, field throws(Mismatch) in
            guard type == TypeOID.bytea else { throw .type }
            return field.bytes()
        }
    }

    package func bool(_ column: Int) throws(PostgresError) -> Bool {
        try required(column, optionalBool(column))
    }

    package func optionalBool(_ column: Int) throws(PostgresError) -> Bool? {
        try value(column, "boolean") { type, field throws(Mismatch) in
            guard type == TypeOID.bool else { throw .type }
            return try field.integer(UInt8.self) != 0
        }
    }

    package func double(_ column: Int) throws(PostgresError) -> Double {
        try required(column, optionalDouble(column))
    }

    package func optionalDouble(_ column: Int) throws(PostgresError) -> Double? {
        try value(column, "double precision") { type, field throws(Mismatch) in
            guard type == TypeOID.float8 else { throw .type }
            return Double(bitPattern: try field.integer(UInt64.self))
        }
    }

    /// A date as days since 1970-01-01.
    package func daysSinceEpoch(_ column: Int) throws(PostgresError) -> Int {
        try required(column, optionalDaysSinceEpoch(column))
    }

    package func optionalDaysSinceEpoch(_ column: Int) throws(PostgresError) -> Int? {
        try value(column, "finite date") { type, field throws(Mismatch) in
            guard type == TypeOID.date else { throw .type }
            let days = try field.integer(Int32.self)
            if days == .max || days == .min { throw .malformed }  // infinity
            return Int(days) + 10_957  // days from 1970-01-01 to 2000-01-01
        }
    }

    /// A timestamptz as microseconds since 1970-01-01T00:00:00Z; an infinite one is malformed.
    package func timestampMicroseconds(_ column: Int) throws(PostgresError) -> Int64 {
        try required(column, optionalTimestampMicroseconds(column))
    }

    package func optionalTimestampMicroseconds(_ column: Int) throws(PostgresError) -> Int64? {
        try value(column, "finite timestamptz") { type, field throws(Mismatch) in
            guard type == TypeOID.timestamptz else { throw .type }
            return try field.timestamp()
        }
    }

    /// A timestamptz as milliseconds since 1970-01-01T00:00:00Z, rounded towards the past.
    package func instantMilliseconds(_ column: Int) throws(PostgresError) -> Int64 {
        try required(column, optionalInstantMilliseconds(column))
    }

    package func optionalInstantMilliseconds(_ column: Int) throws(PostgresError) -> Int64? {
        try optionalTimestampMicroseconds(column).map(flooredMilliseconds)
    }

    package func isNull(_ column: Int) throws(PostgresError) -> Bool {
        try checkColumn(column)
        return unsafe PQgetisnull(rows.result, Int32(number), Int32(column)) == 1
    }

    // Arrays of one dimension

    /// int8[], int4[] or int2[].
    package func int64s(_ column: Int) throws(PostgresError) -> [Int64?] {
        try required(
            column,
            value(column, "array of integers") { type, field throws(Mismatch) in
                switch type {
                case TypeOID.int8Array: try field.array { item throws(Mismatch) in try item.integer(Int64.self) }
                case TypeOID.int4Array: try field.array { item throws(Mismatch) in Int64(try item.integer(Int32.self)) }
                case TypeOID.int2Array: try field.array { item throws(Mismatch) in Int64(try item.integer(Int16.self)) }
                default: throw .type
                }
            })
    }

    /// text[], varchar[] or name[].
    package func texts(_ column: Int) throws(PostgresError) -> [String?] {
        try required(
            column,
            value(column, "array of texts") { type, field throws(Mismatch) in
                guard [TypeOID.textArray, TypeOID.varcharArray, TypeOID.nameArray].contains(type) else { throw .type }
                return try field.array { item throws(Mismatch) in try item.text() }
            })
    }

    package func bytesArray(_ column: Int) throws(PostgresError) -> [[UInt8]?] {
        try required(
            column,
            value(column, "array of bytea") { type, field throws(Mismatch) in
                guard type == TypeOID.byteaArray else { throw .type }
                return try field.array { item throws(Mismatch) in item.bytes() }
            })
    }

    package func bools(_ column: Int) throws(PostgresError) -> [Bool?] {
        try required(
            column,
            value(column, "array of booleans") { type, field throws(Mismatch) in
                guard type == TypeOID.boolArray else { throw .type }
                return try field.array { item throws(Mismatch) in try item.integer(UInt8.self) != 0 }
            })
    }

    /// timestamptz[] as microseconds since 1970-01-01T00:00:00Z.
    package func timestampsMicroseconds(_ column: Int) throws(PostgresError) -> [Int64?] {
        try required(
            column,
            value(column, "array of finite timestamptz") { type, field throws(Mismatch) in
                guard type == TypeOID.timestamptzArray else { throw .type }
                return try field.array { item throws(Mismatch) in try item.timestamp() }
            })
    }

    /// timestamptz[] as milliseconds since 1970-01-01T00:00:00Z, rounded towards the past.
    package func instantsMilliseconds(_ column: Int) throws(PostgresError) -> [Int64?] {
        try timestampsMicroseconds(column).map { $0.map(flooredMilliseconds) }
    }

    // Reading

    private func required<T>(_ column: Int, _ value: T?) throws(PostgresError) -> T {
        guard let value else {
            throw .column(ColumnError(index: column, name: rows.columnName(column), reason: .null))
        }
        return value
    }

    private func checkColumn(_ column: Int) throws(PostgresError) {
        guard column >= 0, column < rows.columnCount else {
            throw .column(ColumnError(index: column, name: nil, reason: .missing))
        }
    }

    /// Hands the field's type and bytes to `read`; nil for null.
    private func value<T>(
        _ column: Int, _ wanted: String, _ read: (UInt32, Field) throws(Mismatch) -> T
    ) throws(PostgresError) -> T? {
        guard !(try isNull(column)) else { return nil }
        let type = unsafe PQftype(rows.result, Int32(column))
        let length = unsafe Int(PQgetlength(rows.result, Int32(number), Int32(column)))
        let start = unsafe PQgetvalue(rows.result, Int32(number), Int32(column))
        do throws(Mismatch) {
            // The bytes live as long as the result, which `rows` keeps.
            return try read(type, unsafe Field(UnsafeRawBufferPointer(start: start, count: length)))
        } catch {
            let reason: ColumnError.Reason =
                switch error {
                case .type: .wrongType(oid: type, wanted: wanted)
                case .malformed: .malformed(wanted: wanted)
                }
            throw .column(ColumnError(index: column, name: rows.columnName(column), reason: reason))
        }
    }
}

private func flooredMilliseconds(_ microseconds: Int64) -> Int64 {
    let (quotient, remainder) = microseconds.quotientAndRemainder(dividingBy: 1000)
    return remainder < 0 ? quotient - 1 : quotient
}
