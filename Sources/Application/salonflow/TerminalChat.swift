internal import Foundation
internal import StandIn

/// A customer's phone in this terminal: what is typed goes to the stand-in, what arrives is printed.
struct TerminalChat: Sendable {
    let address: String
    let waID: String
    let console: Console

    /// Runs until the input ends or the task is cancelled.
    func run() async {
        let trimmed = address.hasSuffix("/") ? String(address.dropLast()) : address
        let phone = TerminalPhone(address: trimmed, waID: waID, language: console.language.rawValue)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await show(phone) }
            for await line in TypedLines().lines {
                do throws(TerminalPhone.Trouble) { try await phone.type(line) } catch { console.talk(error.words) }
            }
            group.cancelAll()
        }
        await phone.close()
    }

    private func show(_ phone: TerminalPhone) async {
        while !Task.isCancelled {
            do throws(TerminalPhone.Trouble) {
                for line in try await phone.news() { console.data(line) }
            } catch {
                console.talk(error.words)
                try? await Task.sleep(for: .seconds(2))
            }
            try? await Task.sleep(for: .milliseconds(150))
        }
    }
}

/// Lines of standard input, read on a thread of their own: reading blocks, and must not block a task.
private struct TypedLines {
    let lines: AsyncStream<String>

    init() {
        let (lines, continuation) = AsyncStream.makeStream(of: String.self)
        self.lines = lines
        let thread = Thread {
            while let line = readLine() { continuation.yield(line) }
            continuation.finish()
        }
        thread.start()
    }
}
