/// The lexicon files of each language, embedded in the program. A language is these files and no code: a new one needs its
/// folder in `Grammar/lexicon` and lines here.
package enum LexiconFiles {
    /// Languages in the order in which they are tried where a message does not tell: the complete ones first.
    package static let languages = ["ru", "en", "uk", "kk"]

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
                ("talk-ru.tsv", PackageResources.talk_ru_tsv),
                ("impossible-ru.tsv", PackageResources.impossible_ru_tsv),
                ("questions-ru.tsv", PackageResources.questions_ru_tsv),
                ("answers-ru.tsv", PackageResources.answers_ru_tsv),
                ("things-ru.tsv", PackageResources.things_ru_tsv),
                ("known-ru.tsv", PackageResources.known_ru_tsv),
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
                ("talk-en.tsv", PackageResources.talk_en_tsv),
                ("impossible-en.tsv", PackageResources.impossible_en_tsv),
                ("questions-en.tsv", PackageResources.questions_en_tsv),
                ("answers-en.tsv", PackageResources.answers_en_tsv),
                ("things-en.tsv", PackageResources.things_en_tsv),
                ("known-en.tsv", PackageResources.known_en_tsv),
                ("names-en.tsv", PackageResources.names_en_tsv),
            ]
        case "uk":
            [
                ("language-uk.tsv", PackageResources.language_uk_tsv),
                ("numbers-uk.tsv", PackageResources.numbers_uk_tsv),
                ("dates-uk.tsv", PackageResources.dates_uk_tsv),
                ("times-uk.tsv", PackageResources.times_uk_tsv),
                ("numbers-apart-uk.tsv", PackageResources.numbers_apart_uk_tsv),
                ("corrections-uk.tsv", PackageResources.corrections_uk_tsv),
                ("intents-uk.tsv", PackageResources.intents_uk_tsv),
                ("impossible-uk.tsv", PackageResources.impossible_uk_tsv),
                ("questions-uk.tsv", PackageResources.questions_uk_tsv),
                ("answers-uk.tsv", PackageResources.answers_uk_tsv),
                ("things-uk.tsv", PackageResources.things_uk_tsv),
                ("names-uk.tsv", PackageResources.names_uk_tsv),
            ]
        case "kk":
            [
                ("language-kk.tsv", PackageResources.language_kk_tsv),
                ("numbers-kk.tsv", PackageResources.numbers_kk_tsv),
                ("dates-kk.tsv", PackageResources.dates_kk_tsv),
                ("times-kk.tsv", PackageResources.times_kk_tsv),
                ("numbers-apart-kk.tsv", PackageResources.numbers_apart_kk_tsv),
                ("corrections-kk.tsv", PackageResources.corrections_kk_tsv),
                ("intents-kk.tsv", PackageResources.intents_kk_tsv),
                ("impossible-kk.tsv", PackageResources.impossible_kk_tsv),
                ("questions-kk.tsv", PackageResources.questions_kk_tsv),
                ("answers-kk.tsv", PackageResources.answers_kk_tsv),
                ("things-kk.tsv", PackageResources.things_kk_tsv),
                ("names-kk.tsv", PackageResources.names_kk_tsv),
            ]
        default: []
        }
    }
}
