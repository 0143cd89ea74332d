import CivilTime
import Foundation
import Testing
import Understanding

/// `Tests/Corpus/understanding`: messages of customers with their right answers. The README there says how they are written.
struct Corpus: Sendable {
    /// One message, and all that is known around it.
    struct Line: Sendable {
        /// Path below the corpus, such as `ru/bookings.tsv`.
        var file: String
        var number: Int
        /// The language of the conversation.
        var language: String
        var catalogue: String
        var text: String
        var answer: Answer
        var context: Context

        var place: String { "\(file):\(number)" }
    }

    /// A salon to speak to.
    struct Salon: Sendable {
        var vocabulary: Vocabulary
        var opens: ClockTime?
        var closes: ClockTime?
    }

    struct FormError: Error, CustomStringConvertible {
        var description: String
    }

    private(set) var lines: [Line] = []
    private(set) var salons: [String: Salon] = [:]

    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Corpus/understanding")

    /// Read once for all tests.
    static let whole: Result<Corpus, any Error> = Result { try Corpus(understander: Fixture.understander.get()) }

    private init(understander: Understander) throws {
        for language in try Corpus.names(in: Corpus.folder) where !language.contains(".") && language != "catalogs" {
            let folder = Corpus.folder.appendingPathComponent(language)
            for name in try Corpus.names(in: folder) where name.hasSuffix(".tsv") {
                try read("\(language)/\(name)", understander)
            }
        }
    }

    private static func names(in folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }

    /// Fields of the lines of a file below the corpus that say something, with their numbers.
    static func fields(of file: String) throws -> [(number: Int, fields: [String])] {
        try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            .filter { !$0.element.isEmpty && !$0.element.hasPrefix("#") }
            .map { ($0.offset + 1, $0.element.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)) }
    }

    private mutating func read(_ file: String, _ understander: Understander) throws {
        var language: String?
        var now: CivilMoment?
        var catalogue: String?
        var question: String?
        for (number, fields) in try Corpus.fields(of: file) {
            func fail(_ reason: String) -> FormError { FormError(description: "Tests/Corpus/understanding/\(file):\(number): \(reason)") }
            if fields.count == 2 {
                switch fields[0] {
                case "language": language = fields[1]
                case "now":
                    guard let moment = CivilMoment(iso: fields[1]) else {
                        throw fail("`\(fields[1])` is no moment; write it as 2026-05-20T11:05")
                    }
                    now = moment
                case "catalog":
                    if salons[fields[1]] == nil { salons[fields[1]] = try Corpus.salon(fields[1], understander) }
                    catalogue = fields[1]
                case "system": question = fields[1]
                default: throw fail("`\(fields[0])` is no header; there are language, now, catalog and system")
                }
                continue
            }
            guard fields.count == 3 else { throw fail("a message has three fields, separated by tabs; here are \(fields.count)") }
            guard let language, let now, let catalogue, let salon = salons[catalogue] else {
                throw fail("a message comes after a language, a catalog and a now line; add what is missing above it")
            }
            let asked = fields[0].split(separator: " ").map(String.init)
            let expecting = asked.first.flatMap(Expecting.init(rawValue:))
            guard expecting != nil || fields[0] == "-" else { throw fail("`\(fields[0])` is nothing a bot can expect") }
            var context = Context(
                now: now, language: language, expecting: expecting, options: [], opens: salon.opens, closes: salon.closes,
                question: question, languages: ["ru", "en"])
            if asked.count > 1 { context.offered.date = CivilDate(iso: asked[1]) }
            if asked.count > 2 { context.offered.time = ClockTime(iso: asked[2]) }
            question = nil
            lines.append(
                Line(
                    file: file, number: number, language: language, catalogue: catalogue, text: fields[1],
                    answer: Answer(parsing: fields[2]), context: context))
        }
    }

    private struct CatalogueFile: Decodable {
        struct Hours: Decodable {
            var open: String?
            var close: String?
        }

        struct Entry: Decodable {
            var id: String
            var ru: String?
            var en: String?
            var names: [String]?
            var aliases: [String]?

            var named: Named { Named(id: id, names: [ru, en].compactMap(\.self) + (names ?? []) + (aliases ?? [])) }
        }

        var hours: Hours?
        var services: [Entry]
        var masters: [Entry]
    }

    private static func salon(_ name: String, _ understander: Understander) throws -> Salon {
        let data = try Data(contentsOf: folder.appendingPathComponent("catalogs/\(name).json"))
        let file = try JSONDecoder().decode(CatalogueFile.self, from: data)
        return Salon(
            vocabulary: try understander.vocabulary(
                services: file.services.map(\.named), masters: file.masters.map(\.named), intents: []),
            opens: file.hours?.open.flatMap { ClockTime(iso: $0) }, closes: file.hours?.close.flatMap { ClockTime(iso: $0) })
    }

    /// Every line with what it is understood to mean: computed once, for it takes seconds in a debug build.
    static let understood: Result<[Understood], any Error> = Result {
        let corpus = try whole.get()
        return try corpus.lines.map { line in
            let salon = try #require(corpus.salons[line.catalogue])
            let (meaning, work) = try Fixture.understander.get().understandCounting(
                line.text, vocabulary: salon.vocabulary, context: line.context)
            return Understood(line: line, meaning: meaning, answer: Answer(meaning), words: work.words, steps: work.steps)
        }
    }

    struct Understood: Sendable {
        var line: Line
        var meaning: Meaning
        var answer: Answer
        var words: Int
        var steps: Int
    }

    func meaning(of line: Line, as text: String? = nil, context: Context? = nil) throws -> Meaning {
        let salon = try #require(salons[line.catalogue])
        return try Fixture.understander.get().understand(
            text ?? line.text, vocabulary: salon.vocabulary, context: context ?? line.context)
    }
}

extension CivilMoment {
    /// Reads `2026-05-20T11:05`.
    init?(iso text: String) {
        let parts = text.split(separator: "T")
        guard parts.count == 2, let date = CivilDate(iso: parts[0]), let time = ClockTime(iso: parts[1]) else { return nil }
        self.init(date: date, time: time)
    }
}
