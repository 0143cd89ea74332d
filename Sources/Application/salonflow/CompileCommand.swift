internal import ArgumentParser
internal import BotFiles
internal import FlowCompiler
internal import FlowMachine
internal import Foundation

struct CompileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compile", abstract: "Compiles a bot into its machine.",
        discussion: "The same flow gives the same bytes, in whatever dialect and layout it is written.")

    @OptionGroup var bot: BotArguments

    @ArgumentParser.Option(help: "hash: the machine's content hash; text: the machine to read; json: the machine for programs; machine: its canonical bytes; costs: the most that a turn can take.")
    var emit: Form = .hash

    @ArgumentParser.Option(name: .shortAndLong, help: "Write to this file instead of standard output.")
    var output: String?

    enum Form: String, CaseIterable, ExpressibleByArgument { case hash, text, json, machine, costs }

    func run() throws {
        let (_, flow) = try bot.compiled(try Toolchain())
        let bytes: [UInt8] =
            switch emit {
            case .hash: Array((ContentHash(of: flow.machine.encoded).hex + "\n").utf8)
            case .text: Array(MachineText.render(flow.machine).utf8)
            case .json: MachineJSON.bytes(of: flow.machine)
            case .machine: flow.machine.encoded
            case .costs: Array((flow.costs?.text(languages: flow.machine.languages) ?? "").utf8)
            }
        guard let output else { return bot.console.data(bytes: bytes) }
        do { try Data(bytes).write(to: URL(fileURLWithPath: output), options: .atomic) } catch {
            throw OutsideFailure("`\(output)` cannot be written: \(error.localizedDescription)")
        }
    }
}
