import Testing
import Versions

@Suite("Fisher's exact test")
struct ExactTestTests {
    @Test("The lady tasting tea")
    func tea() {
        #expect(isClose(ExactTest.chance(ofAtLeast: 4, of: 4, against: 0, of: 4), 1.0 / 70))
        #expect(isClose(ExactTest.chance(ofAtLeast: 3, of: 4, against: 1, of: 4), 17.0 / 70))
    }

    @Test("Known values of larger tables, computed in exact fractions")
    func known() {
        let values: [(bad: Int, talks: Int, otherBad: Int, others: Int, chance: Double)] = [
            (14, 20, 32, 80, 0.01525226438694151),
            (30, 200, 180, 1800, 0.022907632887760307),
            (3, 3, 0, 27, 0.0002463054187192118),
            (160, 200, 1080, 1800, 6.962223800425414e-09),
            (40, 1000, 300, 9000, 0.15579394981385145),
            (120, 160, 240, 640, 7.726265378359913e-18),
        ]
        for value in values {
            let chance = ExactTest.chance(
                ofAtLeast: value.bad, of: value.talks, against: value.otherBad, of: value.others)
            #expect(isClose(chance, value.chance), "\(value): \(chance)")
        }
    }

    @Test("Every table of up to eleven and eleven, against the counted ways to deal them")
    func counted() {
        for talks in 0...11 {
            for others in 0...11 {
                for bad in 0...talks {
                    for otherBad in 0...others {
                        let all = bad + otherBad
                        let ways = (bad...max(bad, min(talks, all))).reduce(0) {
                            $0 + choose(all, $1) * choose(talks + others - all, talks - $1)
                        }
                        let chance = ExactTest.chance(ofAtLeast: bad, of: talks, against: otherBad, of: others)
                        let counted = Double(ways) / Double(choose(talks + others, talks))
                        #expect(isClose(chance, counted), "\(bad) of \(talks), \(otherBad) of \(others)")
                    }
                }
            }
        }
    }

    @Test("Millions of talks neither overflow nor lose the answer")
    func large() {
        #expect(ExactTest.chance(ofAtLeast: 600_000, of: 1_000_000, against: 500_000, of: 1_000_000) < 1e-100)
        #expect(ExactTest.chance(ofAtLeast: 400_000, of: 1_000_000, against: 500_000, of: 1_000_000) > 0.999)
    }

    private func isClose(_ one: Double, _ other: Double) -> Bool { abs(one - other) <= 1e-11 * max(other, 1e-300) }

    private func choose(_ all: Int, _ some: Int) -> Int {
        guard 0...all ~= some else { return 0 }
        return (0..<some).reduce(1) { $0 * (all - $1) / ($1 + 1) }
    }
}
