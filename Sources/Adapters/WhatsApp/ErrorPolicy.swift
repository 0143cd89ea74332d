/// What to do about the errors WhatsApp answers, by code.
///
/// The rows are those of `Tests/Corpus/whatsapp-errors.json`; a test holds the two together.
package struct ErrorPolicy: Hashable, Sendable {
    package enum Retry: String, Hashable, Sendable {
        /// The same message will fail again.
        case no
        /// After seconds, growing with every try.
        case backoff
        /// After minutes.
        case later
    }

    /// What the error is about, and so what has to stand still because of it.
    package enum Scope: String, Hashable, Sendable {
        case app
        /// The app's or the salon's token.
        case appOrTenant = "app/tenant"
        case tenant, number, recipient, template, message
    }

    package let code: Int
    package let retry: Retry
    package let scope: Scope

    /// The policy for an error of a POST or of a failed status. Unknown codes are not retried: they are newer than
    /// this table, and Meta's new codes are refusals.
    package static func policy(for code: Int) -> ErrorPolicy {
        byCode[code] ?? ErrorPolicy(code: code, retry: .no, scope: (200...299).contains(code) ? .tenant : .message)
    }

    /// Whether the table knows the code.
    package static func isKnown(_ code: Int) -> Bool { byCode[code] != nil }

    private static let byCode = Dictionary(all.map { ($0.code, $0) }) { first, _ in first }

    /// In the order of the codes.
    package static let all: [ErrorPolicy] = [
        ErrorPolicy(code: 0, retry: .no, scope: .appOrTenant),
        ErrorPolicy(code: 1, retry: .no, scope: .message),
        ErrorPolicy(code: 2, retry: .backoff, scope: .app),
        ErrorPolicy(code: 3, retry: .no, scope: .app),
        ErrorPolicy(code: 4, retry: .later, scope: .app),
        ErrorPolicy(code: 10, retry: .no, scope: .tenant),
        ErrorPolicy(code: 33, retry: .no, scope: .number),
        ErrorPolicy(code: 100, retry: .no, scope: .message),
        ErrorPolicy(code: 104, retry: .no, scope: .app),
        ErrorPolicy(code: 190, retry: .no, scope: .tenant),
        ErrorPolicy(code: 200, retry: .no, scope: .tenant),
        ErrorPolicy(code: 368, retry: .no, scope: .tenant),
        ErrorPolicy(code: 80007, retry: .later, scope: .tenant),
        ErrorPolicy(code: 130403, retry: .no, scope: .recipient),
        ErrorPolicy(code: 130429, retry: .backoff, scope: .number),
        ErrorPolicy(code: 130472, retry: .no, scope: .recipient),
        ErrorPolicy(code: 130497, retry: .no, scope: .recipient),
        ErrorPolicy(code: 131000, retry: .backoff, scope: .message),
        ErrorPolicy(code: 131005, retry: .no, scope: .tenant),
        ErrorPolicy(code: 131008, retry: .no, scope: .message),
        ErrorPolicy(code: 131009, retry: .no, scope: .message),
        ErrorPolicy(code: 131016, retry: .backoff, scope: .app),
        ErrorPolicy(code: 131021, retry: .no, scope: .message),
        ErrorPolicy(code: 131026, retry: .no, scope: .recipient),
        ErrorPolicy(code: 131030, retry: .no, scope: .recipient),
        ErrorPolicy(code: 131031, retry: .no, scope: .tenant),
        ErrorPolicy(code: 131037, retry: .no, scope: .number),
        ErrorPolicy(code: 131042, retry: .no, scope: .tenant),
        ErrorPolicy(code: 131045, retry: .no, scope: .number),
        ErrorPolicy(code: 131047, retry: .no, scope: .message),
        ErrorPolicy(code: 131048, retry: .later, scope: .number),
        ErrorPolicy(code: 131049, retry: .no, scope: .recipient),
        ErrorPolicy(code: 131050, retry: .no, scope: .recipient),
        ErrorPolicy(code: 131051, retry: .no, scope: .message),
        ErrorPolicy(code: 131052, retry: .no, scope: .message),
        ErrorPolicy(code: 131053, retry: .no, scope: .message),
        ErrorPolicy(code: 131055, retry: .no, scope: .message),
        ErrorPolicy(code: 131056, retry: .backoff, scope: .recipient),
        ErrorPolicy(code: 131057, retry: .later, scope: .number),
        ErrorPolicy(code: 131059, retry: .no, scope: .app),
        ErrorPolicy(code: 131062, retry: .no, scope: .message),
        ErrorPolicy(code: 131063, retry: .no, scope: .tenant),
        ErrorPolicy(code: 131064, retry: .no, scope: .tenant),
        ErrorPolicy(code: 132000, retry: .no, scope: .template),
        ErrorPolicy(code: 132001, retry: .no, scope: .template),
        ErrorPolicy(code: 132005, retry: .no, scope: .template),
        ErrorPolicy(code: 132007, retry: .no, scope: .template),
        ErrorPolicy(code: 132012, retry: .no, scope: .template),
        ErrorPolicy(code: 132015, retry: .no, scope: .template),
        ErrorPolicy(code: 132016, retry: .no, scope: .template),
        ErrorPolicy(code: 132018, retry: .no, scope: .template),
        ErrorPolicy(code: 132068, retry: .no, scope: .template),
        ErrorPolicy(code: 132069, retry: .later, scope: .template),
        ErrorPolicy(code: 133000, retry: .no, scope: .number),
        ErrorPolicy(code: 133004, retry: .backoff, scope: .app),
        ErrorPolicy(code: 133005, retry: .no, scope: .number),
        ErrorPolicy(code: 133006, retry: .no, scope: .number),
        ErrorPolicy(code: 133008, retry: .later, scope: .number),
        ErrorPolicy(code: 133009, retry: .later, scope: .number),
        ErrorPolicy(code: 133010, retry: .no, scope: .number),
        ErrorPolicy(code: 133015, retry: .later, scope: .number),
        ErrorPolicy(code: 133016, retry: .no, scope: .number),
        ErrorPolicy(code: 134011, retry: .no, scope: .tenant),
        ErrorPolicy(code: 134100, retry: .no, scope: .message),
        ErrorPolicy(code: 134101, retry: .later, scope: .template),
        ErrorPolicy(code: 134102, retry: .no, scope: .template),
        ErrorPolicy(code: 135000, retry: .no, scope: .message),
        ErrorPolicy(code: 137000, retry: .no, scope: .recipient),
        ErrorPolicy(code: 141002, retry: .no, scope: .template),
        ErrorPolicy(code: 2_388_019, retry: .no, scope: .tenant),
        ErrorPolicy(code: 2_388_040, retry: .no, scope: .template),
        ErrorPolicy(code: 2_388_047, retry: .no, scope: .template),
        ErrorPolicy(code: 2_388_072, retry: .no, scope: .template),
        ErrorPolicy(code: 2_388_073, retry: .no, scope: .template),
        ErrorPolicy(code: 2_388_273, retry: .no, scope: .template),
        ErrorPolicy(code: 2_388_293, retry: .no, scope: .template),
        ErrorPolicy(code: 2_388_299, retry: .no, scope: .template),
    ]
}
