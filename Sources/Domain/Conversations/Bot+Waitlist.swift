package import Booking
internal import CivilTime
package import FlowInterpreter
internal import FlowMachine
internal import Salon

/// How freed times come into a conversation and leave it.
extension Bot {
    /// The event of putting an offer before its customer, or of telling that somebody else has the time; nil when the salon
    /// no longer has the service or the master.
    package func event(of offer: WaitlistOffer) -> Event? {
        guard let service = catalogue.service(offer.service), let master = catalogue.master(offer.master) else { return nil }
        let id = String(offer.id.number)
        let facts = facts(of: offer, service, master)
        return offer.state == .lost ? .waitlistLost(id: id, facts) : .waitlistOffer(id: id, facts)
    }

    func facts(of offer: WaitlistOffer, _ service: Service, _ master: Master) -> [FactValue] {
        [
            FactValue(fact: .bookingService, value: .choice(choice(of: service))),
            FactValue(fact: .bookingMaster, value: .choice(choice(of: master))),
            FactValue(fact: .bookingDate, value: .date(offer.wall.date)),
            FactValue(fact: .bookingTime, value: .time(offer.wall.time)),
            FactValue(fact: .price, value: .money(service.price)),
        ]
    }

    /// What a turn says, as it leaves; an offer with the template that carries it to a customer who has been silent for long.
    func outbound(_ message: Message, at now: Instant, answering event: Event, language: Int) -> OutboundMessage {
        guard case .waitlistOffer(let id, let facts) = event, let number = Int64(id) else {
            return OutboundMessage(content: .message(message), dueAt: now)
        }
        let code = languages[language]
        func words(_ fact: Fact) -> String {
            switch facts.first(where: { $0.fact == fact })?.value {
            case .choice(let choice)?: choice.names[language]
            case .date(let date)?: program.machine.wordings[language].day(date)
            case .time(let time)?: time.iso
            default: ""
            }
        }
        let template = TemplateMessage(
            name: OfferMessage.template, language: code,
            parameters: [catalogue.salonName.text(in: code)]
                + [.bookingService, .bookingMaster, .bookingDate, .bookingTime].map(words))
        return OutboundMessage(
            content: .offer(OfferMessage(message: message, template: template)), dueAt: now, offer: WaitlistOfferID(number))
    }
}
