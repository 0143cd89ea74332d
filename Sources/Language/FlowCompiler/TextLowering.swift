internal import FlowDiagnostics
internal import FlowMachine
internal import FlowSyntax

/// The most that WhatsApp takes, counted as UTF-16 units because the provider does not say what it counts.
enum TextLimit: Int {
    /// A message of text alone.
    case message = 4096
    /// The text above buttons or a list.
    case choiceMessage = 1024
    /// A row of a list.
    case row = 24
    /// A button.
    case button = 20
}

struct LoweredText {
    let id: TextID
    let placeholders: [Placeholder]
}

extension Lowering {
    /// One text in every language of the bot, or nil when a language is missing or empty.
    /// - Parameter anchor: where to report that a language is missing when none is there.
    mutating func lowerText(_ text: LocalizedText, at anchor: Span, limit: TextLimit) -> LoweredText? {
        // A text of the library may hold languages that this bot does not speak.
        let isLibrary = (text.lines.first?.span ?? anchor).file >= libraryStart
        var templates: [String: [Segment]] = [:]
        var placeholders: [Placeholder] = []
        var isComplete = true
        for line in text.lines {
            let language = line.language
            guard program.languages.contains(language.value) else {
                if !isLibrary, !program.languages.isEmpty {
                    let guess = Guess(for: language, among: program.languages)
                    findings.reportAbsence(
                        .languageNotOfBot, at: language.span,
                        [language.value, program.languages.joined(separator: ", ")], fix: guess.fix)
                }
                continue
            }
            // The parser has reported a second text in one language.
            guard templates[language.value] == nil else { continue }
            let (segments, found, isWhole) = lowerParts(line.parts, in: language)
            if !isWhole { isComplete = false }
            templates[language.value] = segments
            placeholders += found
            checkLength(segments, of: line, limit: limit)
            checkLongest(segments, of: line, limit: limit)
        }
        // Pointing at the language that is there shows which text has no twin.
        let place = text.lines.last.map(\.language.span) ?? anchor
        for language in program.languages where templates[language] == nil {
            findings.reportAbsence(.languageMissing, at: place, [language])
            isComplete = false
        }
        checkTwins(text, templates)
        guard isComplete, !program.languages.isEmpty else { return nil }
        return LoweredText(
            id: intern(
                Text(templates: program.languages.compactMap { templates[$0] }), at: text.lines.first?.span ?? anchor,
                lines: text.lines),
            placeholders: placeholders)
    }

    private mutating func intern(_ text: Text, at span: Span, lines: [TextInLanguage] = []) -> TextID {
        if let known = textIDs[text] { return known }
        textLines.append(Dictionary(lines.map { ($0.language.value, $0.span) }) { first, _ in first })
        let id = TextID(index: machine.texts.count)
        machine.texts.append(text)
        map.texts.append(span)
        textIDs[text] = id
        return id
    }

    private mutating func lowerParts(
        _ parts: [TextPart], in language: Name
    ) -> ([Segment], [Placeholder], isWhole: Bool) {
        var segments: [Segment] = []
        var placeholders: [Placeholder] = []
        var isWhole = true
        for part in parts {
            switch part {
            case .literal(let literal):
                if case .literal(let before)? = segments.last {
                    segments[segments.count - 1] = .literal(before + literal)
                } else if !literal.isEmpty {
                    segments.append(.literal(literal))
                }
            case .placeholder(let name, let written, let span):
                guard let path = path(name) else {
                    isWhole = false
                    continue
                }
                placeholders.append(Placeholder(path: path, span: span))
                if let written, written.value.contains(where: { $0 == "," || $0 == "،" || $0 == "，" }) {
                    segments.append(plural(written, of: path, named: name, in: language))
                } else {
                    segments.append(.value(path, format(written, of: path, named: name)))
                }
            }
        }
        if case .literal(let only)? = segments.first, segments.count == 1, only.allSatisfy(\.isWhitespace) {
            segments = []
        }
        return (segments, placeholders, isWhole)
    }

    private mutating func format(_ written: Name?, of path: Path, named name: Name) -> Format {
        guard let written else { return .plain }
        let candidates = Format.allCases.map(\.name)
        guard let canonical = builtin(written, .format, among: candidates, code: .unknownFormat),
            let format = Format.allCases.first(where: { $0.name == canonical })
        else { return .plain }
        if let kind = kind(of: path), !format.fits(kind) { reportUnfit(written, named: name) }
        return format
    }

    private mutating func reportUnfit(_ written: Name, named name: Name) {
        findings.report(
            .formatDoesNotFit, at: written.span, [name.value, written.value],
            fix: Diagnostic.Fix(
                span: Span(file: written.span.file, start: name.span.end, end: written.span.end), replacement: ""))
    }

    /// `{count: запись, записи, записей}`: a form for each plural category of the language.
    private mutating func plural(_ written: Name, of path: Path, named name: Name, in language: Name) -> Segment {
        let forms = written.value.split(omittingEmptySubsequences: false) { $0 == "," || $0 == "،" || $0 == "，" }.map {
            String($0).trimmed
        }
        if let kind = kind(of: path), kind != .number { reportUnfit(written, named: name) }
        let place = program.languages.firstIndex(of: language.value)
        if let place, machine.wordings.indices.contains(place) {
            let categories = machine.wordings[place].plurals.map(\.category)
            if forms.count != categories.count || forms.contains("") {
                findings.report(
                    .pluralForms, at: written.span,
                    [
                        language.value, String(forms.filter { !$0.isEmpty }.count), String(categories.count),
                        categories.joined(separator: ", "),
                    ])
            }
        }
        return .plural(path, forms)
    }

    func type(of path: Path) -> SlotType? {
        if case .slot(let slot) = path { slotTypes[slot.index] } else { nil }
    }

    // MARK: Checks

    private mutating func checkLength(_ segments: [Segment], of line: TextInLanguage, limit: TextLimit) {
        let length = Lowering.fixedLength(segments)
        guard length > limit.rawValue else { return }
        switch limit {
        case .message, .choiceMessage:
            findings.report(
                .textTooLong, at: line.span, [line.language.value, String(length), String(limit.rawValue)])
        case .row, .button:
            findings.report(
                .labelTooLong, at: line.span, [plainText(segments), String(length), String(limit.rawValue)])
        }
    }

    static func fixedLength(_ segments: [Segment]) -> Int {
        segments.reduce(0) { total, segment in
            if case .literal(let literal) = segment { total + literal.utf16.count } else { total }
        }
    }

    private func plainText(_ segments: [Segment]) -> String {
        segments.map { segment in
            switch segment {
            case .literal(let literal): literal
            case .value, .plural: "…"
            }
        }.joined()
    }

    private mutating func checkTwins(_ text: LocalizedText, _ templates: [String: [Segment]]) {
        func written(_ line: TextInLanguage) -> [(Name, Span)] {
            line.parts.compactMap { if case .placeholder(let name, _, let span) = $0 { (name, span) } else { nil } }
        }
        func paths(_ segments: [Segment]) -> Set<Path> {
            Set(
                segments.compactMap { segment in
                    switch segment {
                    case .literal: nil
                    case .value(let path, _), .plural(let path, _): path
                    }
                })
        }
        let lines = text.lines.filter { templates[$0.language.value] != nil }
        // A language that stands twice has its finding, and nobody knows which of its texts is the twin.
        guard Set(lines.map(\.language.value)).count == lines.count else { return }
        for line in lines {
            let own = paths(templates[line.language.value] ?? [])
            for other in lines where other.language.value != line.language.value {
                let missing = written(other).first { name, _ in
                    guard let path = knownPath(name) else { return false }
                    return !own.contains(path)
                }
                guard let missing else { continue }
                findings.report(
                    .twinsDiffer, at: line.language.span, [line.language.value, missing.0.value, other.language.value])
                break
            }
        }
    }

    // MARK: Named and system texts

    /// A text by its name, for `say NAME`.
    mutating func namedText(_ name: Name, limit: TextLimit) -> LoweredText? {
        let settled = names.settled(name, .text)
        var found = program.texts[settled]
        if found == nil {
            let own = program.texts.values.filter { !$0.isLibrary }.map(\.declaration.name.value).sorted()
            let guess = Guess(for: name, among: own)
            findings.reportAbsence(.unknownText, at: name.span, [name.value, guess.shown], fix: guess.fix)
            found = guess.meant.flatMap { program.texts[names.settled(Name($0, name.span), .text)] }
        }
        guard let found else { return nil }
        usedTexts.insert(found.name)
        let text = lowerText(found.declaration.text, at: found.declaration.name.span, limit: limit)
        // What a library's text reads is the business of the line that says it.
        return text.map { text in
            LoweredText(
                id: text.id,
                placeholders: found.isLibrary
                    ? text.placeholders.map { Placeholder(path: $0.path, span: name.span) } : text.placeholders)
        }
    }

    mutating func lowerSystemTexts() {
        for system in SystemText.allCases {
            let limit: TextLimit =
                switch system {
                case .chooseLabel, .moreLabel, .anyoneLabel, .yesLabel, .noLabel: .button
                case .wrongUnknown, .wrongPast, .wrongClosed, .wrongFull, .wrongTooSoon, .wrongTooFar, .whichOne,
                    .notUnderstood, .waitlistOffer:
                    .choiceMessage
                case .mediaNotRead, .menuOutdated, .nothingToOffer, .moduleFailed, .waitlistBooked, .waitlistTaken,
                    .waitlistNearest, .waitlistLost, .waitlistDeclined, .waitlistOver:
                    .message
                }
            guard let entry = program.texts[system.name] else {
                findings.reportAbsence(.unknownText, at: Span(file: 0, start: 0, end: 0), [system.name, "—"])
                continue
            }
            usedTexts.insert(entry.name)
            guard let text = lowerText(entry.declaration.text, at: entry.declaration.name.span, limit: limit)
            else { continue }
            let known = Set(system.knownFacts.map { Path.fact($0) })
            reads += text.placeholders.filter { !known.contains($0.path) }
                .map { ValueRead(path: $0.path, span: $0.span, place: .anywhere) }
            machine.systemTexts.append(text.id)
        }
    }
}

extension String {
    fileprivate var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
