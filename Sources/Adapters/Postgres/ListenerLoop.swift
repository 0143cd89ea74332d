internal import CPostgres
internal import Glibc
internal import Synchronization

/// The listener's thread: connect, LISTEN, pass on, and again when the connection breaks.
struct ListenerLoop: Sendable {
    var address: DatabaseAddress
    var channels: [String]
    var configuration: Listener.Configuration
    var bell: Bell
    var events: AsyncStream<Listener.Event>.Continuation

    func run() {
        var failures = 0
        while !bell.hasRung {
            do throws(PostgresError) {
                let connection = try Connection(address, options: configuration.connection)
                for channel in channels {
                    try connection.runScript(trusted: "LISTEN \(SQLIdentifier(channel))", name: "listener.listen")
                }
                failures = 0
                events.yield(.listening)
                try passOn(from: connection)
            } catch {
                if bell.hasRung { return }
                events.yield(.interrupted(error))
                let pause = min(
                    configuration.firstReconnectPause * (1 << min(failures, 16)), configuration.longestReconnectPause)
                failures += 1
                if bell.rings(within: pause) { return }
            }
        }
    }

    /// Returns when the bell rings; throws when the connection breaks.
    private func passOn(from connection: Connection) throws(PostgresError) {
        while true {
            while let (channel, payload) = connection.nextNotification() {
                events.yield(.notification(channel: channel, payload: payload))
            }
            guard try connection.waitForInput(or: bell) else { return }
        }
    }
}

extension Connection {
    /// A notification that has already been read from the socket.
    fileprivate func nextNotification() -> (channel: String, payload: String)? {
        guard let notification = unsafe PQnotifies(handle) else { return nil }
        defer { unsafe PQfreemem(notification) }
        return unsafe (String(cString: notification.pointee.relname), String(cString: notification.pointee.extra))
    }

    /// Blocks until the server sends something, then reads it; false when the bell rang instead.
    fileprivate func waitForInput(or bell: Bell) throws(PostgresError) -> Bool {
        var watched = unsafe [
            pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0),
            pollfd(fd: bell.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        while unsafe poll(&watched, nfds_t(watched.count), -1) < 0 {
            if errno != EINTR { throw lost("listener.wait") }
        }
        if watched[1].revents != 0 { return false }
        guard unsafe PQconsumeInput(handle) == 1, isUsable else { throw lost("listener.wait") }
        return true
    }
}

/// Wakes a thread that waits in `poll`, once and for good.
final class Bell: Sendable {
    let descriptor: Int32
    private let writeEnd: Int32
    private let isRung = Atomic(false)

    init() throws(PostgresError) {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw .systemResource(reason: "no descriptors to wake a thread with") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        descriptor = ends[0]
        writeEnd = ends[1]
    }

    deinit {
        close(descriptor)
        close(writeEnd)
    }

    /// The descriptor stays readable ever after. From any thread.
    func ring() {
        if isRung.exchange(true, ordering: .acquiringAndReleasing) { return }
        // One byte into an empty pipe is always taken.
        var byte: UInt8 = 1
        _ = unsafe write(writeEnd, &byte, 1)
    }

    var hasRung: Bool { rings(within: .zero) }

    /// Blocks until the bell rings or the time is over.
    func rings(within time: Duration) -> Bool {
        var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&watched, 1, Int32(clamping: time.nanoseconds / 1_000_000)) > 0
    }
}

/// The end of a thread, which tasks can wait for.
final class EndSignal: Sendable {
    private enum State {
        case running([CheckedContinuation<Void, Never>])
        case ended
    }

    private let state = Mutex(State.running([]))

    func fire() {
        let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            defer { state = .ended }
            if case .running(let continuations) = state { return continuations }
            return []
        }
        for continuation in waiting { continuation.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let hasEnded = state.withLock { state -> Bool in
                guard case .running(let continuations) = state else { return true }
                state = .running(continuations + [continuation])
                return false
            }
            if hasEnded { continuation.resume() }
        }
    }
}
