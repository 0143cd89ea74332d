import CivilTime
import FlowMachine
import Postgres
import PostgresTestSupport
import Salon
import Storage
import Testing
import Versions

@Suite("Canaries as they are stored")
struct FlowCanaryTests {
    /// A salon whose version 1 is live and whose version 2 is stored.
    private static func inSalon(_ body: @Sendable @escaping (Connection, TestSalon, FlowCanaries, FlowVersions) throws -> Void) async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let salon = try TestSalon.create("one", on: server)
            try server.asTenant(salon.tenant) {
                _ = try FlowVersions(server).store(TestSalon.flow("second"), at: TestSalon.morning)
                try body(server, salon, FlowCanaries(server), FlowVersions(server))
            }
        }
    }

    private static func canary(_ version: Int = 2, share: Int = 10, talks: Int = 200) -> NewCanary {
        NewCanary(version: version, share: share, plannedTalks: talks, author: "maria", reason: "shorter booking")
    }

    private static func trail(_ versions: FlowVersions) throws -> [String] {
        try versions.moves(limit: 9).map { "\($0.move.kind) \($0.from ?? 0) \($0.to) \($0.move.author)" }.reversed()
    }

    @Test("It begins beside the live version, ends with its reason, and both are in the trail that conversations follow")
    func life() async throws {
        try await Self.inSalon { _, _, canaries, versions in
            #expect(try canaries.open() == nil && canaries.latest() == nil)
            let canary = try canaries.start(Self.canary(), at: TestSalon.morning)
            #expect(canary.version == 2 && canary.against == 1 && canary.share == 10 && canary.end == nil)
            #expect(try versions.liveNumber() == 1)
            #expect(try canaries.open() == canary)
            #expect(try versions.path(from: 2) == [1])
            let evening = TestSalon.morning.adding(seconds: 36_000)
            try canaries.end(canary, .rolledBack, by: "canary", verdict: "errors in 3 of 3 talks", at: evening)
            #expect(try canaries.open() == nil)
            let end = try #require(try canaries.latest()?.end)
            #expect(end.outcome == .rolledBack && end.at == evening && end.by == "canary" && end.verdict == "errors in 3 of 3 talks")
            #expect(try Self.trail(versions) == ["publish 0 1 maria", "canaryStart 1 2 maria", "canaryEnd 2 1 canary"])
            #expect(try versions.moves(limit: 1)[0].move.reason == "errors in 3 of 3 talks")
            // Another may follow, of the same version.
            _ = try canaries.start(Self.canary(), at: evening)
        }
    }

    @Test("What is no canary is refused, each with its own reason")
    func refusals() async throws {
        try await Self.inSalon { server, _, canaries, _ in
            func refusal(_ new: NewCanary) throws -> CanaryRefused? {
                do {
                    _ = try canaries.start(new, at: TestSalon.morning)
                    return nil
                } catch let refused as CanaryRefused { return refused }
            }
            #expect(try refusal(Self.canary(1)) == .isLive(1))
            #expect(try refusal(Self.canary(3)) == .noSuchVersion(3))
            #expect(try refusal(Self.canary(0)) == .noSuchVersion(0))
            #expect(try refusal(Self.canary(share: 0)) == .share(0))
            #expect(try refusal(Self.canary(share: 91)) == .share(91))
            #expect(try refusal(Self.canary(talks: 19)) == .plannedTalks(19))
            #expect(try canaries.open() == nil)
            let open = try canaries.start(Self.canary(), at: TestSalon.morning)
            #expect(try refusal(Self.canary()) == .open(open))
        }
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            try TenantDirectory.create(name: LocalizedName(["ru": "Пусто"]), now: TestSalon.morning, on: server) { _ in
                _ = try FlowVersions(server).store(TestSalon.flow("first"), at: TestSalon.morning)
                #expect(throws: CanaryRefused.nothingLive) {
                    try FlowCanaries(server).start(Self.canary(1), at: TestSalon.morning)
                }
            }
        }
    }

    @Test("A publish or a rollback meanwhile stops it in the same transaction; its conversations go back first, and on from there")
    func stoppedByPublish() async throws {
        try await Self.inSalon { _, _, canaries, versions in
            _ = try canaries.start(Self.canary(), at: TestSalon.morning)
            var third = TestSalon.flow("third")
            third.author = "olga"
            #expect(try versions.publish(third, at: TestSalon.morning).number == 3)
            let end = try #require(try canaries.latest()?.end)
            #expect(end.outcome == .stopped && end.by == "olga" && end.verdict == third.message)
            #expect(
                try Self.trail(versions)
                    == ["publish 0 1 maria", "canaryStart 1 2 maria", "canaryEnd 2 1 olga", "publish 1 3 olga"])
            #expect(try versions.path(from: 2) == [1, 3])
            _ = try canaries.start(Self.canary(), at: TestSalon.morning)
            try versions.move(to: 1, FlowMove(kind: .rollback, by: "maria", reason: "no"), at: TestSalon.morning)
            #expect(try canaries.latest()?.end?.outcome == .stopped)
        }
    }

    @Test("When its own version becomes live it is promoted; its conversations stay, the others follow")
    func promoted() async throws {
        try await Self.inSalon { _, _, canaries, versions in
            _ = try canaries.start(Self.canary(), at: TestSalon.morning)
            try versions.move(
                to: 2, expecting: .version(1), FlowMove(kind: .promotion, by: "canary", reason: "as good"), at: TestSalon.morning)
            #expect(try canaries.latest()?.end?.outcome == .promoted && canaries.latest()?.end?.verdict == "as good")
            #expect(try Self.trail(versions) == ["publish 0 1 maria", "canaryStart 1 2 maria", "promotion 1 2 canary"])
            #expect(try versions.path(from: 1) == [2] && versions.path(from: 2) == [])
        }
    }

    @Test(
        "The server's role can forge none of it",
        arguments: [
            "INSERT INTO flow_move (kind, from_version, to_version, moved_at, moved_by, reason) VALUES ('canary_end', 2, 1, now(), 'x', '')",
            "UPDATE flow_canary SET ended_at = now(), ended_by = 'x', outcome = 'promoted', verdict = '', next_look = NULL",
            "UPDATE flow_canary SET share = 90", "UPDATE flow_canary SET ended_at = now()", "DELETE FROM flow_canary",
            """
            INSERT INTO flow_canary (version, against, share, planned_talks, started_at, started_by, reason, next_look)
            VALUES (2, 1, 10, 100, now(), 'x', '', now())
            """,
            "DELETE FROM flow_canary_failure",
        ])
    func forged(sql: String) async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let salon = try TestSalon.create("one", on: server)
            try server.asTenant(salon.tenant) {
                _ = try FlowVersions(server).store(TestSalon.flow("second"), at: TestSalon.morning)
                _ = try FlowCanaries(server).start(Self.canary(), at: TestSalon.morning)
            }
            #expect(throws: PostgresError.self) {
                try server.asTenant(salon.tenant) { _ = try server.execute(Statement(name: sql, trusted: sql)) }
            }
        }
    }

    @Test("What has ended stays as it ended, and one cannot begin against a version that is not live")
    func guarded() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let salon = try TestSalon.create("one", on: server)
            try server.asTenant(salon.tenant) {
                _ = try FlowVersions(server).store(TestSalon.flow("second"), at: TestSalon.morning)
                let canaries = FlowCanaries(server)
                let canary = try canaries.start(Self.canary(), at: TestSalon.morning)
                try canaries.end(canary, .stopped, by: "maria", verdict: "", at: TestSalon.morning)
            }
            for sql in [
                "UPDATE flow_canary SET outcome = 'rolled_back'",
                """
                INSERT INTO flow_canary (version, against, share, planned_talks, started_at, started_by, reason, next_look)
                VALUES (1, 2, 10, 100, now(), 'x', '', now())
                """,
            ] {
                #expect(throws: PostgresError.self) {
                    try server.asTenant(salon.tenant) { _ = try server.execute(Statement(name: sql, trusted: sql)) }
                }
            }
        }
    }

    @Test("Talks are counted by what became of them: ended, silent for an hour, or failed; each once, on the version it began on")
    func counts() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let salon = try TestSalon.create("one", on: server)
            let canary = try server.asTenant(salon.tenant) { () throws in
                _ = try FlowVersions(server).store(TestSalon.flow("second"), at: TestSalon.morning)
                _ = try FlowVersions(server).store(TestSalon.flow("third"), at: TestSalon.morning)
                return try FlowCanaries(server).start(Self.canary(), at: TestSalon.morning)
            }
            _ = try server.accept(.messages([salon.message("a", from: "77001")]))
            let id = try server.asTenant(salon.tenant) { () throws in
                let claim = try WorkQueue(server).claim(limit: 9, now: TestSalon.morning)
                #expect(claim.canary?.id == canary.id && claim.canary?.version == 2 && claim.canary?.share == 10)
                let conversation = try #require(claim.conversations.first)
                try TurnStore(server).write([conversation.answered(at: TestSalon.morning)], now: TestSalon.morning)
                return conversation.id.number
            }
            // Turn 1 is of before talks were told apart. A talk is: version, minute of its turns, and what marks which turn.
            try database.administrator().runScript(
                trusted: """
                    INSERT INTO turn (tenant_id, conversation_id, number, flow_version, event, happened_at, answers, talk,
                        achieved, ends_talk, hands_off, not_understood, failed)
                    SELECT \(salon.tenant.number), \(id), number, version, '', timestamptz '2026-03-10 04:00Z' + minute * interval '1 minute', '',
                        talk, achieved, ends, hands, missed, failed
                    FROM (VALUES
                        -- Began before the canary.
                        (2, 1, -9, 2, 'booked', true, false, false, false),
                        -- Booked on the canary, after two messages that were not understood.
                        (3, 2, 1, 3, NULL, false, false, true, false), (4, 2, 2, 3, NULL, false, false, true, false),
                        (5, 2, 3, 3, 'booked', true, false, false, false),
                        -- Handed to a person on the live one.
                        (6, 1, 4, 6, NULL, true, true, false, false),
                        -- Fell silent on the canary, in time and too late for the look.
                        (7, 2, 10, 7, NULL, false, false, false, false), (8, 2, 50, 8, NULL, false, false, false, false),
                        -- A module failed on the live one; the talk goes on.
                        (9, 1, 50, 9, NULL, false, false, false, true),
                        -- On neither.
                        (10, 3, 5, 10, 'booked', true, false, false, false)
                    ) AS row (number, version, minute, talk, achieved, ends, hands, missed, failed)
                    """)
            try server.asTenant(salon.tenant) { () throws in
                let canaries = FlowCanaries(server)
                let look = TestSalon.morning.adding(seconds: 71 * 60)
                #expect(
                    try canaries.counts(of: canary, now: look).canary
                        == TalkCounts(talks: 2, completed: 1, handedOff: 0, notUnderstood: 1, failed: 0))
                #expect(
                    try canaries.counts(of: canary, now: look).live
                        == TalkCounts(talks: 2, completed: 0, handedOff: 1, notUnderstood: 0, failed: 1))
                // A turn that could not be done: of a talk that is there, of one that never was, twice the same, on neither.
                let conversation = ConversationID(id)
                for failed in [
                    FailedTalk(version: 2, conversation: conversation, talk: 8),
                    FailedTalk(version: 2, conversation: conversation, talk: 11),
                    FailedTalk(version: 2, conversation: conversation, talk: 11),
                    FailedTalk(version: 3, conversation: conversation, talk: 12),
                ] { try canaries.noteFailure(of: failed, at: look) }
                #expect(
                    try canaries.counts(of: canary, now: look).canary
                        == TalkCounts(talks: 4, completed: 1, handedOff: 0, notUnderstood: 1, failed: 2))
            }
        }
    }

    @Test("A salon is handed out for a look when one is due, and at once when a turn has failed")
    func looks() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let salon = try TestSalon.create("one", on: server)
            func isDue(_ moment: Instant) throws -> Bool {
                try TenantDirectory.work(now: moment, staleBefore: moment, on: server).contains { $0.hasCanaryLook }
            }
            #expect(try !isDue(TestSalon.morning))
            let later = TestSalon.morning.adding(seconds: 30)
            try server.asTenant(salon.tenant) {
                _ = try FlowVersions(server).store(TestSalon.flow("second"), at: TestSalon.morning)
                let canaries = FlowCanaries(server)
                let canary = try canaries.start(Self.canary(), at: TestSalon.morning)
                try canaries.noteLook(at: canary, talks: 3, next: later)
                #expect(try canaries.open()?.lookedAt == 3)
            }
            #expect(try !isDue(TestSalon.morning))
            #expect(try isDue(later))
            try server.asTenant(salon.tenant) {
                try FlowCanaries(server).noteFailure(
                    of: FailedTalk(version: 2, conversation: ConversationID(5), talk: 1), at: TestSalon.morning)
            }
            #expect(try isDue(TestSalon.morning))
        }
    }

    @Test("The owner is told outside any conversation: by a message where a number is known, else by the notice alone")
    func tellOwner() async throws {
        let database = try await StorageDatabase.empty()
        try await onThread {
            let server = try database.server()
            let salon = try TestSalon.create("one", on: server)
            try server.asTenant(salon.tenant) {
                try StaffNotices.tellOwner("Nobody reads this yet.", language: "en", now: TestSalon.morning, on: server)
            }
            try database.administrator().runScript(
                trusted: """
                    SELECT set_config('app.tenant_id', '\(salon.tenant.number)', false);
                    UPDATE location SET owner_phone = '77000000001'
                    """)
            try server.asTenant(salon.tenant) {
                try StaffNotices.tellOwner("It has ended.", language: "en", now: TestSalon.morning, on: server)
                let lines = try StaffNotices.recent(on: server)
                #expect(lines.map(\.words) == ["It has ended.", "Nobody reads this yet."])
                #expect(lines.map(\.delivery) == ["pending", nil] && lines.map(\.phone) == ["77000000001", nil])
                #expect(lines.allSatisfy { $0.customerName == nil && $0.recipient == "owner" })
                let claimed = try OutboxStore(server).claim(
                    account: salon.account, limit: 9, claimant: "test", now: TestSalon.morning)
                #expect(claimed.count == 1 && claimed[0].conversation == nil && claimed[0].recipientPhone == "77000000001")
            }
        }
    }
}
