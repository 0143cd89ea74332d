package import FlowDiagnostics
internal import Grammar

/// The page of one code: what it means in both languages, and examples that a test runs. `Grammar/diagnostics/README.md`
/// says how such a page is written.
package struct DiagnosticPage: Hashable, Sendable {
    package let code: String
    package let titles: [MessageLanguage: String]
    /// The paragraphs of each language.
    package let paragraphs: [MessageLanguage: [String]]
    package let examples: [Example]

    package struct Example: Hashable, Sendable {
        package let kind: Kind
        /// What else stands behind the fence's `flow bad`, `flow good` or `flow live`.
        package let notes: [String]
        package let text: String

        package enum Kind: String, Hashable, Sendable {
            /// It raises the code.
            case bad
            case good
            /// The version that is live, with which the examples below it are compared.
            case live
        }
    }

    /// What the example of that place is compared with: the nearest live version above it, where the page has one.
    package func live(of place: Int) -> Example? { examples[..<place].last { $0.kind == .live } }

    package struct Malformed: Error, Hashable, Sendable, CustomStringConvertible {
        package let description: String
    }

    /// Reads a page; strict, since each is written by hand and a test reads all of them.
    package init(_ markdown: String) throws(Malformed) {
        var lines = markdown.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)[...]
        let heading = lines.popFirst() ?? ""
        let parts = heading.hasPrefix("# ") ? heading.dropFirst(2).split(separator: " · ").map(String.init) : []
        guard parts.count == 3 else {
            throw Malformed(description: "The first line must be “# CODE · заголовок · title”, not “\(heading)”.")
        }
        code = parts[0]
        titles = [.russian: parts[1], .english: parts[2]]
        var paragraphs: [MessageLanguage: [String]] = [:]
        var examples: [Example] = []
        var language: MessageLanguage?
        var isNewParagraph = true
        while let line = lines.popFirst() {
            if line == "## По-русски" || line == "## In English" {
                language = line == "## In English" ? .english : .russian
                isNewParagraph = true
            } else if line.hasPrefix("```") {
                guard let end = lines.firstIndex(of: "```") else {
                    throw Malformed(description: "\(code): an example does not end.")
                }
                let words = line.dropFirst(3).split(separator: " ").map(String.init)
                guard words.count >= 2, words[0] == "flow", let kind = Example.Kind(rawValue: words[1]) else {
                    throw Malformed(
                        description: "\(code): an example must begin with “```flow bad”, “```flow good” or “```flow live”.")
                }
                examples.append(
                    Example(
                        kind: kind, notes: Array(words.dropFirst(2)),
                        text: lines[..<end].map { $0 + "\n" }.joined()))
                lines = lines[(end + 1)...]
                language = nil
            } else if line.isEmpty {
                isNewParagraph = true
            } else if let language {
                if isNewParagraph {
                    paragraphs[language, default: []].append(line)
                } else if let last = paragraphs[language]?.indices.last {
                    paragraphs[language]?[last] += " " + line
                }
                isNewParagraph = false
            } else {
                throw Malformed(description: "\(code): “\(line)” stands under no language.")
            }
        }
        self.paragraphs = paragraphs
        self.examples = examples
    }

    /// The pages that are built into the program, by code; those that a test found sound.
    package static func builtIn() throws -> [DiagnosticCode: DiagnosticPage] {
        var pages: [DiagnosticCode: DiagnosticPage] = [:]
        for (name, bytes) in DiagnosticPages.all {
            let page = try DiagnosticPage(String(decoding: bytes, as: UTF8.self))
            if let code = DiagnosticCode(id: name) { pages[code] = page }
        }
        return pages
    }

    package func title(in language: MessageLanguage) -> String { titles[language] ?? code }

    /// Those in the reader's dialect where there are any, else all.
    private func examples(for language: MessageLanguage) -> [Example] {
        let own = examples.filter { $0.isRussian == (language == .russian) }
        return own.isEmpty ? examples : own
    }

    /// The paragraphs alone, without marks for code.
    package func plainText(in language: MessageLanguage) -> String {
        (paragraphs[language] ?? []).joined(separator: "\n\n").filter { $0 != "`" }
    }

    /// One language's half of the page, with its examples.
    package func markdown(in language: MessageLanguage) -> String {
        let shown = examples(for: language).map { "**\($0.label(in: language))**\n\n```\n\($0.text)```" }
        return (["# \(code) · \(title(in: language))"] + (paragraphs[language] ?? []) + shown)
            .joined(separator: "\n\n") + "\n"
    }

    /// One language's half of the page for a terminal.
    /// - Parameters:
    ///   - width: columns to which paragraphs are broken; examples stay as they are.
    ///   - emphasis: paints a heading.
    package func terminalText(in language: MessageLanguage, width: Int, emphasis: (String) -> String) -> String {
        var blocks = [emphasis("\(code) · \(title(in: language))")]
        blocks += (paragraphs[language] ?? []).map { TextWrapping.wrapped($0, width: width) }
        for example in examples(for: language) {
            let body = example.text.split(separator: "\n", omittingEmptySubsequences: false)
                .map { $0.isEmpty ? "" : "    \($0)" }.joined(separator: "\n")
            blocks.append(emphasis(example.label(in: language)) + "\n" + body)
        }
        return blocks.map { block in
            var block = block
            while block.hasSuffix("\n") { block.removeLast() }
            return block
        }.joined(separator: "\n\n")
    }
}

extension DiagnosticPage.Example {
    /// Its first word is in the Russian dialect; a whole bot, which begins with `salonflow`, is shown in the English one.
    fileprivate var isRussian: Bool {
        text.unicodeScalars.first.map { (0x0400...0x04FF).contains($0.value) } ?? false
    }

    func label(in language: MessageLanguage) -> String {
        switch (language, kind) {
        case (.russian, .bad): "Плохо"
        case (.russian, .good): "Хорошо"
        case (.russian, .live): "Действующая версия"
        case (.english, .bad): "Bad"
        case (.english, .good): "Good"
        case (.english, .live): "Live version"
        }
    }
}

/// Breaks a paragraph into lines for a terminal.
package enum TextWrapping {
    /// Breaks at blanks only; a word wider than the line stands on one of its own.
    package static func wrapped(_ paragraph: String, width: Int) -> String {
        var lines: [String] = []
        var line = ""
        var taken = 0
        for word in paragraph.split(separator: " ") {
            let needed = columns(word)
            if !line.isEmpty, taken + 1 + needed > width {
                lines.append(line)
                line = ""
                taken = 0
            }
            if !line.isEmpty {
                line += " "
                taken += 1
            }
            line += word
            taken += needed
        }
        return (lines + [line]).joined(separator: "\n")
    }

    private static func columns(_ text: Substring) -> Int {
        text.reduce(0) { $0 + DisplayWidth.width(of: $1, at: $0) }
    }
}
