/// A value for a placeholder. Every case has one PostgreSQL type, null included, so that a prepared statement means the
/// same on its first call and on all later ones.
///
/// The server sees the type named beside each case: an `int8` fits columns of smaller integers, a `text` needs a cast
/// (`$1::jsonb`, `$1::date`, `$1::uuid`) to become anything else. Arrays serve `unnest($1, $2, …)`; their elements may
/// be null.
package enum Parameter: Sendable, Equatable {
    /// int8
    case int64(Int64?)
    /// text
    case text(String?)
    /// bytea
    case bytes([UInt8]?)
    /// bool
    case bool(Bool?)
    /// timestamptz, in microseconds since 1970-01-01T00:00:00Z
    case timestamp(microseconds: Int64?)
    /// int8[]
    case int64s([Int64?])
    /// text[]
    case texts([String?])
    /// bytea[]
    case bytesArray([[UInt8]?])
    /// bool[]
    case bools([Bool?])
    /// timestamptz[], in microseconds since 1970-01-01T00:00:00Z
    case timestamps(microseconds: [Int64?])

    /// timestamptz from an instant in milliseconds since 1970-01-01T00:00:00Z.
    package static func instant(milliseconds: Int64?) -> Parameter {
        .timestamp(microseconds: milliseconds.map(saturatedMicroseconds))
    }

    /// timestamptz[] from instants in milliseconds since 1970-01-01T00:00:00Z.
    package static func instants(milliseconds: [Int64?]) -> Parameter {
        .timestamps(microseconds: milliseconds.map { $0.map(saturatedMicroseconds) })
    }

    package static func int(_ value: Int?) -> Parameter { .int64(value.map { Int64($0) }) }

    package static func ints(_ values: [Int?]) -> Parameter { .int64s(values.map { $0.map { Int64($0) } }) }

    /// A moment beyond what 64 bits of microseconds hold becomes the furthest one, which the encoder or the server refuses.
    private static func saturatedMicroseconds(_ milliseconds: Int64) -> Int64 {
        let (product, overflow) = milliseconds.multipliedReportingOverflow(by: 1000)
        return overflow ? (milliseconds < 0 ? .min : .max) : product
    }
}

/// The built-in types this module writes or reads, by their fixed OIDs (`pg_type.dat`).
enum TypeOID {
    static let bool: UInt32 = 16
    static let bytea: UInt32 = 17
    static let char: UInt32 = 18
    static let name: UInt32 = 19
    static let int8: UInt32 = 20
    static let int2: UInt32 = 21
    static let int4: UInt32 = 23
    static let text: UInt32 = 25
    static let oid: UInt32 = 26
    static let json: UInt32 = 114
    static let float8: UInt32 = 701
    static let unknown: UInt32 = 705
    static let bpchar: UInt32 = 1042
    static let varchar: UInt32 = 1043
    static let date: UInt32 = 1082
    static let timestamptz: UInt32 = 1184
    static let uuid: UInt32 = 2950
    static let jsonb: UInt32 = 3802

    static let boolArray: UInt32 = 1000
    static let byteaArray: UInt32 = 1001
    static let nameArray: UInt32 = 1003
    static let int2Array: UInt32 = 1005
    static let int4Array: UInt32 = 1007
    static let textArray: UInt32 = 1009
    static let varcharArray: UInt32 = 1015
    static let int8Array: UInt32 = 1016
    static let timestamptzArray: UInt32 = 1185

    /// OIDs below this are the system's; enums and extension types come after (`FirstNormalObjectId`).
    static let firstOfUsers: UInt32 = 16384
}

/// The distance between the Unix epoch and PostgreSQL's (2000-01-01), in microseconds.
let postgresEpochMicroseconds: Int64 = 946_684_800_000_000
