package import Booking
package import CivilTime
package import FlowInterpreter
package import Salon

extension Bot {
    /// What the bot would ask a customer now if it were asked to put the open question again; nil where nothing is open. It
    /// changes nothing, neither the conversation nor the salon.
    package func question(
        of conversation: Conversation, customer: CustomerID, bookings: any BookingStore, customers: any CustomerStore,
        at now: Instant
    ) throws -> Message? {
        let surroundings = facts.facts(
            language: conversation.language, customerName: nil, today: catalogue.zone.civil(at: now).date)
        var modules = SalonModules(
            bot: self, bookings: bookings, customers: customers, offers: NoWaitlistOffers(),
            turn: TurnOrigin(
                customer: customer, text: "question", now: now, language: conversation.language, customerName: nil,
                customerPhone: nil),
            staged: [:])
        return try Interpreter.restate(program, conversation, now: now, surroundings: surroundings) { question in
            try modules.answer(question)
        }
    }
}
