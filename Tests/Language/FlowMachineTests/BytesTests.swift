import CivilTime
import FlowMachine
import Testing

@Suite("Machine: bytes")
struct BytesTests {
    private static func written(_ write: (inout ByteWriter) -> Void) -> [UInt8] {
        var writer = ByteWriter()
        write(&writer)
        return writer.bytes
    }

    @Test(
        "numbers are as short as can be",
        arguments: [
            (0, [0x00]), (1, [0x01]), (127, [0x7F]), (128, [0x80, 0x01]), (300, [0xAC, 0x02]), (16_383, [0xFF, 0x7F]),
            (16_384, [0x80, 0x80, 0x01]), (UInt64(UInt32.max), [0xFF, 0xFF, 0xFF, 0xFF, 0x0F]),
            (UInt64.max, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]),
        ] as [(UInt64, [UInt8])])
    func unsigned(_ value: UInt64, _ bytes: [UInt8]) throws {
        #expect(BytesTests.written { $0.unsigned(value) } == bytes)
        var reader = ByteReader(bytes)
        #expect(try reader.unsigned() == value)
        #expect(reader.isAtEnd)
    }

    @Test(
        "signed numbers zig-zag, so that small ones are short on both sides of zero",
        arguments: [
            (0, [0x00]), (-1, [0x01]), (1, [0x02]), (-2, [0x03]), (63, [0x7E]), (-64, [0x7F]), (64, [0x80, 0x01]),
            (.max, [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]),
            (.min, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]),
        ] as [(Int64, [UInt8])])
    func signed(_ value: Int64, _ bytes: [UInt8]) throws {
        #expect(BytesTests.written { $0.signed(value) } == bytes)
        var reader = ByteReader(bytes)
        #expect(try reader.signed() == value)
    }

    @Test(
        "a second spelling of a number is refused",
        arguments: [
            [0x80, 0x00], [0xFF, 0x00], [0x80, 0x80, 0x00],
            [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02],
            [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
            [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x81, 0x00],
        ] as [[UInt8]])
    func secondSpelling(_ bytes: [UInt8]) {
        #expect(throws: ByteError.badNumber(at: 0)) {
            var reader = ByteReader(bytes)
            _ = try reader.unsigned()
        }
    }

    @Test("random numbers come back")
    func roundTrips() throws {
        var random = SeededGenerator(seed: 9)
        for _ in 0..<5_000 {
            let value = UInt64.random(in: 0...UInt64.max, using: &random) >> UInt64.random(in: 0..<64, using: &random)
            var reader = ByteReader(
                BytesTests.written {
                    $0.unsigned(value)
                    $0.signed(Int64(bitPattern: value))
                })
            #expect(try reader.unsigned() == value)
            #expect(try reader.signed() == Int64(bitPattern: value))
            #expect(reader.isAtEnd)
        }
    }

    @Test("a length is never more than the bytes that are left")
    func lengths() {
        #expect(throws: ByteError.badLength(at: 0)) {
            var reader = ByteReader([0x02, 0x41])
            _ = try reader.string()
        }
        #expect(throws: ByteError.badLength(at: 0)) {
            var reader = ByteReader(BytesTests.written { $0.unsigned(.max) })
            _ = try reader.strings()
        }
        #expect(throws: ByteError.badLength(at: 0)) {
            var reader = ByteReader([0x05])
            _ = try reader.raw()
        }
        #expect(throws: ByteError.endsEarly(at: 1)) {
            var reader = ByteReader([0x80])
            _ = try reader.unsigned()
        }
    }

    @Test("an index fits 32 bits")
    func indexes() throws {
        var largest = ByteReader(BytesTests.written { $0.unsigned(UInt64(Int32.max)) })
        #expect(try largest.index() == Int(Int32.max))
        #expect(throws: ByteError.badNumber(at: 0)) {
            var reader = ByteReader(BytesTests.written { $0.unsigned(UInt64(Int32.max) + 1) })
            _ = try reader.index()
        }
    }

    @Test("flags, cases and texts that are none are refused", arguments: [2, 3, 0x7F, 0xFF] as [UInt8])
    func cases(_ byte: UInt8) {
        #expect(throws: ByteError.badCase(at: 0)) {
            var reader = ByteReader([byte])
            _ = try reader.flag()
        }
        #expect(throws: ByteError.self) {
            var reader = ByteReader([byte | 0x08])
            _ = try reader.value(Value.self)
        }
        #expect(throws: ByteError.badText(at: 0)) {
            var reader = ByteReader([0x01, 0x80 | byte])
            _ = try reader.string()
        }
    }

    @Test("texts keep their bytes, composed or not")
    func texts() throws {
        for text in ["", "é", "e\u{301}", "\u{0}", "👩‍💅🏽", String(repeating: "ж", count: 5000)] {
            let bytes = BytesTests.written { $0.string(text) }
            var reader = ByteReader(bytes)
            #expect(Array(try reader.string().utf8) == Array(text.utf8))
        }
        #expect(BytesTests.written { $0.string("é") } != BytesTests.written { $0.string("e\u{301}") })
    }

    @Test("values and answers come back; dates and times beyond all bounds do not")
    func values() throws {
        let date = try #require(CivilDate(iso: "2026-03-10"))
        let time = try #require(ClockTime(iso: "24:00"))
        let all: [Value] = [
            .choice(Choice(id: "7", names: ["Маникюр", "Manicure"])), .anyone, .date(date), .time(time), .text("x"),
            .number(.min), .money(Money(minorUnits: -1, currency: "KZT")), .date(CivilDate(daysSinceEpoch: -3_000_000)),
        ]
        let offered = all.map { Offered(values: [OfferedValue(type: .service, value: $0)]) }
        let answers: [Answer] = [
            .offers(offered, more: true), .holds(all.map { FactValue(fact: .price, value: $0) }),
            .wrong(.tooFar, instead: offered), .outcome(.limit, []),
        ]
        var reader = ByteReader(BytesTests.written { $0.values(answers) })
        #expect(try reader.values(Answer.self) == answers)
        for bytes in [
            BytesTests.written {
                $0.byte(2)
                $0.signed(.max)
            },
            BytesTests.written {
                $0.byte(2)
                $0.signed(.min)
            },
            BytesTests.written {
                $0.byte(2)
                $0.signed(4_000_000)
            },
            BytesTests.written {
                $0.byte(3)
                $0.unsigned(1441)
            },
        ] {
            #expect(throws: ByteError.self) {
                var reader = ByteReader(bytes)
                _ = try reader.value(Value.self)
            }
        }
    }

    @Test("a hash is the SHA-256 of the bytes")
    func hash() throws {
        let empty = ContentHash(of: [])
        #expect(empty.hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(
            ContentHash(of: Array("abc".utf8)).hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        )
        #expect(empty.short == "e3b0c442")
        #expect(empty.bytes.count == 32)
        #expect(ContentHash(bytes: empty.bytes) == empty)
        #expect(ContentHash(bytes: Array(empty.bytes.dropLast())) == nil)
        #expect(ContentHash(bytes: empty.bytes + [0]) == nil)
        #expect(ContentHash(bytes: []) == nil)
    }

    @Test("a program is named by its machine's hash")
    func program() throws {
        let machine = try #require(Machines.compiled["nail-studio"]).get()
        let program = Program(machine)
        #expect(program.hash == ContentHash(of: machine.encoded))
        #expect(program.version == program.hash.short)
        for start in machine.starts { #expect(program.start(on: start.intent) != nil) }
        for handler in machine.handlers { #expect(program.handler(of: handler.intent) == handler.target) }
        for answer in machine.answers { #expect(program.answer(to: answer.intent) == answer.text) }
        #expect(program.start(on: "no such intent") == nil)
        for (index, step) in machine.steps.enumerated() { #expect(machine.step(named: step.name)?.index == index) }
        var other = machine
        other.bot += "x"
        #expect(Program(other).hash != program.hash)
    }
}
