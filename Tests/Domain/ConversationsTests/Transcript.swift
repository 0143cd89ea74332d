import Booking
import CivilTime
import Conversations
import FlowInterpreter
import FlowMachine
import Foundation
import Salon

/// Conversations as data: `Tests/Corpus/transcripts/*.txt`, whose README tells the signs.
struct Transcript: Sendable, CustomStringConvertible {
    var file: String
    var title: String
    var bot: String
    var lines: [Line]

    struct Line: Sendable {
        var number: Int
        var text: String
    }

    var description: String { "\(file): \(title)" }

    static let folder = Bots.repository.appendingPathComponent("Tests/Corpus/transcripts")

    static func all() throws -> [Transcript] {
        var found: [Transcript] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        where name.hasSuffix(".txt") {
            let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
            var bot = "nail-studio"
            for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                if line.isEmpty || line.hasPrefix("#") { continue }
                if line.hasPrefix("bot ") {
                    bot = String(line.dropFirst(4))
                } else if line.hasPrefix("== ") {
                    found.append(Transcript(file: name, title: String(line.dropFirst(3)), bot: bot, lines: []))
                } else if found.isEmpty || found[found.count - 1].file != name {
                    throw Malformed(place: "\(name):\(index + 1)", why: "a line before the first title")
                } else {
                    found[found.count - 1].lines.append(Line(number: index + 1, text: String(line)))
                }
            }
        }
        return found
    }

    struct Malformed: Error { var place: String, why: String }

    /// Plays the conversation and returns what was not as it should be, each with its line.
    func play() throws -> [String] {
        var stage = Stage(rehearsal: Rehearsal(bot: try Bots.named(bot), now: Instant(seconds: 0)))
        var wrong: [String] = []
        var log: [String] = []
        for line in lines {
            do {
                log += try stage.take(line.text)
            } catch let mismatch as Stage.Mismatch {
                wrong.append("\(file):\(line.number): `\(line.text)`: \(mismatch.found)")
            }
        }
        if ProcessInfo.processInfo.environment["TRANSCRIPTS"] == "1" {
            print("\n== \(title)\n" + log.joined(separator: "\n"))
        }
        return wrong
    }
}

private struct Stage {
    var rehearsal: Rehearsal
    var said: [Message] = []
    /// Every choice that was ever shown, the latest last.
    var shown: [MessageChoice] = []

    struct Mismatch: Error { var found: String }

    private var machine: Machine { rehearsal.bot.program.machine }
    private var zone: Zone { rehearsal.bot.catalogue.zone }
    /// No-break spaces read as spaces, since nobody sees which one a transcript has.
    private var text: String { said.map(\.text).joined(separator: "\n\n").replacing("\u{A0}", with: " ") }

    /// Returns the lines to show of what happened.
    mutating func take(_ line: String) throws -> [String] {
        let (sign, rest) = (line.prefix { $0 != " " }, String(line.drop { $0 != " " }.dropFirst()))
        switch sign {
        case "now":
            let parts = rest.split(separator: " ")
            guard parts.count == 2, let date = CivilDate(iso: parts[0]), let time = ClockTime(iso: parts[1]) else {
                throw Mismatch(found: "no moment")
            }
            let target = zone.instant(of: CivilMoment(date: date, time: time))
            if rehearsal.conversation == nil {
                rehearsal.now = target
            } else {
                said = try rehearsal.pass(seconds: Int((target.milliseconds - rehearsal.now.milliseconds) / 1000))
                return log(line)
            }
        case ">": return try event(.text(rest), line)
        case ">tap": return try event(tap(rest, among: said.last?.choices ?? []), line)
        case ">old": return try event(tap(rest, among: shown), line)
        case ">id":
            return try event(.tap(id: rest.replacing("VERSION", with: rehearsal.bot.program.version), title: ""), line)
        case ">button": return try event(.tap(id: rest, title: rest), line)
        case ">media": return try event(.media(kind: rest, id: "1"), line)
        case ">notice": return try event(.notice(kind: rest), line)
        case ">repeat":
            let parts = rest.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, let count = Int(parts[0]) else { throw Mismatch(found: "no count") }
            return try event(.text(String(repeating: String(parts[1]), count: count)), line)
        case "+":
            guard let minutes = Int(rest) else { throw Mismatch(found: "no minutes") }
            said = try rehearsal.pass(seconds: minutes * 60)
            return log(line)
        case "released":
            said = try rehearsal.release()
            return log(line)
        case "answers":
            let parts = rest.split(separator: " ").map(String.init)
            guard parts.count == 2, let action = Action(named: parts[0]), let outcome = Outcome(named: parts[1]) else {
                throw Mismatch(found: "no such answer")
            }
            rehearsal.staged[action] = outcome
        case "<": guard text.contains(rest) else { throw Mismatch(found: text) }
        case "<no": guard !text.contains(rest) else { throw Mismatch(found: text) }
        case "<nothing": guard said.isEmpty else { throw Mismatch(found: text) }
        case "<once": guard text.components(separatedBy: rest).count == 2 else { throw Mismatch(found: text) }
        case "[":
            let labels = (said.last?.choices ?? []).map(\.label).joined(separator: " | ")
            guard labels + " ]" == rest || (labels.isEmpty && rest == "]") else {
                throw Mismatch(found: "[ \(labels) ]")
            }
        case "=":
            for expectation in rest.split(separator: ";") {
                let sides = expectation.split(separator: "=", maxSplits: 1).map {
                    $0.trimmingCharacters(in: .whitespaces)
                }
                guard sides.count == 2 else { throw Mismatch(found: "no expectation") }
                let found = value(of: sides[0])
                guard found == sides[1] else { throw Mismatch(found: "\(sides[0]) is \(found)") }
            }
        default: throw Mismatch(found: "an unknown sign")
        }
        return []
    }

    private mutating func event(_ content: InboundContent, _ line: String) throws -> [String] {
        said = try rehearsal.receive(content)
        return log(line)
    }

    private mutating func log(_ line: String) -> [String] {
        shown += said.flatMap(\.choices)
        let state = ["step", "service", "master", "date", "time"].map { "\($0)=\(value(of: $0))" }.joined(
            separator: "; ")
        return [line]
            + said.map { message in
                "< " + message.text.replacing("\n", with: "\n< ")
                    + "\n[ " + message.choices.map { $0.label + " " }.joined(separator: "| ") + "]"
            } + ["= " + state]
    }

    private func tap(_ label: String, among choices: [MessageChoice]) throws -> InboundContent {
        guard let choice = choices.last(where: { $0.label == label }) else {
            throw Mismatch(found: choices.map(\.label).joined(separator: " | "))
        }
        return .tap(id: choice.id, title: choice.label)
    }

    private func value(of name: String) -> String {
        guard let conversation = rehearsal.conversation else { return "nothing" }
        switch name {
        case "step":
            switch conversation.position {
            case .idle: return "idle"
            case .handedOff: return "operator"
            case .filling(let place, let slot): return "\(machine[place.step].name) \(machine[slot].name)"
            case .choosing(let step), .resuming(let step, _): return machine[step].name
            }
        case "language": return rehearsal.bot.languages[conversation.language]
        case "bookings": return String(rehearsal.bookings.bookings.count)
        case "tries": return String(conversation.failedTries)
        case "booked":
            guard let booking = rehearsal.bookings.bookings.last?.booking else { return "none" }
            let master = rehearsal.bot.catalogue.master(booking.master)?.name.text(in: "ru") ?? "?"
            return "\(booking.service.name.text(in: "ru")), \(master), \(booking.wall.iso)"
        case "later":
            let templates = rehearsal.outbound.compactMap { outbound -> String? in
                guard case .template(let template) = outbound.content else { return nil }
                return "\(template.name) \(template.language) \(zone.civil(at: outbound.dueAt).iso)"
            }
            return templates.isEmpty ? "none" : templates.joined(separator: ", ")
        default:
            guard let slot = machine.slot(named: name) else { return "no such thing" }
            return switch conversation.slots[slot.index].value {
            case nil: "none"
            case .choice(let choice)?: choice.names[0]
            case .anyone?: "any"
            case .date(let date)?: date.iso
            case .time(let time)?: time.iso
            case .text(let text)?: text
            case .number(let number)?: String(number)
            case .money(let money)?: String(money.minorUnits)
            case .flag(let flag)?: flag ? "yes" : "no"
            case .media(let kind, _)?: kind
            case .list(let values)?: "\(values.count) values"
            }
        }
    }
}
