/// One plural category of a language: its CLDR name and the whole numbers it takes (CLDR, language plural rules).
///
/// A rule is a list of alternatives, each a list of conditions that must all hold, as CLDR writes them:
/// `n % 10 = 1 and n % 100 != 11`. Only whole numbers are counted in a conversation, so CLDR's operands for fractions
/// have no place here.
package struct PluralRule: Hashable, Sendable {
    /// `one`, `few`, `many`, `other`.
    package var category: String
    /// Any of these; none at all takes every number.
    package var alternatives: [[Condition]]

    package init(category: String, alternatives: [[Condition]]) {
        self.category = category
        self.alternatives = alternatives
    }

    package struct Condition: Hashable, Sendable {
        /// The number is taken by this modulus first; 0 takes it as it is.
        package var modulus: Int
        package var lowest: Int
        package var highest: Int
        package var isNegated: Bool

        package init(modulus: Int, lowest: Int, highest: Int, isNegated: Bool) {
            self.modulus = modulus
            self.lowest = lowest
            self.highest = highest
            self.isNegated = isNegated
        }
    }

    package func takes(_ number: Int) -> Bool {
        let size = Int(clamping: number.magnitude)
        return alternatives.isEmpty
            || alternatives.contains { conditions in
                conditions.allSatisfy { condition in
                    let rest = condition.modulus == 0 ? size : size % condition.modulus
                    return (condition.lowest...condition.highest).contains(rest) != condition.isNegated
                }
            }
    }
}

extension PluralRule: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        writer.string(category)
        writer.list(alternatives) { conditions, writer in
            writer.list(conditions) { condition, writer in
                writer.count(condition.modulus)
                writer.count(condition.lowest)
                writer.count(condition.highest)
                writer.flag(condition.isNegated)
            }
        }
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        self.init(
            category: try reader.string(),
            alternatives: try reader.list { (reader: inout ByteReader) throws(ByteError) in
                try reader.list { (reader: inout ByteReader) throws(ByteError) in
                    let modulus = try reader.index()
                    let lowest = try reader.index()
                    let highest = try reader.index()
                    // A range from high to low would trap on the first number.
                    guard lowest <= highest else { throw reader.failure() }
                    return Condition(modulus: modulus, lowest: lowest, highest: highest, isNegated: try reader.flag())
                }
            })
    }
}
