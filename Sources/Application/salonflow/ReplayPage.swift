internal import CivilTime
internal import Conversations
internal import JSON
internal import Versions

/// A replay's report, for people and for programs.
struct ReplayPage {
    let report: ReplayReport
    let threshold: Double?
    let verdict: ReplayThreshold.Verdict?
    /// How many transcripts at most.
    let shown: Int
    /// The salon's.
    let zone: Zone

    func write(to console: Console) {
        let language = console.language.rawValue
        for line in report.lines(in: language) { console.data(line) }
        for comparison in report.mostTelling.prefix(shown) {
            console.data("")
            console.data(comparison.heading(in: language, zone: zone))
            for line in comparison.transcriptLines(in: language) { console.data(line) }
        }
        let hidden = report.different.count - min(shown, report.different.count)
        if hidden > 0 {
            console.data("")
            console.data(
                console.words(
                    ru: "Ещё бесед с отличиями: \(hidden). Показать больше: --transcripts \(report.different.count).",
                    en: "More talks that differ: \(hidden). To see them: --transcripts \(report.different.count)."))
        }
        for defective in report.defects { console.talk(defective.text(in: language)) }
        if let verdict {
            console.talk(verdict.text(in: language))
        } else if !report.defects.isEmpty {
            console.talk(ReplayThreshold.Verdict.untrustworthy(report.defects.count).text(in: language))
        }
    }

    /// In no people's language, so that it is the same wherever the same talks are replayed.
    var json: JSONValue {
        [
            "talks": number(report.talks),
            "changes": object(TalkComparison.Change.allCases.map { ($0.rawValue, number(report.count($0))) }),
            "before": totals(report.before), "after": totals(report.after), "achieved": number(report.achieved),
            "losing": number(report.losingAchievement), "newFailures": number(report.newFailures),
            "assumed": number(report.assumed),
            "leftOut": [
                "erased": number(report.leftOut.erased), "unreadable": number(report.leftOut.unreadable),
                "unmaskable": number(report.leftOut.unmaskable), "withoutLocation": number(report.leftOut.withoutLocation),
            ],
            "defects": .array(report.defects.map(defect)), "verdict": judgement,
            "transcripts": .array(report.mostTelling.prefix(shown).map(talk)),
        ]
    }

    private var judgement: JSONValue {
        guard let verdict, let threshold else { return .null }
        let (reason, count): (String, Int)
        switch verdict {
        case .passes: (reason, count) = ("passes", 0)
        case .tooManyLost(let lost, _): (reason, count) = ("tooManyLost", lost)
        case .fails(let talks): (reason, count) = ("newFailures", talks)
        case .untrustworthy(let talks): (reason, count) = ("defects", talks)
        }
        return [
            "threshold": .string("\(threshold)"), "passes": .bool(verdict.passes), "reason": .string(reason),
            "talks": number(count),
        ]
    }

    private func totals(_ totals: OutcomeTotals) -> JSONValue {
        var members = TalkOutcome.all.map { ($0.word, number(totals.count($0))) }
        members.append(("turns", number(totals.turns)))
        members.append(("notUnderstood", number(totals.notUnderstood)))
        return object(members)
    }

    private func defect(_ defective: DefectiveTalk) -> JSONValue {
        [
            "began": .string(moment(defective.began)), "turn": number(defective.defect.turn + 1),
            "kind": .string("\(defective.defect.kind)"),
        ]
    }

    private func talk(_ comparison: TalkComparison) -> JSONValue {
        [
            "talk": number(comparison.number), "began": .string(moment(comparison.began)),
            "change": .string(comparison.change.rawValue), "before": .string(comparison.before.outcome.word),
            "after": .string(comparison.after.outcome.word), "assumed": number(comparison.assumed),
            "newQuestion": comparison.newQuestion.map(JSONValue.string) ?? .null,
            "rows": .array(comparison.transcript.map(row)),
        ]
    }

    private func row(_ row: TranscriptRow) -> JSONValue {
        [
            "at": .string(moment(row.at)), "act": act(row.act), "same": .bool(row.isSame), "assumed": .bool(row.isAssumed),
            "before": row.before.map { .array($0.map(said)) } ?? .null,
            "after": row.after.map { .array($0.map(said)) } ?? .null,
        ]
    }

    private func act(_ act: TranscriptRow.Act) -> JSONValue {
        switch act {
        case .wrote(let text): ["kind": "wrote", "text": .string(text)]
        case .tapped(let label): ["kind": "tapped", "text": .string(label)]
        case .sent(let kind): ["kind": "sent", "text": .string(kind)]
        case .silence: ["kind": "silence"]
        case .released: ["kind": "released"]
        case .waitlistOffer: ["kind": "waitlistOffer"]
        case .waitlistLost: ["kind": "waitlistLost"]
        }
    }

    private func said(_ line: SaidLine) -> JSONValue {
        [
            "kind": .string("\(line.kind)"), "text": .string(line.text),
            "choices": .array(line.choices.map(JSONValue.string)),
        ]
    }

    /// In the salon's zone, as `2026-03-10T09:00`.
    private func moment(_ instant: Instant) -> String {
        let civil = zone.civil(at: instant)
        return "\(civil.date.iso)T\(civil.time.iso)"
    }

    private func number(_ value: Int) -> JSONValue { .number(JSONNumber(value)) }

    private func object(_ members: [(String, JSONValue)]) -> JSONValue {
        var object = JSONObject()
        for (name, value) in members { object[name] = value }
        return .object(object)
    }
}

extension TalkOutcome {
    /// The name by which programs know it.
    fileprivate var word: String {
        switch self {
        case .achieved(let achievement): achievement.rawValue
        case .answered: "answered"
        case .handedOff: "handedOff"
        case .lost: "lost"
        case .failed: "failed"
        }
    }
}
