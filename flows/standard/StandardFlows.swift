/// The standard library of flows as it is built into the program, byte for byte.
package enum StandardFlows {
    /// A file of the library, by the name that findings speak of it by.
    package struct File: Hashable, Sendable {
        package let name: String
        package let bytes: [UInt8]
    }

    /// In the order in which the compiler numbers them, after the bot's own files.
    package static var files: [File] {
        [
            File(name: "standard/texts.flow", bytes: PackageResources.texts_flow),
            File(name: "standard/talk.flow", bytes: PackageResources.talk_flow),
            File(name: "standard/leaving.flow", bytes: PackageResources.leaving_flow),
            File(name: "standard/consent.flow", bytes: PackageResources.consent_flow),
            File(name: "standard/booking.flow", bytes: PackageResources.booking_flow),
            File(name: "standard/visits.flow", bytes: PackageResources.visits_flow),
            File(name: "standard/waitlist.flow", bytes: PackageResources.waitlist_flow),
            File(name: "standard/questions.flow", bytes: PackageResources.questions_flow),
        ]
    }
}
