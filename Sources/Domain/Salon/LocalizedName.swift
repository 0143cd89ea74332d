/// A name per language code, `ru` and `en` at launch.
package struct LocalizedName: Hashable, Sendable {
    package var byLanguage: [String: String]

    package init(_ byLanguage: [String: String]) { self.byLanguage = byLanguage }

    /// The name in `language`, else in any language, by code order so that the answer is always the same.
    package func text(in language: String) -> String {
        byLanguage[language] ?? byLanguage.min { $0.key < $1.key }?.value ?? ""
    }
}
