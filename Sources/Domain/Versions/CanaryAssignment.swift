/// Which talks a canary takes: the same answer whenever the same talk is asked about, and another draw for a customer's next
/// talk, so that nobody always tries out what is new.
package enum CanaryAssignment {
    /// - Parameters:
    ///   - talk: the number of the turn that the talk begins with.
    ///   - share: percent.
    package static func takes(canary: Int64, conversation: Int64, talk: Int64, share: Int) -> Bool {
        var mixed: UInt64 = 0
        for part in [canary, conversation, talk] { mixed = spread(mixed ^ UInt64(bitPattern: part)) }
        return mixed % 100 < UInt64(share)
    }

    /// SplitMix64's step: one changed bit changes about half of the bits of the result.
    private static func spread(_ value: UInt64) -> UInt64 {
        var bits = value &+ 0x9E37_79B9_7F4A_7C15
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}
