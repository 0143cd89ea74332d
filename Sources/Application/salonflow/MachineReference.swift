internal import ArgumentParser
internal import BotFiles
internal import FlowCompiler
internal import FlowDiagnostics
internal import FlowMachine
internal import Foundation
internal import Postgres
internal import Storage

/// What somebody names a machine by: a version's number, `live`, `previous`, a bot's folder or flow file, or a machine file.
enum MachineReference: Hashable, Sendable, ExpressibleByArgument {
    /// What `--help` says of such an argument.
    static let help = "a version's number, `live`, `previous`, a bot's folder or flow file, or what `compile --emit machine` wrote"

    case version(Int)
    case live
    /// What was live before the last move.
    case previous
    case path(String)

    /// A number is always a version's, `live` and `previous` always what they say; a file of such a name is `./3`.
    init(argument: String) {
        if argument == "live" {
            self = .live
        } else if argument == "previous" {
            self = .previous
        } else if let number = Int(argument), number > 0 {
            self = .version(number)
        } else {
            self = .path(argument)
        }
    }

    var isStored: Bool {
        if case .path = self { false } else { true }
    }

    /// The machines, in the order of the references; the database is opened once, and only where a version is among them.
    ///
    /// Findings of a folder that has errors go to standard error and end the command with 1.
    static func resolve(
        _ references: [MachineReference], salon: Int64, database: DatabaseArguments, console: Console, toolchain: Toolchain
    ) async throws -> [ResolvedMachine] {
        var stored: [MachineReference: ResolvedMachine] = [:]
        let asked = Set(references.filter(\.isStored))
        if !asked.isEmpty {
            stored = try await database.inSalon(salon, console: console) { connection in
                let versions = FlowVersions(connection)
                return Dictionary(
                    uniqueKeysWithValues: try asked.map { ($0, try $0.read(versions, salon: salon, console: console)) })
            }
        }
        return try references.map { try stored[$0] ?? $0.read(toolchain, console: console) }
    }

    private func read(_ versions: FlowVersions, salon: Int64, console: Console) throws -> ResolvedMachine {
        let found: StoredMachine
        if let number = try number(versions, console) {
            do { found = try versions.machine(number) } catch StorageError.missing {
                throw OutsideFailure(
                    console.words(
                        ru: "У салона \(salon) нет версии \(number). Какие есть, покажет `salonflow versions`.",
                        en: "Salon \(salon) has no version \(number). `salonflow versions` lists those there are."))
            }
        } else {
            guard let live = try versions.live() else {
                throw OutsideFailure(
                    console.words(
                        ru: "У салона \(salon) ещё ничего не опубликовано: действующей версии нет.",
                        en: "Nothing was published for salon \(salon) yet: there is no live version."))
            }
            found = live
        }
        let machine: Machine
        do { machine = try found.read() } catch let error as ByteError {
            let name = console.words(ru: "Версия \(found.number)", en: "Version \(found.number)")
            throw OutsideFailure.unreadableMachine(name, error, console)
        } catch {
            throw OutsideFailure(
                console.words(
                    ru: "Версия \(found.number) в базе повреждена: её машина не сходится со своим хешем. Опубликуйте её исходники заново.",
                    en: "Version \(found.number) is damaged in the database: its machine does not match its hash. Publish its sources anew."
                ))
        }
        return ResolvedMachine(
            machine: machine, place: .version(found.number, isLive: self == .live),
            sources: VersionFiles.parted(
                try versions.sources(of: found.number).map { SourceFile(name: $0.path, bytes: $0.content) }, order: []
            ).own)
    }

    /// Nil for the live one.
    private func number(_ versions: FlowVersions, _ console: Console) throws -> Int? {
        switch self {
        case .version(let number): return number
        case .previous:
            guard let number = try versions.moves(limit: 1).first?.from else {
                throw OutsideFailure(
                    console.words(
                        ru: "До действующей версии ничего не было: сравнивать не с чем.",
                        en: "Nothing was live before the live version: there is nothing to compare it with."))
            }
            return number
        case .live, .path: return nil
        }
    }

    private func read(_ toolchain: Toolchain, console: Console) throws -> ResolvedMachine {
        guard case .path(let path) = self else { preconditionFailure("Versions were read from the database.") }
        if let bytes = MachineReference.machineFile(path) {
            do { return ResolvedMachine(machine: try Machine(encoded: bytes), place: .file(path), sources: []) } catch {
                throw OutsideFailure.unreadableMachine("`\(path)`", error, console)
            }
        }
        let (folder, flow) = try BotArguments.compiled(path, console: console, toolchain)
        return ResolvedMachine(machine: flow.machine, place: .file(path), sources: folder.sources)
    }

    /// The bytes of a file that begins as machines do, with the number of their format: no flow file begins so.
    private static func machineFile(_ path: String) -> [UInt8]? {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue,
            let data = FileManager.default.contents(atPath: path), let first = data.first, first < UInt8(ascii: "\t")
        else { return nil }
        return Array(data)
    }
}

/// A machine, with what it was found by and the flow files it was made from.
struct ResolvedMachine: Sendable {
    enum Place: Hashable, Sendable {
        case version(Int, isLive: Bool)
        case file(String)
    }

    let machine: Machine
    let place: Place
    /// The bot's own, without the library's; empty for a machine file.
    let sources: [SourceFile]

    /// As a heading names it.
    func title(_ console: Console) -> String {
        switch place {
        case .version(let number, isLive: true):
            console.words(ru: "действующая версия \(number)", en: "live version \(number)")
        case .version(let number, isLive: false): console.words(ru: "версия \(number)", en: "version \(number)")
        case .file(let path): path
        }
    }
}
