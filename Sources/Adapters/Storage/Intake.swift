package import CivilTime
package import Conversations
package import Postgres
package import Salon

/// Stores what channels bring, before anything is done with it and before it is acknowledged.
///
/// Everything of one moment (several deliveries, many salons) goes into one commit and one pipeline: per salon its
/// setting, one statement for its messages and one for its reports, and one for what belongs to nobody. Should a
/// salon's part be refused, the whole is undone and done again salon by salon, and at last message by message: what
/// cannot be stored even then becomes a dead letter, so that nothing is lost and nobody waits for another's fault.
package struct Intake {
    private let connection: Connection
    private let channel: String

    /// `connection` is outside of any transaction: the intake makes its own.
    package init(_ connection: Connection, channel: String) {
        self.connection = connection
        self.channel = channel
    }

    /// Returns when everything is durable. Throws when the database cannot be reached or is failing: then nothing is
    /// promised, and the delivery must not be acknowledged.
    package func accept(_ batches: [InboundBatch], at now: Instant) throws -> IntakeReceipt {
        let accounts = Set(batches.flatMap { $0.messages.map(\.account) + $0.reports.map(\.account) })
        let routes = try TenantDirectory.routes(channel: channel, accounts: accounts, on: connection)
        let sorted = SortedIntake(batches, routes: routes)
        do {
            return try connection.transaction(preamble: []) { _ in
                try store(sorted.parts, letters: sorted.letters, at: now)
            }
        } catch let error as PostgresError where error.isRefusalOfData || error.isConflict {
            return try storeOneByOne(sorted, at: now)
        }
    }

    private func storeOneByOne(_ sorted: SortedIntake, at now: Instant) throws -> IntakeReceipt {
        var receipt = IntakeReceipt()
        for part in sorted.parts + [TenantPart(letters: sorted.letters)] {
            do {
                receipt.add(try storeAlone(part, at: now))
            } catch let error as PostgresError where error.isRefusalOfData {
                for element in part.elements { receipt.add(try storeSomehow(element, at: now)) }
            }
        }
        return receipt
    }

    private func storeSomehow(_ element: TenantPart, at now: Instant) throws -> IntakeReceipt {
        do {
            return try storeAlone(element, at: now)
        } catch let error as PostgresError where error.isRefusalOfData {
            return try storeAlone(element.asDeadLetters(reason: "\(error)"), at: now)
        }
    }

    /// In a transaction of its own; a conflict is tried again a few times, since reports meet the sender on the same
    /// rows.
    private func storeAlone(_ part: TenantPart, at now: Instant) throws -> IntakeReceipt {
        var attempts = 0
        while true {
            do {
                return try connection.transaction(preamble: []) { _ in
                    try store(part.route == nil ? [] : [part], letters: part.letters, at: now)
                }
            } catch let error as PostgresError where error.isConflict && attempts < 5 {
                attempts += 1
            }
        }
    }

    private func store(_ parts: [TenantPart], letters: [DeadLetter], at now: Instant) throws -> IntakeReceipt {
        var receipt = IntakeReceipt()
        var calls: [Call] = []
        var readers: [(Rows) throws -> Void] = []
        for part in parts {
            guard let tenant = part.tenant else { continue }
            calls.append(Tenancy.enter(tenant))
            readers.append { _ in }
            if !part.messages.isEmpty {
                calls.append(IntakeStatements.messages(part.messages, now: now))
                readers.append { rows in
                    for row in rows {
                        let account = ChannelAccountID(try row.int64(0))
                        let providerID = try row.text(1)
                        receipt.fresh.insert(.init(account: account, providerID: providerID))
                        if try row.bool(2) { receipt.tenantsWithNews.insert(tenant) }
                    }
                    receipt.duplicates += part.messages.count - rows.count
                }
            }
            if !part.reports.isEmpty {
                calls.append(DeliveryReports.apply(part.reports, now: now))
                readers.append { _ in receipt.reports += part.reports.count }
            }
        }
        if !letters.isEmpty {
            calls.append(IntakeStatements.deadLetters(letters, channel: channel, now: now))
            readers.append { _ in receipt.deadLetters += letters.count }
        }
        for (rows, read) in zip(try connection.pipeline(calls), readers) { try read(rows) }
        return receipt
    }
}

/// What an intake did.
package struct IntakeReceipt: Hashable, Sendable {
    package struct Key: Hashable, Sendable {
        package var account: ChannelAccountID
        package var providerID: String
    }

    /// Messages seen for the first time.
    package var fresh: Set<Key> = []
    /// Salons to wake a worker for.
    package var tenantsWithNews: Set<TenantID> = []
    /// Messages that were there already.
    package var duplicates = 0
    package var reports = 0
    package var deadLetters = 0

    package init() {}

    mutating func add(_ other: IntakeReceipt) {
        fresh.formUnion(other.fresh)
        tenantsWithNews.formUnion(other.tenantsWithNews)
        duplicates += other.duplicates
        reports += other.reports
        deadLetters += other.deadLetters
    }
}

extension PostgresError {
    /// The statement was refused for what it carried (class 22, data; class 23, constraints), or the wrapper could not
    /// encode it: the same again would be refused again.
    var isRefusalOfData: Bool {
        switch self {
        case .unencodableParameter: true
        case .server(let error): ["22", "23"].contains(error.state.conditionClass)
        default: false
        }
    }
}
