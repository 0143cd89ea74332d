internal import Foundation
internal import Postgres
internal import PrivateCluster
internal import Storage

/// The statements of a durable turn as a pgbench script: their texts come from the program, with expressions in place of
/// the parameters, so that the comparison cannot drift away from what the program does.
struct PgbenchTurn {
    private let installation: BenchmarkInstallation

    init(_ installation: BenchmarkInstallation) { self.installation = installation }

    /// Turns a second, for each run. Counted, not timed: pgbench ends a timed run by an alarm, which a program started from a
    /// Swift process never hears.
    func run(connections: Int, turns: Int, runs: Int) async throws -> [Double] {
        try Connection(installation.cluster.bootstrapAddress).runScript(trusted: Self.talks)
        let path = installation.folder + "/turn.pgbench"
        try script().write(toFile: path, atomically: true, encoding: .utf8)
        let address = installation.cluster.serverAddress
        return try await onThread {
            try (0..<runs).map { _ in
                try Pgbench.rate(script: path, connections: connections, transactions: turns / connections, at: address)
            }
        }
    }

    /// Who talks to whom, numbered: the script picks a customer by number. It costs pgbench one look-up by key a turn that
    /// the program does not need.
    private static let talks = """
        CREATE TABLE benchmark_talk AS
        SELECT row_number() OVER (ORDER BY talk.id) AS place, talk.tenant_id AS tenant, talk.channel_account_id AS account,
            talk.customer_id AS customer, account.location_id AS location, talk.reply_phone::bigint AS phone,
            (SELECT min(id) FROM master WHERE master.tenant_id = talk.tenant_id) AS master,
            (SELECT min(id) FROM service WHERE service.tenant_id = talk.tenant_id) AS service
        FROM conversation AS talk
            JOIN channel_account AS account ON account.tenant_id = talk.tenant_id AND account.id = talk.channel_account_id;
        ALTER TABLE benchmark_talk ADD PRIMARY KEY (place);
        GRANT SELECT ON benchmark_talk TO salonflow_server;
        """

    private func script() -> String {
        let day = "now() + make_interval(mins => :far::int)"
        let lines: [String] = [
            // Each client has customers of its own, as each conversation is with one worker at a time.
            "\\set place 1 + :client_id * 400 + random(0, 399)",
            "SELECT * FROM benchmark_talk WHERE place = :place::bigint \\gset",
            "\\set head_customer_id :customer",
            "\\set head_channel_account_id :account",
            "\\set unique random(1, 9000000000000000000)",
            "\\set far random(1000, 3000000)",
            "\\set books random(0, 1)",
            "BEGIN;",
            filled(DurableTurn.enter, ["(:tenant::text)"]),
            filled(
                DurableTurn.accept,
                [
                    "ARRAY[(:account::bigint)]", "ARRAY['p' || (:unique::bigint)]", "ARRAY['KZ.' || (:phone::bigint)]",
                    "ARRAY['KZ.' || (:phone::bigint)]", "ARRAY[(:phone::bigint)::text]",
                    "ARRAY['Анна']", "ARRAY['text']", "ARRAY['маникюр через 20 дней в 15:00 к Ане']", "ARRAY[NULL]",
                    "ARRAY[convert_to(repeat('x', 300), 'UTF8')]", "ARRAY[now()]", "now()",
                ]),
            "COMMIT;",
            "BEGIN ISOLATION LEVEL READ COMMITTED;",
            filled(DurableTurn.enter, ["(:tenant::text)"]),
            // What is claimed is what is worked on; a client that finds nothing keeps its own.
            filled(DurableTurn.heads, ["now()", "1"], set: "head_"),
            filled(DurableTurn.wakes, ["now()", "1"]),
            filled(DurableTurn.salon, []),
            filled(DurableTurn.waitlistNews, ["now()", "1"]),
            filled(DurableTurn.lock, ["ARRAY[(:head_channel_account_id::bigint)]", "ARRAY[(:head_customer_id::bigint)]", "ARRAY[]::bigint[]"], set: "talk_"),
            filled(DurableTurn.open, ["ARRAY[(:head_channel_account_id::bigint)]", "ARRAY[(:head_customer_id::bigint)]", "ARRAY[NULL]", "ARRAY['1']", "now()"]),
            filled(DurableTurn.messages, ["ARRAY[(:talk_id::bigint)]", "20"], set: "message_"),
            filled(DurableTurn.busy, ["ARRAY[(:master::bigint)]", day, "\(day) + interval '12 hours'", "now()", "(:customer::bigint)", "NULL::bigint"]),
            "\\if :books",
            filled(DurableTurn.release, ["(:customer::bigint)", "'customer'", "'o' || (:unique::bigint)", "now()", "(:master::bigint)"]),
            filled(
                DurableTurn.book,
                [
                    "ARRAY['n' || (:unique::bigint)]", "'o' || (:unique::bigint)", "(:location::bigint)", "(:customer::bigint)", "(:master::bigint)",
                    "(:service::bigint)", "\(day)", "\(day) + interval '60 min'",
                    "'2026-12-01'", "'15:00'", "'Asia/Almaty'", "\(day)", "\(day) + interval '70 min'", "ARRAY['en','ru']",
                    "ARRAY['Manicure','Маникюр']", "60", "0", "10", "800000", "'KZT'", "now()", "'confirmed'", "NULL::timestamptz",
                ]),
            "\\endif",
            filled(
                DurableTurn.conversations,
                [
                    "ARRAY[(:talk_id::bigint)]", "ARRAY[convert_to(repeat('s', 120), 'UTF8')]", "ARRAY[1]",
                    "ARRAY[(:talk_turn_number::bigint) + 1]", "ARRAY[now() + interval '30 min']", "ARRAY[now()]", "ARRAY[NULL]",
                    "ARRAY['KZ.' || (:phone::bigint)]", "ARRAY[(:phone::bigint)::text]", "ARRAY[1]",
                ]),
            filled(
                DurableTurn.journal,
                [
                    "ARRAY[(:talk_id::bigint)]", "ARRAY[(:talk_turn_number::bigint) + 1]", "ARRAY[1]",
                    "ARRAY[convert_to(repeat('e', 150), 'UTF8')]", "ARRAY[now()]",
                    "ARRAY[convert_to(repeat('a', 40), 'UTF8')]", "ARRAY[1]",
                    // A talk's first turn has the state before it.
                    "ARRAY[CASE WHEN (:books::int) = 0 THEN convert_to(repeat('s', 120), 'UTF8') END]", "ARRAY[NULL]", "ARRAY[NULL]",
                    "ARRAY[false]", "ARRAY[false]", "ARRAY[false]", "ARRAY[false]",
                ]),
            filled(
                DurableTurn.outbox,
                [
                    "ARRAY[(:talk_id::bigint)]", "ARRAY[(:account::bigint)]", "ARRAY[(:talk_turn_number::bigint) + 1]", "ARRAY[0]", "ARRAY['choices']",
                    "ARRAY[convert_to(repeat('b', 300), 'UTF8')]", "ARRAY[now()]", "now()",
                ]),
            filled(
                DurableTurn.processed,
                [
                    "ARRAY[(:message_id::bigint)]", "now()", "ARRAY[(:talk_id::bigint)]",
                    "ARRAY[(:talk_turn_number::bigint) + 1]",
                ]),
            "COMMIT;",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    /// The statement with expressions for `$1`, `$2` …, highest number first so that `$12` is not taken for `$1`.
    private func filled(_ statement: Statement, _ expressions: [String], set prefix: String? = nil) -> String {
        var text = statement.sql
        for (place, expression) in expressions.enumerated().reversed() {
            text = text.replacingOccurrences(of: "$\(place + 1)", with: "(\(expression))")
        }
        return text + (prefix.map { " \\aset \($0)" } ?? ";")
    }
}
