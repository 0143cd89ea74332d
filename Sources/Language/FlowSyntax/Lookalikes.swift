/// Letters that look the same in two alphabets: a Latin `a` in a Russian word is read as a slip, not as another word.
enum Lookalikes {
    private static let latin = Array("aeopcxykABEKMHOPCTXY".unicodeScalars)
    private static let cyrillic = Array("аеорсхукАВЕКМНОРСТХУ".unicodeScalars)
    private static let toCyrillic = Dictionary(uniqueKeysWithValues: zip(latin, cyrillic))
    private static let toLatin = Dictionary(uniqueKeysWithValues: zip(cyrillic, latin))

    /// What a word may have been meant to be: all its letters of one alphabet. None for a word without such letters of
    /// two alphabets. Costs a pass over the word.
    static func readings(of word: String) -> [String] {
        var hasLatin = false
        var hasCyrillic = false
        for scalar in word.unicodeScalars {
            if scalar.isASCII { hasLatin = hasLatin || scalar.properties.isAlphabetic }
            else if (0x400...0x52F).contains(scalar.value) { hasCyrillic = true }
        }
        guard hasLatin, hasCyrillic else { return [] }
        return [toCyrillic, toLatin].map { table in
            String(String.UnicodeScalarView(word.unicodeScalars.map { table[$0] ?? $0 }))
        }
    }
}
