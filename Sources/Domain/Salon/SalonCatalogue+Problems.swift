internal import CivilTime
internal import FlowMachine

extension SalonCatalogue {
    /// Everything in the data that cannot be right, in the order: salon, services, masters, resources as listed. Empty
    /// when the booking engine may rely on it.
    package var problems: [CatalogueProblem] {
        salonProblems + serviceProblems + masterProblems + resourceProblems
    }

    /// What the store cannot find again, for want of a stable name; such a catalogue is for looking at only.
    package var missingSlugs: [CatalogueProblem] {
        var found: [CatalogueProblem] = []
        func add(_ subject: CatalogueProblem.Subject, _ name: LocalizedName) {
            found.append(CatalogueProblem(subject: subject, subjectName: name, kind: .noSlug))
        }
        if slug.isEmpty { add(.salon, salonName) }
        for service in services where service.slug.isEmpty { add(.service(service.id), service.name) }
        for master in masters where master.slug.isEmpty { add(.master(master.id), master.name) }
        for resource in resources where resource.slug.isEmpty { add(.resource(resource.id), resource.name) }
        return found
    }

    private var salonProblems: [CatalogueProblem] {
        var kinds: [CatalogueProblem.Kind] = []
        kinds += salonName.nameProblems
        if address.isBlank { kinds.append(.noAddress) } else { kinds += address.nameProblems }
        if zone.name.isEmpty { kinds.append(.noZone) }
        if !(1...1440).contains(rules.granularityMinutes) {
            kinds.append(.granularityOutOfRange(rules.granularityMinutes, limit: 1440))
        }
        if !(0...BookingRules.longestNoticeMinutes).contains(rules.minimumNoticeMinutes) {
            kinds.append(.noticeOutOfRange(rules.minimumNoticeMinutes, limit: BookingRules.longestNoticeMinutes))
        }
        if !(0...BookingRules.longestHorizonDays).contains(rules.horizonDays) {
            kinds.append(.horizonOutOfRange(rules.horizonDays, limit: BookingRules.longestHorizonDays))
        }
        if !(0...BookingRules.longestNoticeMinutes).contains(rules.cancelNoticeMinutes) {
            kinds.append(
                .cancelNoticeOutOfRange(rules.cancelNoticeMinutes, limit: BookingRules.longestNoticeMinutes))
        }
        kinds += reachProblems(phones: [contact.phone, contact.ownerPhone], links: [contact.portfolio])
        return kinds.map { CatalogueProblem(subject: .salon, subjectName: salonName, kind: $0) }
    }

    private var serviceProblems: [CatalogueProblem] {
        let held = Set(resources.map(\.id))
        var identities: Set<ServiceID> = []
        var slugs: Set<String> = []
        var names: Set<SpokenName> = []
        return services.flatMap { service in
            var kinds: [CatalogueProblem.Kind] = []
            kinds += service.name.nameProblems
            if !service.category.byLanguage.isEmpty { kinds += service.category.nameProblems }
            if !identities.insert(service.id).inserted { kinds.append(.sameIdentity) }
            kinds += repeatedSlug(service.slug, seen: &slugs)
            kinds += repeatedNames(service.name, seen: &names)
            if !(1...Service.longestDurationMinutes).contains(service.durationMinutes) {
                kinds.append(.durationOutOfRange(service.durationMinutes, limit: Service.longestDurationMinutes))
            }
            for buffer in [service.bufferBeforeMinutes, service.bufferAfterMinutes]
            where !(0...Service.longestBufferMinutes).contains(buffer) {
                kinds.append(.bufferOutOfRange(buffer, limit: Service.longestBufferMinutes))
            }
            if service.price.minorUnits < 0 { kinds.append(.negativePrice) }
            if service.price.minorUnits > Service.highestPrice { kinds.append(.priceTooHigh(limit: Service.highestPrice)) }
            let currency = service.price.currency
            if currency.utf8.count != 3 || !currency.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) {
                kinds.append(.badCurrency(currency))
            }
            if let from = service.availableFrom, let to = service.availableTo, to < from {
                kinds.append(.seasonInWrongOrder(from, to))
            }
            if service.weekdays.isEmpty { kinds.append(.noWeekdays) }
            if !(1...Service.largestCapacity).contains(service.capacity) {
                kinds.append(.capacityOutOfRange(service.capacity, limit: Service.largestCapacity))
            }
            for resource in service.resources.sorted() where !held.contains(resource) {
                kinds.append(.unknownResource(resource))
            }
            kinds += reachProblems(phones: [], links: [service.picture])
            return kinds.map { CatalogueProblem(subject: .service(service.id), subjectName: service.name, kind: $0) }
        }
    }

    private var masterProblems: [CatalogueProblem] {
        let offered = Set(services.map(\.id))
        var identities: Set<MasterID> = []
        var slugs: Set<String> = []
        return masters.flatMap { master in
            var kinds: [CatalogueProblem.Kind] = []
            kinds += master.name.nameProblems
            if !identities.insert(master.id).inserted { kinds.append(.sameIdentity) }
            kinds += repeatedSlug(master.slug, seen: &slugs)
            for service in master.services.sorted(by: { $0.number < $1.number }) where !offered.contains(service) {
                kinds.append(.unknownService(service))
            }
            kinds += master.workingTimeProblems
            kinds += reachProblems(phones: [master.phone], links: [master.portfolio])
            return kinds.map { CatalogueProblem(subject: .master(master.id), subjectName: master.name, kind: $0) }
        }
    }

    private var resourceProblems: [CatalogueProblem] {
        var identities: Set<ResourceID> = []
        var slugs: Set<String> = []
        return resources.flatMap { resource in
            var kinds = resource.name.nameProblems
            if !identities.insert(resource.id).inserted { kinds.append(.sameIdentity) }
            kinds += repeatedSlug(resource.slug, seen: &slugs)
            if !(1...Resource.largestCount).contains(resource.count) {
                kinds.append(.countOutOfRange(resource.count, limit: Resource.largestCount))
            }
            return kinds.map { CatalogueProblem(subject: .resource(resource.id), subjectName: resource.name, kind: $0) }
        }
    }

    private func reachProblems(phones: [String?], links: [String?]) -> [CatalogueProblem.Kind] {
        phones.compactMap { $0 }.filter { !SalonContact.isPhone($0) }.map { .badPhone($0) }
            + links.compactMap { $0 }.filter { !SalonContact.isLink($0) }.map { .badLink($0) }
    }

    private func repeatedSlug(_ slug: String, seen: inout Set<String>) -> [CatalogueProblem.Kind] {
        slug.isEmpty || seen.insert(slug).inserted ? [] : [.sameSlug(slug)]
    }

    private func repeatedNames(_ name: LocalizedName, seen: inout Set<SpokenName>) -> [CatalogueProblem.Kind] {
        name.byLanguage.sorted { $0.key < $1.key }.compactMap { language, text in
            let spoken = SpokenName(language: language, text: text.lowercased())
            return text.isEmpty || seen.insert(spoken).inserted ? nil : .sameName(text, language: language)
        }
    }

    private struct SpokenName: Hashable {
        var language: String
        var text: String
    }
}

extension Service {
    /// A day: nothing a salon does takes longer, and a longer one is a slip of the keyboard.
    package static let longestDurationMinutes = 1440
    package static let longestBufferMinutes = 1440
    /// A billion of the currency's larger unit.
    package static let highestPrice = 100_000_000_000
    package static let largestCapacity = 1000
}

extension Resource {
    package static let largestCount = 1000
}

extension LocalizedName {
    fileprivate var isBlank: Bool { byLanguage.values.allSatisfy { $0.allSatisfy(\.isWhitespace) } }

    /// A name is there in at least one language, and never empty.
    fileprivate var nameProblems: [CatalogueProblem.Kind] {
        if isBlank { return [.noName] }
        return byLanguage.filter(\.value.isEmpty).keys.sorted().map { .emptyName(language: $0) }
    }
}
