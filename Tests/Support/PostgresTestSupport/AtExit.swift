internal import Foundation
internal import PrivateCluster
internal import Synchronization

/// What has to be put away when the test process ends in good order. When it is killed, the kernel tells the server.
enum AtExit {
    private static let clusters = Mutex<[(cluster: PrivateCluster, folder: String)]>([])

    static func stop(_ cluster: PrivateCluster, removing folder: String) {
        let isFirst = clusters.withLock { list in
            list.append((cluster, folder))
            return list.count == 1
        }
        guard isFirst else { return }
        atexit {
            for entry in AtExit.clusters.withLock({ $0 }) {
                entry.cluster.stopBlocking()
                // What stays is removed by the next test process.
                try? FileManager.default.removeItem(atPath: entry.folder)
            }
        }
    }
}
