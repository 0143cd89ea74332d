/// Which statements may stand where, for tools that offer them.
package enum StatementPlaces {
    /// The canonical names of the statements that may stand as the next line, in the grammar's order.
    ///
    /// - Parameter open: the declarations that the line before left open, from the outermost.
    package static func statements(in open: [Block]) -> [String] {
        StatementKeyword.allCases.filter { statement in
            let places = statement.places
            guard !places.isEmpty else { return true }
            if let innermost = open.last, places.contains(innermost) { return true }
            // A slot or step closes the one before it, and what belongs to a flow may follow either.
            return open.first == .flow && places == [.flow]
        }
        .map(\.rawValue)
    }
}
