import FlowCompiler
import FlowDiagnostics
import FlowFormatter
import FlowGenerator
import FlowMachine
import FlowSyntax
import Foundation
import Testing

/// What holds for every bot that can be written. `SALONFLOW_SEED=17` runs a single seed again.
@Suite("Generated bots: formatter, parser and compiler")
struct GeneratedBotTests {
    /// Seeds in groups, so that groups run beside each other.
    static let groups: [ClosedRange<UInt64>] =
        if let seed = ProcessInfo.processInfo.environment["SALONFLOW_SEED"].flatMap(UInt64.init) {
            [seed...seed]
        } else {
            (0..<4).map { $0 * 6 + 1...$0 * 6 + 6 }
        }

    private static func print(
        _ bot: GeneratedBot, _ dialect: String, _ layout: GeneratedLayout, firstSpellings: Bool = true, seed: UInt64
    ) throws -> [UInt8] {
        var printer = BotPrinter(
            keywords: try Corpus.keywords(), dialect: dialect, layout: layout, usesFirstSpellings: firstSpellings,
            seed: seed)
        return printer.print(bot)
    }

    /// The first line in which two files differ, with the seed that made them.
    private static func difference(_ actual: [UInt8], _ expected: [UInt8], _ seed: UInt64) -> String? {
        guard actual != expected else { return nil }
        func lines(_ bytes: [UInt8]) -> [String] {
            bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
        }
        let both = zip(lines(actual), lines(expected)).enumerated().first { $0.element.0 != $0.element.1 }
        guard let both else { return "seed \(seed): \(lines(actual).count) and \(lines(expected).count) lines" }
        return "seed \(seed), line \(both.offset + 1): \(both.element.0.debugDescription) for \(both.element.1.debugDescription)"
    }

    @Test("A generated bot has no error, and every layout of it the same tree of the same bytes", arguments: groups)
    func isValid(seeds: ClosedRange<UInt64>) throws {
        for seed in seeds {
            let bot = BotGenerator.bot(seed: seed, size: Int(seed % 9) + 1)
            for dialect in ["en", "ru"] {
                for layout in [GeneratedLayout.tidy, .pasted, .wild] {
                    let bytes = try Self.print(bot, dialect, layout, firstSpellings: seed % 2 == 0, seed: seed)
                    let file = try Corpus.parse(bytes)
                    let findings = try Corpus.compile(bytes).diagnostics.filter { $0.severity == .error }
                    #expect(findings.map { "\($0.code.id) \($0.arguments)" } == [], "seed \(seed), \(dialect), \(layout)")
                    #expect(file.dialect.name == dialect, "seed \(seed)")
                    let leaves = file.tree.tokens.flatMap { bytes[$0.start..<$0.end] }
                    #expect(leaves == bytes, "seed \(seed)")
                }
            }
        }
    }

    @Test("The formatter lays a generated bot out as its own rules say", arguments: groups)
    func formats(seeds: ClosedRange<UInt64>) throws {
        for seed in seeds {
            let bot = BotGenerator.bot(seed: seed, size: Int(seed % 9) + 1)
            let dialect = seed % 3 == 0 ? "en" : "ru"
            let tidy = try Self.print(bot, dialect, .tidy, seed: seed)
            #expect(Self.difference(try Corpus.format(tidy), tidy, seed) == nil)
            let pasted = try Self.print(bot, dialect, .pasted, seed: seed)
            #expect(Self.difference(try Corpus.format(pasted), tidy, seed) == nil)
            let wild = try Self.print(bot, dialect, .wild, firstSpellings: false, seed: seed)
            let formatted = try Corpus.format(wild)
            #expect(Self.difference(try Corpus.format(formatted), formatted, seed) == nil)
            #expect(try Corpus.outline(formatted) == Corpus.outline(wild), "seed \(seed)")
        }
    }

    @Test("A generated bot of one dialect becomes that of the other, and comes back", arguments: groups)
    func converts(seeds: ClosedRange<UInt64>) throws {
        for seed in seeds {
            let bot = BotGenerator.bot(seed: seed, size: Int(seed % 9) + 1)
            let english = try Self.print(bot, "en", .tidy, seed: seed)
            let russian = try Self.print(bot, "ru", .tidy, seed: seed)
            #expect(Self.difference(try Corpus.format(english, "ru"), russian, seed) == nil)
            #expect(Self.difference(try Corpus.format(russian, "en"), english, seed) == nil)
            let wild = try Self.print(bot, "ru", .wild, firstSpellings: false, seed: seed)
            let hashes = try [english, russian, wild, Corpus.format(wild, "en")].map {
                try Corpus.compile($0).compiled.map { Program($0.machine).hash }
            }
            #expect(hashes[0] != nil && hashes.allSatisfy { $0 == hashes[0] }, "seed \(seed)")
        }
    }
}
