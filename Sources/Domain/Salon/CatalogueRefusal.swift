/// A catalogue that was not saved because of what is wrong with it. Nothing of it was written.
package struct CatalogueRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// At least one.
    package var problems: [CatalogueProblem]

    package init(problems: [CatalogueProblem]) { self.problems = problems }

    package var description: String { problems.map { $0.text(in: "en") }.joined(separator: "\n") }
}
