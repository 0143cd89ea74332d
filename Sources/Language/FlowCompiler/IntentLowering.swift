internal import FlowDiagnostics
internal import FlowMachine
internal import FlowSyntax

extension Lowering {
    mutating func lowerIntents() {
        for intent in program.intents {
            let declaration = intent.declaration
            var phrases: [Phrase] = []
            var spans: [Span] = []
            for line in declaration.phrases {
                guard speaks(line.language, isLibrary: intent.isLibrary) else { continue }
                guard let pattern = lowerPhrase(line.pattern) else { continue }
                if !intent.isLibrary, pattern.mayBeEmpty {
                    findings.report(.matchesAnything, at: line.span)
                }
                if case .expression(let source) = line.pattern { spans.append(source.span) } else { spans.append(line.span) }
                phrases.append(Phrase(language: line.language.value, isExclusion: line.isExclusion, pattern: pattern))
            }
            if !intent.isLibrary { checkPhrases(phrases, of: declaration) }
            machine.intents.append(Intent(name: intent.name, phrases: phrases))
            map.phrases.append(spans)
            map.intents.append(declaration.name.span)
        }
    }

    func examples() -> [IntentExample] {
        program.intents.flatMap { intent in
            intent.declaration.examples.filter { program.languages.contains($0.language.value) }.map {
                IntentExample(
                    intent: intent.name, language: $0.language.value, text: $0.text.value, span: $0.text.span)
            }
        }
    }

    private mutating func speaks(_ language: Name, isLibrary: Bool) -> Bool {
        if program.languages.contains(language.value) { return true }
        if !isLibrary, !program.languages.isEmpty {
            let guess = Guess(for: language, among: program.languages)
            findings.reportAbsence(
                .languageNotOfBot, at: language.span, [language.value, program.languages.joined(separator: ", ")],
                fix: guess.fix)
        }
        return false
    }

    private mutating func checkPhrases(_ phrases: [Phrase], of declaration: IntentDeclaration) {
        for example in declaration.examples { _ = speaks(example.language, isLibrary: false) }
        // A built-in intent is understood without phrases; a declaration adds some.
        guard names.canonical(declaration.name, .intent) == nil else { return }
        let languages = Set(phrases.filter { !$0.isExclusion }.map(\.language))
        if languages.isEmpty {
            guard !program.languages.isEmpty else { return }
            findings.reportAbsence(.intentWithoutPhrases, at: declaration.name.span, [declaration.name.value])
            return
        }
        for language in program.languages where !languages.contains(language) {
            findings.reportAbsence(
                .intentWithoutLanguage, at: declaration.name.span, [declaration.name.value, language])
        }
    }

    private mutating func lowerPhrase(_ syntax: PhraseSyntax) -> PhrasePattern? {
        switch syntax {
        case .word(let word): return .word(word.value.lowercased())
        case .prefix(let word): return .prefix(word.value.lowercased())
        case .gap(let name):
            let types = Lowering.gapTypes
            let canonical = builtin(name, .type, among: types.map(\.name), code: .unknownSlotType)
            return types.first { $0.name == canonical }.map { .gap($0) }
        case .sequence(let parts): return lowerPhrases(parts).map { $0.count == 1 ? $0[0] : .sequence($0) }
        case .alternatives(let parts, _): return lowerPhrases(parts).map { $0.count == 1 ? $0[0] : .alternatives($0) }
        // "[запись]?" is a word that may be missing: no gap takes a booking.
        case .optional(.gap(let name), _) where isWordOnly(name): return .optional(.word(name.value.lowercased()))
        case .optional(let part, _): return lowerPhrase(part).map { .optional($0) }
        case .expression(let pattern): return .expression(pattern.value)
        }
    }

    /// The types of values that are made out in any message.
    private static let gapTypes: [SlotType] = [.service, .master, .date, .time]

    /// Whether a name is that of a slot type for which there are no gaps.
    private func isWordOnly(_ name: Name) -> Bool {
        guard let canonical = names.canonical(name, .type) else { return false }
        return !Lowering.gapTypes.contains { $0.name == canonical }
    }

    private mutating func lowerPhrases(_ parts: [PhraseSyntax]) -> [PhrasePattern]? {
        var patterns: [PhrasePattern] = []
        for part in parts {
            guard let pattern = lowerPhrase(part) else { return nil }
            patterns.append(pattern)
        }
        return patterns
    }
}

extension PhrasePattern {
    /// Whether it fits no words at all, and so every message.
    var mayBeEmpty: Bool {
        switch self {
        case .word, .prefix, .gap, .expression: false
        case .optional: true
        case .sequence(let parts): parts.allSatisfy(\.mayBeEmpty)
        case .alternatives(let parts): parts.contains(where: \.mayBeEmpty)
        }
    }
}
