package import CivilTime
internal import Conversations
package import FlowMachine
package import Postgres
package import Salon

/// What turns change about a customer, in the turn's own transaction.
package struct CustomerRows: CustomerStore {
    private let connection: Connection

    /// `connection` is in a transaction of the salon.
    package init(_ connection: Connection) { self.connection = connection }

    package func setOptedOut(_ optedOut: Bool, customer: CustomerID, at now: Instant) throws {
        try change(CustomerRowStatements.setOptedOut, customer, optedOut ? now : nil)
    }

    package func pauseReminders(of customer: CustomerID, at now: Instant) throws {
        try change(CustomerRowStatements.pauseReminders, customer, now)
    }

    private func change(_ statement: Statement, _ customer: CustomerID, _ moment: Instant?) throws {
        let rows = try connection.execute(statement, [.int64(customer.number), .instant(moment)])
        guard rows.affected == 1 else { throw StorageError.missing(what: "customer", id: "\(customer.number)") }
    }

    package func wantsReminders(_ customer: CustomerID) throws -> Bool {
        try connection.execute(CustomerRowStatements.wantsReminders, [.int64(customer.number)]).first?.bool(0) ?? false
    }

    package func remember(_ values: [RememberedValue], of customer: CustomerID, at now: Instant) throws {
        // In one order everywhere, so that two conversations of one person wait for one another and do not deadlock.
        let latest = Dictionary(values.map { ($0.slot.withoutZero, $0.value) }) { $1 }
        let sorted = latest.filter { !$0.key.isEmpty }.sorted { $0.key < $1.key }
        if sorted.isEmpty { return }
        _ = try connection.execute(
            CustomerRowStatements.remember,
            [
                .int64(customer.number), .texts(sorted.map { $0.key }),
                .bytesArray(sorted.map { bytes(of: $0.value) }), .instant(now),
            ])
    }

    private func bytes(of value: Value) -> [UInt8] {
        var writer = ByteWriter()
        writer.value(value)
        return writer.bytes
    }

    package func profile(of customer: CustomerID) throws -> [RememberedValue] {
        var profile: [RememberedValue] = []
        for row in try connection.execute(CustomerRowStatements.profile, [.int64(customer.number)]) {
            var reader = ByteReader(try row.bytes(1))
            // A value that an earlier or later version wrote differently is asked again, which is what unknown means.
            guard let value = try? Value(from: &reader), reader.isAtEnd else { continue }
            profile.append(RememberedValue(slot: try row.text(0), value: value))
        }
        return profile
    }

    package func forget(_ customer: CustomerID, at now: Instant) throws {
        let who: Parameter = .int64(customer.number)
        _ = try connection.pipeline([
            CustomerRowStatements.forgetName(who), CustomerRowStatements.forgetProfile(who),
            CustomerRowStatements.forgetWishes(who), CustomerRowStatements.closeOffers(who), CustomerRowStatements.forgetReminders(who, .instant(now)),
            CustomerRowStatements.forgetReminding(who), CustomerRowStatements.forgetSaid(who),
            CustomerRowStatements.forgetTurns(who, .instant(now)), CustomerRowStatements.forgetSent(who),
            CustomerRowStatements.forgetNotices(who), CustomerRowStatements.forgetStates(who),
        ])
    }
}

private enum CustomerRowStatements {
    /// A customer who says it twice keeps the first moment. Who wants messages again wants reminders too.
    static let setOptedOut = Statement(
        "customer.set_opted_out",
        """
        UPDATE customer
        SET opted_out_at = CASE WHEN $2::timestamptz IS NULL THEN NULL ELSE COALESCE(opted_out_at, $2) END,
            reminders_paused_at = CASE WHEN $2::timestamptz IS NULL THEN NULL ELSE reminders_paused_at END
        WHERE id = $1
        """)

    static let pauseReminders = Statement(
        "customer.pause_reminders",
        "UPDATE customer SET reminders_paused_at = COALESCE(reminders_paused_at, $2) WHERE id = $1")

    static let wantsReminders = Statement(
        "customer.wants_reminders",
        "SELECT opted_out_at IS NULL AND reminders_paused_at IS NULL FROM customer WHERE id = $1")

    static let remember = Statement(
        "customer.remember",
        """
        INSERT INTO customer_profile (customer_id, slot, value, changed_at)
        SELECT $1, slot, value, $4
        FROM unnest($2::text[], $3::bytea[]) WITH ORDINALITY AS kept (slot, value, place)
        ORDER BY place
        ON CONFLICT (tenant_id, customer_id, slot) DO UPDATE
            SET value = EXCLUDED.value, changed_at = EXCLUDED.changed_at
        """)

    static let profile = Statement(
        "customer.profile", "SELECT slot, value FROM customer_profile WHERE customer_id = $1 ORDER BY slot")

    static let forgetName = Statement("customer.forget_name", "UPDATE customer SET name = NULL WHERE id = $1")

    static let forgetProfile = Statement(
        "customer.forget_profile", "DELETE FROM customer_profile WHERE customer_id = $1")

    static let forgetWishes = Statement(
        "customer.forget_wishes", "DELETE FROM waitlist_entry WHERE customer_id = $1")

    static let closeOffers = Statement(
        "customer.forget_offers",
        """
        UPDATE waitlist_offer
        SET state = CASE state WHEN 'offered' THEN 'declined' ELSE state END, news_at = NULL
        WHERE customer_id = $1 AND (state = 'offered' OR news_at IS NOT NULL)
        """)

    static let forgetReminders = Statement(
        "customer.forget_reminders",
        """
        UPDATE outbox SET state = 'cancelled', finished_at = $2
        FROM conversation
        WHERE conversation.customer_id = $1 AND outbox.conversation_id = conversation.id
            AND outbox.state = 'pending' AND outbox.booking_id IS NOT NULL
        """)

    static let forgetReminding = Statement(
        "customer.forget_reminding",
        "UPDATE booking SET wants_reminder = false WHERE customer_id = $1 AND wants_reminder")

    /// Messages that still wait are read first; they come after the wish to be forgotten.
    static let forgetSaid = Statement(
        "customer.forget_said",
        """
        UPDATE inbox SET words = '', raw = '', sender_name = NULL
        FROM customer_identity AS identity
        WHERE identity.customer_id = $1 AND inbox.sender_key = identity.user_id AND inbox.processed_at IS NOT NULL
        """)

    static let forgetTurns = Statement(
        "customer.forget_turns",
        """
        UPDATE turn SET event = '', answers = '', erased_at = $2
        FROM conversation
        WHERE conversation.customer_id = $1 AND turn.conversation_id = conversation.id AND turn.erased_at IS NULL
        """)

    static let forgetSent = Statement(
        "customer.forget_sent",
        """
        UPDATE outbox SET body = ''
        FROM conversation
        WHERE conversation.customer_id = $1 AND outbox.conversation_id = conversation.id
            AND outbox.state NOT IN ('pending', 'sending')
        """)

    static let forgetNotices = Statement(
        "customer.forget_notices",
        """
        UPDATE staff_notice SET words = NULL
        FROM conversation
        WHERE conversation.customer_id = $1 AND staff_notice.conversation_id = conversation.id
        """)

    /// The conversation whose turn this is gets its new state when the turn is written; the others begin anew.
    static let forgetStates = Statement(
        "customer.forget_states",
        """
        UPDATE conversation SET state = NULL, flow_version = NULL, wake_at = NULL, talk = NULL
        WHERE customer_id = $1 AND state IS NOT NULL
        """)
}
