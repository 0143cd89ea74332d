internal import Foundation

/// Writes a file anew so that a reader sees the old text or the new one, whole.
package enum FileReplacement {
    package struct Failure: Error, Sendable, CustomStringConvertible {
        package let path: String
        package let reason: String
        package var description: String { "`\(path)` cannot be rewritten: \(reason)." }
    }

    /// Writes beside the file, takes over its mode, and renames. A link stays one: the file it leads to is rewritten.
    package static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
        let target = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        let beside = target.deletingLastPathComponent()
            .appendingPathComponent(".salonflow-\(ProcessInfo.processInfo.processIdentifier)")
        let manager = FileManager.default
        do {
            let mode = try manager.attributesOfItem(atPath: target.path)[.posixPermissions]
            try Data(bytes).write(to: beside)
            if let mode { try manager.setAttributes([.posixPermissions: mode], ofItemAtPath: beside.path) }
        } catch {
            // What was begun is of no use to anybody; when it cannot be removed, the failure below says more.
            try? manager.removeItem(at: beside)
            throw Failure(path: path, reason: error.localizedDescription)
        }
        guard rename(beside.path, target.path) == 0 else {
            let reason = String(cString: strerror(errno))
            // As above.
            try? manager.removeItem(at: beside)
            throw Failure(path: path, reason: reason)
        }
    }
}
