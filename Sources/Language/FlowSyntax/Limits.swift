/// How much a flow file may hold. Each limit has a finding of its own, so that no file is cut short in silence.
package enum Limits {
    /// Bytes of one file.
    package static let fileBytes = 1 << 20
    /// Bytes of one line; four times what WhatsApp takes as a message.
    package static let lineBytes = 16_384
    /// Groups inside groups in a phrase.
    package static let phraseNesting = 8
    /// The largest number that may be written.
    package static let largestNumber = 999_999
    /// The longest silence that can be waited for: 365 days, in seconds.
    package static let longestSilence = 365 * 86_400
    /// Findings reported in one run over one file.
    package static let findings = 1_000
}
