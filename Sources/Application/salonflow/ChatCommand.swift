internal import ArgumentParser
internal import BotFiles
internal import CivilTime
internal import Conversations
internal import FlowInterpreter
internal import Foundation
internal import Salon

struct ChatCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chat", abstract: "Talk to a bot in the terminal; bookings are kept in memory.",
        discussion: """
            Write as a customer would. A number taps the choice that stands beside it. /wait 30m lets time pass, /now shows \
            the clock, /photo sends something the bot cannot read, /quit ends.
            """)

    @OptionGroup var arguments: BotArguments

    @Option(help: "The salon's wall time at the beginning, as 2026-03-10T09:00. Default: the present.")
    var now: String?

    func run() throws {
        let console = arguments.console
        let (bot, _, _) = try arguments.bot(try Toolchain())
        var rehearsal = Rehearsal(bot: bot, now: try start(bot))
        var choices: [MessageChoice] = []
        if console.isInteractive {
            console.talk(console.words(ru: "Пишите как клиент. /quit — выход.", en: "Write as a customer. /quit ends."))
        }
        while true {
            if console.isInteractive { FileHandle.standardError.write(Data("> ".utf8)) }
            guard let line = readLine() else { return }
            let said: [Message]
            switch ChatLine(line, choices: choices) {
            case .nothing: continue
            case .quit: return
            case .showClock:
                console.data(bot.catalogue.zone.civil(at: rehearsal.now).iso)
                continue
            case .wait(let seconds): said = try rehearsal.pass(seconds: seconds)
            case .content(let content): said = try rehearsal.receive(content)
            case .mistake:
                console.talk(
                    console.words(
                        ru: "Не понял команду. Есть /wait 30m, /now, /photo, /quit.",
                        en: "No such command. There are /wait 30m, /now, /photo, /quit."))
                continue
            }
            for message in said {
                choices = message.choices
                console.data(message.text)
                for (index, choice) in message.choices.enumerated() { console.data("  [\(index + 1)] \(choice.label)") }
            }
            if said.isEmpty { console.talk(console.words(ru: "(бот молчит)", en: "(the bot is silent)")) }
        }
    }

    private func start(_ bot: Bot) throws -> Instant {
        guard let now else { return Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
        let parts = now.split(whereSeparator: { $0 == "T" || $0 == " " })
        guard parts.count == 2, let date = CivilDate(iso: parts[0]), let time = ClockTime(iso: parts[1]) else {
            throw ValidationError("--now must look like 2026-03-10T09:00.")
        }
        return bot.catalogue.zone.instant(of: CivilMoment(date: date, time: time))
    }
}

/// What a line typed into the terminal chat means.
enum ChatLine {
    case nothing, quit, showClock, mistake
    case wait(seconds: Int)
    case content(InboundContent)

    init(_ line: String, choices: [MessageChoice]) {
        let text = line.trimmingCharacters(in: .whitespacesAndNewlines)
        if text.isEmpty {
            self = .nothing
        } else if text == "/quit" {
            self = .quit
        } else if text == "/now" {
            self = .showClock
        } else if text == "/photo" {
            self = .content(.media(kind: "image", id: ""))
        } else if text.hasPrefix("/wait") {
            self = ChatLine.seconds(text.dropFirst(5)).map(ChatLine.wait) ?? .mistake
        } else if text.hasPrefix("/") {
            self = .mistake
        } else if let number = Int(text), choices.indices.contains(number - 1) {
            self = .content(.tap(id: choices[number - 1].id, title: choices[number - 1].label))
        } else {
            self = .content(.text(text))
        }
    }

    /// `30m`, `2h`, `1d`, `45s`.
    private static func seconds(_ text: Substring) -> Int? {
        let text = text.trimmingCharacters(in: .whitespaces)
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let last = text.last, let unit = units[last], let count = Int(text.dropLast()), (1...100_000).contains(count)
        else { return nil }
        return count * unit
    }
}
