/// The members of an object, each name once, in the order in which they were first given.
///
/// Names are compared scalar by scalar: two spellings of “é” are two members. Look-up is a scan in small objects and a
/// hash table in larger ones.
package struct JSONObject: Hashable, Sendable {
    package struct Member: Hashable, Sendable {
        package let name: String
        package fileprivate(set) var value: JSONValue
    }

    /// A name whose equality is that of its bytes; `String`'s own is canonical equivalence.
    private struct Name: Hashable {
        let text: String

        static func == (left: Name, right: Name) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

        func hash(into hasher: inout Hasher) {
            for byte in text.utf8 { hasher.combine(byte) }
        }
    }

    private static let scanned = 12

    package private(set) var members: [Member] = []
    private var places: [Name: Int] = [:]

    package init() {}

    package var count: Int { members.count }

    /// Reading gives the member's value; writing replaces it where it stands or appends; nil removes.
    package subscript(name: String) -> JSONValue? {
        get { place(of: name).map { members[$0].value } }
        set {
            switch (place(of: name), newValue) {
            case (let place?, let value?):
                members[place].value = value
            case (nil, let value?):
                members.append(Member(name: name, value: value))
                index(from: members.count - 1)
            case (let place?, nil):
                members.remove(at: place)
                places = [:]
                index(from: members.count - 1)
            case (nil, nil):
                break
            }
        }
    }

    private func place(of name: String) -> Int? {
        guard places.isEmpty else { return places[Name(text: name)] }
        return members.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
    }

    private mutating func index(from place: Int) {
        guard members.count > JSONObject.scanned else { return }
        if places.isEmpty {
            for (place, member) in members.enumerated() { places[Name(text: member.name)] = place }
        } else {
            places[Name(text: members[place].name)] = place
        }
    }

    package static func == (left: JSONObject, right: JSONObject) -> Bool { left.members == right.members }

    package func hash(into hasher: inout Hasher) { hasher.combine(members) }
}
