internal import ArgumentParser

struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Brings the database's schema up to date.",
        discussion: """
            Works on the private PostgreSQL of the state folder, or with DATABASE_URL (the server's role) and \
            DATABASE_OWNER_URL (the role that owns the database).
            """)

    @OptionGroup var database: DatabaseArguments
    @OptionGroup var speech: LanguageOption

    func run() async throws {
        let console = speech.console
        let database = try await database.open(console)
        do {
            let applied = try database.migrate()
            for name in applied { console.data(name) }
            if applied.isEmpty { console.talk(console.words(ru: "База уже готова.", en: "Nothing to do.")) }
        } catch {
            await database.close()
            throw error
        }
        await database.close()
    }
}
