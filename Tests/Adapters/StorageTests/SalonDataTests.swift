import CivilTime
import FlowMachine
import Postgres
import PostgresTestSupport
import Salon
import Storage
import Testing

@Suite("Flow versions")
struct FlowVersionTests {
    @Test("A version is published, found again by its machine, and rolled back to")
    func publish() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let salon = try TestSalon.create("one", on: server)
            try server.asTenant(salon.tenant) {
                let versions = FlowVersions(server)
                let second = try versions.publish(TestSalon.flow("second", hashByte: 2), at: TestSalon.morning)
                #expect(second == Publication(number: 2, isNew: true))
                #expect(try versions.live()?.machine == Array("second".utf8))
                #expect(try versions.publish(TestSalon.flow("bot of one"), at: TestSalon.morning).number == 1)
                #expect(try versions.live()?.number == 1)
                try versions.makeLive(2, by: "maria", at: TestSalon.morning)
                #expect(try versions.list().map { "\($0.number) \($0.isLive)" } == ["2 true", "1 false"])
                #expect(try versions.machine(1).machine == Array("bot of one".utf8))
                #expect(try versions.sources(of: 2).map(\.path) == ["bot.flow"])
                #expect(throws: StorageError.missing(what: "flow version", id: "9")) {
                    try versions.makeLive(9, by: "maria", at: TestSalon.morning)
                }
            }
        }
    }

    @Test("Publishers at once get numbers without gaps, and the same machine one version")
    func atOnce() async throws {
        let database = try await StorageDatabase.empty()
        let salon = try await onThread { try TestSalon.create("one", on: database.server()) }
        let published = try await withThrowingTaskGroup(of: Publication.self) { group in
            for index in 0..<12 {
                group.addTask {
                    try await onThread {
                        let server = try database.server()
                        return try server.asTenant(salon.tenant) {
                            // Six machines, each published twice.
                            try FlowVersions(server).publish(
                                TestSalon.flow("flow \(index / 2)", hashByte: UInt8(10 + index / 2)),
                                at: TestSalon.morning)
                        }
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(published.map(\.number)) == Set(2...7))
        #expect(published.filter(\.isNew).count == 6)
    }
}

@Suite("The accounts of salons")
struct ChannelAccountTests {
    @Test("An account that another salon has is refused")
    func takenAccount() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let first = try TestSalon.create("one", on: server)
            let second = try TestSalon.create("two", on: server)
            let account = NewChannelAccount(
                channel: "whatsapp", externalID: first.externalAccount, externalOwnerID: nil,
                location: second.location, displayNumber: nil, sealedAccessToken: [9])
            #expect {
                try server.asTenant(second.tenant) {
                    _ = try ChannelAccounts(server).register(account, now: TestSalon.morning)
                }
            } throws: {
                ($0 as? PostgresError)?.constraint == "channel_account_routes_to_one_salon"
            }
            try server.asTenant(first.tenant) { () throws in
                var mine = account
                mine.location = first.location
                #expect(try ChannelAccounts(server).register(mine, now: TestSalon.morning) == first.account)
                #expect(try ChannelAccounts(server).load(first.account).sealedAccessToken == [9])
                #expect(throws: StorageError.missing(what: "channel account", id: "\(second.account.number)")) {
                    try ChannelAccounts(server).load(second.account)
                }
            }
            let routes = try TenantDirectory.routes(
                channel: "whatsapp", accounts: [second.externalAccount, "nobody"], on: server)
            #expect(
                routes == [
                    second.externalAccount: ChannelRoute(
                        tenant: second.tenant, account: second.account, location: second.location)
                ])
        }
    }
}

@Suite("The role that serves")
struct ServerRoleTests {
    @Test("The serving role may serve; owner and administrator may not")
    func roles() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            try ServerRoleCheck.run(on: database.server())
            #expect(throws: ServerRoleProblem(role: "salonflow_owner", faults: [.owner])) {
                try ServerRoleCheck.run(on: Connection(database.ownerAddress))
            }
            #expect(throws: ServerRoleProblem(role: "salonflow_bootstrap", faults: [.superuser])) {
                try ServerRoleCheck.run(on: database.administrator())
            }
        }
    }
}
