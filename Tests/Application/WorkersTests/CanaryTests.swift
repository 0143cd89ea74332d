import Conversations
import FlowInterpreter
import Postgres
import PostgresTestSupport
import Storage
import Testing
import Workers

@Suite("Versions on trial", .serialized, .timeLimit(.minutes(3)))
struct CanaryTests {
    private static func reworded(_ text: String) -> String {
        text.replacing("Во дворе есть бесплатная парковка", with: "Парковка во дворе, бесплатно")
    }
    /// The booking that its customer says yes to is handed to a person instead.
    private static func broken(_ text: String) -> String {
        text.replacing("# Дизайн обсуждают", with: "  шаг сохранить\n    затем оператор\n\n# Дизайн обсуждают")
    }
    private static let end = "SELECT outcome || ' ' || ended_by || ' ' || verdict FROM flow_canary ORDER BY id DESC LIMIT 1"

    private static func phone(_ number: Int) -> String { "7705\(1_000_000 + number)" }

    /// One question each, which is answered and leaves nothing open.
    private static func ask(_ phones: Range<Int>, _ shop: Workshop) async throws {
        try await shop.receive(phones.map { shop.message(.text("где припарковаться"), from: phone($0)) })
        try await shop.work()
    }

    private static func book(_ phones: Range<Int>, _ shop: Workshop) async throws {
        for number in phones {
            let (day, hour) = (11 + number / 8, 10 + number % 8)
            try await shop.talk("хочу на маникюр \(day) марта в \(hour):00 к любому", from: phone(number))
            try await shop.talk("да", from: phone(number))
        }
    }

    @Test("A canary gets its share of new talks, each talk is drawn anew, and nobody always gets it")
    func share() async throws {
        try await Workshop.run { (shop) async throws in
            try await shop.startCanary(share: 20, Self.reworded)
            for _ in 0..<2 { try await Self.ask(0..<200, shop) }
            let versions = try await shop.words("SELECT flow_version::text FROM turn ORDER BY number, conversation_id")
            let taken = versions.count { $0 == "2" }
            // Eighty of four hundred are meant; five standard deviations are forty.
            #expect(versions.count == 400 && abs(taken - 80) <= 40)
            let both = zip(versions.prefix(200), versions.suffix(200)).count { $0 == "2" && $1 == "2" }
            #expect(both < 25)
            #expect(try await shop.words("SELECT version::text FROM flow_live") == ["1"])
        }
    }

    @Test("A talk stays on the version it began on, and one that was under way when the canary began stays where it was")
    func sticky() async throws {
        try await Workshop.run { (shop) async throws in
            try await shop.receive((0..<10).map { shop.message(.text("запишите меня на маникюр"), from: Self.phone($0)) })
            try await shop.work()
            try await shop.startCanary(share: 50, Self.reworded)
            try await shop.receive((10..<50).map { shop.message(.text("запишите меня на маникюр"), from: Self.phone($0)) })
            try await shop.work()
            for text in ["а парковка есть?", "к Анне"] {
                try await shop.receive((0..<50).map { shop.message(.text(text), from: Self.phone($0)) })
                try await shop.work()
            }
            #expect(
                try await shop.words("SELECT count(DISTINCT flow_version)::text FROM turn GROUP BY conversation_id, talk ORDER BY 1 DESC LIMIT 1")
                    == ["1"])
            #expect(try await shop.words("SELECT count(*)::text FROM turn WHERE migrated_from IS NOT NULL AND number <> talk") == ["0"])
            let talks = try await shop.words(
                "SELECT count(*) || '/' || count(*) FILTER (WHERE flow_version = 2) FROM turn WHERE number = talk AND conversation_id > (SELECT min(conversation_id) + 9 FROM turn)")
            let taken = try #require(Int(talks[0].split(separator: "/")[1]))
            #expect(talks[0].hasPrefix("40/") && 5...35 ~= taken)
            #expect(
                try await shop.words("SELECT DISTINCT flow_version::text FROM turn WHERE conversation_id <= (SELECT min(conversation_id) + 9 FROM turn)")
                    == ["1"])
        }
    }

    @Test("A canary whose booking hands everybody over is rolled back by itself, and the owner is told why; its talks go on")
    func rolledBack() async throws {
        try await Workshop.run { (shop) async throws in
            try await shop.startCanary(share: 50, Self.broken)
            // Somebody is in the middle of a talk on the canary.
            var waiting = 100
            repeat {
                waiting += 1
                try await shop.talk("запишите меня на маникюр", from: Self.phone(waiting))
            } while try await shop.words("SELECT flow_version::text FROM turn ORDER BY conversation_id DESC LIMIT 1") == ["1"]
            try await Self.book(0..<50, shop)
            try await shop.poller().look()
            let verdict = try await shop.words(Self.end)[0]
            #expect(verdict.hasPrefix("rolled_back canary Версия 2 хуже действующей 1: "), "\(verdict)")
            #expect(try await shop.words("SELECT version::text FROM flow_live") == ["1"])
            #expect(
                try await shop.words("SELECT kind || from_version || to_version || moved_by FROM flow_move ORDER BY id DESC LIMIT 1")
                    == ["canary_end21canary"])
            let notices = try await shop.words("SELECT words FROM staff_notice WHERE conversation_id IS NULL")
            #expect(notices.count == 1 && notices[0].hasPrefix("Пробный запуск окончен: все беседы снова ведёт версия 1."))
            try await shop.talk("к Анне 30 марта в 12:00", from: Self.phone(waiting))
            try await shop.talk("да", from: Self.phone(waiting))
            let own = "JOIN customer ON customer.id = customer_id WHERE phone = '\(Self.phone(waiting))'"
            #expect(
                try await shop.words(
                    "SELECT flow_version || coalesce(' from ' || migrated_from, '') FROM turn WHERE conversation_id = (SELECT conversation.id FROM conversation \(own)) ORDER BY number")
                    == ["2", "1 from 2", "1"])
            #expect(try await shop.words("SELECT count(*)::text FROM booking \(own)") == ["1"])
            // Nothing is looked at any more, and nobody gets it.
            try await shop.poller().look()
            #expect(try await shop.words("SELECT count(*)::text FROM staff_notice WHERE conversation_id IS NULL") == ["1"])
            try await Self.ask(200..<220, shop)
            #expect(
                try await shop.words("SELECT count(*)::text FROM turn WHERE flow_version = 2 AND conversation_id > (SELECT max(id) - 20 FROM conversation)")
                    == ["0"])
        }
    }

    @Test("One that is as good is promoted at its planned number of talks, once, however many look")
    func promoted() async throws {
        try await Workshop.run { (shop) async throws in
            try await shop.startCanary(share: 50, talks: 20, Self.reworded)
            try await Self.ask(0..<10, shop)
            try await shop.poller().look()
            #expect(try await shop.words("SELECT count(*)::text FROM flow_canary WHERE ended_at IS NULL AND looked_at > 0") == ["1"])
            try await Self.ask(10..<70, shop)
            shop.clock.advance(milliseconds: 1_000 * Int64(CanaryWatch.pauseSeconds))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<6 { group.addTask { try await shop.poller().look() } }
                try await group.waitForAll()
            }
            #expect(try await shop.words(Self.end)[0].hasPrefix("promoted canary Версия 2 не хуже версии 1: бесед на ней — "))
            #expect(try await shop.words("SELECT version || kind FROM flow_live") == ["2promotion"])
            #expect(try await shop.words("SELECT count(*)::text FROM flow_move WHERE kind = 'promotion'") == ["1"])
            #expect(
                try await shop.words("SELECT words FROM staff_notice WHERE conversation_id IS NULL").map { $0.prefix(47) }
                    == ["Пробный запуск окончен: версия 2 теперь действу"])
            try await Self.ask(70..<75, shop)
            #expect(
                try await shop.words("SELECT DISTINCT flow_version::text FROM turn WHERE conversation_id > (SELECT max(id) - 5 FROM conversation)")
                    == ["2"])
        }
    }

    @Test("What breaks off in the middle of the consequence leaves nothing of it, and the next look does it whole")
    func brokenOff() async throws {
        try await Workshop.run { (shop) async throws in
            try await shop.startCanary(share: 50, talks: 20, Self.reworded)
            try await Self.ask(0..<70, shop)
            try await shop.damage(
                """
                CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'cut'; END $$;
                GRANT EXECUTE ON FUNCTION cut() TO PUBLIC;
                CREATE TRIGGER cut BEFORE INSERT ON staff_notice FOR EACH ROW EXECUTE FUNCTION cut()
                """)
            try await shop.poller().look()
            #expect(shop.log.lines.contains { $0.contains("a canary could not be looked at") })
            #expect(try await shop.words("SELECT version || kind FROM flow_live") == ["1publish"])
            #expect(try await shop.words("SELECT count(*)::text FROM flow_canary WHERE ended_at IS NULL") == ["1"])
            try await shop.damage("DROP TRIGGER cut ON staff_notice")
            try await shop.poller().look()
            #expect(try await shop.words("SELECT version || kind FROM flow_live") == ["2promotion"])
            #expect(try await shop.words("SELECT count(*)::text FROM staff_notice WHERE conversation_id IS NULL") == ["1"])
        }
    }

    @Test("A canary whose turns fail is rolled back after a few; whoever met it is answered by the live version")
    func fails() async throws {
        try await Workshop.run { (shop) async throws in
            try await shop.startCanary(share: 20, Self.reworded)
            try await shop.damage(
                """
                CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'cut'; END $$;
                GRANT EXECUTE ON FUNCTION cut() TO PUBLIC;
                CREATE TRIGGER cut BEFORE INSERT ON turn FOR EACH ROW WHEN (NEW.flow_version = 2) EXECUTE FUNCTION cut()
                """)
            var asked = 0
            while try await shop.words("SELECT count(*)::text FROM flow_canary WHERE ended_at IS NULL") == ["1"], asked < 200 {
                try await Self.ask(asked..<asked + 5, shop)
                asked += 5
                try await shop.poller().look()
            }
            let failures = try #require(Int(try await shop.words("SELECT count(*)::text FROM flow_canary_failure")[0]))
            #expect(failures < 20)
            #expect(try await shop.words(Self.end)[0].contains("ошибки"))
            shop.clock.advance(milliseconds: 1_000 * Int64(5))
            try await shop.work()
            #expect(try await shop.words("SELECT count(*)::text FROM inbox WHERE processed_at IS NULL OR failed_reason IS NOT NULL") == ["0"])
            #expect(try await shop.words("SELECT count(*) || ' ' || min(flow_version) || ' ' || max(flow_version) FROM turn") == ["\(asked) 1 1"])
        }
    }

    @Test("A canary that is damaged in the database ends; its talks go on with the live version, and the owner is told")
    func damaged() async throws {
        try await Workshop.run { (shop) async throws in
            try await shop.startCanary(share: 50, Self.reworded)
            try await shop.receive((0..<20).map { shop.message(.text("запишите меня на маникюр"), from: Self.phone($0)) })
            try await shop.work()
            try await shop.damage(
                """
                ALTER TABLE flow_content DROP CONSTRAINT flow_content_has_its_hash;
                ALTER TABLE flow_content DISABLE TRIGGER USER;
                UPDATE flow_content SET content = overlay(content placing '\\x00'::bytea from 100)
                WHERE hash = (SELECT machine_hash FROM flow_version WHERE number = 2)
                """)
            try await shop.receive((0..<20).map { shop.message(.text("к Анне"), from: Self.phone($0)) })
            #expect(try await shop.work() == 20)
            #expect(try await shop.words("SELECT DISTINCT flow_version::text FROM turn WHERE number = 2") == ["1"])
            #expect(try await shop.words(Self.end) == ["rolled_back canary Версия 2 повреждена в базе данных. Опубликуйте её файлы заново."])
            #expect(try await shop.words("SELECT count(*)::text FROM staff_notice WHERE words LIKE '%повреждена%'") == ["1"])
        }
    }

    @Test("A publish ends it; its talks go on with what is live then")
    func publishEnds() async throws {
        try await Workshop.run { (shop) async throws in
            try await shop.startCanary(share: 50, Self.reworded)
            try await shop.receive((0..<20).map { shop.message(.text("запишите меня на маникюр"), from: Self.phone($0)) })
            try await shop.work()
            try await shop.publish { $0.replacing("На какой день вас записать?", with: "Новая версия: на какой день?") }
            #expect(try await shop.words(Self.end) == ["stopped maria changed"])
            try await shop.receive((0..<20).map { shop.message(.text("к Анне"), from: Self.phone($0)) })
            try await shop.work()
            #expect(
                try await shop.words("SELECT DISTINCT flow_version || ' from ' || migrated_from FROM turn WHERE number = 2 ORDER BY 1")
                    == ["3 from 1", "3 from 2"])
            try await shop.poller().look()
            #expect(try await shop.words("SELECT version::text FROM flow_live") == ["3"])
        }
    }
}
