internal import ArgumentParser

/// The command `salonflow`: the only place that sees everything.
@main
struct SalonflowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "salonflow",
        abstract: "WhatsApp bots for beauty salons, written as text files.",
        discussion: """
            Data goes to standard output, talk to standard error. Exit codes: 0 fine, 1 findings, 2 wrong usage, \
            3 something outside failed.
            """,
        subcommands: [
            LintCommand.self, ExplainCommand.self, FormatCommand.self, CompileCommand.self, GraphCommand.self,
            TestCommand.self, ChatCommand.self, UnderstandCommand.self, SlotsCommand.self, LanguageServerCommand.self, GrammarCommand.self,
            PublishCommand.self, VersionsCommand.self, RollbackCommand.self, CanaryCommand.self,
            DemoCommand.self, ServeCommand.self,
            StandInCommand.self, PhoneCommand.self, SalonCommand.self, BookingsCommand.self, NoticesCommand.self,
            WaitlistCommand.self, DiffCommand.self, ReplayCommand.self, WhyCommand.self, DoctorCommand.self, MigrateCommand.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let code as ExitCode {
            exit(withError: code)
        } catch let failure as OutsideFailure {
            Console().talk("salonflow: \(failure.description)")
            exit(withError: ExitCode(ExitStatus.outsideFailure))
        } catch {
            // Help and version are "errors" of the argument parser that end well; only real misuse ends with 2.
            let code = exitCode(for: error)
            let message = fullMessage(for: error)
            if code == .success { Console().data(message) } else { Console().talk(message) }
            exit(withError: code == .success ? ExitCode.success : ExitCode(ExitStatus.wrongUsage))
        }
    }
}

/// Something that is not the user's flow and not our program: a file, the database, a port. Says what, why and what to do.
struct OutsideFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
    init(_ error: any Error) { description = "\(error)" }
}

/// `--lang`, common to the commands that speak to people.
struct LanguageOption: ParsableArguments {
    @Option(name: .customLong("lang"), help: "The language of messages: ru or en. Default: your locale's.")
    var language: ConsoleLanguage?

    var console: Console { Console(language: language) }
}

extension ConsoleLanguage: ExpressibleByArgument {}
