package import FlowMachine
package import Salon

/// The things of a catalogue as conversations know them: by identity, with their names in the machine's languages.
extension Choice {
    package init(_ service: Service, languages: [String]) {
        self.init(id: String(service.id.number), names: languages.map(service.name.text(in:)))
    }

    package init(_ master: Master, languages: [String]) {
        self.init(id: String(master.id.number), names: languages.map(master.name.text(in:)))
    }
}
