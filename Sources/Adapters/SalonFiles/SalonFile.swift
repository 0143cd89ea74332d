package import CivilTime
package import Salon
internal import Yams

/// A `salon.yaml`: what a salon offers, as its owner writes it beside the flow. The form is described in
/// `flows/README.md`; every mistake is told with its place in the file's own words, all of them in one go.
package struct SalonFile: Hashable, Sendable {
    /// The services, masters and resources are numbered from 1 in the order of the file; their slugs are the file's ids.
    package let catalogue: SalonCatalogue

    /// In bytes: what twenty thousand services fill.
    package static let longest = 1 << 22

    /// - Parameters:
    ///   - name: the file's, for the problems.
    ///   - zone: finds a time zone by its name; what it throws becomes a problem of the file.
    package init(_ text: String, name: String, zone: (String) throws -> Zone) throws(SalonFileError) {
        guard text.utf8.count <= Self.longest else {
            throw SalonFileError(
                file: name,
                problems: [
                    "The file has \(text.utf8.count) bytes; a salon's YAML has at most \(Self.longest). Is it the right file?"
                ])
        }
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            throw SalonFileError(file: name, problems: [Self.words(error)])
        }
        guard let root, root.mapping != nil else {
            throw SalonFileError(
                file: name, problems: ["The file must be a list of `key: value` lines, beginning with `salon:`."])
        }
        var reader = SalonFileReader()
        let catalogue = reader.catalogue(root, zone: zone)
        // What the domain finds would repeat what was unreadable.
        if reader.problems.isEmpty { reader.tell(catalogue.problems, root) }
        if !reader.problems.isEmpty { throw SalonFileError(file: name, problems: reader.problems) }
        self.catalogue = catalogue.normalized
    }

    private static func words(_ error: any Error) -> String {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _)?, .parser(_, let problem, let mark, _)?,
            .composer(_, let problem, let mark, _)?:
            "line \(mark.line): This is not well-formed YAML: \(problem)."
        case .duplicatedKeysInMapping(let keys, let context)?:
            "line \(context.mark.line): \(keys.map { "`\($0)`" }.joined(separator: ", ")) stands twice; YAML allows each key once."
        default: "This is not well-formed YAML: \(error)"
        }
    }
}

package struct SalonFileError: Error, Hashable, Sendable, CustomStringConvertible {
    package var file: String
    /// Each says where, what and what to write instead.
    package var problems: [String]

    package var description: String { problems.map { "\(file): \($0)" }.joined(separator: "\n") }
}
