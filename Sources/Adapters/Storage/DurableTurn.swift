package import Postgres

/// The statements of one durable turn, from the message that comes in to the answer that waits to be sent, in the order in
/// which they run. For the benchmark, which gives the same statements to pgbench.
package enum DurableTurn {
    package static let enter = Tenancy.enterStatement
    package static let accept = IntakeStatements.insertMessages
    package static let heads = WorkQueueStatements.heads
    package static let wakes = WorkQueueStatements.wakes
    package static let salon = WorkQueueStatements.salon
    package static let waitlistNews = WaitlistStatements.conversationsWithNews
    package static let lock = WorkQueueStatements.lock
    package static let open = WorkQueueStatements.open
    package static let messages = WorkQueueStatements.messages
    package static let busy = BookingStatements.busy
    package static let release = BookingChanges.releaseOwn
    package static let book = BookingStatements.insert
    package static let conversations = TurnStatements.conversations
    package static let journal = TurnStatements.journal
    package static let outbox = TurnStatements.outbox
    package static let processed = TurnStatements.processed
}
