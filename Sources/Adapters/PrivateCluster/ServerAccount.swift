internal import Foundation

/// The account PostgreSQL runs as. It refuses to run as root, so a program started as root lends it another one.
struct ServerAccount: Sendable, Equatable {
    var name: String
    var user: uid_t
    var group: gid_t
    /// False when it is our own account and nothing has to be handed over.
    var isOther: Bool

    /// Our own account; for root `postgres` where it exists, else `nobody`.
    static func choose() -> ServerAccount {
        if geteuid() != 0 {
            let name = getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "\(geteuid())"
            return ServerAccount(name: name, user: geteuid(), group: getegid(), isOther: false)
        }
        for name in ["postgres", "nobody"] {
            if let entry = getpwnam(name) {
                return ServerAccount(
                    name: name, user: entry.pointee.pw_uid, group: entry.pointee.pw_gid, isOther: true)
            }
        }
        return ServerAccount(name: "nobody", user: 65534, group: 65534, isOther: true)
    }

    /// The words in front of a command that make it run as this account, and die with us when `diesWithParent`.
    ///
    /// `setpriv` is part of util-linux, which every Debian has. Where it is missing and no other account is needed, the
    /// command starts as it is, and a server outlives a killed program until the next start adopts it.
    func prefix(diesWithParent: Bool) -> [String] {
        var words: [String] = []
        if isOther { words += ["--reuid=\(user)", "--regid=\(group)", "--clear-groups"] }
        if diesWithParent { words += ["--pdeathsig=INT"] }
        if words.isEmpty { return [] }
        let hasTool = ["/usr/bin/setpriv", "/bin/setpriv"].contains { (path: String) in access(path, X_OK) == 0 }
        return hasTool || isOther ? ["setpriv"] + words + ["--"] : []
    }

    /// Makes a folder, and its parents, which the account owns and nobody else may enter.
    func makePrivateFolder(_ path: String) throws(ClusterError) {
        do {
            let parent = (path as NSString).deletingLastPathComponent
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        } catch {
            throw .notWritable(folder: path, account: name, reason: Self.reason(error))
        }
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw refusal(path) }
        var status = stat()
        guard lstat(path, &status) == 0 else { throw refusal(path) }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw .notWritable(folder: path, account: name, reason: "it is not a folder")
        }
        // In a shared place such as /tmp somebody else may have made it first.
        guard status.st_uid == user || status.st_uid == geteuid() else {
            throw .notWritable(folder: path, account: name, reason: "it belongs to another user")
        }
        if status.st_uid != user, chown(path, user, group) != 0 { throw refusal(path) }
        if chmod(path, 0o700) != 0 { throw refusal(path) }
        try checkReachable(path)
    }

    /// The account must be allowed to pass through every folder above `path`.
    private func checkReachable(_ path: String) throws(ClusterError) {
        guard isOther else { return }
        var folder = (path as NSString).deletingLastPathComponent
        while folder != "/", !folder.isEmpty {
            var status = stat()
            guard stat(folder, &status) == 0 else { throw refusal(path) }
            let bit: mode_t = status.st_uid == user ? S_IXUSR : status.st_gid == group ? S_IXGRP : S_IXOTH
            if status.st_mode & bit == 0 {
                throw .notWritable(folder: path, account: name, reason: "it may not pass through \(folder)")
            }
            folder = (folder as NSString).deletingLastPathComponent
        }
    }

    private func refusal(_ path: String) -> ClusterError {
        errno == ENOSPC
            ? .diskFull(folder: path)
            : .notWritable(folder: path, account: name, reason: String(cString: strerror(errno)))
    }

    /// The system's word for why Foundation could not make a folder.
    static func reason(_ error: any Error) -> String {
        let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        return underlying.map { String(cString: strerror(Int32($0.code))) } ?? "the folder above it cannot be made"
    }
}
