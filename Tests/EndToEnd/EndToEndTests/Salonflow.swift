import Foundation

/// The program under test: where it lies, and how it is run to its end.
enum Salonflow {
    struct Missing: Error, CustomStringConvertible {
        var looked: [String]
        var description: String {
            "There is no built `salonflow` in \(looked.joined(separator: " or ")). Build it: swift build --product salonflow"
        }
    }

    /// The repository, which holds the flows the tests run.
    static let root = String(#filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined())

    /// The program lies beside the tests' own bundle.
    static func executable() throws -> String {
        let bundles = CommandLine.arguments.filter { $0.hasSuffix(".xctest") }.map {
            ($0 as NSString).deletingLastPathComponent
        }
        let folders = bundles + [Bundle.main.bundlePath, (CommandLine.arguments[0] as NSString).deletingLastPathComponent]
        let paths = folders.map { "\($0)/salonflow" }
        guard let path = paths.first(where: { access($0, X_OK) == 0 }) else { throw Missing(looked: paths) }
        return path
    }

    static func start(_ arguments: [String], input: String = "", environment: [String: String] = [:]) async throws
        -> RunningProgram
    {
        try await RunningProgram([try executable()] + arguments, in: root, input: input, environment: environment)
    }

    static func run(
        _ arguments: [String], input: String = "", environment: [String: String] = [:], within seconds: Double = 60
    ) async throws -> RunningProgram.Ending {
        try await start(arguments, input: input, environment: environment).ending(within: seconds)
    }
}

/// A folder of one test, gone with it. Its path is short, for a socket will lie in it, and open to the account that a
/// server started by root runs as.
final class TestFolder: Sendable {
    let path: String

    init() throws {
        path = "/tmp/sf-\(String(UInt32.random(in: 0 ... .max), radix: 36))"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
    }

    deinit {
        // A database whose program was killed is still writing into it.
        if let database = Stage.databaseProcess(in: path + "/state") { _ = Stage.waitForEnd(of: database, upTo: 10) }
        // What cannot be removed lies in /tmp and is harmless.
        try? FileManager.default.removeItem(atPath: path)
    }

    func write(_ name: String, _ text: String) throws -> String {
        let file = "\(path)/\(name)"
        try FileManager.default.createDirectory(
            atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        return file
    }
}
