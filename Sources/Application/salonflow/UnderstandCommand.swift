internal import ArgumentParser
internal import BotFiles
internal import CivilTime
internal import Foundation
internal import Salon
internal import SalonFiles
internal import TimeZones
internal import Understanding
internal import JSONLines
internal import UnderstandingLines

struct UnderstandCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "understand", abstract: "What a message means: intents, service, master, date and time, and why.",
        discussion: """
            With TEXT it explains that one message, said to an example salon or to the one of --salon. Without TEXT it \
            reads lines of JSON until the input ends and answers each with a line, in order. Such a line is

              {"id":"1","text":"завтра в 3","now":"2026-05-20T11:05"}

            and, where they are known, the message's lang, the salon's catalog and the talk's context. A line that cannot \
            be read is answered with an error, and the rest go on.
            """)

    @Argument(help: "A message to explain, in quotation marks; without it lines of JSON are read.")
    var text: String?

    @Flag(help: "Add to each line of JSON the words each value was read from, and all reasons; TEXT always has them.")
    var explain = false

    @Option(
        name: .customLong("lang"),
        help: """
            The language of the messages, such as ru, whatever the lines say; auto finds it in each message. Default: the \
            `lang` of each line, and for TEXT auto.
            """)
    var language: String?

    @Option(help: "The salon that TEXT is said to: a salon.yaml, or a folder with one. Default: a small example.")
    var salon: String?

    @Option(help: "The salon's wall time when TEXT is said, as 2026-03-10T09:00. Default: the present.")
    var now: String?

    func validate() throws {
        if text == nil, salon != nil || now != nil {
            throw ValidationError(
                "--salon and --now belong to a TEXT; lines of JSON have `catalog` and `now` of their own. "
                    + "Write the message in quotation marks behind the command.")
        }
    }

    func run() throws {
        let console = Console()
        let toolchain = try Toolchain()
        let language = try chosenLanguage(toolchain)
        guard let text else {
            return answerLines(UnderstandingLines(understander: toolchain.understander, language: language, explains: explain), console)
        }
        let listener = try salon.map { try MessageListener(salonAt: $0, toolchain, console) } ?? MessageListener(example: toolchain)
        let now = try moment(zone: listener.zone)
        var code: String?
        if case .always(let given) = language { code = given }
        var spoken = ["ru", "en"]
        if let code, !spoken.contains(code) { spoken.append(code) }
        let explanation = toolchain.understander.explain(
            text, vocabulary: listener.vocabulary,
            context: Context(
                now: now, language: code, expecting: nil, options: [], opens: listener.opens, closes: listener.closes,
                languages: spoken))
        console.data(MessagePage(explanation, text: text, now: now, salon: listener.name, console: console).text)
    }

    private func chosenLanguage(_ toolchain: Toolchain) throws -> UnderstandingLines.Language {
        guard let language else { return .asGiven }
        if language == "auto" { return .found }
        let known = toolchain.understander.languages
        guard known.contains(language) else {
            throw ValidationError("--lang knows no “\(language)”; give one of \(known.joined(separator: ", ")) or auto.")
        }
        return .always(language)
    }

    private func moment(zone: Zone?) throws -> CivilMoment {
        if let now {
            guard let moment = CivilMoment(lineText: now) else {
                throw ValidationError("--now must look like 2026-03-10T09:00.")
            }
            return moment
        }
        let date = Date()
        if let zone { return zone.civil(at: Instant(milliseconds: Int64(date.timeIntervalSince1970 * 1000))) }
        let seconds = Int64(date.timeIntervalSince1970) + Int64(TimeZone.current.secondsFromGMT(for: date))
        return Zone(name: "UTC", initialOffset: 0, transitions: []).civil(at: Instant(seconds: seconds))
    }

    private func answerLines(_ lines: UnderstandingLines, _ console: Console) {
        if console.isInteractive {
            console.talk(
                console.words(
                    ru: "Пишите по сообщению в строке, например {\"text\":\"маникюр завтра в 3\",\"now\":\"2026-05-20T11:05\"}; Ctrl-D — конец. Одно сообщение проще: salonflow understand \"маникюр завтра в 3\"",
                    en: "Write a message a line, such as {\"text\":\"manicure tomorrow at 3\",\"now\":\"2026-05-20T11:05\"}; Ctrl-D ends. For one message it is simpler to say: salonflow understand \"manicure tomorrow at 3\""))
        }
        var lines = lines
        console.answerLines { line, number in lines.answer(line, number: number) }
    }
}

/// Whom a message of the command line is said to.
private struct MessageListener {
    let vocabulary: Vocabulary
    let opens: ClockTime?
    let closes: ClockTime?
    /// Nil for the example, which lies wherever one is.
    let zone: Zone?
    /// Nil for the example.
    let name: String?

    /// The salon of the contract's samples: three services, two masters, open from 10 to 21.
    init(example toolchain: Toolchain) throws {
        vocabulary = try toolchain.understander.vocabulary(
            services: [
                Named(id: "manicure", names: ["Маникюр", "Manicure", "классический маникюр"]),
                Named(id: "gel_manicure", names: ["Маникюр с гель-лаком", "Gel manicure", "гель-лак"]),
                Named(id: "pedicure", names: ["Педикюр", "Pedicure"]),
            ],
            masters: [
                Named(id: "anna", names: ["Анна", "Anna"]), Named(id: "maria", names: ["Мария", "Maria"]),
            ], intents: [])
        opens = ClockTime(hour: 10, minute: 0)
        closes = ClockTime(hour: 21, minute: 0)
        zone = nil
        name = nil
    }

    init(salonAt path: String, _ toolchain: Toolchain, _ console: Console) throws {
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        let file = isFolder.boolValue ? (path as NSString).appendingPathComponent("salon.yaml") : path
        guard exists, let data = FileManager.default.contents(atPath: file) else {
            throw OutsideFailure(
                console.words(
                    ru: "Файл `\(file)` не читается. Укажите salon.yaml или папку с ним, например flows/nail-studio.",
                    en: "There is no readable file `\(file)`. Name a salon.yaml or a folder with one, such as flows/nail-studio."))
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw OutsideFailure(
                console.words(
                    ru: "`\(file)` — не текст в UTF-8. Сохраните его как UTF-8.", en: "`\(file)` is not UTF-8 text; save it as UTF-8."))
        }
        let salon: SalonFile
        do { salon = try SalonFile(text, name: file) { try toolchain.zones.zone(named: $0) } } catch {
            console.talk("\(error)")
            throw ExitCode(ExitStatus.findings)
        }
        let catalogue = salon.catalogue
        let masters = catalogue.masters.filter(\.isActive)
        vocabulary = try toolchain.understander.vocabulary(
            services: catalogue.services.map { Named(id: $0.slug, names: $0.name.all + $0.aliases) },
            masters: masters.map { Named(id: $0.slug, names: $0.name.all + $0.aliases) }, intents: [])
        let intervals = masters.flatMap { $0.hours.values.joined() }
        opens = intervals.map(\.from).min()
        closes = intervals.map { $0.to <= $0.from ? .endOfDay : $0.to }.max()
        zone = catalogue.zone
        name = catalogue.salonName.text(in: console.language.rawValue)
    }
}

extension LocalizedName {
    fileprivate var all: [String] { byLanguage.sorted { $0.key < $1.key }.map(\.value) }
}
