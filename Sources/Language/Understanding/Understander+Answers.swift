/// What lexicons know of answers that name nothing of a salon: a customer's name and telephone number.
extension Understander {
    /// The words of an answer to "what is your name?" without what people put before it ("меня зовут", "it's"). At least one
    /// word is left: who is called "It" has said so.
    package func withoutNameOpening(_ words: [String]) -> ArraySlice<String> {
        let plain = words.map { word in folded(word.filter { $0.isLetter || $0 == "'" || $0 == "’" }) }
        let opening = lexicons.flatMap(\.nameOpenings).filter { plain.count > $0.count && plain.starts(with: $0) }
            .max { $0.count < $1.count }
        return words.dropFirst(opening?.count ?? 0)
    }

    /// Whether the word, as it is written, is some person's name in any form, of those that the lexicons list or by its making.
    package func namesPerson(_ word: String) -> Bool { isPersonName(folded(word)) }

    /// The digits of a telephone number with its country code, where they are written as at home in one of the languages
    /// (`8 701 …` in Russian is `7 701 …` abroad); other digits stay as they are.
    package func internationalDigits(_ digits: String, languages: [String]) -> String {
        for code in languages {
            for trunk in lexicons.first(where: { $0.language == code })?.trunks ?? []
            where digits.count == trunk.digits && digits.hasPrefix(trunk.prefix) {
                return trunk.countryCode + digits.dropFirst(trunk.prefix.count)
            }
        }
        return digits
    }
}
