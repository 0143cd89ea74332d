internal import ArgumentParser
internal import BotFiles
internal import FlowCompiler
internal import FlowMachine
internal import Foundation
internal import SalonFiles
internal import Storage

/// The version that a bot is compared with: one of a salon's in the database, a machine in a file, or another bot.
struct AgainstArguments: ParsableArguments {
    @ArgumentParser.Option(
        help: ArgumentHelp(
            """
            Compare with `live`, the salon's live version; with a version of that number; or with a file: a machine written by \
            `salonflow compile --emit machine`, a flow file or a bot's folder (./live for one of that name).
            """, valueName: "version"))
    var against: String?

    @ArgumentParser.Option(help: "With --against live or a number: the salon's number.")
    var salon: Int64 = 1

    @OptionGroup var database: DatabaseArguments

    /// Nil when nothing is to be compared. Opens the database only where a version of it is meant.
    func machine(_ console: Console, _ toolchain: Toolchain) async throws -> Machine? {
        guard let against else { return nil }
        if against == "live" { return try await stored(nil, console) }
        if !against.isEmpty, against.allSatisfy({ $0.isASCII && $0.isNumber }) {
            guard let number = Int(against) else { throw unknownVersion(against, console) }
            return try await stored(number, console)
        }
        return try machine(at: against, console, toolchain)
    }

    // MARK: In the database

    private func stored(_ number: Int?, _ console: Console) async throws -> Machine {
        let found = try await database.withSalon(salon, console) { access in
            try await access.transaction { connection in
                let versions = FlowVersions(connection)
                do {
                    guard let number else { return try versions.live() }
                    return try versions.machine(number)
                } catch let error as StorageError {
                    if case .missing = error { throw unknownVersion(against ?? "", console) }
                    throw error
                }
            }
        }
        guard let found else { throw nothingPublished(console) }
        do { return try found.read() } catch let error as ByteError {
            let name = console.words(
                ru: "Версия \(found.number) салона \(salon)", en: "Version \(found.number) of salon \(salon)")
            throw OutsideFailure.unreadableMachine(name, error, console)
        } catch {
            throw OutsideFailure(error)
        }
    }

    private func nothingPublished(_ console: Console) -> OutsideFailure {
        OutsideFailure(
            console.words(
                ru: """
                    У салона \(salon) ещё нет ни одной опубликованной версии, сравнить не с чем. Уберите --against, укажите \
                    файл или другой салон: --salon.
                    """,
                en: """
                    Salon \(salon) has no published version yet, so there is nothing to compare with. Leave --against out, \
                    name a file, or another salon by --salon.
                    """))
    }

    private func unknownVersion(_ number: String, _ console: Console) -> OutsideFailure {
        OutsideFailure(
            console.words(
                ru: "У салона \(salon) нет версии \(number). Какая действует, покажет `--against live`; другой салон — --salon.",
                en: "Salon \(salon) has no version \(number). `--against live` takes the live one; --salon names another salon."))
    }

    // MARK: In files

    private func machine(at path: String, _ console: Console, _ toolchain: Toolchain) throws -> Machine {
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        if !exists || isFolder.boolValue || path.hasSuffix(".flow") { return try compiled(path, console, toolchain) }
        let bytes: [UInt8]
        do { bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) } catch {
            throw OutsideFailure(BotFolderError.unreadable(path, error.localizedDescription).words(console))
        }
        do { return try Machine(encoded: bytes) } catch {
            throw OutsideFailure.unreadableMachine("`\(path)`", error, console)
        }
    }

    private func compiled(_ path: String, _ console: Console, _ toolchain: Toolchain) throws -> Machine {
        let folder: BotFolder
        do { folder = try BotFolder(path: path, zones: toolchain.zones) } catch let error as BotFolderError {
            throw OutsideFailure(error.words(console))
        } catch {
            throw OutsideFailure(error)
        }
        let checked = toolchain.check(folder.sources, catalogue: folder.salon?.catalogue)
        guard let flow = checked.compiled else {
            throw OutsideFailure(
                console.words(
                    ru: """
                        С ботом `\(path)` сравнить нельзя: в нём самом есть ошибки (\(checked.errors)). Их покажет `salonflow lint \
                        \(path)`.
                        """,
                    en: """
                        The bot `\(path)` cannot be compared with: it has errors of its own (\(checked.errors)). `salonflow lint \
                        \(path)` shows them.
                        """))
        }
        return flow.machine
    }
}

extension OutsideFailure {
    /// Formats are numbered one by one and no text begins with such a byte, so a number a little too high is a later program's.
    private static let laterFormats = (Machine.formatVersion + 1)...8

    /// - Parameter name: whose machine it is, at the beginning of a sentence.
    static func unreadableMachine(_ name: String, _ error: ByteError, _ console: Console) -> OutsideFailure {
        let words = switch error {
        case .unknownFormat(let format) where Self.laterFormats.contains(format):
            console.words(
                ru: """
                    \(name): машину записала более новая программа (формат \(format), эта читает до \(Machine.formatVersion)). \
                    Обновите salonflow.
                    """,
                en: """
                    \(name): the machine was written by a later program (format \(format), this one reads up to \
                    \(Machine.formatVersion)). Update salonflow.
                    """)
        case .unknownFormat(let format) where (1..<Machine.oldestFormat).contains(format):
            console.words(
                ru: "\(name): машина слишком старого формата (\(format)). Соберите её заново из файлов бота.",
                en: "\(name): the machine's format is too old (\(format)). Compile it anew from the bot's files.")
        case .unknownFormat:
            console.words(
                ru: "\(name) — не машина. Её пишет `salonflow compile БОТ --emit machine -o ФАЙЛ`; файл бота кончается на .flow.",
                en: "\(name) is no machine. `salonflow compile BOT --emit machine -o FILE` writes one; a bot's file ends in .flow.")
        default:
            console.words(
                ru: "\(name): машина повреждена (\(error)). Соберите её заново из файлов бота.",
                en: "\(name): the machine is damaged (\(error)). Compile it anew from the bot's files.")
        }
        return OutsideFailure(words)
    }
}
