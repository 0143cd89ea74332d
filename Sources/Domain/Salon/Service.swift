package import CivilTime
package import FlowMachine

/// Something a salon does for money: how long it takes, what it needs, and when it is on offer.
package struct Service: Hashable, Sendable {
    package var id: ServiceID
    /// The stable name by which the salon's own file finds it again when its title changes; empty where none was given.
    package var slug: String
    package var name: LocalizedName
    /// Other words customers use for it, in any language.
    package var aliases: [String]
    /// A heading to list it under; without a word in any language when the salon gives none.
    package var category: LocalizedName
    /// An https address that shows it.
    package var picture: String?
    package var durationMinutes: Int
    /// Time before and after that is kept free of other bookings; it may lie outside working hours (R5).
    package var bufferBeforeMinutes: Int
    package var bufferAfterMinutes: Int
    package var price: Money
    /// The first and the last local date on which it may start; a missing side is open.
    package var availableFrom: CivilDate?
    package var availableTo: CivilDate?
    /// The local weekdays on which it may start.
    package var weekdays: Set<Weekday>
    /// How many customers may have it at once from one master: 1, or the seats of a group (R16).
    package var capacity: Int
    /// What it holds, one of each, for its occupied range (R16).
    package var resources: Set<ResourceID>

    package init(
        id: ServiceID, slug: String = "", name: LocalizedName, aliases: [String],
        category: LocalizedName = LocalizedName([:]), picture: String? = nil, durationMinutes: Int,
        bufferBeforeMinutes: Int, bufferAfterMinutes: Int, price: Money, availableFrom: CivilDate? = nil,
        availableTo: CivilDate? = nil, weekdays: Set<Weekday> = Set(Weekday.allCases), capacity: Int = 1,
        resources: Set<ResourceID> = []
    ) {
        self.id = id
        self.slug = slug
        self.name = name
        self.aliases = aliases
        self.category = category
        self.picture = picture
        self.durationMinutes = durationMinutes
        self.bufferBeforeMinutes = bufferBeforeMinutes
        self.bufferAfterMinutes = bufferAfterMinutes
        self.price = price
        self.availableFrom = availableFrom
        self.availableTo = availableTo
        self.weekdays = weekdays
        self.capacity = capacity
        self.resources = resources
    }
}
