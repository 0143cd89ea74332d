internal import Foundation
internal import Postgres

/// Starting a program of the system, apart from ours: a process group of its own, no open files of ours, a clean
/// environment.
enum Command {
    struct Ending: Sendable {
        /// The exit code, or 128 and the signal's number.
        var code: Int32
        var output: String
    }

    /// Starts `words` with output and errors into `log`, in a process group of its own, so that Ctrl-C at the terminal
    /// reaches our program only, which then stops the other in good order.
    static func start(_ words: [String], log: String, append: Bool = false) throws(SystemError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(
            &actions, 1, log, O_WRONLY | O_CREAT | (append ? O_APPEND : O_TRUNC), 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // Most are closed by their own flag; one that a library left open would live as long as the server.
        for descriptor in openDescriptors() where descriptor > 2 {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
        // Our folder may be closed to the account the program will run as, and PostgreSQL goes back to where it began.
        let command = ["/usr/bin/env", "--chdir=/"] + words
        let variables = ["PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC"]
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        var environment: [UnsafeMutablePointer<CChar>?] = variables.map { strdup($0) } + [nil]
        defer { for pointer in arguments + environment { free(pointer) } }
        var process = pid_t()
        let code = posix_spawn(&process, command[0], &actions, &attributes, &arguments, &environment)
        guard code == 0 else { throw SystemError(code: code, subject: words[0]) }
        return process
    }

    /// Waits for a program to end. An end that cannot be observed counts as a failure.
    static func wait(for process: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            if errno != EINTR { return 255 }
        }
        // The layout of a wait status (wait(2)); the macros are not imported.
        return status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
    }

    /// Runs to the end; the output is what it wrote into `log`.
    static func run(_ words: [String], log: String) throws(SystemError) -> Ending {
        let code = wait(for: try start(words, log: log))
        return Ending(code: code, output: contents(of: log))
    }

    /// What a program prints; nil when it fails or cannot be started.
    static func output(of words: [String]) -> String? {
        let log = temporaryPath()
        defer { unlink(log) }
        guard let ending = try? run(words, log: log), ending.code == 0 else { return nil }
        return ending.output
    }

    /// Text of a file; empty when it cannot be read, for a log is an explanation and never the fault itself.
    static func contents(of path: String) -> String {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// The last lines of a log that say something.
    static func lastLines(of path: String, count: Int = 6) -> [String] {
        contents(of: path).split(whereSeparator: \.isNewline)
            .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }.suffix(count)
    }

    private static func openDescriptors() -> [Int32] {
        // Without /proc there is nothing to go by.
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []).compactMap { Int32($0) }
    }

    private static func temporaryPath() -> String {
        FileManager.default.temporaryDirectory.appendingPathComponent("salonflow-\(UUID().uuidString)").path
    }
}

/// A refusal by the operating system, with its `errno`.
struct SystemError: Error, Sendable, Equatable {
    var code: Int32
    var subject: String

    var reason: String { String(cString: strerror(code)) }
}
