package import FlowDiagnostics

/// The files that a version was published from: the bot's own, and the standard library's as it was then.
package enum VersionFiles {
    /// Library files have names of their own, which no file of a bot's folder has.
    static let libraryFolder = "standard/"

    /// The bot's own files as they were read, those of the folder around it first, and the library's.
    ///
    /// - Parameter order: the names of the library's files in the order in which they are compiled; others come after them.
    package static func parted(_ files: [SourceFile], order: [String]) -> (own: [SourceFile], library: [SourceFile]) {
        let places = Dictionary(order.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
        // By bytes, in which `../` comes before names: no collation of a database's.
        let sorted = files.sorted { Array($0.name.utf8).lexicographicallyPrecedes(Array($1.name.utf8)) }
        let library = sorted.filter { $0.name.hasPrefix(libraryFolder) }.enumerated().sorted { one, other in
            (places[one.element.name] ?? Int.max, one.offset) < (places[other.element.name] ?? Int.max, other.offset)
        }
        return (sorted.filter { !$0.name.hasPrefix(libraryFolder) }, library.map(\.element))
    }
}
