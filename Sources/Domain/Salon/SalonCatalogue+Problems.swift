internal import CivilTime
internal import FlowMachine

extension SalonCatalogue {
    /// Everything in the data that cannot be right, in the order: salon, services, masters as listed. Empty when the
    /// booking engine may rely on it.
    package var problems: [CatalogueProblem] {
        salonProblems + serviceProblems + masterProblems
    }

    private var salonProblems: [CatalogueProblem] {
        var kinds: [CatalogueProblem.Kind] = []
        if salonName.isBlank { kinds.append(.noName) }
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
        kinds += reachProblems(phones: [contact.phone, contact.ownerPhone], portfolio: contact.portfolio)
        return kinds.map { CatalogueProblem(subject: .salon, subjectName: salonName, kind: $0) }
    }

    private var serviceProblems: [CatalogueProblem] {
        var identities: Set<ServiceID> = []
        var names: Set<SpokenName> = []
        return services.flatMap { service in
            var kinds: [CatalogueProblem.Kind] = []
            if service.name.isBlank { kinds.append(.noName) }
            if !identities.insert(service.id).inserted { kinds.append(.sameIdentity) }
            kinds += repeatedNames(service.name, seen: &names)
            if !(1...Service.longestDurationMinutes).contains(service.durationMinutes) {
                kinds.append(.durationOutOfRange(service.durationMinutes, limit: Service.longestDurationMinutes))
            }
            for buffer in [service.bufferBeforeMinutes, service.bufferAfterMinutes]
            where !(0...Service.longestBufferMinutes).contains(buffer) {
                kinds.append(.bufferOutOfRange(buffer, limit: Service.longestBufferMinutes))
            }
            if service.price.minorUnits < 0 { kinds.append(.negativePrice) }
            let currency = service.price.currency
            if currency.utf8.count != 3 || !currency.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) {
                kinds.append(.badCurrency(currency))
            }
            return kinds.map { CatalogueProblem(subject: .service(service.id), subjectName: service.name, kind: $0) }
        }
    }

    private var masterProblems: [CatalogueProblem] {
        let offered = Set(services.map(\.id))
        var identities: Set<MasterID> = []
        return masters.flatMap { master in
            var kinds: [CatalogueProblem.Kind] = []
            if master.name.isBlank { kinds.append(.noName) }
            if !identities.insert(master.id).inserted { kinds.append(.sameIdentity) }
            for service in master.services.sorted(by: { $0.number < $1.number }) where !offered.contains(service) {
                kinds.append(.unknownService(service))
            }
            kinds += master.hoursProblems
            kinds += reachProblems(phones: [master.phone], portfolio: master.portfolio)
            return kinds.map { CatalogueProblem(subject: .master(master.id), subjectName: master.name, kind: $0) }
        }
    }

    private func reachProblems(phones: [String?], portfolio: String?) -> [CatalogueProblem.Kind] {
        phones.compactMap { $0 }.filter { !SalonContact.isPhone($0) }.map { .badPhone($0) }
            + [portfolio].compactMap { $0 }.filter { !SalonContact.isLink($0) }.map { .badLink($0) }
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
}

extension Master {
    /// What is wrong with the weekly hours, taken as a circle of seven days (R13).
    fileprivate var hoursProblems: [CatalogueProblem.Kind] {
        let week = 7 * 1440
        var kinds: [CatalogueProblem.Kind] = []
        var sound: [(day: Weekday, interval: WorkingInterval, from: Int, to: Int)] = []
        for day in Weekday.allCases {
            for interval in hours[day] ?? [] {
                if interval.from == .endOfDay {
                    kinds.append(.badTime(day, interval))
                } else if interval.from == interval.to {
                    kinds.append(.zeroLength(day, interval))
                } else {
                    let from = day.rawValue * 1440 + interval.from.minutes
                    let length = interval.to.minutes - interval.from.minutes
                    sound.append((day, interval, from, from + (length > 0 ? length : length + 1440)))
                }
            }
        }
        for (index, one) in sound.enumerated() {
            for other in sound[(index + 1)...]
            where [-week, 0, week].contains(where: { one.from < other.to + $0 && other.from + $0 < one.to }) {
                kinds.append(.overlap(one.day, one.interval, other.day, other.interval))
            }
        }
        return kinds
    }
}

extension LocalizedName {
    fileprivate var isBlank: Bool { byLanguage.values.allSatisfy { $0.allSatisfy(\.isWhitespace) } }
}
