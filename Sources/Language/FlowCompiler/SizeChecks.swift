internal import FlowDiagnostics
internal import FlowMachine
internal import FlowSyntax

/// Findings about texts that may get too long once values are filled in.
extension Lowering {
    /// How long texts can get in this bot; labels of `choice` slots count once those slots are lowered.
    var sizes: TextSizes {
        func system(_ texts: [SystemText], _ language: String) -> Int {
            texts.compactMap { program.texts[$0.name]?.declaration.text.longestLiteral(language) }.max() ?? 0
        }
        return TextSizes(
            languages: program.languages, wordings: machine.wordings, salon: salon, types: slotTypes,
            labels: program.slots.map { slot in
                program.languages.map { language in
                    slot.declaration.choices.map { $0.label.longestLiteral(language) }.max() ?? 0
                }
            },
            anyone: program.languages.map { system([.anyoneLabel], $0) },
            yesOrNo: program.languages.map { system([.yesLabel, .noLabel], $0) })
    }

    /// Whether the longest rendering of a text goes over its bound though its own words do not.
    mutating func checkLongest(_ segments: [Segment], of line: TextInLanguage, limit: TextLimit) {
        guard line.span.file < libraryStart, segments.contains(where: \.isValue),
            let language = program.languages.firstIndex(of: line.language.value),
            machine.wordings.count == program.languages.count
        else { return }
        let (units, most) = knownSizes.longest(segments, language: language)
        guard units > limit.rawValue, Lowering.fixedLength(segments) <= limit.rawValue, let most else { return }
        findings.report(
            .textMayBeTooLong, at: line.span,
            [
                line.language.value, String(units), String(limit.rawValue), written(most.path, at: line.span),
                String(most.units),
            ])
    }

    /// Whether the longest rendering of each label fits its room.
    mutating func checkLongestLabels(_ options: [(text: TextID, span: Span)]) {
        guard machine.wordings.count == program.languages.count else { return }
        let limit: TextLimit = options.count <= 3 ? .button : .row
        for option in options where option.span.file < libraryStart {
            for (language, segments) in machine[option.text].templates.enumerated()
            where segments.contains(where: \.isValue) {
                let (units, most) = knownSizes.longest(segments, language: language)
                guard units > limit.rawValue, Lowering.fixedLength(segments) <= limit.rawValue, let most else { continue }
                let name = written(most.path, at: option.span)
                let label = segments.map { segment in
                    switch segment {
                    case .literal(let literal): literal
                    case .value(let path, _), .plural(let path, _): "{\(written(path, at: option.span))}"
                    }
                }.joined()
                findings.report(
                    .labelMayBeTooLong, at: option.span,
                    [label, String(units), String(limit.rawValue), name, String(most.units)])
            }
        }
    }

    /// Names of the salon that customers would see cut off in a list.
    mutating func checkOfferedNames(_ offer: Offer, at span: Span) {
        guard let salon, span.file < libraryStart else { return }
        var long: [String] = []
        for language in program.languages {
            guard let words = salon.byLanguage[language] else { continue }
            let names: [String] =
                switch offer {
                case .services: words.services
                case .masters, .mastersOrAnyone: words.masters
                case .freeDays, .freeTimes, .myBookings: []
                }
            for name in names where name.utf16.count > TextLimit.row.rawValue && !long.contains(name) { long.append(name) }
        }
        guard let longest = long.map(\.utf16.count).max() else { return }
        findings.report(
            .nameTooLong, at: span,
            [
                long.prefix(BuiltinNames.mostListed).joined(separator: ", "), String(longest),
                String(TextLimit.row.rawValue),
            ])
    }
}

extension Segment {
    var isValue: Bool {
        if case .literal = self { false } else { true }
    }
}

extension LocalizedText {
    /// Units of its plain words in one language.
    fileprivate func longestLiteral(_ language: String) -> Int {
        guard let line = lines.first(where: { $0.language.value == language }) else { return 0 }
        return line.parts.reduce(0) { total, part in
            if case .literal(let literal) = part { total + literal.utf16.count } else { total }
        }
    }
}
