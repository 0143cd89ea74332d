internal import ArgumentParser
internal import CivilTime
internal import JSON
internal import Postgres
internal import Salon
internal import Storage

struct NoticesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notices", abstract: "Lists what a salon's bot had to say to the salon's own people, the newest first.")

    @OptionGroup var database: DatabaseArguments
    @OptionGroup var speech: LanguageOption

    @ArgumentParser.Option(help: "The salon's number.")
    var salon: Int64 = 1

    @ArgumentParser.Option(help: "How many at most.")
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
            let lines = try connection.asTenant(TenantID(salon)) {
                try StaffNotices.recent(limit: limit, on: connection)
            }
            for line in lines {
                if json {
                    console.data(bytes: line.json.bytes() + [UInt8(ascii: "\n")])
                } else {
                    console.data(line.text(in: console.language.rawValue))
                }
            }
            if lines.isEmpty { console.talk(console.words(ru: "Сообщений нет.", en: "No notices.")) }
        } catch {
            await database.close()
            throw (error as? OutsideFailure) ?? OutsideFailure(error)
        }
        await database.close()
    }
}

extension StaffNoticeLine {
    /// One line: when (UTC), to whom, how far it came, and the words.
    func text(in language: String) -> String {
        let russian = language == "ru"
        let who = master?.text(in: language) ?? (russian ? "владельцу" : "owner")
        let state =
            switch delivery {
            case nil: russian ? "номер не указан" : "no number given"
            case "sent"?: russian ? "отправлено" : "sent"
            case "failed"?: russian ? "не доставлено" : "not delivered"
            case "unknown"?: russian ? "судьба неизвестна" : "fate unknown"
            default: russian ? "ждёт отправки" : "waiting to be sent"
            }
        let said = words?.split(separator: "\n").joined(separator: " / ") ?? (russian ? "(стёрто)" : "(erased)")
        return "\(Zone.utc.civil(at: createdAt).iso)Z  \(who)  [\(state)]  \(said)"
    }

    var json: JSONValue {
        [
            "at": .string("\(Zone.utc.civil(at: createdAt).iso)Z"), "recipient": .string(recipient),
            "master": master.map { .string($0.text(in: "en")) } ?? .null, "text": words.map(JSONValue.string) ?? .null,
            "delivery": delivery.map(JSONValue.string) ?? .null, "phone": phone.map(JSONValue.string) ?? .null,
            "failure": failure.map(JSONValue.string) ?? .null, "customer": customerName.map(JSONValue.string) ?? .null,
            "customer_phone": customerPhone.map(JSONValue.string) ?? .null,
        ]
    }
}
