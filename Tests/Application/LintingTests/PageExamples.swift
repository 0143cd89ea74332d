import BotFiles
import FlowCompiler
import FlowDiagnostics
import FlowMachine
import FlowSyntax
import Foundation
import Grammar
import Linting
import Salon
import SalonFiles
import Testing
import TimeZones

/// The repository, as the tests read it.
enum Repository {
    static let root = String(#filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined())

    static func text(_ path: String) throws -> String { try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8) }
}

/// Loaded once for all tests.
enum Tools {
    private static let loaded = Result { (try Toolchain(), try KeywordTable(bytes: GrammarFiles.keywords)) }

    static func toolchain() throws -> Toolchain { try loaded.get().0 }

    static func parse(_ text: String) throws -> ParsedFile {
        Parser.parse(SourceFile(name: "example", text: text), fileIndex: 0, keywords: try loaded.get().1)
    }

    /// The spelling of a keyword's canonical name, whatever the dialect of the word.
    static func canonical(_ word: String) throws -> String? { try loaded.get().1.canonical(word, kind: .statement) }
}

/// Makes whole bots of the examples of pages, by the rules of `Grammar/diagnostics/README.md`, whose own frames it takes.
struct PageExamples {
    struct Unframed: Error, CustomStringConvertible {
        let description: String
    }

    private struct Frame {
        let kind: String
        let dialect: Dialect
        let text: String
    }

    private let frames: [Frame]

    init() throws {
        var frames: [Frame] = []
        var lines = try Repository.text("Grammar/diagnostics/README.md")
            .split(separator: "\n", omittingEmptySubsequences: false)[...]
        while let line = lines.popFirst() {
            guard line.hasPrefix("```flow frame ") else { continue }
            guard let end = lines.firstIndex(of: "```") else { throw Unframed(description: "a frame does not end") }
            let text = lines[..<end].map { $0 + "\n" }.joined()
            frames.append(
                Frame(kind: String(line.dropFirst(14)), dialect: try Tools.parse(text).dialect, text: text))
            lines = lines[end...]
        }
        self.frames = frames
    }

    func bot(_ example: DiagnosticPage.Example) throws -> [SourceFile] {
        let parts = Self.expanded(example.text).split(separator: "\n# file ", omittingEmptySubsequences: false)
        let encoding = example.notes.contains("windows-1251") ? String.Encoding.windowsCP1251 : .utf8
        return try parts.enumerated().map { index, part in
            var name = "bot.flow"
            var text = String(part)
            if index > 0 {
                let lines = part.split(separator: "\n", maxSplits: 1)
                name = String(lines[0])
                text = lines.count > 1 ? String(lines[1]) : ""
            } else {
                text = try framed(text + (parts.count > 1 ? "\n" : ""), example.notes)
            }
            guard let data = text.data(using: encoding) else { throw Unframed(description: "\(name) has no such encoding") }
            return SourceFile(name: name, bytes: [UInt8](data))
        }
    }

    /// The machine of a live version; one that has findings of its own shows nothing.
    func machine(_ live: DiagnosticPage.Example) throws -> Machine {
        let checked = try Tools.toolchain().check(try bot(live))
        #expect(checked.diagnostics.map(\.code.id) == [], "for:\n\(live.text)")
        return try #require(checked.compiled).machine
    }

    /// The salon of an example that brings one.
    static func salon(among files: [SourceFile]) throws -> SalonCatalogue? {
        guard let file = files.first(where: { $0.name == "salon.yaml" }) else { return nil }
        let zones = TimeZoneDatabase()
        return try SalonFile(String(decoding: file.bytes, as: UTF8.self), name: file.name) {
            try zones.zone(named: $0)
        }.catalogue
    }

    private func framed(_ text: String, _ notes: [String]) throws -> String {
        let words = text.prefix { $0 != "\n" }.split(separator: " ").map(String.init)
        let first = words.first ?? ""
        let keyword = try Tools.canonical(first)
        guard keyword != "salonflow", keyword != "bot" else { return text }
        let kind = keyword == "step" || keyword == "slot" ? keyword ?? "" : "other"
        let dialect = try Tools.parse(text).dialect
        guard let frame = frames.first(where: { $0.kind == kind && $0.dialect == dialect }) else {
            throw Unframed(description: "there is no frame for “\(first)”")
        }
        var languages = dialect.name == "ru" ? "ru" : "en"
        if let place = notes.firstIndex(of: "languages") { languages = notes[(place + 1)...].joined(separator: " ") }
        return frame.text.replacingOccurrences(of: "{languages}", with: languages)
            .replacingOccurrences(of: "{first}", with: words.dropFirst().joined(separator: "-"))
            .replacingOccurrences(of: "{example}\n", with: text)
    }

    /// Replaces what stands for something that a page cannot show.
    static func expanded(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "⟨"), let close = rest[open...].firstIndex(of: "⟩") {
            let count = rest[close...].dropFirst().dropFirst().prefix { $0.isASCII && $0.isNumber }
            let body = rest[rest.index(after: open)..<close].replacingOccurrences(of: "⏎", with: "\n")
            result += rest[..<open]
            for number in 1...max(1, Int(count) ?? 1) {
                result += body.replacingOccurrences(of: "№", with: String(number))
            }
            rest = rest[count.endIndex...]
        }
        result += rest
        return String(
            String.UnicodeScalarView(
                result.unicodeScalars.map { scalar in
                    (0x2400...0x241F).contains(scalar.value) ? Unicode.Scalar(UInt8(scalar.value - 0x2400)) : scalar
                }))
    }
}
