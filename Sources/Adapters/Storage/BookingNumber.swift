/// Short numbers for the phone: five digits that give nothing away of how many bookings a salon has.
///
/// They are drawn from the booking's cause and not counted: a counter is one row that every booking of a salon would
/// wait for until the one before has committed. A number that is taken is passed over for the next candidate, and when
/// a salon has used many, longer ones come into play.
enum BookingNumber {
    /// Candidates in the order to try them; another `attempt` gives others. Few at first, for each costs a look-up and the
    /// first is mostly free.
    static func candidates(origin: String, attempt: Int) -> [String] {
        var state = seed(origin, attempt)
        return (attempt == 0 ? [5, 5, 5, 6, 9] : [5, 5, 5, 5, 5, 5, 6, 6, 7, 7, 9]).map { digits in
            // The first digit is never 0: people leave it out.
            let lowest = (1..<digits).reduce(1) { power, _ in power * 10 }
            return String(UInt64(lowest) + next(&state) % UInt64(lowest * 9))
        }
    }

    /// FNV-1a over the cause and the attempt.
    private static func seed(_ origin: String, _ attempt: Int) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in Array(origin.utf8) + [UInt8(truncatingIfNeeded: attempt)] {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        return hash
    }

    /// SplitMix64.
    private static func next(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
