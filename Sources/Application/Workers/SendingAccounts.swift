package import CivilTime
internal import HTTPTransfer
package import Postgres
package import Salon
package import Sealing
package import Storage
internal import Synchronization
package import WhatsApp

/// The accounts that messages leave from, each with the salon's own token; opened tokens stay in memory for a minute, so a
/// renewed one is noticed soon.
package final class SendingAccounts: Sendable {
    private struct Key: Hashable {
        var tenant: TenantID
        var account: ChannelAccountID
    }

    private static let secondsKept = 60

    private let pool: Pool
    private let installationKey: InstallationKey
    private let kept = Mutex<[Key: (account: GraphAccount, until: Instant)]>([:])

    package init(pool: Pool, installationKey: InstallationKey) {
        self.pool = pool
        self.installationKey = installationKey
    }

    package func account(_ id: ChannelAccountID, of tenant: TenantID, now: Instant) async throws -> GraphAccount {
        let key = Key(tenant: tenant, account: id)
        if let kept = kept.withLock({ $0[key] }), kept.until > now { return kept.account }
        let (stored, sealedKey) = try await pool.asTenant(tenant) { connection in
            (try ChannelAccounts(connection).load(id), try TenantKeys(connection).load())
        }
        let tenantKey = try installationKey.open(SealedTenantKey(bytes: sealedKey), tenant: tenant.number)
        let token = try tenantKey.open(stored.sealedAccessToken, purpose: SecretPurpose.channelToken)
        let account = GraphAccount(phoneNumberID: stored.externalID, token: BearerToken(token))
        kept.withLock { $0[key] = (account, now.adding(seconds: Self.secondsKept)) }
        return account
    }

    package func forget(_ id: ChannelAccountID, of tenant: TenantID) {
        kept.withLock { $0[Key(tenant: tenant, account: id)] = nil }
    }
}

/// What a sealed secret is for; part of what it is sealed with.
package enum SecretPurpose {
    package static let channelToken = "channel-token"
}
