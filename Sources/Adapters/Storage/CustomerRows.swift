package import CivilTime
package import Conversations
package import Postgres
package import Salon

/// What turns change about a customer, in the turn's own transaction.
package struct CustomerRows: CustomerStore {
    private let connection: Connection

    /// `connection` is in a transaction of the salon.
    package init(_ connection: Connection) { self.connection = connection }

    package func setOptedOut(_ optedOut: Bool, customer: CustomerID, at now: Instant) throws {
        let rows = try connection.execute(
            setOptedOutStatement, [.int64(customer.number), .instant(optedOut ? now : nil)])
        guard rows.affected == 1 else { throw StorageError.missing(what: "customer", id: "\(customer.number)") }
    }
}

/// A customer who says it twice keeps the first moment.
private let setOptedOutStatement = Statement(
    "customer.set_opted_out",
    """
    UPDATE customer
    SET opted_out_at = CASE WHEN $2::timestamptz IS NULL THEN NULL ELSE COALESCE(opted_out_at, $2) END
    WHERE id = $1
    """)
