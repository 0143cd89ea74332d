/// One message per six seconds to one person, with up to 45 borrowed from the future (facts, section 13; 131056).
///
/// Kept as the moment at which everything borrowed is paid back. Each message moves it six seconds on; a message that
/// would move it more than 45 such steps past now is refused.
struct PairRate: Hashable, Sendable {
    static let interval: Int64 = 6_000
    static let burst: Int64 = 45

    private var paidBackAt: Int64 = .min

    /// Counts a message and returns true, or returns false and counts nothing.
    mutating func admit(now: Int64) -> Bool {
        let next = max(paidBackAt, now) + PairRate.interval
        guard next - now <= PairRate.burst * PairRate.interval else { return false }
        paidBackAt = next
        return true
    }
}

/// The messages of one number within any second, in and out together (facts, section 13; 130429).
///
/// Keeps the moments of the last `limit` messages in a ring: the number is full when the oldest of them is less than a
/// second old. Incoming messages count but are never refused.
struct Throughput: Hashable, Sendable {
    private let limit: Int
    private var moments: [Int64] = []
    private var oldest = 0

    init(limit: Int) { self.limit = max(1, limit) }

    mutating func admit(now: Int64) -> Bool {
        guard moments.count < limit || now - moments[oldest] >= 1000 else { return false }
        count(now: now)
        return true
    }

    mutating func count(now: Int64) {
        if moments.count < limit {
            moments.append(now)
        } else {
            moments[oldest] = now
            oldest = (oldest + 1) % limit
        }
    }

    /// The share of the second's allowance that is used, in per cent, for `X-Business-Use-Case-Usage`.
    func usedPercent(now: Int64) -> Int { moments.count { now - $0 < 1000 } * 100 / limit }
}
