internal import ArgumentParser
internal import BotFiles
internal import CivilTime
internal import Conversations
internal import FlowMachine
internal import Foundation
internal import JSON
internal import Salon
internal import Storage
internal import TimeZones
internal import Understanding
internal import Versions

struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Runs a salon's last talks on another version of its bot and tells what would come out differently.",
        discussion: """
            Customers do what they did when they did it, and the salon answers as it answered then; what it was not asked \
            then is assumed from its catalogue, and said so. Names, telephone numbers, addresses and long numbers are masked \
            in everything that is shown or exported. Ends with 0 when all is well, 1 when the threshold is exceeded, when the \
            bot has errors, or when a talk does not run on its own version as it ran.
            """)

    @ArgumentParser.Option(help: ArgumentHelp("The candidate: \(MachineReference.help).", valueName: "what"))
    var against: MachineReference

    @OptionGroup var salon: SalonArguments

    @ArgumentParser.Option(help: "How many talks, counted from the latest.")
    var last: Int = 500

    @ArgumentParser.Option(
        help: ArgumentHelp(
            "Of the talks that achieved something, the share that may lose it, in percent; more, or a new error, ends with 1.",
            valueName: "percent"))
    var threshold: Double?

    @ArgumentParser.Option(help: "How many of the talks that differ are shown in full, the worse ones first.")
    var transcripts: Int = 5

    @ArgumentParser.Option(help: ArgumentHelp("Write the masked talks and what they run on into a file.", valueName: "file"))
    var export: String?

    @ArgumentParser.Option(
        name: .customLong("from"),
        help: ArgumentHelp("Replay the talks of such a file, without a database.", valueName: "file"))
    var from: String?

    func validate() throws {
        guard (1...100_000).contains(last) else { throw ValidationError("--last is a number from 1 to 100000.") }
        guard (0...100_000).contains(transcripts) else {
            throw ValidationError("--transcripts is a number from 0 to 100000.")
        }
        if let threshold, !(0...100).contains(threshold) { throw ValidationError("--threshold is a percentage from 0 to 100.") }
        if from != nil, export != nil { throw ValidationError("--from reads a file that --export wrote: give one of them.") }
    }

    func run() async throws {
        let console = salon.speech.console
        let toolchain = try Toolchain()
        let record = try await record(toolchain, console)
        let machine = try await candidate(record, toolchain, console)
        if let export { try write(record, to: export, console) }
        var candidates: [LocationID: Bot] = [:]
        for location in record.locations {
            let bot = try toolchain.bot(machine, catalogue: location.catalogue)
            candidates[location.id] = bot
        }
        let report = Replay(programs: record.programs, candidates: candidates).report(record) { done in
            progress(done, of: record.talks.count, console)
        }
        let verdict = threshold.map { ReplayThreshold(percent: $0).verdict(on: report) }
        let page = ReplayPage(
            report: report, threshold: threshold, verdict: verdict, shown: transcripts,
            zone: record.locations.first?.catalogue.zone ?? .utc)
        if salon.json { console.data(bytes: page.json.bytes() + [UInt8(ascii: "\n")]) } else { page.write(to: console) }
        if !report.defects.isEmpty || verdict?.passes == false { throw ExitCode(ExitStatus.findings) }
    }

    // MARK: - Where the talks are from

    private func record(_ toolchain: Toolchain, _ console: Console) async throws -> ReplayRecord {
        if let from { return try read(from, console) }
        let wanted: Int? = if case .version(let number) = against { number } else { nil }
        let stored = try await salon.withSalon { access in
            try await access.transaction { connection in
                try StoredTalks(last: last, including: wanted, zone: { try toolchain.zones.zone(named: $0) }, on: connection)
            }
        }
        return ReplayRecord(
            stored.talks, versions: stored.versions, programs: stored.programs, locations: stored.locations,
            understander: toolchain.understander, leftOut: stored.leftOut)
    }

    private func read(_ path: String, _ console: Console) throws -> ReplayRecord {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw OutsideFailure(
                console.words(
                    ru: "Файл `\(path)` не открывается. Укажите файл, который записал `salonflow replay --export ФАЙЛ`.",
                    en: "`\(path)` cannot be opened. Name a file that `salonflow replay --export FILE` wrote."))
        }
        do { return try ReplayFile.record(from: Array(data)) } catch {
            throw OutsideFailure("`\(path)`: \(error.text(in: console.language.rawValue))")
        }
    }

    private func write(_ record: ReplayRecord, to path: String, _ console: Console) throws {
        do {
            try Data(ReplayFile.bytes(of: record)).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw OutsideFailure(
                console.words(
                    ru: "Файл `\(path)` не записан: \(error.localizedDescription). Проверьте папку и права.",
                    en: "`\(path)` was not written: \(error.localizedDescription). Check the folder and its rights."))
        }
        console.talk(
            console.words(
                ru: "Выгружено бесед: \(record.talks.count), личные данные замаскированы: \(path)",
                en: "Talks exported: \(record.talks.count), personal data masked: \(path)"))
    }

    // MARK: - The candidate

    private func candidate(_ record: ReplayRecord, _ toolchain: Toolchain, _ console: Console) async throws -> Machine {
        guard from != nil, against.isStored else {
            let resolved = try await MachineReference.resolve(
                [against], salon: salon.salon, database: salon.database, console: console, toolchain: toolchain)
            return resolved[0].machine
        }
        let wanted: ReplayRecord.Version? =
            switch against {
            case .live: record.live
            case .version(let number): record.versions.first { $0.number == number }
            case .previous, .path: nil
            }
        guard let wanted, let program = record.programs[wanted.machine] else {
            let known = record.versions.filter { record.programs[$0.machine] != nil }.map { "\($0.number)" }
                .joined(separator: ", ")
            throw OutsideFailure(
                console.words(
                    ru: "В файле нет такой версии: в нём те, на которых шли беседы, и действующая тогда (live). Есть: \(known).",
                    en: "The file has no such version: it has those the talks ran on, and the one live then. There are: \(known)."))
        }
        return program.machine
    }

    private func progress(_ done: Int, of all: Int, _ console: Console) {
        guard done % 2_000 == 0, done < all else { return }
        console.talk(console.words(ru: "Повторено бесед: \(done) из \(all) …", en: "Talks replayed: \(done) of \(all) …"))
    }
}
