internal import Foundation
internal import Sealing

/// Where an installation without a database of its own keeps everything: the private PostgreSQL, the installation's key,
/// and what the demo remembers.
struct StateFolder: Sendable {
    let path: String

    /// - Parameter path: as given with `--state`; otherwise `salonflow` in the user's state folder (XDG base directories),
    ///   or in `/var/lib` for root, whose home PostgreSQL's own account may not enter.
    init(
        _ path: String?, console: Console, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws {
        if let path {
            self.path = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        } else if geteuid() == 0 {
            self.path = "/var/lib/salonflow"
        } else {
            let home = environment["XDG_STATE_HOME"] ?? NSHomeDirectory() + "/.local/state"
            self.path = home + "/salonflow"
        }
        do {
            try FileManager.default.createDirectory(
                atPath: self.path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        } catch {
            let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
            let reason = underlying.map { String(cString: strerror(Int32($0.code))) } ?? error.localizedDescription
            throw OutsideFailure(
                console.words(
                    ru: "Папку состояния \(self.path) создать нельзя: \(reason). Укажите другую: --state.",
                    en: "The state folder \(self.path) cannot be made: \(reason). Choose another with --state."))
        }
    }

    /// The key that seals the salons' keys; made on the first run, readable by this user only.
    func installationKey() throws -> InstallationKey {
        let file = path + "/installation.key"
        if let data = FileManager.default.contents(atPath: file) {
            let hex = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            guard let key = InstallationKey(hex: hex) else {
                throw OutsideFailure(
                    "\(file) is not an installation key (64 hex digits). Put the right file back: channel tokens cannot be opened without it.")
            }
            return key
        }
        let key = InstallationKey()
        guard
            FileManager.default.createFile(
                atPath: file, contents: Data((key.hex + "\n").utf8), attributes: [.posixPermissions: 0o600])
        else { throw OutsideFailure("The installation key cannot be written to \(file).") }
        return key
    }

    func read(_ name: String) -> [UInt8]? { FileManager.default.contents(atPath: "\(path)/\(name)").map(Array.init) }

    /// Replaces the file as a whole, so that a kill in the middle leaves the old one.
    func write(_ name: String, _ bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name)"), options: .atomic)
    }
}
