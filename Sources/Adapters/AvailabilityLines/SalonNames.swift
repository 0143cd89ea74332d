internal import Salon

/// The names of a line's services, masters and resources, which the engine knows by number.
struct SalonNames {
    private(set) var services: [String: ServiceID] = [:]
    private(set) var masters: [String: MasterID] = [:]
    private(set) var resources: [String: ResourceID] = [:]
    private var masterNames: [String] = []
    private var resourceNames: [String] = []

    mutating func service(_ name: String) -> ServiceID {
        if let known = services[name] { return known }
        let id = ServiceID(Int64(services.count))
        services[name] = id
        return id
    }

    mutating func master(_ name: String) -> MasterID {
        if let known = masters[name] { return known }
        let id = MasterID(Int64(masterNames.count))
        masters[name] = id
        masterNames.append(name)
        return id
    }

    mutating func resource(_ name: String) -> ResourceID {
        if let known = resources[name] { return known }
        let id = ResourceID(Int64(resourceNames.count))
        resources[name] = id
        resourceNames.append(name)
        return id
    }

    func name(of master: MasterID) -> String { masterNames[Int(master.number)] }
    func name(of resource: ResourceID) -> String { resourceNames[Int(resource.number)] }
}
