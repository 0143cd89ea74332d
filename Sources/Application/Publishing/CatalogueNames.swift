package import FlowMachine
package import Salon

/// The services and masters that a machine names itself, in its conditions.
package struct CatalogueNames {
    private var services: Set<String> = []
    private var masters: Set<String> = []

    package init(_ machine: Machine) {
        for step in machine.steps {
            for case .goWhen(let condition, _) in step.code { add(condition, machine) }
        }
    }

    /// Those that the salon does not have (any more), as the flow writes them, by the alphabet.
    package func missing(from catalogue: SalonCatalogue) -> [String] {
        let offered = Set(catalogue.services.flatMap { $0.name.byLanguage.values + $0.aliases + [$0.slug] }.map { $0.lowercased() })
        let active = Set(
            catalogue.masters.filter(\.isActive).flatMap { $0.name.byLanguage.values + $0.aliases + [$0.slug] }.map { $0.lowercased() })
        return services.filter { !offered.contains($0.lowercased()) }.sorted()
            + masters.filter { !active.contains($0.lowercased()) }.sorted()
    }

    private mutating func add(_ condition: Condition, _ machine: Machine) {
        switch condition {
        case .isSet: break
        case .not(let inner): add(inner, machine)
        case .compare(let path, _, .name(let name)):
            switch path {
            case .slot(let slot):
                switch machine[slot].type {
                case .service: services.insert(name)
                case .master: masters.insert(name)
                default: break
                }
            case .fact(.bookingService): services.insert(name)
            case .fact(.bookingMaster): masters.insert(name)
            case .fact: break
            }
        case .compare: break
        }
    }
}
