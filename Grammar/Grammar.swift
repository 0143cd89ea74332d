/// The tables of `Grammar/` as they are built into the program, byte for byte.
package enum GrammarFiles {
    /// `keywords.tsv`: keywords and built-in names in each dialect.
    package static var keywords: [UInt8] { PackageResources.keywords_tsv }

    /// `wording-<language>.tsv`: how each language writes dates and money, by language code.
    package static var wordings: [(language: String, bytes: [UInt8])] {
        [("en", PackageResources.wording_en_tsv), ("ru", PackageResources.wording_ru_tsv)]
    }
}
