internal import ArgumentParser
internal import Foundation
internal import Postgres
internal import PrivateCluster
internal import Storage

/// Which database a command works with: the one of `DATABASE_URL`, else a private PostgreSQL in the state folder.
struct DatabaseArguments: ParsableArguments {
    @Option(help: "The folder for the private PostgreSQL and what else is remembered. Default: ~/.local/state/salonflow.")
    var state: String?

    @Option(
        help: ArgumentHelp(
            "PostgreSQL's folder with initdb and postgres. Default: searched for.", valueName: "folder"))
    var postgresBinaries: String?

    func open(_ console: Console) async throws -> Database {
        let environment = ProcessInfo.processInfo.environment
        let folder = try StateFolder(state, console: console)
        if let url = environment["DATABASE_URL"] {
            do {
                return Database(
                    folder: folder, server: try DatabaseAddress(url),
                    owner: try environment["DATABASE_OWNER_URL"].map { try DatabaseAddress($0) }, cluster: nil)
            } catch { throw OutsideFailure("DATABASE_URL: \(error)") }
        }
        var configuration = PrivateCluster.Configuration(stateFolder: folder.path, binaries: postgresBinaries)
        configuration.report = { event in
            switch event {
            case .creating:
                console.talk(
                    console.words(
                        ru: "Создаю свою базу PostgreSQL в \(folder.path) …",
                        en: "Creating a private PostgreSQL in \(folder.path) …"))
            case .staleLock:
                console.talk(
                    console.words(
                        ru: "Прошлый запуск оборвался; PostgreSQL восстанавливает данные …",
                        en: "The last run ended abruptly; PostgreSQL is recovering …"))
            case .waitingForShutdown:
                console.talk(
                    console.words(
                        ru: "Жду, пока остановится прежняя база …", en: "Waiting for the previous database to stop …"))
            case .starting, .adopted, .ready: break
            }
        }
        do {
            let cluster = try await PrivateCluster.start(configuration)
            return Database(folder: folder, server: cluster.serverAddress, owner: cluster.ownerAddress, cluster: cluster)
        } catch let error as ClusterError {
            let words = console.language == .russian ? error.russian : error.english
            throw OutsideFailure("\(words.what) \(words.why) \(words.action)")
        }
    }
}

struct Database: Sendable {
    let folder: StateFolder
    /// For serving.
    let server: DatabaseAddress
    /// For migrations; nil when only `DATABASE_URL` is given.
    let owner: DatabaseAddress?
    let cluster: PrivateCluster?

    /// Brings the schema up to date; the names of what was applied.
    func migrate() throws -> [String] {
        guard let owner else {
            throw OutsideFailure(
                "DATABASE_OWNER_URL is not set: migrations run as the role that owns the database, not as the server's.")
        }
        do {
            return try Migrator(SchemaMigrations.all).migrate(try Connection(owner)).map(\.name)
        } catch { throw OutsideFailure(error) }
    }

    func close() async { await cluster?.stop() }
}
