internal import Booking
internal import CivilTime
internal import FlowMachine
internal import JSON
internal import Salon

extension FrontDeskAnswer {
    var isGood: Bool {
        switch self {
        case .done, .already: true
        case .unknownNumber, .notOpen, .tooEarly, .unknownMaster, .notFree: false
        }
    }

    var booking: SalonBooking? {
        switch self {
        case .done(let booking), .already(let booking), .notOpen(let booking), .tooEarly(let booking),
            .unknownMaster(let booking), .notFree(let booking, _, _):
            booking
        case .unknownNumber: nil
        }
    }

    /// For programs.
    var name: String {
        switch self {
        case .done: "done"
        case .already: "already"
        case .unknownNumber: "unknown_number"
        case .notOpen: "not_open"
        case .tooEarly: "too_early"
        case .unknownMaster: "unknown_master"
        case .notFree: "not_free"
        }
    }

    func words(_ console: Console, _ number: String, _ shown: ShownBooking?) -> String {
        let status = shown?.status(console) ?? ""
        switch self {
        case .done:
            return console.words(
                ru: "Готово: запись \(number) — \(status).", en: "Done: booking \(number) is \(status).")
        case .already:
            return console.words(
                ru: "Так и было: запись \(number) — \(status). Ничего не изменилось.",
                en: "It was so before: booking \(number) is \(status). Nothing changed.")
        case .unknownNumber:
            return console.words(
                ru: "Записи \(number) в этом салоне нет. Все предстоящие: salonflow bookings.",
                en: "This salon has no booking \(number). All that are to come: salonflow bookings.")
        case .notOpen:
            return console.words(
                ru: "Так не бывает: запись \(number) — \(status). Что с ней было: salonflow bookings show \(number).",
                en: "That cannot follow: booking \(number) is \(status). Its history: salonflow bookings show \(number).")
        case .tooEarly(let booking):
            let when = booking.booking.wall.iso
            return console.words(
                ru: "Рано: визит \(number) будет \(when). Отметьте, когда время придёт.",
                en: "Too early: visit \(number) is on \(when). Say so when its time has come.")
        case .unknownMaster:
            return console.words(
                ru: "Этот мастер не делает того, что записано под номером \(number), или больше не работает. Назовите другого.",
                en: "That master does not do what booking \(number) is for, or works no more. Name another one.")
        case .notFree(_, let reason, let nearest):
            let times = nearest.map(\.moment.iso).joined(separator: ", ")
            let why = reason.words(console)
            return nearest.isEmpty
                ? console.words(
                    ru: "Нельзя: \(why). Свободного времени до горизонта записи нет.",
                    en: "Not possible: \(why). Nothing is free up to the booking horizon.")
                : console.words(
                    ru: "Нельзя: \(why). Ближайшее свободное: \(times).",
                    en: "Not possible: \(why). Free nearest to it: \(times).")
        }
    }
}

extension WrongReason {
    fileprivate func words(_ console: Console) -> String {
        switch self {
        case .unknown: console.words(ru: "такого нет", en: "there is no such thing")
        case .past: console.words(ru: "это время прошло", en: "that time has passed")
        case .closed: console.words(ru: "салон или мастер тогда не работает", en: "the salon or the master does not work then")
        case .full: console.words(ru: "это время занято", en: "that time is taken")
        case .tooSoon: console.words(ru: "до этого времени слишком мало", en: "that is too soon")
        case .tooFar: console.words(ru: "так далеко запись не открыта", en: "bookings are not open that far ahead")
        }
    }
}

/// A booking with all that a page or a terminal shows of it.
struct ShownBooking: Sendable {
    var booking: SalonBooking
    var history: [BookingEvent]
    var catalogue: SalonCatalogue

    private var visit: CustomerBooking { booking.booking }

    private var customer: String {
        [booking.customerName, booking.customerPhone.map { "+\($0)" }].compactMap { $0 }.joined(separator: " ")
    }

    private func master(_ id: MasterID, _ language: String) -> String {
        (catalogue.master(id)?.name ?? (id == visit.master ? visit.masterName : nil))?.text(in: language) ?? "\(id.number)"
    }

    func status(_ console: Console) -> String {
        switch visit.status {
        case .hold: console.words(ru: "придержана", en: "held")
        case .released: console.words(ru: "отпущена", en: "released")
        case .pending: console.words(ru: "ждёт подтверждения салона", en: "waiting for the salon's word")
        case .confirmed: console.words(ru: "подтверждена", en: "confirmed")
        case .inProgress: console.words(ru: "идёт", en: "in progress")
        case .completed: console.words(ru: "состоялась", en: "completed")
        case .noShow: console.words(ru: "клиент не пришёл", en: "a no-show")
        case .cancelled:
            switch (booking.cancellation?.change.actor, booking.cancellation?.isLate == true) {
            case (.salon?, true): console.words(ru: "отменена салоном, поздно", en: "called off by the salon, late")
            case (.salon?, false): console.words(ru: "отменена салоном", en: "called off by the salon")
            case (_, true): console.words(ru: "отменена клиентом, поздно", en: "called off by the customer, late")
            case (_, false): console.words(ru: "отменена клиентом", en: "called off by the customer")
            }
        }
    }

    func line(_ console: Console) -> String {
        let language = console.language.rawValue
        let what = "\(visit.service.name.text(in: language)), \(master(visit.master, language))"
        return "\(visit.number)  \(visit.wall.iso)  \(what)  \(customer)  \(status(console))"
    }

    func text(_ console: Console) -> String {
        let language = console.language.rawValue
        let minutes = console.words(ru: "мин", en: "min")
        var lines = [
            line(console),
            console.words(ru: "время: ", en: "time: ")
                + "\(visit.wall.iso) \(booking.zone), \(visit.service.durationMinutes) \(minutes)",
            console.words(ru: "цена: ", en: "price: ") + visit.service.price.plain,
        ]
        if let reason = booking.cancellation?.reason { lines.append(console.words(ru: "причина: ", en: "reason: ") + reason) }
        let resources = catalogue.resources.filter { visit.service.resources.contains($0.id) }
        if !resources.isEmpty {
            let names = resources.map { $0.name.text(in: language) }.joined(separator: ", ")
            lines.append(console.words(ru: "занимает: ", en: "holds: ") + names)
        }
        lines += history.map { event in
            let at = "\(Zone.utc.civil(at: event.at).iso)Z"
            let place = "\(catalogue.zone.civil(at: event.start).iso) \(master(event.master, language))"
            return "  \(at)  \(event.kind.words(console))  \(event.actor.words(console))  \(place)  [\(event.origin)]"
        }
        return lines.joined(separator: "\n")
    }

    var json: JSONValue {
        [
            "number": .string(visit.number), "status": .string(visit.status.rawValue), "date": .string(visit.wall.date.iso),
            "time": .string(visit.wall.time.iso), "zone": .string(booking.zone),
            "minutes": .number(JSONNumber(visit.service.durationMinutes)),
            "service": .string(visit.service.name.text(in: "en")), "master": .string(master(visit.master, "en")),
            "price": .number(JSONNumber(visit.service.price.minorUnits)), "currency": .string(visit.service.price.currency),
            "customer": booking.customerName.map(JSONValue.string) ?? .null,
            "phone": booking.customerPhone.map(JSONValue.string) ?? .null,
            "cancelled_by": booking.cancellation.map { .string($0.change.actor.rawValue) } ?? .null,
            "cancelled_late": booking.cancellation.map { .bool($0.isLate) } ?? .null,
            "reason": booking.cancellation?.reason.map(JSONValue.string) ?? .null,
            "history": .array(history.map(\.json)),
        ]
    }
}

extension Money {
    /// `8000.00 KZT`
    fileprivate var plain: String {
        let cents = String(minorUnits % 100)
        return "\(minorUnits / 100).\(cents.count < 2 ? "0" + cents : cents) \(currency)"
    }
}

extension BookingEvent {
    fileprivate var json: JSONValue {
        [
            "at": .string("\(Zone.utc.civil(at: at).iso)Z"), "kind": .string(kind.rawValue), "actor": .string(actor.rawValue),
            "origin": .string(origin), "status": .string(status.rawValue), "start": .string("\(Zone.utc.civil(at: start).iso)Z"),
        ]
    }
}

extension BookingEvent.Kind {
    fileprivate func words(_ console: Console) -> String {
        switch self {
        case .held: console.words(ru: "придержана", en: "held")
        case .released: console.words(ru: "отпущена", en: "released")
        case .booked: console.words(ru: "записана", en: "booked")
        case .confirmed: console.words(ru: "подтверждена", en: "confirmed")
        case .moved: console.words(ru: "перенесена", en: "moved")
        case .reassigned: console.words(ru: "другой мастер", en: "another master")
        case .retimed: console.words(ru: "часы перевели", en: "the zone's clock changed")
        case .started: console.words(ru: "началась", en: "started")
        case .completed: console.words(ru: "состоялась", en: "completed")
        case .cancelled: console.words(ru: "отменена", en: "called off")
        case .noShow: console.words(ru: "клиент не пришёл", en: "nobody came")
        case .merged: console.words(ru: "клиент узнан", en: "its customer was known already")
        }
    }
}

extension BookingActor {
    fileprivate func words(_ console: Console) -> String {
        switch self {
        case .customer: console.words(ru: "клиент", en: "customer")
        case .salon: console.words(ru: "салон", en: "salon")
        case .system: console.words(ru: "система", en: "system")
        }
    }
}
