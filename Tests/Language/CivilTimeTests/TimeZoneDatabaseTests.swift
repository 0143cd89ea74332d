import CivilTime
import Foundation
import Testing
import TimeZones

@Suite("The tz database")
struct TimeZoneDatabaseTests {
    let database = TimeZoneDatabase()

    @Test("every zone of the system is read, its changes rise, and each of them changes something")
    func everyZone() throws {
        let names = database.names
        #expect(names.count > 300)
        #expect(names.contains("Asia/Almaty") && names.contains("UTC"))
        for name in names {
            let zone = try database.zone(named: name)
            #expect(zone.name == name)
            var offset = zone.initialOffset
            var last = Int64.min
            for transition in zone.transitions {
                #expect(transition.at > last, "\(name)")
                #expect(transition.offset != offset, "\(name)")
                (last, offset) = (transition.at, transition.offset)
            }
            // 2101-06-01: everything is written out before it.
            #expect(last < 4_147_200_000, "\(name)")
        }
    }

    @Test("yearly changes are written out through 2100")
    func writtenOut() throws {
        let berlin = try database.zone(named: "Europe/Berlin")
        let last = try #require(berlin.transitions.last)
        #expect(last.offset == 3600)
        #expect(CivilDate(daysSinceEpoch: Int(last.at / 86_400)).iso == "2100-10-31")
    }

    @Test(
        "names that are not zones are refused without touching other files",
        arguments: [
            "", "/", "/etc/passwd", "../../etc/passwd", "Europe/../Europe/Berlin", "Europe//Berlin", "Europe/",
            "/Europe",
            "Europe", ".", "..", "Europe/Berlin\u{0}", "Europe/Berlin ", "Europe\\Berlin", "tzdata.zi", "Азия/Алматы",
            String(repeating: "A", count: 5_000), "Moon/Sea_of_Tranquility",
        ])
    func refused(name: String) {
        let error = #expect(throws: TimeZoneError.self) { try database.zone(named: name) }
        guard case .unknown(let asked, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(asked == name)
    }

    @Test(
        "a near miss gets the name that was meant",
        arguments: [
            ("europe/berlin", "Europe/Berlin"), ("Europe/Almaty", "Asia/Almaty"), ("Almaty", "Asia/Almaty"),
            ("Asia/Almatty", "Asia/Almaty"), ("America/New York", "America/New_York"),
            ("Europe/Mosco", "Europe/Moscow"),
        ])
    func suggestions(wrong: String, right: String) throws {
        let error = #expect(throws: TimeZoneError.self) { try database.zone(named: wrong) }
        guard case .unknown(_, let nearest) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(nearest.first == right)
        #expect(nearest.count <= 3)
        #expect(try #require(error).text(in: "ru").contains(right))
        #expect(try #require(error).text(in: "en").contains(right))
    }

    @Test("without a database the error names the folder and the package")
    func noDatabase() throws {
        let error = #expect(throws: TimeZoneError.self) {
            try TimeZoneDatabase(folder: "/nonexistent/zones").zone(named: "Europe/Berlin")
        }
        #expect(error == .noDatabase(folder: "/nonexistent/zones"))
        for language in ["ru", "en"] {
            let text = try #require(error).text(in: language)
            #expect(text.contains("/nonexistent/zones") && text.contains("apt-get install tzdata"))
        }
    }

    static let broken: [(String, @Sendable (inout [UInt8]) -> Void)] = [
        ("empty", { $0 = [] }), ("not a zone file", { $0 = Array("hello, this is a text".utf8) }),
        ("cut in the first header", { $0 = Array($0.prefix(30)) }), ("cut in the data", { $0 = Array($0.prefix(90)) }),
        ("no footer", { $0.removeLast(12) }), ("a count beyond the file", { $0[32] = 0x7F }),
        ("a negative count", { $0[32] = 0xFF }),
        ("a rule that is none", { $0.replaceSubrange(($0.count - 8)..<($0.count - 1), with: Array("garbage".utf8)) }),
        ("too large", { $0 += [UInt8](repeating: 0, count: 2 << 20) }),
    ]

    @Test("a broken file is told, never trusted", arguments: broken.indices)
    func brokenFiles(index: Int) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "zones-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var bytes = [UInt8](try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/Europe/Berlin")))
        Self.broken[index].1(&bytes)
        try Data(bytes).write(to: folder.appending(path: "Broken"))
        let error = #expect(throws: TimeZoneError.self) {
            try TimeZoneDatabase(folder: folder.path).zone(named: "Broken")
        }
        guard case .unreadable(let path, let why) = error else {
            Issue.record("\(Self.broken[index].0): \(String(describing: error))")
            return
        }
        #expect(path.hasSuffix("/Broken") && !why.isEmpty)
    }

    /// Every file cut at every length, and every byte of one flipped: an answer or an error, never a trap.
    @Test("no damage to a file can stop the program")
    func damaged() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "zones-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/Asia/Kathmandu")))
        var refused = 0
        for index in bytes.indices {
            for (kind, damaged) in [
                ("C", Array(bytes.prefix(index))),
                ("F", bytes.enumerated().map { $0.offset == index ? ~$0.element : $0.element }),
            ] {
                let name = "\(kind)\(index)"
                try Data(damaged).write(to: folder.appending(path: name))
                do throws(TimeZoneError) {
                    _ = try TimeZoneDatabase(folder: folder.path).zone(named: name)
                } catch {
                    refused += 1
                }
            }
        }
        #expect(refused >= bytes.count)
    }

    /// Rules that few files carry, each in a file of its own: header, no changes, one offset, the rule as its footer.
    @Test(
        "a POSIX rule alone gives the zone's years",
        arguments: [
            // daylight time all year, as RFC 8536 3.3.1 writes it
            ("XXX3EDT4,0/0,J365/23", "2050-07-01 12:00", -14_400),
            ("XXX3EDT4,0/0,J365/23", "2050-01-01 00:00", -14_400),
            // Greenland's style: a change before midnight, written with negative hours
            ("<-03>3<-02>,M3.5.0/-2,M10.5.0/-1", "2050-03-26 21:59", -10_800),
            ("<-03>3<-02>,M3.5.0/-2,M10.5.0/-1", "2050-03-26 23:00", -7_200),
            // Julian days that never count 29 February: J60 is 1 March also in a leap year
            ("AAA0BBB,J60/0,J300/0", "2048-02-29 12:00", 0), ("AAA0BBB,J60/0,J300/0", "2048-03-01 12:00", 3_600),
            ("AAA0BBB,J60/0,J300/0", "2049-03-01 12:00", 3_600),
            // zero-based days that do count it: day 59 is 29 February in a leap year, 1 March otherwise
            ("AAA0BBB,59/0,300/0", "2048-02-29 12:00", 3_600), ("AAA0BBB,59/0,300/0", "2049-02-28 12:00", 0),
            ("<+0545>-5:45", "2050-01-01 00:00", 20_700),
            ("IST-1GMT0,M10.5.0,M3.5.0/1", "2050-01-01 00:00", 0),
            ("IST-1GMT0,M10.5.0,M3.5.0/1", "2050-07-01 00:00", 3_600),
        ])
    func rules(rule: String, moment: String, offset: Int) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "zones-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func header(types: UInt8, characters: UInt8) -> [UInt8] {
            Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15 + 16) + [0, 0, 0, types, 0, 0, 0, characters]
        }
        // The one offset must agree with a rule that never changes; where the rule changes, it held before 1900.
        let own = rule.contains(",") ? 0 : offset
        let block = [0, 0, UInt8(own / 256), UInt8(own % 256), 0, 0] + Array("X\0".utf8)
        let file =
            header(types: 1, characters: 2) + block + header(types: 1, characters: 2) + block
            + Array("\n\(rule)\n".utf8)
        try Data(file).write(to: folder.appending(path: "Rule"))
        let zone = try TimeZoneDatabase(folder: folder.path).zone(named: "Rule")
        let parts = moment.split(separator: " ")
        let asked = CivilMoment(
            date: try #require(CivilDate(iso: parts[0])), time: try #require(ClockTime(iso: parts[1])))
        #expect(zone.offset(at: zone.instant(of: asked)) == offset)
    }

    @Test("the folder can be named; a zone is kept after the first reading")
    func kept() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "zones-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder.appending(path: "My"), withIntermediateDirectories: true)
        let file = folder.appending(path: "My/Town")
        try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/Asia/Almaty")).write(to: file)
        let own = TimeZoneDatabase(folder: folder.path)
        let first = try own.zone(named: "My/Town")
        try FileManager.default.removeItem(at: folder)
        #expect(try own.zone(named: "My/Town") == first)
        #expect(first.transitions == (try database.zone(named: "Asia/Almaty").transitions))
    }
}
