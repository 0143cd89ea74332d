internal import HTTPTransfer
internal import JSON
internal import Synchronization

/// A customer's phone in a terminal: lines typed become messages and taps, the transcript comes back as lines.
///
/// It speaks to a running stand-in over the control interface, so the stand-in may be in another process.
package final class TerminalPhone: Sendable {
    package struct Trouble: Error, Hashable, Sendable {
        package var words: String

        package init(words: String) { self.words = words }
    }

    private let address: String
    private let waID: String
    private let phoneNumberID: String?
    private let client = Client(Client.Configuration(concurrentRequests: 2))
    private let format: TerminalFormat
    private let state = Mutex(State())

    private struct State: Sendable {
        var revision = 0
        var entries: [String: ChatEntry] = [:]
        var printed: Set<String> = []
        var lastOffered: ChatEntry?
    }

    /// `address` is the stand-in's, such as `http://127.0.0.1:8081`.
    package init(address: String, waID: String, phoneNumberID: String? = nil, language: String) {
        self.address = address
        self.waID = waID
        self.phoneNumberID = phoneNumberID
        format = TerminalFormat(language: language)
    }

    /// Sends what was typed: `/2` or the number alone taps the second choice of the last message that has any.
    package func type(_ line: String) async throws(Trouble) {
        let offered = state.withLock { $0.lastOffered?.content.choices ?? [] }
        var message: JSONValue
        switch TerminalFormat.read(line, choices: offered.count) {
        case .nothing: return
        case .text(let text): message = .members(["text": .string(text)])
        case .choice(let place):
            let id = state.withLock { $0.lastOffered?.id ?? "" }
            message = .members([
                "tap": .members(["message": .string(id), "choice": .string(offered[place - 1].id)])
            ])
        case .noSuchChoice: throw Trouble(words: format.noSuchChoice(offered.count))
        }
        if let phoneNumberID, var object = message.object {
            object["number"] = .string(phoneNumberID)
            message = .object(object)
        }
        _ = try await call(.post, "/control/customers/\(waID)/messages", message)
    }

    /// What is new since the last call, as lines to print; own messages are not repeated.
    package func news() async throws(Trouble) -> [String] {
        let after = state.withLock { $0.revision }
        let number = phoneNumberID.map { "&number=\(PercentEncoding.query($0))" } ?? ""
        let answer = try await call(.get, "/control/customers/\(waID)/transcript?after=\(after)\(number)", nil)
        let entries = (answer["entries"]?.array ?? []).compactMap(ControlJSON.readEntry)
        return state.withLock { state in
            var lines: [String] = []
            for entry in entries {
                state.revision = max(state.revision, entry.revision)
                guard entry.author == .business, entry.isShown || entry.state == .failed,
                    state.printed.insert(entry.id).inserted
                else { continue }
                if entry.isShown, !entry.content.choices.isEmpty { state.lastOffered = entry }
                lines += format.lines(entry)
            }
            return lines
        }
    }

    package func close() async { await client.close(within: .seconds(1)) }

    private func call(_ method: HTTPTransfer.Method, _ path: String, _ body: JSONValue?) async throws(Trouble)
        -> JSONValue
    {
        let answer: Response
        do throws(TransferError) {
            answer = try await client.send(
                Request(
                    method, address + path, headers: [Header("Content-Type", "application/json")],
                    body: body?.bytes() ?? []))
        } catch {
            throw Trouble(words: format.unreachable(address))
        }
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: answer.body)
        } catch {
            throw Trouble(words: format.unreachable(address))
        }
        guard answer.status == 200 else { throw Trouble(words: value["error"]?.string ?? "HTTP \(answer.status)") }
        return value
    }
}

/// The pure part of the terminal phone: what a typed line means and how a message looks in lines.
package struct TerminalFormat: Hashable, Sendable {
    package enum Typed: Hashable, Sendable {
        case nothing
        case text(String)
        /// Counted from 1.
        case choice(Int)
        case noSuchChoice
    }

    private let words: PhoneWords.Language

    /// `ru`, or English.
    package init(language: String) {
        words = language == "ru" ? .russian : .english
    }

    /// `/2` is always a tap; a bare number is one when the last message has that choice, and a text otherwise.
    package static func read(_ line: String, choices: Int) -> Typed {
        let text = line.drop(while: \.isWhitespace)
        guard let last = text.lastIndex(where: { !$0.isWhitespace }) else { return .nothing }
        let typed = text[...last]
        if typed.first == "/", let place = Int(typed.dropFirst()) {
            return (1...max(1, choices)).contains(place) && choices > 0 ? .choice(place) : .noSuchChoice
        }
        if typed.allSatisfy({ ("0"..."9").contains($0) }), let place = Int(typed), place >= 1, place <= choices {
            return .choice(place)
        }
        return .text(String(typed))
    }

    /// A message of the salon, its choices numbered, section titles and descriptions included.
    package func lines(_ entry: ChatEntry) -> [String] {
        if entry.state == .failed { return ["  ! \(PhoneWords.of(words).failed(entry.failureCode ?? 131000))"] }
        let content = entry.content
        var texts: [String] = []
        if let kind = PhoneWords.of(words).kinds[content.kind] { texts.append(kind) }
        if let header = content.header { texts.append(header) }
        if !content.body.isEmpty {
            texts += content.body.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        }
        if let footer = content.footer { texts.append(footer) }
        var lines = texts.enumerated().map { index, text in TerminalFormat.printable((index == 0 ? "◂ " : "  ") + text)
        }
        for (index, choice) in content.choices.enumerated() {
            if let title = content.sections.first(where: { $0.firstRow == index })?.title {
                lines.append(TerminalFormat.printable("    \(title)"))
            }
            let description = choice.description.map { " · \($0)" } ?? ""
            lines.append(TerminalFormat.printable("    [\(index + 1)] \(choice.title)\(description)"))
        }
        if let link = content.link { lines.append(TerminalFormat.printable("    → \(link.title): \(link.address)")) }
        return lines
    }

    /// Without control characters, which could move the cursor or change the terminal's state.
    private static func printable(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.filter { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }))
    }

    func noSuchChoice(_ count: Int) -> String {
        switch words {
        case .russian:
            count == 0 ? "Сейчас не из чего выбирать." : "Такого ответа нет: выберите от 1 до \(count)."
        case .english:
            count == 0 ? "There is nothing to choose from now." : "No such answer: choose 1 to \(count)."
        }
    }

    func unreachable(_ address: String) -> String {
        switch words {
        case .russian: "Стенд по адресу \(address) не отвечает. Запущен ли он?"
        case .english: "The stand-in at \(address) does not answer. Is it running?"
        }
    }
}
