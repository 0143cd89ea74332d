internal import CivilTime
internal import Postgres
internal import Salon

/// How the domain's values travel to and from columns.

extension Parameter {
    static func instant(_ value: Instant?) -> Parameter { .instant(milliseconds: value?.milliseconds) }
    static func instants(_ values: [Instant?]) -> Parameter { .instants(milliseconds: values.map { $0?.milliseconds }) }

    /// Text that may come from outside: PostgreSQL holds every character but U+0000, which is shown as U+FFFD.
    static func foreignText(_ value: String?) -> Parameter { .text(value?.withoutZero) }
    static func foreignTexts(_ values: [String?]) -> Parameter { .texts(values.map { $0?.withoutZero }) }
}

extension String {
    var withoutZero: String {
        guard utf8.contains(0) else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 }))
    }
}

extension Row {
    func instant(_ column: Int) throws(PostgresError) -> Instant {
        Instant(milliseconds: try instantMilliseconds(column))
    }

    func optionalInstant(_ column: Int) throws(PostgresError) -> Instant? {
        try optionalInstantMilliseconds(column).map { Instant(milliseconds: $0) }
    }

    func date(_ column: Int) throws(PostgresError) -> CivilDate {
        CivilDate(daysSinceEpoch: try daysSinceEpoch(column))
    }

    /// A name from two columns: the languages and, in their order, the words.
    func localizedName(languages: Int, words: Int) throws(PostgresError) -> LocalizedName {
        var byLanguage: [String: String] = [:]
        for (language, word) in zip(try texts(languages), try texts(words)) {
            if let language, let word { byLanguage[language] = word }
        }
        return LocalizedName(byLanguage)
    }
}

extension LocalizedName {
    /// Two parameters for `jsonb_object($1, $2)`: the languages in code order, and the words.
    var parameters: [Parameter] {
        let sorted = byLanguage.sorted { $0.key < $1.key }
        return [.foreignTexts(sorted.map { $0.key }), .foreignTexts(sorted.map { $0.value })]
    }
}
