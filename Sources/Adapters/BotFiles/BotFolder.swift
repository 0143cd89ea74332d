package import FlowDiagnostics
internal import Foundation
package import SalonFiles
package import TimeZones

/// A bot as it lies on disk: a folder with flow files and a `salon.yaml`, or a single flow file.
package struct BotFolder: Sendable {
    package let path: String
    /// The bot's flow files, by name.
    package let sources: [SourceFile]
    /// Nil when there is no `salon.yaml`.
    package let salon: SalonFile?

    /// Reads the files; nothing of them is checked yet but that they can be read, and the `salon.yaml`.
    package init(path: String, zones: TimeZoneDatabase) throws {
        self.path = path
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw BotFolderError.missing(path)
        }
        guard isFolder.boolValue else {
            sources = [SourceFile(name: path, bytes: try BotFolder.bytes(of: path))]
            salon = nil
            return
        }
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: path).sorted() } catch {
            throw BotFolderError.unreadable(path, "\(error.localizedDescription)")
        }
        let folder = path.hasSuffix("/") ? String(path.dropLast()) : path
        sources = try names.filter { $0.hasSuffix(".flow") }.map { name in
            SourceFile(name: "\(folder)/\(name)", bytes: try BotFolder.bytes(of: "\(folder)/\(name)"))
        }
        guard !sources.isEmpty else { throw BotFolderError.noFlow(path) }
        guard names.contains("salon.yaml") else {
            salon = nil
            return
        }
        let salonPath = "\(folder)/salon.yaml"
        guard let text = String(validating: try BotFolder.bytes(of: salonPath), as: UTF8.self) else {
            throw BotFolderError.unreadable(salonPath, "it is not UTF-8 text")
        }
        salon = try SalonFile(text, name: salonPath) { try zones.zone(named: $0) }
    }

    private static func bytes(of path: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw BotFolderError.unreadable(path, "it cannot be opened")
        }
        return Array(data)
    }
}

package enum BotFolderError: Error, Hashable, Sendable, CustomStringConvertible {
    case missing(String)
    case unreadable(String, String)
    case noFlow(String)

    package var description: String {
        switch self {
        case .missing(let path): "There is no file or folder `\(path)`."
        case .unreadable(let path, let why): "`\(path)` cannot be read: \(why)."
        case .noFlow(let path): "The folder `\(path)` has no flow file; a bot's flow is a file whose name ends in `.flow`."
        }
    }
}
