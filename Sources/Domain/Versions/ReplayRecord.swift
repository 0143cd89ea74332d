package import FlowMachine
package import Salon
package import Understanding

/// All that a replay goes by beside the candidate: recorded talks without personal data, the versions they ran on, and the
/// salon.
package struct ReplayRecord: Sendable {
    /// A version of the salon's, by the machine it is.
    package struct Version: Hashable, Sendable {
        package var number: Int
        package var machine: ContentHash
        package var isLive: Bool

        package init(number: Int, machine: ContentHash, isLive: Bool) {
            self.number = number
            self.machine = machine
            self.isLive = isLive
        }
    }

    /// One place of the salon's.
    package struct Location: Hashable, Sendable {
        package var id: LocationID
        /// Without the numbers of the salon's people.
        package var catalogue: SalonCatalogue

        package init(id: LocationID, catalogue: SalonCatalogue) {
            self.id = id
            self.catalogue = catalogue
            self.catalogue.contact.ownerPhone = nil
            for index in catalogue.masters.indices { self.catalogue.masters[index].phone = nil }
        }
    }

    package let versions: [Version]
    package let programs: [ContentHash: Program]
    package let locations: [Location]
    package let talks: [MaskedTalk]
    package let leftOut: LeftOutTalks
    package let defects: [DefectiveTalk]

    /// Masks the talks. Costs two interpretations a turn: the talk as it was, and its masked form.
    ///
    /// - Parameters:
    ///   - versions: those that the talks ran on, and the live one.
    ///   - understander: knows the names that people bear.
    ///   - leftOut: what could not be read as a talk at all.
    package init(
        _ talks: [JournalledTalk], versions: [Version], programs: [ContentHash: Program], locations: [Location],
        understander: Understander, leftOut: LeftOutTalks = LeftOutTalks(), progress: (Int) -> Void = { _ in }
    ) {
        var leftOut = leftOut
        var defects: [DefectiveTalk] = []
        var masked: [MaskedTalk] = []
        for (place, talk) in talks.enumerated() {
            do {
                if let talk = try MaskedTalk(masking: talk, programs: programs, understander: understander) { masked.append(talk) } else {
                    leftOut.unmaskable += 1
                }
            } catch {
                defects.append(DefectiveTalk(began: talk.began, defect: error))
            }
            progress(place + 1)
        }
        self.init(
            versions: versions, programs: programs, locations: locations, talks: masked, leftOut: leftOut,
            defects: defects)
    }

    init(
        versions: [Version], programs: [ContentHash: Program], locations: [Location], talks: [MaskedTalk],
        leftOut: LeftOutTalks, defects: [DefectiveTalk]
    ) {
        self.versions = versions
        self.programs = programs
        self.locations = locations
        self.talks = talks
        self.leftOut = leftOut
        self.defects = defects
    }

    /// The machine of a version; nil where the record does not have it.
    package func program(ofVersion number: Int) -> Program? {
        versions.first { $0.number == number }.flatMap { programs[$0.machine] }
    }

    package var live: Version? { versions.first(where: \.isLive) }
}
