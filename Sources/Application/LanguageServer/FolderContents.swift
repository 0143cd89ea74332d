internal import Foundation

/// The files beside a document, as the disk has them. A seam, so that tests need no disk.
package protocol FolderContents: Sendable {
    /// The names of the files in a folder, in any order; empty when it cannot be read.
    func names(in folder: String) -> [String]
    /// Nil when the file cannot be read.
    func bytes(of path: String) -> [UInt8]?
}

/// The disk.
package struct DiskContents: FolderContents {
    package init() {}

    package func names(in folder: String) -> [String] {
        // A folder that cannot be listed offers nothing but what is open in the editor.
        (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "/" : folder)) ?? []
    }

    package func bytes(of path: String) -> [UInt8]? { FileManager.default.contents(atPath: path).map(Array.init) }
}
