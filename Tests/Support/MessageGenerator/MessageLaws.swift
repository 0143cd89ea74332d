package import Understanding

/// What holds for a message of any characters.
package struct MessageLaws: Sendable {
    /// Steps of rules that a message of so many words may take, with those that are refused when its budget is spent.
    package static func limit(words: Int) -> Int { 20_000 + 1_000 * words }

    private let understander: Understander
    private let vocabulary: Vocabulary
    private let context: Context

    package init(understander: Understander, vocabulary: Vocabulary, context: Context) {
        self.understander = understander
        self.vocabulary = vocabulary
        self.context = context
    }

    /// The law that a message breaks, nil when it keeps all of them.
    package func violation(of text: String) -> String? {
        let (meaning, work) = understander.understandCounting(text, vocabulary: vocabulary, context: context)
        guard meaning == understander.understand(text, vocabulary: vocabulary, context: context) else {
            return "two meanings of the same message"
        }
        if work.steps > MessageLaws.limit(words: work.words) { return "\(work.steps) steps for \(work.words) words" }
        return MessageLaws.violation(ofSpansIn: meaning, of: text)
    }

    /// Every value was read from whole characters of the message.
    package static func violation(ofSpansIn meaning: Meaning, of text: String) -> String? {
        var boundaries: Set<Int> = [0]
        var offset = 0
        for scalar in text.unicodeScalars {
            offset += UTF8.width(scalar)
            boundaries.insert(offset)
        }
        for span in spans(of: meaning) {
            if span.isEmpty { return "an empty span at \(span.lowerBound)" }
            if !boundaries.contains(span.lowerBound) || !boundaries.contains(span.upperBound) {
                return "the span \(span) cuts a character or lies outside"
            }
        }
        return nil
    }

    private static func spans(of meaning: Meaning) -> [Range<Int>] {
        meaning.intents.map(\.span) + meaning.services.map(\.span) + meaning.masters.map(\.span)
            + meaning.dates.map(\.span) + meaning.times.map(\.span) + meaning.options.map(\.span)
            + meaning.excluded.map(\.span) + (meaning.recurrence.map { [$0.span] } ?? [])
    }
}
