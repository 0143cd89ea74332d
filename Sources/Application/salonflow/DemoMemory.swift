internal import Foundation
internal import Logging
internal import ServiceLifecycle
internal import StandIn

/// What the demo remembers beside the database: how far the clock was moved, and the chats on the phones.
enum DemoMemory {
    private static let clockFile = "demo-clock"
    private static let phonesFile = "demo-phones.json"

    static func clockOffset(in folder: StateFolder) -> Int64 {
        let text = folder.read(clockFile).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return Int64(text.trimmingCharacters(in: .whitespacesAndNewlines)).map { max(0, $0) } ?? 0
    }

    static func keep(clockOffset: Int64, in folder: StateFolder) throws {
        try folder.write(clockFile, Array("\(clockOffset)\n".utf8))
    }

    static func restore(_ phones: StandIn, from folder: StateFolder, logger: Logger) {
        guard let bytes = folder.read(phonesFile) else { return }
        do { try phones.restore(bytes) } catch {
            logger.warning("the chats of the last run cannot be read; the phones begin empty", metadata: ["error": "\(error)"])
        }
    }

    /// Writes the chats down as they grow, and once more at the end; runs until shutdown.
    static func keepUpToDate(_ phones: StandIn, in folder: StateFolder, logger: Logger) async {
        await cancelWhenGracefulShutdown {
            var kept: [UInt8] = []
            while !Task.isCancelled {
                keep(phones, in: folder, kept: &kept, logger: logger)
                try? await Task.sleep(for: .seconds(1))
            }
            keep(phones, in: folder, kept: &kept, logger: logger)
        }
    }

    private static func keep(_ phones: StandIn, in folder: StateFolder, kept: inout [UInt8], logger: Logger) {
        let now = phones.snapshot()
        guard now != kept else { return }
        kept = now
        do { try folder.write(phonesFile, now) } catch {
            logger.warning("the chats cannot be written down", metadata: ["error": "\(error)"])
        }
    }
}
