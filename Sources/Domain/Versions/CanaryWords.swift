/// What an owner reads of a canary, in Russian for `ru` and in English for every other language.
package struct CanaryWords: Sendable {
    private let isRussian: Bool

    /// - Parameter language: a code, such as `ru`.
    package init(language: String) { isRussian = language == "ru" }

    /// Why it ended, in one or two sentences; nil while it goes on.
    package func verdict(_ decision: CanaryDecision, version: Int, live: Int, canary: TalkCounts) -> String? {
        switch decision {
        case .goOn: nil
        case .worse(let finding):
            isRussian
                ? "Версия \(version) хуже действующей \(live): \(comparison(finding)). \(likelihood(finding.chance))"
                : "Version \(version) is worse than version \(live), the live one: \(comparison(finding)). "
                    + likelihood(finding.chance)
        case .notAsGood(let finding):
            isRussian
                ? "Что версия \(version) не хуже действующей \(live), не показано: \(comparison(finding)). "
                    + "Разница больше \(CanaryTest.tolerancePoints) процентных пунктов."
                : "Version \(version) was not shown to be as good as version \(live), the live one: "
                    + "\(comparison(finding)). The difference is more than \(CanaryTest.tolerancePoints) percentage points."
        case .asGood:
            isRussian
                ? "Версия \(version) не хуже версии \(live): бесед на ней — \(canary.talks)."
                : "Version \(version) is as good as version \(live): it had \(canary.talks) talks."
        }
    }

    /// What the owner is told when a canary has ended by itself.
    package func notice(_ decision: CanaryDecision, version: Int, live: Int, canary: TalkCounts) -> String? {
        guard let verdict = verdict(decision, version: version, live: live, canary: canary) else { return nil }
        if decision == .asGood {
            return isRussian
                ? "Пробный запуск окончен: версия \(version) теперь действует. \(verdict)"
                : "The trial run has ended: version \(version) is live now. \(verdict)"
        }
        return noticeOfRollback(live: live, because: verdict)
    }

    package func noticeOfRollback(live: Int, because verdict: String) -> String {
        isRussian
            ? "Пробный запуск окончен: все беседы снова ведёт версия \(live). \(verdict)"
            : "The trial run has ended: version \(live) has all talks again. \(verdict)"
    }

    package func damaged(_ version: Int) -> String {
        isRussian
            ? "Версия \(version) повреждена в базе данных. Опубликуйте её файлы заново."
            : "Version \(version) is damaged in the database. Publish its files again."
    }

    package func name(_ rate: CanaryRate) -> String {
        switch rate {
        case .completion: isRussian ? "клиент добился своего" : "the customer got it done"
        case .handOff: isRussian ? "передано человеку" : "handed to a person"
        case .notUnderstood: isRussian ? "бот не понял" : "not understood"
        case .error: isRussian ? "ошибки" : "errors"
        }
    }

    /// Such as `6 of 20 talks (30%)`.
    package func share(_ rate: CanaryRate, _ counts: TalkCounts) -> String {
        let count = rate == .completion ? counts.completed : counts.bad(rate)
        if counts.talks == 0 { return isRussian ? "бесед ещё не было" : "no talks yet" }
        let percent = (200 * count + counts.talks) / (2 * counts.talks)
        return isRussian
            ? "\(count) из \(counts.talks) бесед (\(percent) %)"
            : "\(count) of \(counts.talks) \(counts.talks == 1 ? "talk" : "talks") (\(percent)%)"
    }

    private func comparison(_ finding: CanaryFinding) -> String {
        let canary = share(finding.rate, finding.canary)
        let live = share(finding.rate, finding.live)
        return isRussian
            ? "\(name(finding.rate)) — \(canary), у действующей — \(live)"
            : "\(name(finding.rate)) in \(canary), with the live one in \(live)"
    }

    private func likelihood(_ chance: Double?) -> String {
        guard let chance else { return "" }
        let most = 1_000_000.0
        let odds = Int(min(1 / max(chance, 1 / most), most))
        return isRussian
            ? "У одинаковых версий такое выходит случайно не чаще, чем раз из \(odds)."
            : "Versions that are alike come to that by chance no more often than once in \(odds)."
    }
}
