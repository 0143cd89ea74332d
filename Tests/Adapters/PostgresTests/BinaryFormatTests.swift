import Postgres
import Testing

@Suite("Values in binary format", .timeLimit(.minutes(1)))
struct BinaryFormatTests {
    private static let seed: UInt64 = 20_260_301

    @Test("Single values of every type come back as they went, nulls and extremes included")
    func scalars() async throws {
        var numbers = SeededNumbers(seed: Self.seed)
        let integers: [Int64?] = [nil, 0, -1, .min, .max] + (0..<40).map { _ in Int64.random(in: .min ... .max, using: &numbers) }
        let texts: [String?] = [nil, "", "a'b\"\\", "Здравствуйте", "👩‍🦰 عربي", String(repeating: "щ", count: 70_000)]
        let blobs: [[UInt8]?] =
            [nil, [], [0], [UInt8](0...255)] + (0..<20).map { count in (0..<count * 9).map { _ in .random(in: 0...255, using: &numbers) } }
        let moments: [Int64?] =
            [nil, 0, -1, 1, 946_684_800_000_000, -62_135_596_800_000_000, 253_402_300_799_999_999]
            + (0..<40).map { _ in Int64.random(in: -60_000_000_000_000_000...250_000_000_000_000_000, using: &numbers) }
        try await withSession { [integers, texts, blobs, moments] connection in
            for value in integers {
                #expect(try connection.execute(Echo.int64, [.int64(value)])[0].optionalInt64(0) == value)
            }
            for value in texts {
                #expect(try connection.execute(Echo.text, [.text(value)])[0].optionalText(0) == value)
            }
            for value in blobs {
                #expect(try connection.execute(Echo.bytes, [.bytes(value)])[0].optionalBytes(0) == value)
            }
            for value in [nil, true, false] as [Bool?] {
                #expect(try connection.execute(Echo.bool, [.bool(value)])[0].optionalBool(0) == value)
            }
            for value in moments {
                let row = try connection.execute(Echo.timestamp, [.timestamp(microseconds: value)])[0]
                #expect(try row.optionalTimestampMicroseconds(0) == value)
            }
        }
    }

    @Test("Arrays of every type come back as they went, with nulls, empty and long")
    func arrays() async throws {
        let seed = Self.seed
        try await withSession { connection in
            var numbers = SeededNumbers(seed: seed)
            for count in [0, 1, 2, 7, 100, 3000] {
                func values<T>(_ make: (inout SeededNumbers) -> T) -> [T?] {
                    (0..<count).map { _ in Bool.random(using: &numbers) ? nil : make(&numbers) }
                }
                let integers = values { Int64.random(in: .min ... .max, using: &$0) }
                let texts = values { "ключ-\($0.next() % 99)," + ["", "{}", "NULL", "\"", "💅"][Int($0.next() % 5)] }
                let blobs = values { generator in (0..<Int(generator.next() % 20)).map { _ in UInt8.random(in: 0...255, using: &generator) } }
                let bools = values { Bool.random(using: &$0) }
                let moments = values { Int64.random(in: -60_000_000_000_000_000...250_000_000_000_000_000, using: &$0) }
                let row = try connection.execute(
                    Echo.arrays,
                    [.int64s(integers), .texts(texts), .bytesArray(blobs), .bools(bools), .timestamps(microseconds: moments)])[0]
                #expect(try row.int64s(0) == integers)
                #expect(try row.texts(1) == texts)
                #expect(try row.bytesArray(2) == blobs)
                #expect(try row.bools(3) == bools)
                #expect(try row.timestampsMicroseconds(4) == moments)
            }
        }
    }

    @Test("The server understands what is sent as we mean it, not only echoes it")
    func meaning() async throws {
        try await withSession { connection in
            let row = try connection.execute(
                Statement(
                    "test.meaning",
                    """
                    SELECT $1::text, $2 = '2026-03-01T09:30:00.123Z'::timestamptz, encode($3, 'hex'), $4::text, $5::text,
                           (SELECT sum(n)::int8 FROM unnest($6) AS n)
                    """),
                [
                    .int64(-7), .instant(milliseconds: 1_772_357_400_123), .bytes([0xca, 0xfe]), .bool(true),
                    .texts(["a", nil, "b,c"]), .int64s([1, 2, nil, 39]),
                ])[0]
            #expect(try row.text(0) == "-7")
            #expect(try row.bool(1))
            #expect(try row.text(2) == "cafe")
            #expect(try row.text(3) == "true")
            #expect(try row.text(4) == "{a,NULL,\"b,c\"}")
            #expect(try row.int64(5) == 42)
        }
    }

    @Test("Smaller integers, names, JSON, UUID, enums, dates and doubles are read")
    func relatives() async throws {
        try await withSession { connection in
            try connection.runScript(trusted: "CREATE TYPE status AS ENUM ('held', 'confirmed'); CREATE DOMAIN title AS text")
            let row = try connection.execute(
                Statement(
                    "test.relatives",
                    """
                    SELECT 7::int2, -8::int4, 9::oid, 'n'::name, '{"a": 1}'::json, '{"a": 1}'::jsonb,
                           '00112233-4455-6677-8899-AABBCCDDEEFF'::uuid, 'held'::status, 'm'::title, 'v'::varchar(3),
                           '1969-12-31'::date, 0.25::float8, '{1,2}'::int4[], '1969-12-31T23:59:59.9985Z'::timestamptz
                    """))[0]
            #expect(try [row.int64(0), row.int64(1), row.int64(2)] == [7, -8, 9])
            #expect(try [row.text(3), row.text(4), row.text(5)] == ["n", "{\"a\": 1}", "{\"a\": 1}"])
            #expect(try row.text(6) == "00112233-4455-6677-8899-aabbccddeeff")
            #expect(try [row.text(7), row.text(8), row.text(9)] == ["held", "m", "v"])
            #expect(try row.daysSinceEpoch(10) == -1)
            #expect(try row.double(11) == 0.25)
            #expect(try row.int64s(12) == [1, 2])
            #expect(try row.instantMilliseconds(13) == -2)
        }
    }

    @Test(
        "A moment PostgreSQL cannot hold is refused, by us or by the server",
        arguments: [Int64.min, .max, Int64.min / 1000, Int64.max / 1000 + 1, -300_000_000_000_000])
    func impossibleMoment(milliseconds: Int64) async throws {
        let error = try await withSession { connection in
            postgresError { _ = try connection.execute(Echo.timestamp, [.instant(milliseconds: milliseconds)]) }
        }
        #expect(error != nil)
    }
}

private enum Echo {
    static let int64 = Statement("echo.int64", "SELECT $1")
    static let text = Statement("echo.text", "SELECT $1")
    static let bytes = Statement("echo.bytes", "SELECT $1")
    static let bool = Statement("echo.bool", "SELECT $1")
    static let timestamp = Statement("echo.timestamp", "SELECT $1")
    static let arrays = Statement("echo.arrays", "SELECT $1, $2, $3, $4, $5")
}
