internal import Booking
internal import CivilTime
internal import JSONLines
internal import Salon

/// A line's salon and question, ready for the engine.
struct QuestionLine {
    private let availability: Availability
    private let service: Service
    /// Those who may do it and are asked about, in listed order.
    let masters: [Master]
    /// The others, each with why they are not asked.
    let others: [(name: String, reason: OtherReason)]
    private let busy: [Busy]
    private let names: SalonNames

    enum OtherReason {
        case notActive, doesNotOffer, notWished
    }

    var zone: Zone { availability.catalogue.zone }

    init(_ line: LineField, zone: (String) throws -> Zone) throws(LineError) {
        var names = SalonNames()
        let moment = #""now":"2026-05-20T11:05:00+05:00""#
        guard let now = line["now"] else {
            throw LineError(description: "`now` is missing, on which notice and horizon depend; write \(moment)")
        }
        let instant = try now.read({ Instant(rfc3339: $0) }, as: "instant with an offset", such: moment)
        let query = try line["query"]?.object(such: #""query":{"date":"2026-05-21"}"#)
        let catalogue = try SalonLine(line, query: query, zone: zone, names: &names).catalogue
        let parts = try Self.parts(line, query, catalogue, names)
        guard let block = Service(chain: parts) else {
            throw LineError(description: #"`query.services` is empty; name the services in their order, or leave it out"#)
        }
        service = block
        busy = try BookedLines(line["bookings"], now: instant, query: query, names: &names).busy
        let wish = try query?["master"]?.text(such: #""master":"anna" or "master":null"#)
        if let wish, names.masters[wish] == nil {
            let known = catalogue.masters.map { names.name(of: $0.id) }.joined(separator: ", ")
            throw LineError(description: "`query.master`: there is no master “\(wish)”; write null, or one of: \(known)")
        }
        var masters: [Master] = []
        var others: [(String, OtherReason)] = []
        for master in catalogue.masters {
            let name = names.name(of: master.id)
            if !master.isActive { others.append((name, .notActive)) }
            else if !parts.allSatisfy({ master.services.contains($0.id) }) { others.append((name, .doesNotOffer)) }
            else if let wish, wish != name { others.append((name, .notWished)) }
            else { masters.append(master) }
        }
        self.masters = masters
        self.others = others
        self.names = names
        availability = Availability(catalogue: catalogue, now: instant)
    }

    func name(of master: MasterID) -> String { names.name(of: master) }
    func name(of resource: ResourceID) -> String { names.name(of: resource) }

    func freeStarts(on dates: ClosedRange<CivilDate>) -> [FreeStart] {
        availability.freeStarts(service: service, masters: masters, dates: dates, busy: busy)
    }

    func nearest(to target: Instant, count: Int) -> [FreeStart] {
        availability.nearest(to: target, count: count, service: service, masters: masters, busy: busy)
    }

    func assigned(at start: Instant) -> String? {
        let date = zone.civil(at: start).date
        guard let free = freeStarts(on: date...date).first(where: { $0.instant == start }) else { return nil }
        let policy = availability.catalogue.rules.assignment
        return availability.assign(start: start, among: free.masters, policy: policy, busy: busy).map(names.name)
    }

    func refusedStarts(on dates: ClosedRange<CivilDate>) -> [RefusedStart] {
        availability.refusedStarts(service: service, masters: masters, dates: dates, busy: busy)
    }

    /// The dates from today to the last that can be booked.
    var bookableDates: ClosedRange<CivilDate> { availability.today...availability.lastDate }

    // MARK: What is to be done

    /// The line's `service`, or each of the chain that the query names (R15).
    private static func parts(
        _ line: LineField, _ query: LineField?, _ catalogue: SalonCatalogue, _ names: SalonNames
    ) throws(LineError) -> [Service] {
        var parts: [Service] = []
        for name in try wanted(line, query) {
            guard let id = names.services[name], let service = catalogue.service(id) else {
                throw LineError(
                    description: "the service “\(name)” is asked for and not described; add it to `service` or `services`")
            }
            parts.append(service)
        }
        return parts
    }

    private static func wanted(_ line: LineField, _ query: LineField?) throws(LineError) -> [String] {
        if let chain = try query?["services"]?.texts(such: #""services":["cut","colour"]"#) { return chain }
        let example = #""service":{"name":"manicure","duration":60}"#
        guard let service = line["service"] else {
            throw LineError(description: "`service` is missing, what is to be done; write \(example)")
        }
        return [try SalonLine.name(of: service, such: example)]
    }
}
