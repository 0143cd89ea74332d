package import CivilTime
package import FlowMachine
package import Salon

/// What is true of a salon whatever is said, in the words of each language.
package struct SalonFacts: Hashable, Sendable {
    /// Parallel to the machine's languages.
    private let byLanguage: [[FactValue]]
    private let knowsToday: Bool

    /// Only what the machine reads: every turn's journal holds these, and a long price list would be in all of them.
    package init(_ catalogue: SalonCatalogue, machine: Machine) {
        let read = FactsRead(machine).facts
        knowsToday = read.contains(.today)
        let offered = catalogue.services.filter { !catalogue.masters(offering: $0.id).isEmpty }
        byLanguage = zip(machine.languages, machine.wordings).map { language, wording in
            func words(_ name: LocalizedName) -> Value { .text(name.text(in: language)) }
            var facts = [
                FactValue(fact: .salonName, value: words(catalogue.salonName)),
                FactValue(fact: .salonAddress, value: words(catalogue.address)),
                FactValue(fact: .salonHours, value: .text(SalonFacts.hours(catalogue, wording))),
                FactValue(fact: .salonServices, value: .list(offered.map { words($0.name) })),
                FactValue(fact: .salonMasters, value: .list(catalogue.masters.filter(\.isActive).map { words($0.name) })),
                FactValue(
                    fact: .salonPrices,
                    value: .list(
                        offered.map { .text("\($0.name.text(in: language)) — \(wording.money($0.price))") })),
            ]
            if let phone = catalogue.contact.phone {
                facts.append(FactValue(fact: .salonPhone, value: .text("+\(phone)")))
            }
            return facts.filter { read.contains($0.fact) || $0.fact == .salonName || $0.fact == .salonAddress }
        }
    }

    package func facts(language: Int, customerName: String?, today: CivilDate) -> [FactValue] {
        var facts = byLanguage[byLanguage.indices.contains(language) ? language : 0]
        if knowsToday { facts.append(FactValue(fact: .today, value: .date(today))) }
        if let customerName, !customerName.isEmpty {
            facts.append(FactValue(fact: .customerName, value: .text(customerName)))
        }
        return facts
    }

    /// `пн–пт 10:00–19:00, сб 11:00–18:00`
    private static func hours(_ catalogue: SalonCatalogue, _ wording: Wording) -> String {
        catalogue.weeklyOpening.map { days, hours in
            let first = wording.shortWeekdays[days.lowerBound]
            let last = wording.shortWeekdays[days.upperBound]
            let spans = hours.map { "\($0.from.iso)–\($0.to.iso)" }.joined(separator: ", ")
            return "\(days.count == 1 ? first : "\(first)–\(last)") \(spans)"
        }.joined(separator: "; ")
    }
}

/// The facts that anything in a machine reads.
private struct FactsRead {
    var facts: Set<Fact> = []

    init(_ machine: Machine) {
        for text in machine.texts {
            for segment in text.templates.joined() {
                switch segment {
                case .literal: break
                case .value(let path, _), .plural(let path, _): add(path)
                }
            }
        }
        for instruction in machine.steps.flatMap(\.code) {
            switch instruction {
            case .goWhen(let condition, _): add(condition)
            case .set(_, let expression): if case .path(let path) = expression.operand { add(path) }
            case .show(let showing): if case .path(let path)? = showing.source { add(path) }
            default: break
            }
        }
    }

    private mutating func add(_ path: Path) { if case .fact(let fact) = path { facts.insert(fact) } }

    private mutating func add(_ condition: Condition) {
        switch condition {
        case .isSet(let path), .compare(let path, _, _): add(path)
        case .not(let inner): add(inner)
        }
    }
}
