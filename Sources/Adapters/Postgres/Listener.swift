/// Hears NOTIFY on a connection and a thread of its own.
///
/// A notification is a hint that something is to be done, never the only trace of it: those sent while the connection
/// was down are lost, and a consumer that lags loses the oldest. So do look at the tables after every `.listening`.
/// Keep the listener for as long as its events are wanted: its thread ends with `stop()`, when the listener is dropped,
/// or when the task that reads `events` is cancelled.
package final class Listener: Sendable {
    package enum Event: Sendable, Equatable {
        /// Connected, and from now on hearing; anything may have been missed before.
        case listening
        case notification(channel: String, payload: String)
        /// The connection broke or could not be made; another attempt follows.
        case interrupted(PostgresError)
    }

    package struct Configuration: Sendable {
        /// Events kept for a consumer that lags; the oldest are dropped.
        package var bufferLimit: Int
        package var firstReconnectPause: Duration
        package var longestReconnectPause: Duration
        package var connection: ConnectionOptions

        package init(
            bufferLimit: Int = 1024, firstReconnectPause: Duration = .milliseconds(20),
            longestReconnectPause: Duration = .seconds(5),
            connection: ConnectionOptions = ConnectionOptions(applicationName: "salonflow listener")
        ) {
            self.bufferLimit = bufferLimit
            self.firstReconnectPause = firstReconnectPause
            self.longestReconnectPause = longestReconnectPause
            self.connection = connection
        }
    }

    /// For one consumer. Ends after `stop()`.
    package let events: AsyncStream<Event>
    private let bell: Bell
    private let end: EndSignal

    package init(
        _ address: DatabaseAddress, channels: [String], _ configuration: Configuration = Configuration()
    ) throws(PostgresError) {
        let bell = try Bell()
        let end = EndSignal()
        let (events, continuation) = AsyncStream.makeStream(
            of: Event.self, bufferingPolicy: .bufferingNewest(configuration.bufferLimit))
        continuation.onTermination = { _ in bell.ring() }
        let loop = ListenerLoop(
            address: address, channels: channels, configuration: configuration, bell: bell, events: continuation)
        // The thread holds nothing of the listener, so that dropping the listener ends it.
        let thread = try OwnedThread(name: "postgres-listen") {
            loop.run()
            continuation.finish()
            end.fire()
        }
        thread.detach()
        self.events = events
        self.bell = bell
        self.end = end
    }

    deinit { bell.ring() }

    /// Closes the connection and ends the thread; returns when the connection is closed.
    package func stop() async {
        bell.ring()
        await end.wait()
    }
}
