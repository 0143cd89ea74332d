import Foundation
import JSON

/// The samples of `Tests/Corpus`, found from this file's place, so that a clone needs nothing beside itself.
enum Corpus {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Corpus")

    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appending(path: path)))
    }

    static func json(_ path: String) throws -> JSONValue { try JSONValue(parsing: bytes(path)) }

    /// Names of the payload samples that begin so, sorted. Empty only if the corpus is broken, which a test notices.
    static func samples(_ prefixes: String...) -> [String] {
        let path = folder.appending(path: "whatsapp-payloads").path(percentEncoded: false)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { name in prefixes.contains { name.hasPrefix($0) } }.sorted()
    }

    static func sample(_ name: String) throws -> [UInt8] { try bytes("whatsapp-payloads/\(name)") }
}

/// A small generator with a seed, so that a failure can be repeated (Steele, Lea and Flood's SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
