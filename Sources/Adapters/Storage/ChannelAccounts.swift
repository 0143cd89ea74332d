package import CivilTime
package import Postgres
package import Salon

/// The accounts under which messengers know a salon, with the sealed token each one sends with.
package struct ChannelAccounts {
    private let connection: Connection

    /// `connection` is in a transaction of the salon.
    package init(_ connection: Connection) { self.connection = connection }

    /// Takes an account for this salon, or renews its token and location. Throws a unique violation of
    /// `channel_account_routes_to_one_salon` when another salon has it.
    package func register(_ account: NewChannelAccount, now: Instant) throws -> ChannelAccountID {
        let found = try connection.execute(
            ChannelAccountStatements.renew,
            [
                .text(account.channel), .foreignText(account.externalID), .int64(account.location.number),
                .foreignText(account.externalOwnerID), .foreignText(account.displayNumber),
                .bytes(account.sealedAccessToken),
            ])
        if let row = found.first { return ChannelAccountID(try row.int64(0)) }
        let made = try connection.execute(
            ChannelAccountStatements.register,
            [
                .text(account.channel), .foreignText(account.externalID), .int64(account.location.number),
                .foreignText(account.externalOwnerID), .foreignText(account.displayNumber),
                .bytes(account.sealedAccessToken), .instant(now),
            ])
        return ChannelAccountID(try made[0].int64(0))
    }

    package func load(_ id: ChannelAccountID) throws -> ChannelAccount {
        let rows = try connection.execute(ChannelAccountStatements.load, [.int64(id.number)])
        guard let row = rows.first else { throw StorageError.missing(what: "channel account", id: "\(id.number)") }
        return ChannelAccount(
            id: id, channel: try row.text(0), externalID: try row.text(1), location: LocationID(try row.int64(2)),
            displayNumber: try row.optionalText(3), sealedAccessToken: try row.bytes(4))
    }
}

package struct NewChannelAccount: Hashable, Sendable {
    /// `whatsapp`, …: lower-case letters.
    package var channel: String
    /// What the channel calls the account (WhatsApp: the phone number id).
    package var externalID: String
    /// What the account belongs to at the channel (WhatsApp: the business account id).
    package var externalOwnerID: String?
    package var location: LocationID
    package var displayNumber: String?
    package var sealedAccessToken: [UInt8]

    package init(
        channel: String, externalID: String, externalOwnerID: String?, location: LocationID, displayNumber: String?,
        sealedAccessToken: [UInt8]
    ) {
        self.channel = channel
        self.externalID = externalID
        self.externalOwnerID = externalOwnerID
        self.location = location
        self.displayNumber = displayNumber
        self.sealedAccessToken = sealedAccessToken
    }
}

package struct ChannelAccount: Hashable, Sendable {
    package var id: ChannelAccountID
    package var channel: String
    package var externalID: String
    package var location: LocationID
    package var displayNumber: String?
    package var sealedAccessToken: [UInt8]
}

private enum ChannelAccountStatements {
    static let renew = Statement(
        "account.renew",
        """
        UPDATE channel_account
        SET location_id = $3, external_owner_id = $4, display_number = $5, sealed_access_token = $6
        WHERE channel = $1 AND external_id = $2
        RETURNING id
        """)

    static let register = Statement(
        "account.register",
        """
        INSERT INTO channel_account
            (channel, external_id, location_id, external_owner_id, display_number, sealed_access_token, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        RETURNING id
        """)

    static let load = Statement(
        "account.load",
        """
        SELECT channel, external_id, location_id, display_number, sealed_access_token
        FROM channel_account
        WHERE id = $1
        """)
}
