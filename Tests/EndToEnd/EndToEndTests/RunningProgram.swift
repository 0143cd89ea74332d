import Foundation
import Synchronization

/// A program started by a test, in a process group of its own. Who starts one kills it in a `defer`; the kernel does when
/// the test process ends, so that nothing outlives a test.
final class RunningProgram: Sendable {
    struct Ending: Hashable, Sendable, CustomStringConvertible {
        /// Nil when a signal ended it.
        var code: Int32?
        var signal: Int32?
        var output: String
        var errors: String

        var description: String {
            "ended with \(code.map { "code \($0)" } ?? "signal \(signal ?? 0)")\n— output:\n\(output)\n— errors:\n\(errors)"
        }
    }

    struct NotStarted: Error {
        var program: String
        var reason: String
    }

    /// Something did not happen while the program ran, or because it ended.
    struct Unfulfilled: Error, CustomStringConvertible {
        var description: String
    }

    private struct State {
        var process: pid_t?
        var failure: Int32?
        var status: Int32?
        var output: [UInt8] = []
        var errors: [UInt8] = []
        var openStreams = 2
    }

    private let words: [String]
    private let condition: NSCondition
    private let state = Mutex(State())

    /// - Parameters:
    ///   - words: the program's path and its arguments.
    ///   - input: what it reads; then its input ends.
    ///   - environment: added to this process's own.
    init(_ words: [String], in folder: String, input: String = "", environment: [String: String] = [:]) async throws {
        self.words = words
        condition = NSCondition()
        var variables = ProcessInfo.processInfo.environment
        for name in ["DATABASE_URL", "DATABASE_OWNER_URL", "LC_ALL", "LC_MESSAGES"] { variables[name] = nil }
        variables["LANG"] = "C.UTF-8"
        variables.merge(environment) { _, ours in ours }
        // The parent-death signal is sent when the thread that made the child ends, so one thread keeps the program.
        let wholeWords = ["/usr/bin/env", "--chdir=\(folder)", "setpriv", "--pdeathsig=KILL", "--"] + words
        let settings = variables.map { "\($0.key)=\($0.value)" }
        Thread { [self] in keep(wholeWords, settings, input) }.start()
        try await onThread { [self] in
            try pause(upTo: 10) { $0.process != nil || $0.failure != nil }
            if let failure = state.withLock({ $0.failure }) {
                throw NotStarted(program: words[0], reason: String(cString: strerror(failure)))
            }
        }
    }

    var process: pid_t { state.withLock { $0.process ?? 0 } }
    var hasEnded: Bool { state.withLock { $0.status != nil } }
    var output: String { state.withLock { String(decoding: $0.output, as: UTF8.self) } }
    var errors: String { state.withLock { String(decoding: $0.errors, as: UTF8.self) } }

    /// Sends a signal to the program and whatever it started in its group.
    func kill(_ signal: Int32) {
        state.withLock { state in
            // After the end the number may belong to somebody else.
            if state.status == nil, let process = state.process { _ = Foundation.kill(-process, signal) }
        }
    }

    /// The first line of the output that begins so.
    func line(beginning start: String, within seconds: Double = 60) async throws -> String {
        @Sendable func found() -> Substring? {
            let text = output
            guard let last = text.lastIndex(of: "\n") else { return nil }
            return text[..<last].split(separator: "\n").first { $0.hasPrefix(start) }
        }
        try await until("a line “\(start)…”", within: seconds) { found() != nil }
        return String(found() ?? "")
    }

    /// How it ended, with all it wrote. A program that does not end in time is killed.
    func ending(within seconds: Double = 30) async throws -> Ending {
        defer { kill(SIGKILL) }
        return try await onThread { [self] in
            try pause(upTo: seconds) { $0.status != nil && $0.openStreams == 0 }
            let status = state.withLock { $0.status ?? 0 }
            let signal = status & 0x7f
            return Ending(
                code: signal == 0 ? (status >> 8) & 0xff : nil, signal: signal == 0 ? nil : signal, output: output,
                errors: errors)
        }
    }

    /// Waits until something is so, looking every few milliseconds, as long as the program runs.
    func until(
        _ what: String, within seconds: Double = 30, every pause: Double = 0.005, _ isSo: @escaping @Sendable () throws -> Bool
    ) async throws {
        try await onThread { [self] in
            let deadline = Date().addingTimeInterval(seconds)
            while try !isSo() {
                if hasEnded { throw Unfulfilled(description: "waiting for \(what): the program ended; \(account)") }
                if Date() > deadline { throw Unfulfilled(description: "not within \(seconds) s: \(what); \(account)") }
                condition.lock()
                _ = condition.wait(until: Date().addingTimeInterval(pause))
                condition.unlock()
            }
        }
    }

    private var account: String { "\(words.joined(separator: " "))\n— output:\n\(output)\n— errors:\n\(errors)" }

    /// Blocks until the state is as wanted; each change of it is looked at.
    private func pause(upTo seconds: Double, _ isSo: (State) -> Bool) throws {
        let deadline = Date().addingTimeInterval(seconds)
        condition.lock()
        defer { condition.unlock() }
        while !state.withLock({ isSo($0) }) {
            guard condition.wait(until: deadline) else {
                throw Unfulfilled(description: "still running after \(seconds) s: \(account)")
            }
        }
    }

    private func change(_ body: (inout State) -> Void) {
        condition.lock()
        defer { condition.unlock() }
        state.withLock { body(&$0) }
        condition.broadcast()
    }

    // MARK: The process

    private func keep(_ words: [String], _ environment: [String], _ input: String) {
        var ends: [[Int32]] = []
        for _ in 0..<3 {
            var pair: [Int32] = [0, 0]
            guard pipe(&pair) == 0 else { return change { $0.failure = errno } }
            ends.append(pair)
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[0][0], 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1][1], 1)
        posix_spawn_file_actions_adddup2(&actions, ends[2][1], 2)
        // A pipe of ours that stayed open in the program would never come to its end.
        for descriptor in openDescriptors() where descriptor > 2 {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
        defer { for pointer in arguments + variables { free(pointer) } }
        var process = pid_t()
        let code = posix_spawn(&process, words[0], &actions, &attributes, &arguments, &variables)
        for end in [ends[0][0], ends[1][1], ends[2][1]] { close(end) }
        guard code == 0 else {
            for end in [ends[0][1], ends[1][0], ends[2][0]] { close(end) }
            return change { $0.failure = code }
        }
        let (write, output, errors) = (ends[0][1], ends[1][0], ends[2][0])
        Thread { [self] in read(output) { state, bytes in state.output += bytes } }.start()
        Thread { [self] in read(errors) { state, bytes in state.errors += bytes } }.start()
        let started = process
        change { $0.process = started }
        // A program that ends without reading its input is no fault of the test's.
        signal(SIGPIPE, SIG_IGN)
        try? FileHandle(fileDescriptor: write, closeOnDealloc: true).write(contentsOf: Data(input.utf8))
        var information = siginfo_t()
        while waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT) < 0, errno == EINTR {}
        // Reaped under the lock: until then the number is ours and safe to signal.
        change { state in
            var status: Int32 = 0
            while waitpid(started, &status, 0) < 0, errno == EINTR {}
            state.status = status
        }
    }

    private func openDescriptors() -> [Int32] {
        // Without /proc there is nothing to go by.
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []).compactMap { Int32($0) }
    }

    private func read(_ descriptor: Int32, _ keep: (inout State, ArraySlice<UInt8>) -> Void) {
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = Foundation.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            change { keep(&$0, buffer[..<count]) }
        }
        close(descriptor)
        change { $0.openStreams -= 1 }
    }
}

/// Runs blocking work on a thread of its own: Swift's few threads serve the stand-in meanwhile.
func onThread<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
    try await withCheckedThrowingContinuation { continuation in
        Thread { continuation.resume(with: Result { try body() }) }.start()
    }
}
