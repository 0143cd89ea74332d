internal import FlowDiagnostics
internal import JSON

/// Findings as the protocol says them.
extension OpenBot {
    struct Findings {
        let uri: DocumentURI
        let version: Int?
        let diagnostics: JSONValue
    }

    /// The findings of every file of the bot, `salon.yaml` and `lint.yaml` included.
    func publishable(_ client: Client) -> [Findings] {
        var byFile: [Int: [JSONValue]] = [:]
        for diagnostic in diagnostics {
            byFile[diagnostic.span.file, default: []].append(value(of: diagnostic, client))
        }
        var findings = files.enumerated().map { index, file in
            Findings(uri: file.uri, version: file.version, diagnostics: .array(byFile[index] ?? []))
        }
        if let salon { findings.append(Self.findings(of: salon, client)) }
        if let lint { findings.append(Self.findings(of: lint, client)) }
        return findings
    }

    func range(_ span: Span, _ client: Client) -> JSONValue {
        guard files.indices.contains(span.file) else { return Self.range(span.range, in: TextPositions([]), client) }
        return Self.range(span.range, in: files[span.file].positions, client)
    }

    static func range(_ range: Range<Int>, in positions: TextPositions, _ client: Client) -> JSONValue {
        [
            "start": JSONValue(positions.position(at: range.lowerBound, client.encoding)),
            "end": JSONValue(positions.position(at: range.upperBound, client.encoding)),
        ]
    }

    func value(of diagnostic: Diagnostic, _ client: Client) -> JSONValue {
        var object = JSONObject()
        object["range"] = range(diagnostic.span, client)
        object["severity"] = diagnostic.severity == .error ? 1 : 2
        object["code"] = .string(diagnostic.code.id)
        if client.takesCodeDescription, let pages = client.pages {
            object["codeDescription"] = ["href": .string("\(pages)\(diagnostic.code.id).md")]
        }
        object["source"] = "salonflow"
        object["message"] = .string(diagnostic.words(client.language))
        if client.takesTags, DiagnosticCode.unneeded.contains(diagnostic.code) { object["tags"] = [1] }
        if client.takesRelatedInformation {
            let related: [JSONValue] = diagnostic.related.compactMap { related in
                guard files.indices.contains(related.span.file) else { return nil }
                return [
                    "location": [
                        "uri": .string(files[related.span.file].uri.text), "range": range(related.span, client),
                    ],
                    "message": .string(related.note.words(client)),
                ]
            }
            if !related.isEmpty { object["relatedInformation"] = .array(related) }
        }
        return .object(object)
    }

    private static func findings<Content>(of file: SideFile<Content>, _ client: Client) -> Findings {
        let problems = file.problems.map { problem -> JSONValue in
            let line = min(max(problem.line, 0), file.positions.lineCount - 1)
            return [
                "range": range(file.positions.content(ofLine: line), in: file.positions, client), "severity": 1,
                "source": "salonflow", "message": .string(problem.words),
            ]
        }
        return Findings(uri: file.uri, version: nil, diagnostics: .array(problems))
    }
}

extension Diagnostic {
    /// What is wrong, and what to write instead.
    func words(_ language: MessageLanguage) -> String {
        let message = code.message.text(in: language, arguments)
        let help = code.help.text(in: language, arguments)
        return help.isEmpty ? message : "\(message)\n\(help)"
    }
}

extension DiagnosticCode {
    /// What nothing uses or reaches, which editors show faded.
    static let unneeded: Set<DiagnosticCode> = [.unusedSlot, .unusedText, .unusedIntent, .unreachableStep]
}

extension RelatedNote {
    fileprivate func words(_ client: Client) -> String {
        switch self {
        case .firstDeclaredHere: client.words(ru: "Впервые написано здесь.", en: "First written here.")
        case .declaredHere: client.words(ru: "Написано здесь.", en: "Written here.")
        case .openedHere: client.words(ru: "Открыто здесь.", en: "Opened here.")
        case .alsoHere: client.words(ru: "То же и здесь.", en: "The same is here.")
        }
    }
}
