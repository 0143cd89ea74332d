/// Fisher's exact test of two groups, one-sided: no approximation that fails for the few talks a canary begins with.
package enum ExactTest {
    /// The chance that at least `bad` of the bad talks are among the first group's, if both groups are alike and only chance
    /// dealt the talks between them. From 0 to 1; 1 when a group is empty. Good to about twelve digits, for groups up to
    /// millions; costs a step for each value the number can have.
    ///
    /// The weights of the hypergeometric distribution are built from its most likely value, each from its neighbour, so no
    /// factorial is needed and none can overflow.
    package static func chance(ofAtLeast bad: Int, of talks: Int, against otherBad: Int, of otherTalks: Int) -> Double {
        precondition(0...talks ~= bad && 0...otherTalks ~= otherBad, "more bad talks than talks")
        let allBad = bad + otherBad
        let most = min(talks, allBad)
        let least = max(0, allBad - otherTalks)
        let likely = min(max((talks + 1) * (allBad + 1) / (talks + otherTalks + 2), least), most)
        var all = 1.0
        var atLeast = likely >= bad ? 1.0 : 0.0
        var weight = 1.0
        for value in likely..<most {
            weight *= Double(allBad - value) * Double(talks - value)
            weight /= Double(value + 1) * Double(otherTalks - allBad + value + 1)
            all += weight
            if value + 1 >= bad { atLeast += weight }
        }
        weight = 1.0
        for value in stride(from: likely, to: least, by: -1) {
            weight *= Double(value) * Double(otherTalks - allBad + value)
            weight /= Double(allBad - value + 1) * Double(talks - value + 1)
            all += weight
            if value - 1 >= bad { atLeast += weight }
        }
        return atLeast / all
    }
}
