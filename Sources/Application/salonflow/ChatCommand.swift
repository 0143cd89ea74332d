internal import ArgumentParser
internal import BotFiles
internal import CivilTime
internal import Conversations
internal import FlowDiagnostics
internal import FlowInterpreter
internal import FlowSyntax
internal import Foundation
internal import Salon

struct ChatCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chat", abstract: "Talk to a bot in the terminal; bookings are kept in memory.",
        discussion: """
            Write as a customer would. A number or the words of a button tap it. /wait 30 minutes lets time pass, /now \
            moves the clock, /photo and /voice send what is no text, /state shows what the bot knows and from where, \
            /test prints the conversation as a test for the bot's file, /undo takes back, /help lists everything.
            """)

    @OptionGroup var arguments: BotArguments

    @Option(help: "The salon's wall time at the beginning, as 2026-03-10T09:00. Default: the present.")
    var now: String?

    @Option(help: "Read the lines from this file instead of the keyboard; a line that begins with # is a comment.")
    var transcript: String?

    func run() throws {
        let console = arguments.console
        let toolchain = try Toolchain()
        let (bot, _, folder) = try arguments.bot(toolchain)
        var talk = RecordedTalk(bot: bot, start: try start(bot))
        let screen = ChatScreen(
            console: console, spelling: toolchain.spelling(of: folder.sources),
            isInteractive: console.isInteractive && transcript == nil)
        var lines = try ChatLines(transcript: transcript)
        screen.welcome()
        while true {
            screen.prompt(talk)
            guard let line = lines.next() else { break }
            let clock = bot.catalogue.zone.civil(at: talk.rehearsal.now)
            switch ChatLine(line, choices: talk.choices, now: clock) {
            case .nothing: continue
            case .quit: return
            case .help: screen.showHelp()
            case .state: screen.showState(talk)
            case .showClock: console.data(clock.iso)
            case .test(let title):
                console.data(bytes: Array(test(talk, title: title, screen, toolchain, folder).utf8))
            case .restart:
                talk.restart()
                screen.note(console.words(ru: "разговор начат заново", en: "the conversation begins again"))
            case .undo:
                let last = talk.exchanges.last
                guard try talk.undo() else {
                    try mistake(console.words(ru: "Отменять нечего.", en: "There is nothing to undo."), lines, console)
                    continue
                }
                if let last { screen.note(console.words(ru: "забыто: ", en: "forgotten: ") + words(last.action)) }
                // What can be tapped now is shown again.
                if screen.isInteractive, let before = talk.exchanges.last { screen.show(before, of: talk) }
            case .action(let action):
                do { try talk.perform(action) } catch let error as RecordedTalk.TimeNeverGoesBack {
                    try mistake(
                        console.words(
                            ru: "Время не идёт назад: на часах уже \(error.now.iso). /отменить забывает последнее действие.",
                            en: "Time never goes back: it is \(error.now.iso) already. /undo forgets the last action."),
                        lines, console)
                    continue
                }
                if let exchange = talk.exchanges.last { screen.show(exchange, of: talk) }
            case .mistake(let what): try mistake(screen.words(what), lines, console)
            }
        }
    }

    /// Said to somebody who types; in a file it ends the run, with the line's place.
    private func mistake(_ words: String, _ lines: ChatLines, _ console: Console) throws {
        guard let transcript else { return console.talk(words) }
        console.talk("\(transcript):\(lines.number): \(words)")
        throw ExitCode(ExitStatus.wrongUsage)
    }

    private func words(_ action: RecordedTalk.Action) -> String {
        switch action {
        case .writes(let text): text
        case .taps(let choice): "[\(choice.label)]"
        case .sends(let kind): "/\(kind)"
        case .waits(let seconds): "/wait \(seconds / 60)m"
        case .now(let moment): "/now \(moment.iso)"
        case .operatorHandsBack: "/operator"
        }
    }

    /// The talk as a test that passes. What it says is played once, and an expectation that would not hold on another day
    /// or cannot be written is left out.
    private func test(
        _ talk: RecordedTalk, title: String, _ screen: ChatScreen, _ toolchain: Toolchain, _ folder: BotFolder
    ) -> String {
        var first = ""
        for case .writes(let text) in talk.exchanges.map(\.action) {
            first = text
            break
        }
        let usual = screen.console.words(ru: "разговор", en: "conversation")
        var written = TalkAsTest(
            talk, title: title.isEmpty ? (first.isEmpty ? usual : first) : title, spelling: screen.spelling)
        for _ in 0..<written.lines.count {
            guard let place = toolchain.failingLine(of: written, addedTo: folder.sources, bot: talk.bot) else { break }
            guard written.lines.indices.contains(place), written.lines[place].isExpectation else {
                screen.console.talk(
                    screen.console.words(
                        ru: "Эта проверка не пройдёт как есть: строка «\(place < written.lines.count ? written.lines[place].text : "?")».",
                        en: "This test will not pass as it is: the line “\(place < written.lines.count ? written.lines[place].text : "?")”."))
                break
            }
            written.leaveOut(place)
        }
        return written.text
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

/// Lines from the keyboard, a pipe or a file.
struct ChatLines {
    private var file: [String]?
    /// Of the line that was given last, from 1.
    private(set) var number = 0

    init(transcript path: String?) throws {
        guard let path else { return }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw OutsideFailure("There is no readable file `\(path)`; --transcript names a text file of lines to say.")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw OutsideFailure("`\(path)` is not UTF-8 text; save it as UTF-8.")
        }
        file = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
    }

    mutating func next() -> String? {
        guard let file else {
            number += 1
            return readLine()
        }
        while number < file.count {
            number += 1
            if !file[number - 1].hasPrefix("#") { return file[number - 1] }
        }
        return nil
    }
}
