internal import FlowInterpreter
internal import FlowMachine
internal import Salon

/// From what a flow shows to what a channel can send.
extension Bot {
    /// Place and contact are the salon's own; what it has not given is said in words, or not at all. Neither carries a
    /// caption of its own, so that comes before it.
    func contents(of thing: ShownThing, language: Int) -> [OutboundContent] {
        let code = languages.indices.contains(language) ? languages[language] : languages[0]
        switch thing {
        case .picture(let link, let caption): return [.attachment(.picture(link: link, caption: caption))]
        case .document(let link, let caption):
            return [.attachment(.document(link: link, filename: filename(of: link), caption: caption))]
        case .place(let caption):
            let address = catalogue.address.text(in: code)
            guard let place = catalogue.contact.place else {
                return texts(caption.contains(address) ? [caption] : [caption, address])
            }
            let name = catalogue.salonName.text(in: code)
            return texts([caption]) + [.attachment(.location(place, name: name, address: address))]
        case .contact(let caption):
            guard let phone = catalogue.contact.phone else { return texts([caption]) }
            return texts([caption]) + [.attachment(.contact(name: catalogue.salonName.text(in: code), phone: phone))]
        }
    }

    private func texts(_ lines: [String]) -> [OutboundContent] {
        let said = lines.filter { line in line.contains { !$0.isWhitespace } }
        if said.isEmpty { return [] }
        return [.message(Message(text: said.joined(separator: "\n"), choices: [], menuLabel: ""))]
    }

    /// The last part of the address, without what follows `?` or `#`; empty where it names none.
    private func filename(of link: String) -> String {
        let path = link.prefix { $0 != "?" && $0 != "#" }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count > 3 ? String(parts[parts.count - 1]) : ""
    }
}
