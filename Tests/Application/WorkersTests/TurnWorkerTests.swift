import BotFiles
import CivilTime
import Conversations
import DemoSalon
import FlowCompiler
import FlowDiagnostics
import FlowInterpreter
import FlowMachine
import Postgres
import PostgresTestSupport
import Salon
import SalonFiles
import Sealing
import Storage
import Testing
import TimeZones
import Workers

@Suite("Turns", .serialized, .timeLimit(.minutes(3)))
struct TurnWorkerTests {
    static let ira = "77051234567"

    @Test("A text becomes a turn, a journal row and an answer, and the whole way becomes a booking")
    func booking() async throws {
        try await Workshop.run { (shop) async throws in
            try await shop.talk("хочу на маникюр завтра в 3 к Анне")
            #expect(try await shop.words("SELECT number::text FROM turn") == ["1"])
            #expect(try await shop.words("SELECT count(*)::text FROM inbox WHERE processed_at IS NULL") == ["0"])
            guard case .message(let question)? = try await shop.said().last else { throw Missing("an answer") }
            #expect(question.text.contains("15:00") && question.text.contains("8"))
            let yes = try #require(question.choices.first)
            try await shop.receive([shop.message(.tap(id: yes.id, title: yes.label), from: Self.ira)])
            #expect(try await shop.work() == 1)
            #expect(
                try await shop.words("SELECT wall_date || ' ' || wall_time || ' ' || status FROM booking")
                    == ["2026-03-11 15:00:00 confirmed"])
            let number = try await shop.words("SELECT number FROM booking")[0]
            let answers = try await shop.said()
            #expect(answers.contains { if case .message(let message) = $0 { message.text.contains(number) } else { false } })
            // The visit is further than a day off, so a reminder waits for its hour.
            #expect(
                try await shop.words("SELECT (due_at = timestamptz '2026-03-10 10:00Z')::text FROM outbox WHERE kind = 'template'")
                    == ["true"])
            // The same tap again, as a repeat of the channel: nothing.
            #expect(try await shop.work() == 0)
            #expect(try await shop.words("SELECT count(*)::text FROM booking") == ["1"])
        }
    }

    @Test("The journal of a conversation plays again, bit for bit")
    func replay() async throws {
        try await Workshop.run { (shop) async throws in
            for text in ["привет", "запишите меня на маникюр", "а парковка есть?", "к Анне", "завтра", "в 15:00", "нет, лучше в 16:00", "да"] {
                try await shop.talk(text)
            }
            #expect(try await shop.words("SELECT count(*)::text FROM booking") == ["1"])
            let address = shop.database.bootstrapAddress
            let rows = try await onThread {
                try Connection(address).execute(journal).map {
                    (now: Instant(milliseconds: try $0.int64(0)), event: try $0.bytes(1), answers: try $0.bytes(2))
                }
            }
            let state = try await onThread { try Connection(address).execute(stateStatement)[0].bytes(0) }
            let program = Program(shop.bench.flow.machine)
            #expect(rows.count == 8)
            var conversation = Conversation(program.machine, at: rows[0].now)
            var said: [Message] = []
            for (index, row) in rows.enumerated() {
                let record = try JournalRecord(
                    machine: program.hash, turn: index + 1, now: row.now, eventBytes: row.event, answerBytes: row.answers)
                let result = try record.replay(program, from: conversation)
                conversation = result.conversation
                for case .send(let message) in result.effects { said.append(message) }
            }
            #expect(conversation.encoded == state)
            var sent: [Message] = []
            for case .message(let message) in try await shop.said() { sent.append(message) }
            #expect(said == sent)
        }
    }

    @Test("Several conversations of a salon are one transaction; many messages of one are turns in their order")
    func together() async throws {
        try await Workshop.run { (shop) async throws in
            try await shop.receive((0..<10).map { shop.message(.text("маникюр"), from: "7705000000\($0)") })
            let done = try await shop.worker().work(for: shop.tenant)
            #expect(done.turns == 10 && done.said && !done.mayHaveMore)
            #expect(try await shop.words("SELECT count(DISTINCT xmin::text)::text FROM turn") == ["1"])
            // Twenty-five messages of one person are more than one claim takes; the rest is not left to the poller.
            try await shop.receive(
                (0..<25).map { shop.message(.text("привет \($0)"), from: Self.ira, at: shop.clock.now.adding(seconds: $0 - 60)) })
            let first = try await shop.worker().work(for: shop.tenant)
            #expect(first.turns == 20 && first.mayHaveMore)
            #expect(try await shop.work() == 5)
        }
    }

    @Test("Reactions and notices are done with and asked for no turn; media are answered")
    func kinds() async throws {
        try await Workshop.run { (shop) async throws in
            try await shop.receive([
                shop.message(.notice(kind: "reaction"), from: Self.ira), shop.message(.media(kind: "image", id: ""), from: Self.ira),
            ])
            #expect(try await shop.work() == 1)
            #expect(try await shop.words("SELECT count(*)::text FROM inbox WHERE processed_at IS NULL") == ["0"])
            #expect(try await shop.said().count == 1)
        }
    }

    @Test("A conversation that an older release wrote begins anew, and is answered")
    func olderFormat() async throws {
        try await Workshop.run { (shop) async throws in
            try await shop.talk("маникюр")
            try await shop.damage("UPDATE conversation SET state = set_byte(state, 0, 1)")
            try await shop.say("хочу на педикюр")
            #expect(try await shop.work() == 1)
            #expect(try await shop.said().count == 2)
            #expect(try await shop.words("SELECT get_byte(state, 0)::text FROM conversation") == ["\(Conversation.formatVersion)"])
            #expect(shop.log.lines.contains { $0.hasPrefix("a conversation of an older format begins anew") })
            #expect(try await shop.words("SELECT count(*)::text FROM inbox WHERE processed_at IS NULL") == ["0"])
        }
    }

    @Test("A damaged conversation is set aside with growing pauses and given up after five; the others go on")
    func damaged() async throws {
        try await Workshop.run { (shop) async throws in
            try await shop.talk("маникюр")
            try await shop.damage("UPDATE conversation SET state = '\\x00ff00ff', wake_at = NULL")
            try await shop.say("завтра")
            var pauses: [Int64] = []
            for attempt in 1...5 {
                let other = "7705000000\(attempt)"
                try await shop.say("педикюр", from: other)
                #expect(try await shop.work() == 1, "the other one's turn")
                #expect(try await shop.said(to: other).count == 1)
                let due = try await shop.words(
                    "SELECT extract(epoch FROM due_at)::bigint::text FROM inbox WHERE words = 'завтра'")[0]
                let pause = (Int64(due) ?? 0) - shop.clock.now.milliseconds / 1000
                pauses.append(pause)
                // A moment before its time nothing is tried.
                if attempt < 5 {
                    shop.clock.advance(milliseconds: pause * 1000 - 1)
                    #expect(try await shop.work() == 0)
                    #expect(try await shop.words("SELECT attempts::text FROM inbox WHERE words = 'завтра'") == ["\(attempt)"])
                    shop.clock.advance(milliseconds: 1)
                }
            }
            #expect(Array(pauses.prefix(4)) == [1, 4, 16, 64])
            // Given up, kept with its reason, and shown in the log without its words.
            #expect(
                try await shop.words(
                    "SELECT attempts || ' ' || (processed_at IS NOT NULL) || ' ' || (failed_reason <> '') FROM inbox WHERE words = 'завтра'")
                    == ["5 true true"])
            #expect(shop.log.lines.count { $0.hasPrefix("a turn failed") } == 5)
            #expect(shop.log.lines.contains { $0.contains("givenUp=true") })
            #expect(!shop.log.lines.contains { $0.contains("завтра") })
            #expect(try await shop.work() == 0)
        }
    }

    @Test("A wake-up that fails is put off, and does not keep the worker busy for ever")
    func damagedWake() async throws {
        try await Workshop.run { (shop) async throws in
            try await shop.talk("маникюр")
            try await shop.damage("UPDATE conversation SET state = '\\x00'")
            let wake = try await shop.words("SELECT wake_at::text FROM conversation")
            shop.clock.advance(milliseconds: 31 * 60_000)
            #expect(try await shop.work() == 0)
            #expect(try await shop.words("SELECT wake_at::text FROM conversation") != wake)
            let seconds = TurnWorker.wakePauseSeconds
            let now = shop.clock.now.milliseconds / 1000
            #expect(
                try await shop.words("SELECT (extract(epoch FROM wake_at)::bigint - \(now))::text FROM conversation")
                    == ["\(seconds)"])
            let done = try await shop.worker().work(for: shop.tenant)
            #expect(done.turns == 0 && !done.said && !done.mayHaveMore)
            shop.clock.advance(milliseconds: Int64(seconds) * 1000)
            #expect(try await shop.work() == 0)
            #expect(shop.log.lines.count { $0.hasPrefix("a turn failed") } == 2)
        }
    }

    /// A rule of the database that the program knows nothing of stands for whatever makes one message's turn fail.
    @Test("Of several messages the one that fails is set aside; those before it are answered, those after it later")
    func poison() async throws {
        try await Workshop.run { (shop) async throws in
            try await shop.damage(
                """
                CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    RAISE EXCEPTION 'no such word' USING ERRCODE = '23514';
                END $$;
                CREATE TRIGGER poison BEFORE UPDATE ON customer FOR EACH ROW
                    WHEN (NEW.opted_out_at IS NOT NULL) EXECUTE FUNCTION refuse();
                """)
            let texts = ["привет", "маникюр", "стоп", "к Анне", "завтра"]
            try await shop.receive(
                texts.enumerated().map {
                    shop.message(.text($1), from: Self.ira, at: shop.clock.now.adding(seconds: $0 - 60))
                })
            #expect(try await shop.work() == 2)
            for _ in 1...4 {
                shop.clock.advance(milliseconds: 64_000)
                _ = try await shop.work()
            }
            #expect(
                try await shop.words("SELECT words || ' ' || attempts || ' ' || (failed_reason IS NULL) FROM inbox ORDER BY id")
                    == ["привет 0 true", "маникюр 0 true", "стоп 5 false", "к Анне 0 true", "завтра 0 true"])
            #expect(try await shop.words("SELECT count(*)::text FROM turn") == ["4"])
        }
    }

    @Test("Turns that cannot be written together are written one by one, and only the culprit is set aside")
    func refusedSet() async throws {
        try await Workshop.run { (shop) async throws in
            try await shop.damage(
                "ALTER TABLE conversation ADD CONSTRAINT poison CHECK (reply_phone <> '77050000003' OR state IS NULL) NOT VALID")
            try await shop.receive((0..<8).map { shop.message(.text("маникюр"), from: "7705000000\($0)") })
            #expect(try await shop.work() == 7)
            #expect(
                try await shop.words("SELECT sender_phone || ' ' || attempts FROM inbox WHERE processed_at IS NULL")
                    == ["77050000003 1"])
        }
    }

    @Test("A database that fails is no message's fault")
    func databaseFailing() async throws {
        try await Workshop.run { (shop) async throws in
            try await shop.say("маникюр")
            try await shop.damage(
                """
                CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    RAISE EXCEPTION 'disk full' USING ERRCODE = '53100';
                END $$;
                CREATE TRIGGER full_disk BEFORE INSERT ON turn FOR EACH ROW EXECUTE FUNCTION refuse();
                """)
            await #expect(throws: PostgresError.self) { try await shop.worker().work(for: shop.tenant) }
            #expect(try await shop.words("SELECT attempts::text FROM inbox WHERE processed_at IS NULL") == ["0"])
            try await shop.damage("DROP TRIGGER full_disk ON turn")
            #expect(try await shop.work() == 1)
        }
    }

    @Test("Workers at once do each message once and keep each conversation's order")
    func parallel() async throws {
        try await Workshop.run { (shop) async throws in
            let people = (0..<50).map { "770500000\($0 + 10)" }
            let worker = shop.worker()
            let running = (0..<2).map { _ in Task { await worker.run() } }
            for number in 0..<6 {
                try await shop.receive(
                    people.map { shop.message(.text("привет \(number)"), from: $0, at: shop.clock.now.adding(seconds: number - 10)) })
                shop.news.post([shop.tenant])
            }
            let allDone = try await eventually(.seconds(120)) {
                shop.news.post([shop.tenant])
                return try await shop.words("SELECT count(*)::text FROM inbox WHERE processed_at IS NULL") == ["0"]
            }
            #expect(allDone)
            shop.news.close()
            for task in running { await task.value }
            #expect(try await shop.words("SELECT count(*)::text FROM turn") == ["300"])
            #expect(
                try await shop.words(
                    "SELECT count(*)::text FROM (SELECT conversation_id FROM turn GROUP BY 1 HAVING count(*) = 6 AND max(number) = 6) AS whole")
                    == ["50"])
            // What each turn took is in the order sent.
            let address = shop.database.bootstrapAddress
            let events = try await onThread {
                try Connection(address).execute(allEvents).map { (try $0.int64(0), try $0.bytes(1)) }
            }
            var heard: [Int64: [String]] = [:]
            let program = Program(shop.bench.flow.machine)
            for (conversation, event) in events {
                let record = try JournalRecord(
                    machine: program.hash, turn: 1, now: Workshop.morning, eventBytes: event, answerBytes: [JournalRecord.formatVersion, 0])
                if case .said(let understood) = record.event { heard[conversation, default: []].append(understood.text) }
            }
            #expect(heard.count == 50)
            #expect(heard.values.allSatisfy { $0 == (0..<6).map { "привет \($0)" } })
            #expect(!shop.log.lines.contains { $0.hasPrefix("a turn failed") || $0.hasPrefix("turns not done") })
        }
    }

    @Test("A salon without a flow keeps its messages, and answers once it has published")
    func nothingPublished() async throws {
        try await Workshop.run { (shop) async throws in
            try await shop.damage("DELETE FROM flow_live")
            try await shop.say("привет")
            #expect(try await shop.work() == 0)
            #expect(shop.log.lines.contains { $0.contains("published no flow") })
            try await shop.damage(
                "SET app.tenant_id = '\(shop.tenant.number)'; INSERT INTO flow_live (version, moved_at, moved_by, kind, reason) VALUES (1, now(), 'owner', 'publish', '')")
            shop.clock.advance(milliseconds: 1000)
            #expect(try await shop.work() == 1)
        }
    }

    @Test("Silence that has lasted is noticed once its time has come, found by the poller")
    func silence() async throws {
        try await Workshop.run { (shop) async throws in
            try await shop.talk("запишите меня на маникюр")
            let before = try await shop.said().count
            shop.clock.advance(milliseconds: 30 * 60_000 - 1)
            try await shop.poller().look()
            #expect(try await shop.work() == 0)
            shop.clock.advance(milliseconds: 1)
            try await shop.poller().look()
            #expect(await shop.news.next() == shop.tenant)
            #expect(try await shop.work() == 1)
            #expect(try await shop.said().count == before + 1)
            // It was noticed; the next one is for the day after.
            #expect(try await shop.work() == 0)
        }
    }

    @Test("An opt-out is recorded with the moment it was first said, and an opt-in takes it back")
    func optOut() async throws {
        try await Workshop.run { (shop) async throws in
            try await shop.talk("стоп")
            let first = try await shop.words("SELECT opted_out_at::text FROM customer")
            #expect(first != ["-"])
            shop.clock.advance(milliseconds: 3_600_000)
            try await shop.talk("стоп")
            #expect(try await shop.words("SELECT opted_out_at::text FROM customer") == first)
        }
    }

    @Test("While a person has the conversation the bot is silent, and takes over again after its time")
    func handOff() async throws {
        try await Workshop.run { (shop) async throws in
            try await shop.talk("позовите администратора")
            #expect(try await shop.words("SELECT (handed_off_until > now() - interval '100 years')::text FROM conversation") == ["true"])
            let before = try await shop.said().count
            try await shop.talk("запишите на маникюр")
            #expect(try await shop.said().count == before)
            #expect(try await shop.words("SELECT count(*)::text FROM inbox WHERE processed_at IS NULL") == ["0"])
            shop.clock.advance(milliseconds: Int64(Limits.handOffSeconds) * 1000)
            try await shop.talk("запишите на маникюр")
            #expect(try await shop.said().count > before)
            #expect(try await shop.words("SELECT handed_off_until::text FROM conversation") == ["-"])
        }
    }
}

private let journal = Statement("test.journal", "SELECT (extract(epoch FROM happened_at) * 1000)::bigint, event, answers FROM turn ORDER BY number")
private let stateStatement = Statement("test.state", "SELECT state FROM conversation")
private let allEvents = Statement("test.events", "SELECT conversation_id, event FROM turn ORDER BY conversation_id, number")
