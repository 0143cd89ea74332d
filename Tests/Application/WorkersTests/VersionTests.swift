import Conversations
import FlowInterpreter
import Storage
import Testing

@Suite("Versions and conversations under way")
struct VersionTests {
    private static let ira = "77051234567"
    private static let turns = "SELECT flow_version || coalesce(' from ' || migrated_from, '') FROM turn ORDER BY conversation_id, number"

    @Test("After a publish the next message is answered by the new version, in the middle of a conversation too")
    func publish() async throws {
        try await Workshop.run { (shop) async throws in
            try await shop.talk("запишите меня на маникюр")
            try await shop.publish { $0.replacing("На какой день вас записать?", with: "Новая версия: на какой день?") }
            try await shop.talk("к Анне")
            #expect(try await shop.words(Self.turns) == ["1", "2 from 1"])
            #expect(try await shop.answer().contains("Новая версия: на какой день?"))
            try await shop.talk("завтра в 15:00")
            try await shop.talk("да")
            #expect(try await shop.words("SELECT count(*)::text FROM booking") == ["1"])
            #expect(try await shop.words(Self.turns) == ["1", "2 from 1", "2", "2"])
            // The first turn and the one that came from another version have the state before them.
            #expect(
                try await shop.words("SELECT (state_before IS NOT NULL)::text || talk FROM turn ORDER BY number")
                    == ["true1", "true1", "false1", "false1"])
            #expect(try await shop.words("SELECT coalesce(achieved, '-') || ends_talk FROM turn ORDER BY number").last == "bookedtrue")
        }
    }

    @Test("After a rollback the next message is answered by the old version again")
    func rollback() async throws {
        try await Workshop.run { (shop) async throws in
            try await shop.publish { $0.replacing("На какой день вас записать?", with: "Новая версия: на какой день?") }
            try await shop.talk("запишите меня на маникюр к Анне")
            try await shop.rollBack(to: 1)
            try await shop.talk("завтра в 15:00")
            #expect(try await shop.words(Self.turns) == ["2", "1 from 2"])
            try await shop.talk("да")
            #expect(try await shop.words("SELECT count(*)::text FROM booking") == ["1"])
            #expect(
                try await shop.words("SELECT kind || from_version || to_version || moved_by || reason FROM flow_move ORDER BY id DESC LIMIT 1")
                    == ["rollback21mariatypo"])
        }
    }

    @Test("A tap on a button of the version before does what it said")
    func yesterdaysButton() async throws {
        try await Workshop.run { (shop) async throws in
            try await shop.talk("маникюр к Анне завтра в 15:00")
            guard case .message(let question)? = try await shop.said().last, let yes = question.choices.first else {
                throw Missing("a question with buttons")
            }
            try await shop.publish { $0.replacing("На какой день вас записать?", with: "Новая версия: на какой день?") }
            try await shop.tap(yes)
            #expect(try await shop.words("SELECT count(*)::text FROM booking") == ["1"])
            #expect(try await shop.words(Self.turns) == ["1", "2 from 1"])
        }
    }

    @Test("A damaged version: the one before it answers, nothing of the conversation is lost, and the owner is told once")
    func damaged() async throws {
        try await Workshop.run { (shop) async throws in
            try await shop.publish { $0.replacing("На какой день вас записать?", with: "Новая версия: на какой день?") }
            try await shop.talk("запишите меня на маникюр к Анне")
            try await shop.damage(
                """
                ALTER TABLE flow_content DROP CONSTRAINT flow_content_has_its_hash;
                ALTER TABLE flow_content DISABLE TRIGGER USER;
                UPDATE flow_content SET content = overlay(content placing '\\x00'::bytea from 100)
                WHERE hash = (SELECT machine_hash FROM flow_version WHERE number = 2)
                """)
            try await shop.talk("завтра в 15:00")
            #expect(try await shop.words(Self.turns) == ["2", "1 from 2"])
            #expect(try await shop.words("SELECT version || kind || moved_by FROM flow_live") == ["1rollbacksalonflow"])
            try await shop.talk("да")
            #expect(try await shop.words("SELECT count(*)::text FROM booking") == ["1"])
            #expect(try await shop.words("SELECT words FROM staff_notice WHERE words LIKE '%поврежд%'").count == 1)
            #expect(shop.log.lines.contains { $0.contains("a version is damaged") })
        }
    }

    @Test("Where every version is damaged the messages wait, and are answered once one is published")
    func allDamaged() async throws {
        try await Workshop.run { (shop) async throws in
            try await shop.damage(
                """
                ALTER TABLE flow_content DROP CONSTRAINT flow_content_has_its_hash;
                ALTER TABLE flow_content DISABLE TRIGGER USER;
                UPDATE flow_content SET content = overlay(content placing '\\x00'::bytea from 100)
                """)
            try await shop.say("привет")
            await #expect(throws: MachineDamaged.self) { try await shop.work() }
            try await shop.publish { $0 }
            #expect(try await shop.work() == 1)
            #expect(try await shop.words("SELECT version::text FROM flow_live") == ["1"])
        }
    }
}
