internal import ArgumentParser
internal import CivilTime
internal import FlowMachine
internal import JSON
internal import Postgres
internal import Salon
internal import Storage

struct WaitlistCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "waitlist",
        abstract: "Lists who waits at a salon for a time, the longest first, and what was offered, the newest first.")

    @OptionGroup var database: DatabaseArguments
    @OptionGroup var speech: LanguageOption

    @ArgumentParser.Option(help: "The salon's number.")
    var salon: Int64 = 1

    @ArgumentParser.Option(help: "How many of each at most.")
    var limit: Int = 100

    @Flag(help: "An object a line, for programs.")
    var json = false

    func validate() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit is a number from 1 to 10000.") }
    }

    func run() async throws {
        let console = speech.console
        let database = try await database.open(console)
        do {
            let connection = try Connection(database.server)
            let now = Instant.present
            let (waiting, offers) = try connection.asTenant(TenantID(salon)) {
                (
                    try WaitlistList.waiting(now: now, limit: limit, on: connection),
                    try WaitlistList.offers(now: now, limit: limit, on: connection)
                )
            }
            if json {
                for line in waiting.map(\.json) + offers.map(\.json) {
                    console.data(bytes: line.bytes() + [UInt8(ascii: "\n")])
                }
            } else {
                let language = console.language.rawValue
                for line in waiting { console.data(line.text(in: language)) }
                for line in offers { console.data(line.text(in: language)) }
            }
            if waiting.isEmpty, offers.isEmpty {
                console.talk(console.words(ru: "Никто не ждёт.", en: "Nobody waits."))
            }
        } catch {
            await database.close()
            throw (error as? OutsideFailure) ?? OutsideFailure(error)
        }
        await database.close()
    }
}

extension WaitingLine {
    /// One line: since when (UTC), who, and for what.
    func text(in language: String) -> String {
        let russian = language == "ru"
        let who = [customerName, customerPhone.map { "+\($0)" }].compactMap { $0 }.joined(separator: " ")
        let with = master?.text(in: language) ?? (russian ? "любой мастер" : "anyone")
        let wish = ["\(service.text(in: language)), \(with)", span(dates.from?.iso, dates.to?.iso), span(times.from?.iso, times.to?.iso)]
        return "\(Zone.utc.civil(at: since).iso)Z  \(russian ? "ждёт" : "waits")  \(who)  "
            + wish.compactMap { $0 }.joined(separator: "  ")
    }

    private func span(_ from: String?, _ to: String?) -> String? {
        if from == nil, to == nil { return nil }
        return from == to ? from : "\(from ?? "")…\(to ?? "")"
    }

    var json: JSONValue {
        [
            "kind": "waiting", "since": .string("\(Zone.utc.civil(at: since).iso)Z"),
            "service": .string(service.text(in: "en")), "master": master.map { .string($0.text(in: "en")) } ?? .null,
            "dates": [dates.from.map { .string($0.iso) } ?? .null, dates.to.map { .string($0.iso) } ?? .null],
            "times": [times.from.map { .string($0.iso) } ?? .null, times.to.map { .string($0.iso) } ?? .null],
            "customer": customerName.map(JSONValue.string) ?? .null, "phone": customerPhone.map(JSONValue.string) ?? .null,
        ]
    }
}

extension WaitlistOfferLine {
    /// One line: when (UTC), to whom, what, what became of it, and how far its message is while nobody has answered.
    func text(in language: String) -> String {
        let russian = language == "ru"
        let who = [customerName, customerPhone.map { "+\($0)" }].compactMap { $0 }.joined(separator: " ")
        let became =
            switch state {
            case "accepted": (russian ? "записан" : "booked") + (number.map { " \($0)" } ?? "")
            case "lost": russian ? "время занял другой" : "somebody else has it"
            case "declined": russian ? "отказ" : "declined"
            case "expired": russian ? "без ответа" : "not answered"
            default: russian ? "ждём ответа" : "waiting for an answer"
            }
        let undelivered =
            switch delivery {
            case "failed"?: russian ? ", не доставлено" : ", not delivered"
            case "unknown"?: russian ? ", судьба сообщения неизвестна" : ", the message's fate is unknown"
            default: ""
            }
        return "\(Zone.utc.civil(at: offeredAt).iso)Z  \(russian ? "предложено" : "offered")  \(who)  "
            + "\(wall.iso)  \(service.text(in: language)), \(master.text(in: language))  [\(became)\(undelivered)]"
    }

    var json: JSONValue {
        [
            "kind": "offer", "at": .string("\(Zone.utc.civil(at: offeredAt).iso)Z"), "state": .string(state),
            "date": .string(wall.date.iso), "time": .string(wall.time.iso), "service": .string(service.text(in: "en")),
            "master": .string(master.text(in: "en")), "number": number.map(JSONValue.string) ?? .null,
            "customer": customerName.map(JSONValue.string) ?? .null, "phone": customerPhone.map(JSONValue.string) ?? .null,
            "delivery": delivery.map(JSONValue.string) ?? .null, "failure": failure.map(JSONValue.string) ?? .null,
        ]
    }
}
