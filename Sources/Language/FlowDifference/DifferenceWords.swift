package import FlowDiagnostics
internal import FlowMachine
package import FlowSyntax

/// Says what is otherwise in a bot in the words of its owner.
package struct DifferenceWords: Sendable {
    /// A line of what is said.
    package struct Line: Hashable, Sendable {
        package enum Tone: Hashable, Sendable { case heading, plain, removed, added, warning }

        /// How far it stands from the margin, in steps.
        package var depth: Int
        package var tone: Tone
        package var text: String
    }

    let phrases: DifferencePhrases

    /// - Parameters:
    ///   - spelling: the dialect that names of built-in things are written in.
    ///   - language: the reader's.
    package init(spelling: Spelling, language: MessageLanguage) {
        phrases = DifferencePhrases(spelling: spelling, language: language)
    }

    /// All that changed, grouped by flow and part; empty for no difference.
    package func lines(of difference: MachineDifference) -> [Line] {
        var lines: [Line] = []
        var flow: String?
        for part in difference.parts.sorted(by: flowsTogether(difference)) {
            if case .step(_, let its) = part.place, let its, its != flow {
                flow = its
                let isSaid = difference.parts.contains { $0.place == .flow(its) }
                if !isSaid { lines.append(Line(depth: 0, tone: .heading, text: phrases.title(.flow(its)))) }
            }
            if case .flow(let name) = part.place { flow = name }
            lines += self.lines(of: part)
        }
        if !difference.lostTranslations.isEmpty {
            lines.append(
                Line(depth: 0, tone: .heading, text: phrases.pick("Остались без перевода", "Left without a translation")))
            lines += difference.lostTranslations.map { Line(depth: 1, tone: .warning, text: phrases.text(of: $0)) }
        }
        return lines
    }

    /// One line such as `Изменено частей: 3, без перевода: 1.`
    package func summary(of difference: MachineDifference) -> String {
        if difference.isEmpty { return phrases.pick("Отличий нет.", "No differences.") }
        let (parts, lost) = (difference.parts.count, difference.lostTranslations.count)
        return phrases.pick("Изменено частей: \(parts)", "Parts changed: \(parts)")
            + (lost == 0 ? "." : phrases.pick(", без перевода: \(lost).", ", left without a translation: \(lost)."))
    }

    /// A change of a part in one line, for lists and programs: "кнопка «Изменить» убрана".
    package func text(of change: Change) -> String { phrases.text(of: change) }

    /// What a part is called: "Шаг «подтвердить»".
    package func title(of place: ChangedPart.Place) -> String { phrases.title(place) }

    /// Steps stand under their flow; what has none behind.
    private func flowsTogether(_ difference: MachineDifference) -> (ChangedPart, ChangedPart) -> Bool {
        var order: [ChangedPart.Place: Int] = [:]
        var flows: [String: Int] = [:]
        for (index, part) in difference.parts.enumerated() {
            switch part.place {
            case .flow(let name), .step(_, flow: let name?): if flows[name] == nil { flows[name] = flows.count }
            default: break
            }
            order[part.place] = index
        }
        func rank(_ part: ChangedPart) -> (Int, Int, Int) {
            let index = order[part.place] ?? 0
            return switch part.place {
            case .bot: (0, 0, index)
            case .flow(let name): (1, flows[name] ?? 0, -1)
            case .step(_, let flow): (flow == nil ? 2 : 1, flow.flatMap { flows[$0] } ?? 0, index)
            case .slot: (3, 0, index)
            case .intent: (4, 0, index)
            case .systemText: (5, 0, index)
            }
        }
        return { rank($0) < rank($1) }
    }

    private func lines(of part: ChangedPart) -> [Line] {
        var depth = 0
        if case .step(_, _?) = part.place { depth = 1 }
        let title = phrases.title(part.place)
        switch part.changes.first {
        case .added(let summary)? where part.changes.count == 1:
            return [Line(depth: depth, tone: .added, text: phrases.added(part.place) + phrases.summary(summary))]
        case .removed(let summary)? where part.changes.count == 1:
            return [Line(depth: depth, tone: .removed, text: phrases.removed(part.place) + phrases.summary(summary))]
        default: break
        }
        var lines = [Line(depth: depth, tone: .heading, text: title)]
        for change in part.changes {
            lines.append(Line(depth: depth + 1, tone: phrases.tone(of: change), text: phrases.head(of: change)))
            lines += texts(of: change).map { Line(depth: depth + 2, tone: $0.tone, text: $0.text) }
        }
        return lines
    }

    /// Texts in full, the old above the new, language by language.
    private func texts(of change: Change) -> [(tone: Line.Tone, text: String)] {
        switch change {
        case .reworded(_, let from, let to):
            let languages = from.templates.keys.filter { from.templates[$0] != to.templates[$0] }.sorted()
            let isOne = to.templates.count == 1
            return languages.flatMap { language in
                let before = phrases.whole(from, language).map { (Line.Tone.removed, $0) }
                let after = phrases.whole(to, language).map { (Line.Tone.added, $0) }
                return marked(before, "−", isOne ? nil : language) + marked(after, "+", isOne ? nil : language)
            }
        case .textAdded(_, let text), .statementAdded(.say(let text)), .statementAdded(.tell(_, let text)):
            return whole(text, .added, "+")
        case .textRemoved(_, let text), .statementRemoved(.say(let text)), .statementRemoved(.tell(_, let text)):
            return whole(text, .removed, "−")
        default: return []
        }
    }

    private func whole(_ text: NamedText, _ tone: Line.Tone, _ mark: String) -> [(tone: Line.Tone, text: String)] {
        let languages = text.templates.keys.sorted()
        return languages.flatMap { language in
            marked(phrases.whole(text, language).map { (tone, $0) }, mark, languages.count == 1 ? nil : language)
        }
    }

    private func marked(
        _ lines: [(Line.Tone, String)], _ mark: String, _ language: String?
    ) -> [(tone: Line.Tone, text: String)] {
        lines.map { tone, text in (tone, "\(language.map { "\($0) " } ?? "")\(mark) \(text)") }
    }
}
