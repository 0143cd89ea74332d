/// The tables of `Grammar/` as they are built into the program, byte for byte.
package enum GrammarFiles {
    /// `keywords.tsv`: keywords and built-in names in each dialect.
    package static var keywords: [UInt8] { PackageResources.keywords_tsv }
}
