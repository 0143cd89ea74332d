import Foundation
import Grammar
import MessageGenerator
import Testing
import Understanding

@Suite("Understanding: the lexicons of this project")
struct LexiconFilesTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Grammar/lexicon")

    private static func names(in folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { !$0.hasPrefix(".") }.sorted()
    }

    @Test("every language of the folder is listed")
    func languages() throws {
        let folders = try LexiconFilesTests.names(in: LexiconFilesTests.folder).filter { !$0.contains(".") }
        #expect(LexiconFiles.languages.sorted() == folders, "Grammar/Lexicon.swift lists other languages than Grammar/lexicon has")
        #expect(Set(folders).isSuperset(of: ["ru", "en", "uk", "kk"]))
    }

    @Test("every file of a language is listed, with the bytes it has", arguments: LexiconFiles.languages)
    func files(language: String) throws {
        let folder = LexiconFilesTests.folder.appendingPathComponent(language)
        var listed = Dictionary(LexiconFiles.files(of: language).map { ($0.name, $0.bytes) }, uniquingKeysWith: { first, _ in first })
        #expect(listed.count == LexiconFiles.files(of: language).count, "a file is listed twice")
        // How dates and money are written to customers is listed beside the keywords.
        for wording in GrammarFiles.wordings where wording.language == language { listed["wording-\(language).tsv"] = wording.bytes }
        #expect(try listed.keys.sorted() == LexiconFilesTests.names(in: folder), "Grammar/Lexicon.swift lists other files")
        for (name, bytes) in listed {
            #expect(try Array(Data(contentsOf: folder.appendingPathComponent(name))) == bytes, "\(name)")
        }
    }

    @Test("each language loads alone, and all together")
    func loading() throws {
        for language in LexiconFiles.languages { _ = try Understander(languages: [language]) }
        _ = try Understander(languages: LexiconFiles.languages)
        #expect(LexiconFiles.files(of: "tlh").isEmpty)
    }

    @Test("no word has two values in one category", arguments: LexiconFiles.languages)
    func words(language: String) throws {
        var values: [String: (value: String, place: String)] = [:]
        try LexiconFilesTests.lines(of: language, kind: "word") { fields, place in
            for form in fields[3].lowercased().replacing("ё", with: "е").split(separator: " ") {
                let key = "\(fields[1]) \(form)"
                if let first = values[key], first.value != fields[2] {
                    Issue.record("\(place): `\(form)` is \(fields[1]) \(fields[2]) here and \(first.value) in \(first.place)")
                }
                values[key] = (fields[2], place)
            }
        }
        #expect(values.count > 100)
    }

    @Test("no full name has two lines, and no line a name twice", arguments: LexiconFiles.languages)
    func names(language: String) throws {
        var places: [Substring: String] = [:]
        try LexiconFilesTests.lines(of: language, kind: "name") { fields, place in
            let (full, short) = (fields[1].split(separator: " "), fields[2].split(separator: " "))
            // A name without a short form stands as its own.
            #expect(Set(full).count == full.count && Set(short).count == short.count, "\(place): a name stands there twice")
            for name in full {
                #expect(places[name] == nil, "\(place): `\(name)` has its own line in \(places[name] ?? "")")
                places[name] = place
            }
        }
        #expect(places.count > 10)
    }

    private static func lines(of language: String, kind: String, _ body: ([String], String) throws -> Void) throws {
        for file in LexiconFiles.files(of: language) {
            let text = String(decoding: file.bytes, as: UTF8.self)
            for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
                if fields[0] == kind { try body(fields, "\(file.name):\(index + 1)") }
            }
        }
    }
}
