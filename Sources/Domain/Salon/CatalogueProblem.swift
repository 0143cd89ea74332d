package import CivilTime

/// Something in a salon's data that cannot be right, found before it is saved.
package struct CatalogueProblem: Hashable, Sendable {
    /// What the problem is with.
    package enum Subject: Hashable, Sendable {
        case salon
        case service(ServiceID)
        case master(MasterID)
        case resource(ResourceID)
    }

    package enum Kind: Hashable, Sendable {
        case noName
        /// The address has no word in any language.
        case noAddress
        /// A name that stands in other languages is empty in this one.
        case emptyName(language: String)
        case noZone
        /// Minutes outside 1…`limit`.
        case durationOutOfRange(Int, limit: Int)
        /// Minutes of a buffer outside 0…`limit`.
        case bufferOutOfRange(Int, limit: Int)
        case negativePrice
        /// More minor units of the currency than `limit`.
        case priceTooHigh(limit: Int)
        /// Not three capital Latin letters (ISO 4217).
        case badCurrency(String)
        /// Another of the same kind has the same id.
        case sameIdentity
        /// Without a stable name, which is what the store finds it by.
        case noSlug
        /// Another of the same kind has the same stable name.
        case sameSlug(String)
        /// Another of the same kind has the same name in this language, so that customers cannot tell them apart.
        case sameName(String, language: String)
        /// A master is said to offer a service that is not there.
        case unknownService(ServiceID)
        /// A service is said to hold something that is not there.
        case unknownResource(ResourceID)
        /// The season ends before it begins.
        case seasonInWrongOrder(CivilDate, CivilDate)
        /// On offer on no day of the week.
        case noWeekdays
        /// Seats outside 1…`limit`.
        case capacityOutOfRange(Int, limit: Int)
        /// A number of things outside 1…`limit`.
        case countOutOfRange(Int, limit: Int)
        /// Begins at 24:00, which only means an end (R3).
        case badTime(Weekday, WorkingInterval)
        /// Ends when it begins.
        case zeroLength(Weekday, WorkingInterval)
        /// Two intervals share time; Sunday night is followed by Monday (R13).
        case overlap(Weekday, WorkingInterval, Weekday, WorkingInterval)
        /// Works at that time of the week at another location, which is named.
        case overlapElsewhere(Weekday, WorkingInterval, Weekday, WorkingInterval, location: LocalizedName)
        case breakBadTime(Weekday, WorkingInterval)
        case breakZeroLength(Weekday, WorkingInterval)
        case breakOverlap(Weekday, WorkingInterval, Weekday, WorkingInterval)
        /// Shares no time with the weekly hours, and so says nothing.
        case breakOutsideHours(Weekday, WorkingInterval)
        case overrideBadTime(CivilDate, WorkingInterval)
        case overrideZeroLength(CivilDate, WorkingInterval)
        case overrideOverlap(CivilDate, WorkingInterval, WorkingInterval)
        /// Works at that time of the date at another location, which is named.
        case overrideOverlapElsewhere(CivilDate, WorkingInterval, WorkingInterval, location: LocalizedName)
        /// Ends when it begins, or before.
        case timeOffInWrongOrder(TimeOff)
        /// Begins at 24:00, which only means an end.
        case timeOffBadTime(TimeOff)
        /// Minutes outside 1…`limit`.
        case granularityOutOfRange(Int, limit: Int)
        /// Minutes outside 0…`limit`.
        case noticeOutOfRange(Int, limit: Int)
        /// Days outside 0…`limit`.
        case horizonOutOfRange(Int, limit: Int)
        /// Minutes outside 0…`limit`.
        case cancelNoticeOutOfRange(Int, limit: Int)
        /// Not seven to fifteen digits with a country code.
        case badPhone(String)
        /// Not an https address.
        case badLink(String)
    }

    package var subject: Subject
    /// The name of the service or master, for people; empty when it has none.
    package var subjectName: LocalizedName
    package var kind: Kind

    package init(subject: Subject, subjectName: LocalizedName, kind: Kind) {
        self.subject = subject
        self.subjectName = subjectName
        self.kind = kind
    }
}
