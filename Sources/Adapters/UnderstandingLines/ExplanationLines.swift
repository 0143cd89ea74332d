internal import JSONLines
internal import CivilTime
package import Understanding

/// An explanation in words: a line for each thing that was understood, for each that was not, and for each word.
package struct ExplanationLines: Sendable {
    package enum Language: Hashable, Sendable {
        case russian, english
    }

    package enum Kind: String, Hashable, Sendable {
        case intent, service, master, date, time
    }

    package struct Line: Hashable, Sendable {
        package let kind: Kind
        package let value: String
        /// UTF-8 byte offsets in the message.
        package let span: Range<Int>
        package let text: String
        /// What read it; of rules that stand on others the outermost first.
        package let rule: String
        /// Whether it is in the answer.
        package let fills: Bool
        /// Why it is not, or not as it was said; nil for what needs no words.
        package let why: String?
    }

    package struct Word: Hashable, Sendable {
        package let span: Range<Int>
        /// As written.
        package let text: String
        /// As read: in small letters, and as if typed on the keyboard that was meant.
        package let read: String
        package let how: String
        /// Read as it was written, by a word that is known.
        package let isPlain: Bool
    }

    package private(set) var taken: [Line] = []
    package private(set) var rejected: [Line] = []
    package private(set) var words: [Word] = []

    private let bytes: [UInt8]
    private let phrases: ExplanationPhrases
    private let foundations: [Range<Int>: [String]]

    /// A pattern of hundreds of words says no more by all of them.
    static let longestRule = 80

    package init(_ explanation: Explanation, text: String, language: Language) {
        bytes = Array(text.utf8)
        phrases = ExplanationPhrases(language)
        foundations = explanation.foundations
        let meaning = explanation.meaning
        for intent in meaning.intents {
            let isKnown = FilledSlots.contractIntents.contains(intent.content)
            take(.intent, intent.content, intent, fills: isKnown, why: isKnown || intent.content == "none" ? nil : phrases.ownIntent)
        }
        for service in meaning.services {
            let isOne = if case .one = service.content { true } else { false }
            take(.service, service.content.words, service, fills: isOne, why: isOne ? nil : phrases.tie)
        }
        let master = FilledSlots(meaning).master
        for found in meaning.masters {
            let fills = master != nil && found.content.words == master
            let why: String? = if case .oneOf = found.content { phrases.tie } else { phrases.severalMasters }
            take(.master, found.content.words, found, fills: fills, why: fills ? nil : why)
        }
        for date in meaning.dates {
            take(.date, date.content.words, date, fills: date.content != .soonest, why: date.content == .soonest ? phrases.soonest : nil)
        }
        for time in meaning.times { take(.time, time.content.words, time, fills: true, why: nil) }
        rejected = explanation.rejected.map(line)
        words = explanation.words.map { word in
            Word(
                span: word.span, text: written(word.span), read: word.text, how: phrases.manner(word),
                isPlain: !word.isWrongLayout && word.manner.isPlain)
        }
    }

    private mutating func take<Content>(_ kind: Kind, _ value: String, _ found: Found<Content>, fills: Bool, why: String?) {
        taken.append(
            Line(
                kind: kind, value: value, span: found.span, text: written(found.span),
                rule: rule(found.rule, over: kind == .date || kind == .time ? foundations[found.span] ?? [] : []), fills: fills,
                why: why))
    }

    private func rule(_ name: String, over others: [String] = []) -> String {
        ([name] + others).map { $0.shortened(to: ExplanationLines.longestRule) }.joined(separator: " ← ")
    }

    private func line(_ rejected: Rejected) -> Line {
        let (kind, value): (Kind, String) =
            switch rejected.content {
            case .intent(let name): (.intent, name)
            case .service(let reference): (.service, reference.words)
            case .master(let reference): (.master, reference.words)
            case .date(let date): (.date, date.words)
            case .time(let time): (.time, time.words)
            }
        return Line(
            kind: kind, value: value, span: rejected.span, text: written(rejected.span), rule: rule(rejected.rule), fills: false,
            why: phrases.reason(rejected.reason))
    }

    private func written(_ span: Range<Int>) -> String { String(decoding: bytes[span], as: UTF8.self) }
}

extension WordReading.Manner {
    fileprivate var isPlain: Bool {
        switch self {
        case .number, .known, .named(.exact, _): true
        case .typo, .transliterated, .named, .unknown: false
        }
    }
}

extension Reference {
    fileprivate var words: String {
        switch self {
        case .one(let id): id
        case .oneOf(let ids): ids.joined(separator: " | ")
        }
    }
}

extension MasterReference {
    fileprivate var words: String {
        switch self {
        case .one(let id): id
        case .oneOf(let ids): ids.joined(separator: " | ")
        case .anyone: "any"
        }
    }
}

extension DateMeaning {
    fileprivate var words: String {
        switch self {
        case .day(let day): day.iso
        case .window(let from, let to): "\(from?.iso ?? "")…\(to?.iso ?? "")"
        case .oneOf(let days): days.map(\.iso).joined(separator: " | ")
        case .soonest: "soonest"
        }
    }
}

extension TimeMeaning {
    fileprivate var words: String {
        switch self {
        case .at(let time): time.iso
        case .window(let from, let to): "\(from?.iso ?? "")…\(to?.iso ?? "")"
        case .part(let part): "\(part.rawValue) \(part.from.iso)…\(part.to.iso)"
        }
    }
}
