internal import JSONLines
internal import Understanding

/// What an explanation says, in the two languages that salonflow speaks.
struct ExplanationPhrases: Sendable {
    private let language: ExplanationLines.Language

    init(_ language: ExplanationLines.Language) { self.language = language }

    private func words(ru russian: String, en english: String) -> String { language == .russian ? russian : english }

    var ownIntent: String {
        words(ru: "намерение бота, в ответе ему нет места", en: "an intent of a bot's own, for which an answer has no place")
    }

    var tie: String {
        words(ru: "подходит к нескольким одинаково: надо спросить", en: "fits several equally well: to be asked, never guessed")
    }

    var severalMasters: String {
        words(ru: "названы разные мастера: надо спросить", en: "other masters are named too: to be asked, never guessed")
    }

    var soonest: String { words(ru: "«поскорее» — это не день", en: "as soon as possible is no day") }

    func reason(_ reason: Rejected.Reason) -> String {
        switch reason {
        case .betterCover(let rule):
            words(ru: "\(rule) объясняет больше сообщения или вернее", en: "\(rule) explains more of the message, or more surely")
        case .earlierRule(let rule):
            words(ru: "те же слова раньше читает \(rule)", en: "\(rule) reads the same words and stands first")
        case .ignored(let rule):
            words(
                ru: "внутри того, что не день и не время (\(rule))", en: "inside of what is neither day nor time (\(rule))")
        case .insideServiceName: words(ru: "число из названия услуги", en: "a number of a service's name")
        case .refused: words(ru: "названо, чтобы отказаться", en: "named only to be ruled out")
        case .corrected: words(ru: "исправлено сказанным позже", en: "corrected by what is said later")
        case .movedFrom: words(ru: "откуда переносят", en: "where the visit is moved from")
        case .merged: words(ru: "уточняет сказанное рядом", en: "only narrows what is said beside it")
        case .ruledOut(let rule):
            words(
                ru: "исключено правилом \(rule.shortened(to: ExplanationLines.longestRule))",
                en: "ruled out by \(rule.shortened(to: ExplanationLines.longestRule))")
        case .gaveWay(let intent, let weight, let other?) where other > weight:
            words(ru: "уступает \(intent): вес \(weight) против \(other)", en: "gives way to \(intent): weight \(weight) against \(other)")
        case .gaveWay(let intent, let weight, _):
            words(ru: "уступает \(intent): вес \(weight)", en: "gives way to \(intent): weight \(weight)")
        case .wholeMessage(let intent):
            words(ru: "всё сообщение — \(intent), в нём ни о чём не просят", en: "the message as a whole is \(intent) and asks for nothing")
        }
    }

    func manner(_ word: WordReading) -> String {
        let layout = word.isWrongLayout ? words(ru: "набрано в другой раскладке; ", en: "typed in another keyboard layout; ") : ""
        return layout + manner(word.manner)
    }

    private func manner(_ manner: WordReading.Manner) -> String {
        switch manner {
        case .number: return words(ru: "число", en: "a number")
        case .known(let language): return words(ru: "слово языка \(language)", en: "a word of \(language)")
        case .typo(let meant, let language):
            let list = meant.joined(separator: ", ")
            return words(ru: "опечатка: \(list) (\(language))", en: "a typo of \(list) (\(language))")
        case .transliterated(let text, let language):
            return words(ru: "транслитом: \(text) (\(language))", en: "transliterated: \(text) (\(language))")
        case .named(let name, let ids):
            let list = ids.joined(separator: ", ")
            switch name {
            case .exact: return words(ru: "из названия: \(list)", en: "of the name of \(list)")
            case .otherForm: return words(ru: "другая форма названия: \(list)", en: "another form of the name of \(list)")
            case .cutShort: return words(ru: "сокращение названия: \(list)", en: "short for the name of \(list)")
            case .mistyped: return words(ru: "опечатка в названии: \(list)", en: "a typo in the name of \(list)")
            }
        case .unknown: return words(ru: "незнакомо", en: "unknown")
        }
    }
}
