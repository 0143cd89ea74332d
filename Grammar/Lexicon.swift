/// The lexicon files of each language, embedded in the program. A language is these files and no code: a new one needs its
/// files in `Grammar/lexicon` and a line here.
package enum LexiconFiles {
    /// Languages in the order in which they are tried where a message does not tell.
    package static let languages = ["ru", "en"]

    /// Name and bytes of each file of a language's lexicon; empty for a language that has none.
    package static func files(of language: String) -> [(name: String, bytes: [UInt8])] {
        switch language {
        case "ru":
            [
                ("language-ru.tsv", PackageResources.language_ru_tsv),
                ("numbers-ru.tsv", PackageResources.numbers_ru_tsv),
                ("dates-ru.tsv", PackageResources.dates_ru_tsv),
                ("times-ru.tsv", PackageResources.times_ru_tsv),
                ("numbers-apart-ru.tsv", PackageResources.numbers_apart_ru_tsv),
                ("corrections-ru.tsv", PackageResources.corrections_ru_tsv),
                ("intents-ru.tsv", PackageResources.intents_ru_tsv),
                ("names-ru.tsv", PackageResources.names_ru_tsv),
            ]
        case "en":
            [
                ("language-en.tsv", PackageResources.language_en_tsv),
                ("numbers-en.tsv", PackageResources.numbers_en_tsv),
                ("dates-en.tsv", PackageResources.dates_en_tsv),
                ("times-en.tsv", PackageResources.times_en_tsv),
                ("numbers-apart-en.tsv", PackageResources.numbers_apart_en_tsv),
                ("corrections-en.tsv", PackageResources.corrections_en_tsv),
                ("intents-en.tsv", PackageResources.intents_en_tsv),
                ("names-en.tsv", PackageResources.names_en_tsv),
            ]
        default: []
        }
    }
}
