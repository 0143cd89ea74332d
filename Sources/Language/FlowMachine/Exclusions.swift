package import CivilTime

/// Masters, days and times that a customer ruled out ("только не к Ольге", "кроме среды"). None of them is offered or
/// chosen for the customer until the conversation ends, or the customer names one of them as wished for after all.
package struct Exclusions: Hashable, Sendable {
    package var masters: [Choice]
    package var dates: [DateWindow]
    package var times: [TimeWindow]

    package init(masters: [Choice] = [], dates: [DateWindow] = [], times: [TimeWindow] = []) {
        self.masters = masters
        self.dates = dates
        self.times = times
    }

    package var isEmpty: Bool { masters.isEmpty && dates.isEmpty && times.isEmpty }

    /// Whether a value of a slot of this type is ruled out; only masters, dates and times can be.
    package func ruleOut(_ value: Value, as type: SlotType) -> Bool {
        switch (type, value) {
        case (.master, .choice(let master)): ruleOut(master)
        case (.date, .date(let date)): ruleOut(date)
        case (.time, .time(let time)): ruleOut(time)
        default: false
        }
    }

    package func ruleOut(_ master: Choice) -> Bool { masters.contains { $0.id == master.id } }

    package func ruleOut(_ date: CivilDate) -> Bool { dates.contains { $0.contains(date) } }

    package func ruleOut(_ time: ClockTime) -> Bool { times.contains { $0.contains(time) } }

    /// Whether all that the other rules out is ruled out here, in the same words.
    package func cover(_ other: Exclusions) -> Bool {
        other.masters.allSatisfy(ruleOut) && other.dates.allSatisfy(dates.contains)
            && other.times.allSatisfy(times.contains)
    }

    /// Takes in what the other rules out; of each kind the latest `most` are kept.
    package mutating func add(_ other: Exclusions, most: Int) {
        masters = Array((masters + other.masters.filter { !ruleOut($0) }).suffix(most))
        dates = Array((dates + other.dates.filter { !dates.contains($0) }).suffix(most))
        times = Array((times + other.times.filter { !times.contains($0) }).suffix(most))
    }

    /// What is wished for is ruled out no longer.
    package mutating func allow(_ value: Value, as type: SlotType) {
        switch (type, value) {
        case (.master, .choice(let master)): masters.removeAll { $0.id == master.id }
        case (.date, .date(let date)): dates.removeAll { $0.contains(date) }
        case (.time, .time(let time)): times.removeAll { $0.contains(time) }
        default: break
        }
    }
}

extension Exclusions: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        writer.values(masters)
        writer.values(dates)
        writer.values(times)
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        self.init(masters: try reader.values(), dates: try reader.values(), times: try reader.values())
    }
}

extension DateWindow {
    package func contains(_ date: CivilDate) -> Bool {
        (from.map { $0 <= date } ?? true) && (to.map { date <= $0 } ?? true)
    }
}

extension TimeWindow {
    package func contains(_ time: ClockTime) -> Bool {
        (from.map { $0 <= time } ?? true) && (to.map { time <= $0 } ?? true)
    }
}
