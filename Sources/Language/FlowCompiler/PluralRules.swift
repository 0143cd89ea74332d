internal import FlowMachine

/// Reads the plural categories of a language as CLDR writes them, such as `few: n % 10 = 2..4 and n % 100 != 12..14`.
enum PluralRules {
    /// - Parameter cells: a category each; the last has no rule and takes every number the others leave.
    static func read(_ cells: [String], line: Int) throws(WordingTableError) -> [PluralRule] {
        var rules: [PluralRule] = []
        for (place, cell) in cells.enumerated() {
            let parts = cell.split(separator: ":", maxSplits: 1).map(String.init)
            guard let category = parts.first, (parts.count == 1) == (place == cells.count - 1) else {
                throw WordingTableError(line: line, problem: .badPlural(cell))
            }
            var alternatives: [[PluralRule.Condition]] = []
            for alternative in parts.count == 1 ? [] : parts[1].words(separatedBy: "or") {
                var conditions: [PluralRule.Condition] = []
                for condition in alternative.joined(separator: " ").words(separatedBy: "and") {
                    guard let read = PluralRules.condition(condition) else {
                        throw WordingTableError(line: line, problem: .badPlural(cell))
                    }
                    conditions.append(read)
                }
                alternatives.append(conditions)
            }
            rules.append(PluralRule(category: category, alternatives: alternatives))
        }
        return rules
    }

    /// `n % 10 = 2..4`, `n != 1`
    private static func condition(_ words: [String]) -> PluralRule.Condition? {
        guard words.first == "n" else { return nil }
        var rest = words.dropFirst()
        var modulus = 0
        if rest.first == "%" {
            guard let number = rest.dropFirst().first.flatMap({ Int($0) }), number > 0 else { return nil }
            modulus = number
            rest = rest.dropFirst(2)
        }
        guard rest.count == 2, let sign = rest.first, sign == "=" || sign == "!=", let range = rest.last else {
            return nil
        }
        let bounds = range.replacing("..", with: " ").split(separator: " ").compactMap { Int($0) }
        guard let lowest = bounds.first, let highest = bounds.last, bounds.count <= 2, 0 <= lowest, lowest <= highest
        else { return nil }
        return PluralRule.Condition(modulus: modulus, lowest: lowest, highest: highest, isNegated: sign == "!=")
    }
}

extension String {
    /// Its words, in groups parted by one of them.
    fileprivate func words(separatedBy separator: String) -> [[String]] {
        split(separator: " ").map(String.init).split(separator: separator, omittingEmptySubsequences: false).map {
            Array($0)
        }
    }
}
