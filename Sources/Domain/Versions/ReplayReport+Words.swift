package import CivilTime
internal import Conversations

/// What a replay found, in the owner's words: in Russian for `ru`, else in English.
extension ReplayReport {
    /// The totals, a line each.
    package func lines(in language: String) -> [String] {
        let words = ReplayWords(isRussian: language == "ru")
        guard talks > 0 else { return [words.pick("Сравнивать не с чем: бесед нет.", "There are no talks to compare.")] + notes(words) }
        var lines = [
            words.pick("Бесед повторено: \(talks).", "Talks replayed: \(talks).") + " "
                + TalkComparison.Change.allCases.map { "\(words.change($0)): \(count($0))" }.joined(separator: ", ") + ".",
            words.pick("Чем кончилось (было → на кандидате):", "How they ended (then → on the candidate):"),
        ]
        for outcome in TalkOutcome.all where before.count(outcome) + after.count(outcome) > 0 {
            lines.append("  \(words.outcome(outcome)): \(words.pair(before.count(outcome), after.count(outcome)))")
        }
        lines.append(words.pick("Ходов: ", "Turns: ") + words.pair(before.turns, after.turns))
        lines.append(
            words.pick("Не понято сообщений: ", "Messages not understood: ")
                + words.pair(before.notUnderstood, after.notUnderstood))
        return lines + notes(words)
    }

    private func notes(_ words: ReplayWords) -> [String] {
        var notes: [String] = []
        let asking = different.count { $0.newQuestion != nil }
        if asking > 0 {
            notes.append(
                words.pick(
                    "В беседах, которых стало хуже из-за нового вопроса: \(asking). Ответа на него в записи нет; как ответили бы клиенты, повтор не знает.",
                    "Talks that are worse because of a new question: \(asking). The record has no answer to it; what customers would say, a replay does not know."
                ))
        }
        if assumed > 0 {
            notes.append(
                words.pick(
                    "Бесед, где ответ салона предположен: \(assumed). Тогда его об этом не спрашивали; предположено свободное расписание.",
                    "Talks with an assumed answer of the salon: \(assumed). It was not asked then; an empty calendar is assumed."))
        }
        if leftOut.erased > 0 {
            notes.append(
                words.pick(
                    "Не повторены, потому что клиент попросил всё стереть: \(leftOut.erased).",
                    "Not replayed because the customer had everything erased: \(leftOut.erased)."))
        }
        if leftOut.unreadable > 0 {
            notes.append(
                words.pick(
                    "Не повторены, потому что записаны прежней программой: \(leftOut.unreadable).",
                    "Not replayed because an earlier program wrote them: \(leftOut.unreadable)."))
        }
        if leftOut.unmaskable > 0 {
            notes.append(
                words.pick(
                    "Не повторены, потому что без личных данных идут иначе: \(leftOut.unmaskable).",
                    "Not replayed because without personal data they go another way: \(leftOut.unmaskable)."))
        }
        if leftOut.withoutLocation > 0 {
            notes.append(
                words.pick(
                    "Не повторены, потому что филиал закрыт: \(leftOut.withoutLocation).",
                    "Not replayed because their location is closed: \(leftOut.withoutLocation)."))
        }
        return notes
    }
}

extension ReplayThreshold.Verdict {
    package func text(in language: String) -> String {
        let words = ReplayWords(isRussian: language == "ru")
        switch self {
        case .passes: return words.pick("Порог не превышен.", "The threshold is kept.")
        case .tooManyLost(let lost, let all):
            return words.pick(
                "Порог превышен: из \(all) бесед, где клиент получил своё, на кандидате не получает в \(lost).",
                "The threshold is exceeded: of \(all) talks in which the customer got what they came for, \(lost) do not on the candidate."
            )
        case .fails(let count):
            return words.pick(
                "Кандидат кончается ошибкой там, где её не было: бесед \(count).",
                "The candidate ends in an error where there was none: \(count) talks.")
        case .untrustworthy(let count):
            return words.pick(
                "Бесед, которые на своей же версии идут не так, как шли: \(count). Сравнению верить нельзя; это ошибка программы, сообщите о ней.",
                "Talks that do not run on their own version as they ran: \(count). The comparison cannot be trusted; this is a fault of the program, please report it."
            )
        }
    }
}

extension DefectiveTalk {
    package func text(in language: String) -> String {
        let words = ReplayWords(isRussian: language == "ru")
        let turn = defect.turn + 1
        let when = "\(Zone.utc.civil(at: began).iso)Z"
        switch defect.kind {
        case .machineMissing:
            return words.pick(
                "Беседа от \(when), ход \(turn): версии, на которой он шёл, нет или она повреждена.",
                "Talk of \(when), turn \(turn): the version it ran on is missing or damaged.")
        case .stateUnreadable:
            return words.pick(
                "Беседа от \(when), ход \(turn): состояние разговора не подходит к версии.",
                "Talk of \(when), turn \(turn): the conversation's state does not fit the version.")
        case .otherQuestions:
            return words.pick(
                "Беседа от \(when), ход \(turn): бот спрашивает салон не о том, о чём спрашивал.",
                "Talk of \(when), turn \(turn): the bot asks the salon something else than it asked.")
        case .otherMarks:
            return words.pick(
                "Беседа от \(when), ход \(turn): итог хода не тот, что записан.",
                "Talk of \(when), turn \(turn): the turn comes to something else than was written down.")
        }
    }
}

extension TalkComparison {
    /// The heading of its transcript. Times are the salon's.
    package func heading(in language: String, zone: Zone) -> String {
        let words = ReplayWords(isRussian: language == "ru")
        var text = words.pick("Беседа \(number), \(zone.civil(at: began).iso)", "Talk \(number), \(zone.civil(at: began).iso)")
        text += " — \(words.change(change)): \(words.outcome(before.outcome))"
        if after.outcome != before.outcome { text += " → \(words.outcome(after.outcome))" }
        if let newQuestion {
            text += words.pick("; кандидат спрашивает новое: \(newQuestion)", "; the candidate asks something new: \(newQuestion)")
        }
        return text
    }

    /// What was done and said, what both have in common once: `<` then, `>` on the candidate.
    package func transcriptLines(in language: String) -> [String] {
        let words = ReplayWords(isRussian: language == "ru")
        return transcript.flatMap { row in
            var lines = ["  " + words.act(row.act) + (row.isAssumed ? words.pick("  [ответ салона предположен]", "  [the salon's answer is assumed]") : "")]
            if row.isSame { return lines + words.said(row.after ?? [], "    ") }
            lines += row.before.map { words.said($0, "  < ") } ?? ["  < " + words.pick("(этого не было)", "(did not happen)")]
            lines += row.after.map { words.said($0, "  > ") } ?? ["  > " + words.pick("(этого нет)", "(does not happen)")]
            return lines
        }
    }
}

/// The words of replays in one of the two languages.
private struct ReplayWords {
    let isRussian: Bool

    func pick(_ russian: String, _ english: String) -> String { isRussian ? russian : english }

    func pair(_ before: Int, _ after: Int) -> String { before == after ? "\(before)" : "\(before) → \(after)" }

    func change(_ change: TalkComparison.Change) -> String {
        switch change {
        case .worse: pick("хуже", "worse")
        case .better: pick("лучше", "better")
        case .texts: pick("только иначе сказано", "only said otherwise")
        case .same: pick("без отличий", "the same")
        }
    }

    func outcome(_ outcome: TalkOutcome) -> String {
        switch outcome {
        case .achieved(.booked): pick("записались", "booked")
        case .achieved(.rescheduled): pick("перенесли визит", "moved a visit")
        case .achieved(.cancelled): pick("отменили визит", "called a visit off")
        case .achieved(.confirmed): pick("подтвердили визит", "confirmed a visit")
        case .achieved(.joined): pick("встали в лист ожидания", "joined the waiting list")
        case .answered: pick("получили ответ", "answered")
        case .handedOff: pick("переданы человеку", "handed to a person")
        case .lost: pick("потеряны", "lost")
        case .failed: pick("ошибка", "failed")
        }
    }

    func act(_ act: TranscriptRow.Act) -> String {
        switch act {
        case .wrote(let text): "— " + inOneLine(text)
        case .tapped(let label): "— [\(inOneLine(label))]"
        case .sent(let kind): pick("— (прислали: \(kind))", "— (sent: \(kind))")
        case .silence: pick("(клиент молчит)", "(the customer is silent)")
        case .released: pick("(человек вернул разговор боту)", "(a person gave the conversation back)")
        case .waitlistOffer: pick("(освободилось время)", "(a time came free)")
        case .waitlistLost: pick("(время занял другой)", "(somebody else has the time)")
        }
    }

    func said(_ lines: [SaidLine], _ mark: String) -> [String] {
        if lines.isEmpty { return [mark + pick("(бот молчит)", "(the bot says nothing)")] }
        return lines.map { line in
            let choices = line.choices.map { " [\($0)]" }.joined()
            return mark + kind(line.kind) + inOneLine(line.text) + choices
        }
    }

    private func kind(_ kind: SaidLine.Kind) -> String {
        switch kind {
        case .message: ""
        case .picture: pick("картинка: ", "picture: ")
        case .document: pick("документ: ", "document: ")
        case .place: pick("адрес на карте: ", "place: ")
        case .contact: pick("контакт: ", "contact: ")
        case .toStaff: pick("салону: ", "to the salon: ")
        case .handOff: pick("→ человеку", "→ a person")
        }
    }

    private func inOneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " / ")
    }
}
