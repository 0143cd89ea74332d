import Testing
import Workers

@Suite("The rate of sending", .timeLimit(.minutes(1)))
struct SendRateTests {
    /// In every second that begins with a send there are at most so many: by the moments that were given out.
    private func most(in slots: [ContinuousClock.Instant]) -> Int {
        var most = 0
        var first = 0
        for (index, slot) in slots.enumerated() {
            while slots[first].duration(to: slot) >= .seconds(1) { first += 1 }
            most = max(most, index - first + 1)
        }
        return most
    }

    @Test("Never more than so many in any second, whenever they are asked for", arguments: [1, 2, 3, 10, 80])
    func window(perSecond: Int) {
        for seed in 0..<20 {
            var generator = SeededGenerator(seed: UInt64(seed))
            var now = ContinuousClock.now
            var slots = SendSlots(perSecond: perSecond)
            var taken: [ContinuousClock.Instant] = []
            for _ in 0..<500 {
                let slot = slots.take(at: now)
                #expect(slot >= now)
                taken.append(slot)
                // Bursts, steady streams and pauses.
                let gap = [0, 0, 0, 1, 12, 300, 1500].randomElement(using: &generator) ?? 0
                now += .milliseconds(gap)
            }
            #expect(taken == taken.sorted())
            #expect(most(in: taken) <= perSecond)
        }
    }

    @Test("Nobody waits while there is room, and a burst fills the seconds to the brim")
    func full() {
        var slots = SendSlots(perSecond: 80)
        let now = ContinuousClock.now
        let taken = (0..<240).map { _ in slots.take(at: now) }
        #expect(taken.prefix(80).allSatisfy { $0 == now })
        #expect(taken[80..<160].allSatisfy { $0 == now + .seconds(1) })
        #expect(taken[160...].allSatisfy { $0 == now + .seconds(2) })
        #expect(slots.take(at: now + .seconds(10)) == now + .seconds(10))
    }

    @Test("Many at once wait their turn, and one number does not wait for another")
    func waiting() async {
        let rate = SendRate(perSecond: 20)
        let begin = ContinuousClock.now
        let ends = await withTaskGroup(of: (String, ContinuousClock.Instant).self) { group in
            for number in 0..<50 {
                let name = number < 41 ? "busy" : "quiet"
                group.addTask {
                    await rate.wait(for: name)
                    return (name, ContinuousClock.now)
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let busy = ends.filter { $0.0 == "busy" }.map { begin.duration(to: $0.1) }.sorted()
        #expect(busy[20] >= .seconds(1) && busy[40] >= .seconds(2))
        // The quiet number is never held back: its places are given at once, whenever its turn comes on a busy machine.
        #expect(ends.count { $0.0 == "quiet" } == 9)
    }
}

/// A small generator with a seed, so that a failure can be repeated (Steele, Lea and Flood's SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
