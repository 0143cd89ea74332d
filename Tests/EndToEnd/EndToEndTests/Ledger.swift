import Postgres
import StandIn

/// What the database says happened, held against what the stand-in saw.
struct Ledger {
    struct OutboxRow: Hashable {
        var state: String
        var providerID: String?
        var phone: String
        /// A reminder is no answer to anything.
        var isReminder: Bool
    }

    /// By the channel's id of the message; true when processed and not given up.
    var inbox: [String: Bool] = [:]
    /// Messages kept, turns taken and the last turn's number, by the customer's number.
    var messages: [String: Int] = [:]
    var turns: [String: Int] = [:]
    var lastTurn: [String: Int] = [:]
    /// Without what is planned for later.
    var outbox: [OutboxRow] = []
    /// Pairs of bookings of one master that overlap.
    var overlaps = 0
    /// Booking numbers by the customer's number.
    var bookings: [String: [String]] = [:]

    init(_ connection: Connection) throws {
        for row in try connection.execute(LedgerStatements.inbox) {
            inbox[try row.text(0)] = try row.bool(1)
            messages[try row.text(2), default: 0] += 1
        }
        for row in try connection.execute(LedgerStatements.turns) {
            turns[try row.text(0)] = try row.int(1)
            lastTurn[try row.text(0)] = try row.int(2)
        }
        outbox = try connection.execute(LedgerStatements.outbox).map { row in
            OutboxRow(state: try row.text(0), providerID: try row.optionalText(1), phone: try row.text(2), isReminder: try row.text(3) == "template")
        }
        overlaps = try connection.execute(LedgerStatements.overlaps)[0].int(0)
        for row in try connection.execute(LedgerStatements.bookings) {
            bookings[try row.text(0), default: []].append(try row.text(1))
        }
    }

    func count(_ state: String) -> Int { outbox.count { $0.state == state } }

    /// Whatever contradicts “every acknowledged message is processed once, nobody is booked twice, nothing is sent twice
    /// and what was not sent is marked”; empty when all is well.
    ///
    /// - Parameter mayLose: whether the program was killed, so that sends may be marked `unknown`.
    func contradictions(with standIn: StandIn, mayLose: Bool = false) -> [String] {
        var found: [String] = []
        let acknowledged = Ledger.acknowledgedMessages(standIn)
        let unkept = acknowledged.filter { inbox[$0] == nil }
        if !unkept.isEmpty { found.append("acknowledged and not kept: \(unkept.count)") }
        let unprocessed = inbox.values.count { !$0 }
        if unprocessed > 0 { found.append("kept and not processed: \(unprocessed)") }
        for (phone, count) in messages where turns[phone] != count || lastTurn[phone] != count {
            found.append(
                "\(phone): \(count) messages, \(turns[phone] ?? 0) turns, the last of number \(lastTurn[phone] ?? 0)")
        }
        if overlaps > 0 { found.append("bookings of one master at one time: \(overlaps) pairs") }
        for (callback, count) in standIn.callbackCounts() where count.accepted != 1 || count.shown > 1 {
            found.append("message \(callback) was accepted \(count.accepted) times and shown \(count.shown) times")
        }
        let accepted = Set(standIn.acceptedMessages().map(\.entry.id))
        let sent = Set(outbox.filter { $0.state == "sent" }.compactMap(\.providerID))
        if accepted != sent {
            found.append(
                "accepted by the channel and not known as sent: \(accepted.subtracting(sent).count); "
                    + "known as sent and not accepted: \(sent.subtracting(accepted).count)")
        }
        let ends: Set<String> = mayLose ? ["sent", "unknown"] : ["sent"]
        let others = outbox.filter { !ends.contains($0.state) }
        if !others.isEmpty { found.append("outgoing messages that ended as \(Set(others.map(\.state))): \(others.count)") }
        return found
    }

    /// Ids of customers' messages whose webhook was answered with 200 at least once.
    static func acknowledgedMessages(_ standIn: StandIn) -> Set<String> {
        Set(standIn.deliveries().filter(\.isAcknowledged).flatMap(\.updates).filter { !$0.contains("/") })
    }
}

enum LedgerStatements {
    static let open = Statement(
        "test.open",
        """
        SELECT (SELECT count(*) FROM inbox WHERE processed_at IS NULL),
            (SELECT count(*) FROM outbox WHERE state = 'sending' OR state = 'pending' AND due_at <= now())
        """)
    static let freedTimes = Statement("test.freed_times", "SELECT count(*) FROM freed_time")
    static let inbox = Statement(
        "test.inbox",
        """
        SELECT provider_message_id, processed_at IS NOT NULL AND failed_reason IS NULL, sender_phone FROM inbox
        """)
    static let turns = Statement(
        "test.turns",
        """
        SELECT customer.phone, count(*), max(turn.number)
        FROM turn
            JOIN conversation ON conversation.tenant_id = turn.tenant_id AND conversation.id = turn.conversation_id
            JOIN customer ON customer.tenant_id = turn.tenant_id AND customer.id = conversation.customer_id
        GROUP BY customer.phone
        """)
    static let outbox = Statement(
        "test.outbox",
        """
        SELECT outbox.state, outbox.provider_message_id, conversation.reply_phone, outbox.kind
        FROM outbox JOIN conversation
            ON conversation.tenant_id = outbox.tenant_id AND conversation.id = outbox.conversation_id
        WHERE outbox.state <> 'pending' OR outbox.due_at <= now()
        """)
    static let overlaps = Statement(
        "test.overlaps",
        """
        SELECT count(*)
        FROM booking AS one JOIN booking AS other
            ON other.tenant_id = one.tenant_id AND other.master_id = one.master_id AND other.id > one.id
                AND other.occupied_from < one.occupied_to AND one.occupied_from < other.occupied_to
        WHERE one.status IN ('pending', 'confirmed') AND other.status IN ('pending', 'confirmed')
        """)
    static let bookings = Statement(
        "test.bookings",
        """
        SELECT customer.phone, booking.number
        FROM booking JOIN customer ON customer.tenant_id = booking.tenant_id AND customer.id = booking.customer_id
        ORDER BY booking.id
        """)
}
