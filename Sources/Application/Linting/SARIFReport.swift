package import FlowDiagnostics
package import JSON

/// Findings as a SARIF 2.1.0 log (OASIS Standard, 2020), the form in which code-scanning services take them.
///
/// Columns are UTF-16 code units, the form's own default, and said so; line ends are those that the language knows.
package struct SARIFReport: Sendable {
    private let language: MessageLanguage
    private let pagesAddress: String?
    private let pages: [DiagnosticCode: DiagnosticPage]

    /// - Parameters:
    ///   - pages: what is known of each code; goes along as the help of its rule.
    ///   - pagesAddress: where the pages of the codes can be read, as `https://…/Grammar/diagnostics`; without it rules
    ///     carry their help as text alone.
    package init(language: MessageLanguage, pages: [DiagnosticCode: DiagnosticPage], pagesAddress: String? = nil) {
        self.language = language
        self.pages = pages
        self.pagesAddress = pagesAddress.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
    }

    /// - Parameter sources: in the order in which spans number them; their names are paths from the repository's root, or
    ///   absolute ones.
    package func log(_ diagnostics: [Diagnostic], in sources: [SourceFile]) -> JSONValue {
        let renderer = DiagnosticRenderer(sources: sources, language: language)
        let places = Places(sources: sources)
        var rules: [DiagnosticCode] = []
        for diagnostic in diagnostics where !rules.contains(diagnostic.code) { rules.append(diagnostic.code) }
        rules.sort { $0.id < $1.id }
        let driver: JSONValue = [
            "name": "salonflow", "rules": .array(rules.map(rule)),
        ]
        let results = diagnostics.map { diagnostic in
            result(diagnostic, renderer, places, ruleIndex: rules.firstIndex(of: diagnostic.code) ?? 0)
        }
        return [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
            "runs": [
                [
                    "tool": ["driver": driver], "columnKind": "utf16CodeUnits",
                    "newlineSequences": ["\r\n", "\n", "\r", "\u{B}", "\u{C}", "\u{2028}", "\u{2029}"],
                    "results": .array(results),
                ]
            ],
        ]
    }

    private func rule(_ code: DiagnosticCode) -> JSONValue {
        let page = pages[code]
        let title = page?.title(in: language) ?? code.id
        let help = code.help.text(in: language, [])
        var rule = JSONObject()
        rule["id"] = .string(code.id)
        rule["shortDescription"] = ["text": .string(title)]
        rule["fullDescription"] = ["text": .string(page?.plainText(in: language) ?? title)]
        var words = JSONObject()
        words["text"] = .string(page?.plainText(in: language) ?? help)
        words["markdown"] = page.map { .string($0.markdown(in: language)) }
        rule["help"] = .object(words)
        rule["helpUri"] = pagesAddress.map { .string("\($0)/\(code.id).md") }
        rule["defaultConfiguration"] = ["level": .string(level(code.severity))]
        return .object(rule)
    }

    private func level(_ severity: Severity) -> String { severity == .error ? "error" : "warning" }

    private func result(
        _ diagnostic: Diagnostic, _ renderer: DiagnosticRenderer, _ places: Places, ruleIndex: Int
    ) -> JSONValue {
        let value = renderer.value(diagnostic)
        var result = JSONObject()
        result["ruleId"] = .string(value.id)
        result["ruleIndex"] = .number(JSONNumber(ruleIndex))
        result["level"] = .string(level(value.severity))
        result["message"] = ["text": .string(value.help.map { "\(value.message) \($0)" } ?? value.message)]
        result["locations"] = [["physicalLocation": places.location(diagnostic.span)]]
        if !diagnostic.related.isEmpty {
            result["relatedLocations"] = .array(
                diagnostic.related.enumerated().map { index, related in
                    [
                        "id": .number(JSONNumber(index)), "physicalLocation": places.location(related.span),
                        "message": ["text": .string(related.note.text(in: language))],
                    ]
                })
        }
        // Stays the same when lines are added above, so that a service knows a finding again.
        result["partialFingerprints"] = [
            "salonflow/v1": .string("\(value.id):\(value.file):\(diagnostic.arguments.joined(separator: "\u{1F}"))")
        ]
        if let fix = diagnostic.fix {
            result["fixes"] = [
                [
                    "description": ["text": .string(fix.text(in: language))],
                    "artifactChanges": [
                        [
                            "artifactLocation": places.artifact(fix.span.file),
                            "replacements": [
                                [
                                    "deletedRegion": places.region(fix.span),
                                    "insertedContent": ["text": .string(fix.replacement)],
                                ]
                            ],
                        ]
                    ],
                ]
            ]
        }
        return .object(result)
    }
}

/// Files and places in SARIF's own terms.
private struct Places {
    private let names: [String]
    private let indexes: [LineIndex]

    init(sources: [SourceFile]) {
        names = sources.map(\.name)
        indexes = sources.map(LineIndex.init)
    }

    func location(_ span: Span) -> JSONValue {
        ["artifactLocation": artifact(span.file), "region": region(span)]
    }

    func artifact(_ file: Int) -> JSONValue {
        let name = names.indices.contains(file) ? names[file] : ""
        let path = name.hasPrefix("./") ? String(name.dropFirst(2)) : name
        return ["uri": .string((path.hasPrefix("/") ? "file://" : "") + Self.percentEncoded(path))]
    }

    func region(_ span: Span) -> JSONValue {
        guard indexes.indices.contains(span.file) else { return ["startLine": 1] }
        let start = indexes[span.file].utf16Position(at: span.start)
        let end = indexes[span.file].utf16Position(at: span.end)
        return [
            "startLine": .number(JSONNumber(start.line)), "startColumn": .number(JSONNumber(start.column)),
            "endLine": .number(JSONNumber(end.line)), "endColumn": .number(JSONNumber(end.column)),
        ]
    }

    /// A path as the path of a URI (RFC 3986): all but unreserved characters and slashes as their UTF-8 bytes.
    static func percentEncoded(_ path: String) -> String {
        var result = ""
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"), UInt8(ascii: "/"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return result
    }
}
