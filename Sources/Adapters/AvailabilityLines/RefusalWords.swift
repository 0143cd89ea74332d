internal import Booking
internal import CivilTime
internal import JSON
internal import Salon

/// Refused starts as JSON, each reason with a word for programs and a text for people.
struct RefusalWords {
    let question: QuestionLine
    let isRussian: Bool

    func json(_ refused: RefusedStart) -> JSONValue {
        var reasons = refused.common.map { reason($0, master: nil) }
        for (master, refusals) in zip(question.masters, refused.byMaster) {
            reasons += refusals.map { reason($0, master: question.name(of: master.id)) }
        }
        return ["start": .string(question.zone.rfc3339(refused.instant)), "reasons": .array(reasons)]
    }

    /// Those who were not asked, and why.
    var others: JSONValue {
        .array(
            question.others.map { name, reason in
                let (code, text) =
                    switch reason {
                    case .notActive: ("inactive", words(ru: "не работает", en: "does not work at present"))
                    case .doesNotOffer:
                        ("not_offered", words(ru: "не делает эту услугу", en: "does not offer this service"))
                    case .notWished: ("not_wished", words(ru: "спросили другого мастера", en: "another master is asked for"))
                    }
                return ["master": .string(name), "reason": .string(code), "text": .string(text)]
            })
    }

    private func reason(_ refusal: Refusal, master: String?) -> JSONValue {
        let (code, text) = wording(refusal)
        var members = JSONObject()
        if let master { members["master"] = .string(master) }
        members["reason"] = .string(code)
        members["text"] = .string(text)
        return .object(members)
    }

    private func wording(_ refusal: Refusal) -> (code: String, text: String) {
        switch refusal {
        case .past: ("past", words(ru: "это время прошло", en: "it is over"))
        case .notice(let earliest):
            ("notice", words(ru: "слишком скоро: раньше \(moment(earliest)) не записаться", en: "too soon: the earliest is \(moment(earliest))"))
        case .horizon(let last):
            ("horizon", words(ru: "слишком далеко: запись до \(last.iso)", en: "too far ahead: the last day is \(last.iso)"))
        case .season(let date):
            ("season", words(ru: "\(date.iso) этой услуги нет", en: "the service is not offered on \(date.iso)"))
        case .closure(let date): ("closed", words(ru: "\(date.iso) салон закрыт", en: "the salon is closed on \(date.iso)"))
        case .timeOff(let absence):
            ("time_off", words(ru: "мастера нет: \(span(absence))", en: "away: \(span(absence))"))
        case .hours(let hours):
            (
                "closed",
                hours.isEmpty
                    ? words(ru: "в этот день мастер не работает", en: "does not work that day")
                    : words(ru: "не помещается в рабочее время \(list(hours))", en: "does not fit into the hours \(list(hours))")
            )
        case .pause(let pause): ("break", words(ru: "перерыв \(list([pause]))", en: "break \(list([pause]))"))
        case .booking(let booking):
            ("booking", words(ru: "занято: запись на \(clock(booking))", en: "taken by the \(clock(booking)) booking"))
        case .buffer(let booking):
            ("buffer", words(ru: "время вокруг записи на \(clock(booking))", en: "buffer of the \(clock(booking)) booking"))
        case .ownBuffer(let booking):
            (
                "buffer",
                words(
                    ru: "время вокруг самой услуги задевает запись на \(clock(booking))",
                    en: "the service's own buffer runs into the \(clock(booking)) booking")
            )
        case .seats(let seats):
            ("group_full", words(ru: "все места заняты: \(seats)", en: "all \(seats) seats are taken"))
        case .resource(let resource):
            ("resource", words(ru: "не хватает: \(question.name(of: resource))", en: "no \(question.name(of: resource)) is free"))
        }
    }

    private func words(ru: String, en: String) -> String { isRussian ? ru : en }

    private func clock(_ booking: Busy) -> String { question.zone.civil(at: booking.start).time.iso }

    private func moment(_ instant: Instant) -> String { question.zone.civil(at: instant).iso }

    private func list(_ intervals: [WorkingInterval]) -> String {
        intervals.map { "\($0.from.iso)–\($0.to.iso)" }.joined(separator: ", ")
    }

    private func span(_ timeOff: TimeOff) -> String {
        switch timeOff {
        case .days(let first, let last): first == last ? first.iso : "\(first.iso) – \(last.iso)"
        case .moments(let from, let to): "\(from.iso) – \(to.iso)"
        }
    }
}
