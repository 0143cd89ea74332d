/// Something that services hold beside their master, of which there are only so many: chairs, a solarium, a wash-basin.
package struct Resource: Hashable, Sendable {
    package var id: ResourceID
    /// The stable name by which the salon's own file and its services name it.
    package var slug: String
    package var name: LocalizedName
    /// How many bookings may hold one at the same instant, from 1 on.
    package var count: Int

    package init(id: ResourceID, slug: String, name: LocalizedName, count: Int) {
        self.id = id
        self.slug = slug
        self.name = name
        self.count = count
    }
}
