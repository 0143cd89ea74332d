package import CivilTime

/// One thing that an owner changes. Things are named by their slugs, which outlive titles and ids.
package enum CatalogueEdit: Hashable, Sendable {
    /// A new one, at the end of its list. Its services and resources are ids of the catalogue; its own id is given.
    case addService(Service)
    case addMaster(Master)
    case addResource(Resource)
    /// In place of the one of the same slug; its id stays.
    case changeService(Service)
    case changeMaster(Master)
    case changeResource(Resource)
    /// No longer on offer, or no longer at work here. Bookings stay as they are.
    case retireService(String)
    case retireMaster(String)
    case retireResource(String)
    /// The working time of a master.
    case editMaster(String, WorkingTimeEdit)
    case addClosure(CivilDate)
    case removeClosure(CivilDate)
    case setRules(BookingRules)
    case setZone(Zone)
    case setContact(SalonContact)
    case setName(LocalizedName)
    case setAddress(LocalizedName)
}

/// One thing that changes in the working time of a master at a location.
package enum WorkingTimeEdit: Hashable, Sendable {
    /// The weekly hours, whole.
    case setHours([Weekday: [WorkingInterval]])
    case setBreaks([Break])
    /// The hours of one date, none for a day off; nil goes back to the weekday's.
    case setOverride(CivilDate, [WorkingInterval]?)
    case addTimeOff(TimeOff)
    case removeTimeOff(TimeOff)
}

/// Why edits were not made. The catalogue is as it was.
package enum CatalogueEditError: Error, Hashable, Sendable, CustomStringConvertible {
    case noService(String)
    case noMaster(String)
    case noResource(String)
    /// An absence or a closed day that is to be taken back and is not there.
    case nothingToRemove(String)
    /// What the edits would make of the catalogue cannot be right.
    case problems([CatalogueProblem])

    /// What is wrong and what to do; in Russian for `ru`, else in English.
    package func text(in language: String) -> String {
        let russian = language == "ru"
        switch self {
        case .noService(let slug):
            return russian ? "Услуги «\(slug)» нет. Проверьте id." : "There is no service \u{201C}\(slug)\u{201D}. Check its id."
        case .noMaster(let slug):
            return russian ? "Мастера «\(slug)» нет. Проверьте id." : "There is no master \u{201C}\(slug)\u{201D}. Check the id."
        case .noResource(let slug):
            return russian
                ? "Ресурса «\(slug)» нет. Проверьте id." : "There is no resource \u{201C}\(slug)\u{201D}. Check its id."
        case .nothingToRemove(let what):
            return russian ? "\(what) не отмечено: убирать нечего." : "\(what) is not there: nothing is to be taken back."
        case .problems(let problems): return problems.map { $0.text(in: language) }.joined(separator: "\n")
        }
    }

    package var description: String { text(in: "en") }
}

extension SalonCatalogue {
    /// The catalogue with these changes, in their order; what they make of it together must be right, not each by itself,
    /// so that hours and the breaks in them can change at once.
    package func applying(_ edits: [CatalogueEdit]) throws(CatalogueEditError) -> SalonCatalogue {
        var changed = self
        for edit in edits { try changed.apply(edit) }
        let problems = changed.problems
        if !problems.isEmpty { throw .problems(problems) }
        return changed.normalized
    }

    private mutating func apply(_ edit: CatalogueEdit) throws(CatalogueEditError) {
        switch edit {
        case .addService(var service):
            service.id = ServiceID((services.map(\.id.number).max() ?? 0) + 1)
            services.append(service)
        case .addMaster(var master):
            master.id = MasterID((masters.map(\.id.number).max() ?? 0) + 1)
            masters.append(master)
        case .addResource(var resource):
            resource.id = ResourceID((resources.map(\.id.number).max() ?? 0) + 1)
            resources.append(resource)
        case .changeService(var service):
            let place = try place(ofService: service.slug)
            service.id = services[place].id
            services[place] = service
        case .changeMaster(var master):
            let place = try place(ofMaster: master.slug)
            master.id = masters[place].id
            masters[place] = master
        case .changeResource(var resource):
            let place = try place(ofResource: resource.slug)
            resource.id = resources[place].id
            resources[place] = resource
        case .retireService(let slug):
            let service = services.remove(at: try place(ofService: slug))
            for index in masters.indices { masters[index].services.remove(service.id) }
        case .retireMaster(let slug): masters.remove(at: try place(ofMaster: slug))
        case .retireResource(let slug):
            let resource = resources.remove(at: try place(ofResource: slug))
            for index in services.indices { services[index].resources.remove(resource.id) }
        case .addClosure(let date): closures.insert(date)
        case .removeClosure(let date):
            guard closures.remove(date) != nil else { throw .nothingToRemove(date.iso) }
        case .setRules(let rules): self.rules = rules
        case .setZone(let zone): self.zone = zone
        case .setContact(let contact): self.contact = contact
        case .setName(let name): salonName = name
        case .setAddress(let address): self.address = address
        case .editMaster(let slug, let edit): try masters[try place(ofMaster: slug)].apply(edit)
        }
    }

    private func place(ofService slug: String) throws(CatalogueEditError) -> Int {
        guard let place = services.firstIndex(where: { $0.slug == slug }) else { throw .noService(slug) }
        return place
    }

    private func place(ofMaster slug: String) throws(CatalogueEditError) -> Int {
        guard let place = masters.firstIndex(where: { $0.slug == slug }) else { throw .noMaster(slug) }
        return place
    }

    private func place(ofResource slug: String) throws(CatalogueEditError) -> Int {
        guard let place = resources.firstIndex(where: { $0.slug == slug }) else { throw .noResource(slug) }
        return place
    }
}

extension Master {
    fileprivate mutating func apply(_ edit: WorkingTimeEdit) throws(CatalogueEditError) {
        switch edit {
        case .setHours(let hours): self.hours = hours
        case .setBreaks(let breaks): self.breaks = breaks
        case .setOverride(let date, let hours): overrides[date] = hours
        case .addTimeOff(let absence): timeOff.append(absence)
        case .removeTimeOff(let absence):
            guard timeOff.contains(absence) else { throw .nothingToRemove(absence.text) }
            timeOff.removeAll { $0 == absence }
        }
    }
}
