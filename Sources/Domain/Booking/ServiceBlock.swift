package import CivilTime
internal import FlowMachine
package import Salon

extension Service {
    /// Services one after another as one: their durations add up, the first one's buffer stands before and the last one's
    /// after, prices add up, and what any of them asks for is asked of the whole (R15). It has the first one's identity, and
    /// is no group.
    ///
    /// Nil for none.
    package init?(chain services: [Service]) {
        guard var block = services.first, let last = services.last else { return nil }
        block.bufferAfterMinutes = last.bufferAfterMinutes
        for service in services.dropFirst() {
            block.capacity = 1
            block.durationMinutes += service.durationMinutes
            block.price.minorUnits += service.price.minorUnits
            block.resources.formUnion(service.resources)
            block.weekdays.formIntersection(service.weekdays)
            block.availableFrom = [block.availableFrom, service.availableFrom].compactMap { $0 }.max()
            block.availableTo = [block.availableTo, service.availableTo].compactMap { $0 }.min()
        }
        self = block
    }

    /// Whether it may start on this local date, by its season and its weekdays.
    package func isOffered(on date: CivilDate) -> Bool {
        availableFrom.map { $0 <= date } ?? true && availableTo.map { date <= $0 } ?? true
            && weekdays.contains(date.weekday)
    }

    /// How many dates after its start's the end may lie: one more than the clock needs, for a zone may skip a whole date
    /// (Samoa, 2011-12-30).
    var reachDays: Int { max(0, durationMinutes) / 1440 + 2 }
}
