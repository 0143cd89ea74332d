package import FlowDiagnostics
internal import Foundation
package import SalonFiles
package import TimeZones

/// A bot as it lies on disk: a folder with flow files and a `salon.yaml`, or a single flow file.
///
/// A location of a business with several lies in a folder inside the bot's: it has a `salon.yaml` and perhaps flow files
/// with what is its own, and takes the flow files of the folder around it.
package struct BotFolder: Sendable {
    package let path: String
    /// The bot's flow files, by name; those of the folder around it first.
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
        let isLocation = names.contains("salon.yaml") && !names.contains("bot.flow")
        let shared = isLocation ? try BotFolder.flows(around: folder) : []
        sources = shared + (try BotFolder.flows(among: names, in: folder))
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

    private static func flows(among names: [String], in folder: String) throws -> [SourceFile] {
        try names.filter { $0.hasSuffix(".flow") }.map { name in
            SourceFile(name: "\(folder)/\(name)", bytes: try bytes(of: "\(folder)/\(name)"))
        }
    }

    /// What a location's folder shares with the others: only a folder that holds a `bot.flow` is a bot's.
    private static func flows(around folder: String) throws -> [SourceFile] {
        let above = NSString(string: folder).deletingLastPathComponent
        let outer = above.isEmpty ? "." : above
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: outer).sorted(),
            names.contains("bot.flow")
        else { return [] }
        return try flows(among: names, in: outer)
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
