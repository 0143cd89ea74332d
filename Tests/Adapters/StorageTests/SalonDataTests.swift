import CivilTime
import FlowMachine
import Postgres
import PostgresTestSupport
import Salon
import Storage
import Testing

@Suite("Flow versions")
struct FlowVersionTests {
    @Test("A version is published, found again, and rolled back to; every move is on record")
    func publish() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let salon = try TestSalon.create("one", on: server)
            try server.asTenant(salon.tenant) {
                let versions = FlowVersions(server)
                let second = try versions.publish(TestSalon.flow("second"), at: TestSalon.morning)
                #expect(second == Publication(number: 2, isNew: true))
                #expect(try versions.live()?.machine == Array("second".utf8))
                #expect(try versions.publish(TestSalon.flow("second"), at: TestSalon.morning) == Publication(number: 2, isNew: false))
                // What was live before is published again under a number of its own; its bytes are kept once.
                #expect(try versions.publish(TestSalon.flow("bot of one"), at: TestSalon.morning).number == 3)
                try versions.move(
                    to: 2, expecting: .version(3), FlowMove(kind: .rollback, by: "maria", reason: "typo"), at: TestSalon.morning)
                #expect(try versions.list().map { "\($0.number) \($0.isLive)" } == ["3 false", "2 true", "1 false"])
                #expect(try versions.machine(1).machine == Array("bot of one".utf8))
                #expect(try versions.sources(of: 2).map(\.path) == ["bot.flow"])
                let moves = try versions.moves(limit: 9)
                #expect(moves.map { "\($0.move.kind) \($0.from ?? 0) \($0.to)" } == ["rollback 3 2", "publish 2 3", "publish 1 2", "publish 0 1"])
                #expect(moves[0].move.author == "maria" && moves[0].move.reason == "typo")
                #expect(try versions.path(from: 1) == [2, 3, 2])
                #expect(try versions.path(from: 3) == [2])
                #expect(try versions.path(from: 2) == [])
                #expect(throws: StorageError.missing(what: "flow version", id: "9")) {
                    try versions.move(to: 9, FlowMove(kind: .rollback, by: "maria", reason: ""), at: TestSalon.morning)
                }
            }
        }
    }

    @Test("Publishers at once get numbers without gaps; of those that expect the same version live one wins")
    func atOnce() async throws {
        let database = try await StorageDatabase.empty()
        let salon = try await onThread { try TestSalon.create("one", on: database.server()) }
        let published = try await withThrowingTaskGroup(of: Publication.self) { group in
            for index in 0..<12 {
                group.addTask {
                    try await onThread {
                        let server = try database.server()
                        return try server.asTenant(salon.tenant) {
                            try FlowVersions(server).publish(TestSalon.flow("flow \(index)"), at: TestSalon.morning)
                        }
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(published.map(\.number)) == Set(2...13))
        let live = try await onThread {
            let server = try database.server()
            return try server.asTenant(salon.tenant) { try FlowVersions(server).live()?.number }
        }
        let winners = try await withThrowingTaskGroup(of: Int?.self) { group in
            for index in 0..<8 {
                group.addTask {
                    try await onThread {
                        let server = try database.server()
                        do {
                            return try server.asTenant(salon.tenant) {
                                try FlowVersions(server).publish(
                                    TestSalon.flow("other \(index)"), expecting: .version(live), at: TestSalon.morning).number
                            }
                        } catch let moved as LiveVersionMoved {
                            return moved.expected == live && moved.found == 14 && moved.lastMove?.to == 14 ? nil : -1
                        }
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(winners.compactMap { $0 } == [14])
    }

    @Test("The same bytes are kept once over all salons, and a salon reads only what its own versions are made of")
    func contents() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let first = try TestSalon.create("one", on: server)
            let second = try TestSalon.create("two", on: server)
            for salon in [first, second] {
                try server.asTenant(salon.tenant) {
                    _ = try FlowVersions(server).publish(TestSalon.flow("the same"), at: TestSalon.morning)
                }
            }
            let administrator = try database.administrator()
            func count(_ connection: Connection, _ text: String) throws -> Int {
                try connection.execute(
                    Statement(name: "count \(text)", trusted: "SELECT count(*) FROM flow_content WHERE content = '\(text)'"))[0].int(0)
            }
            #expect(try count(administrator, "the same") == 1)
            try server.asTenant(second.tenant) { () throws in
                #expect(try count(server, "the same") == 1)
                #expect(try count(server, "bot of one") == 0)
                #expect(try count(server, "bot of two") == 1)
            }
            #expect(throws: PostgresError.self) {
                try server.asTenant(second.tenant) {
                    _ = try server.execute(
                        Statement(name: "false", trusted: "INSERT INTO flow_content VALUES (sha256('x'), 'x')"))
                }
            }
        }
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
