internal import ArgumentParser
internal import DemoSalon
internal import StandIn

struct PhoneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "phone", abstract: "A customer's phone in the terminal, at a running stand-in.",
        discussion: "Write as a customer; a number taps the choice that stands beside it. Ctrl-D ends.")

    @OptionGroup var speech: LanguageOption

    @Option(help: "Where the stand-in runs.")
    var standIn = "http://127.0.0.1:8081"

    @Option(help: "The customer's number: digits with country code.")
    var number = DemoSalon.phones[0].waID

    func run() async throws {
        guard (5...15).contains(number.count), number.allSatisfy(\.isNumber) else {
            throw ValidationError("--number must be 5 to 15 digits with country code and no plus, such as 77051234567.")
        }
        await TerminalChat(address: standIn, waID: number, console: speech.console).run()
    }
}
