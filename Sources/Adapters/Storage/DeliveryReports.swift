package import CivilTime
internal import Conversations
package import Postgres

/// What became of messages we sent. A report finds its message by the callback value, which is our own id, or by the
/// provider's id; it only ever raises the status, and it settles a message whose fate was unknown: there is a report,
/// so the channel had it. Reports whose message is not known yet are kept.
package enum DeliveryReports {
    static func apply(_ reports: [(ChannelRoute, DeliveryReport)], now: Instant) -> Call {
        apply(
            .int64s(reports.map { $0.0.account.number }),
            .int64s(reports.map { $0.1.callback.flatMap { OutboxID(callback: $0)?.number } }),
            .foreignTexts(reports.map { $0.1.providerID }),
            .ints(reports.map { $0.1.status.rawValue }),
            .instants(reports.map { $0.1.at }),
            .ints(reports.map { $0.1.errorCode }),
            .foreignTexts(reports.map { $0.1.errorText }),
            .instant(now))
    }

    private static let apply = Statement(
        "outbox.report",
        """
        WITH report AS MATERIALIZED (
            SELECT *
            FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::timestamptz[], $6::bigint[],
                        $7::text[])
                AS report (account, callback, provider_id, status, at, error_code, error_text)
        ), matched AS MATERIALIZED (
            SELECT outbox.id, report.*
            FROM report
                JOIN LATERAL (
                    SELECT id FROM outbox
                    WHERE outbox.channel_account_id = report.account
                        AND (outbox.id = report.callback OR outbox.provider_message_id = report.provider_id)
                    ORDER BY outbox.id = report.callback DESC NULLS LAST
                    LIMIT 1
                ) AS outbox ON true
        ), locked AS MATERIALIZED (
            -- In the order of their ids, so that reports and results at once wait for one another and do not deadlock.
            SELECT outbox.id
            FROM outbox
            WHERE outbox.id IN (SELECT matched.id FROM matched)
            ORDER BY outbox.id
            FOR NO KEY UPDATE
        ), best AS (
            SELECT DISTINCT ON (matched.id) matched.*
            FROM matched JOIN locked ON locked.id = matched.id
            ORDER BY matched.id, matched.status DESC, matched.at
        ), raised AS (
            UPDATE outbox
            SET state = CASE WHEN outbox.state IN ('sending', 'unknown') THEN 'sent' ELSE outbox.state END,
                claimed_by = NULL,
                claimed_at = NULL,
                finished_at = CASE WHEN outbox.state IN ('sending', 'unknown') THEN best.at ELSE outbox.finished_at END,
                provider_message_id = COALESCE(outbox.provider_message_id, best.provider_id),
                delivery_status = best.status,
                delivery_at = best.at,
                error_code = COALESCE(best.error_code, outbox.error_code),
                error_text = COALESCE(best.error_text, outbox.error_text)
            FROM best
            WHERE outbox.id = best.id
                AND outbox.state <> 'pending'
                AND COALESCE(outbox.delivery_status, 0) < best.status
        )
        INSERT INTO delivery_report
            (channel_account_id, provider_message_id, status, reported_at, error_code, error_text, received_at)
        SELECT DISTINCT ON (report.account, report.provider_id, report.status)
            report.account, report.provider_id, report.status, report.at, report.error_code, report.error_text, $8
        FROM report
        WHERE NOT EXISTS (
            SELECT FROM matched
            WHERE matched.account = report.account AND matched.provider_id = report.provider_id)
        ORDER BY report.account, report.provider_id, report.status, report.at
        ON CONFLICT DO NOTHING
        """)

    /// Gives kept reports to the messages they turned out to be about, and forgets them.
    static let applyKept = Statement(
        "outbox.apply_kept_reports",
        """
        WITH kept AS (
            DELETE FROM delivery_report AS report
            USING outbox
            WHERE outbox.channel_account_id = report.channel_account_id
                AND outbox.provider_message_id = report.provider_message_id
            RETURNING outbox.id, report.status, report.reported_at, report.error_code, report.error_text
        ), best AS (
            SELECT DISTINCT ON (id) * FROM kept ORDER BY id, status DESC
        )
        UPDATE outbox
        SET delivery_status = best.status,
            delivery_at = best.reported_at,
            error_code = COALESCE(best.error_code, outbox.error_code),
            error_text = COALESCE(best.error_text, outbox.error_text)
        FROM best
        WHERE outbox.id = best.id AND COALESCE(outbox.delivery_status, 0) < best.status
        """)

    /// Drops kept reports that arrived before `moment`: their messages were sent by another program from the same
    /// account.
    package static func forget(before moment: Instant, on connection: Connection) throws -> Int {
        try connection.execute(forget, [.instant(moment)]).affected
    }

    private static let forget = Statement(
        "outbox.forget_reports", "DELETE FROM delivery_report WHERE received_at < $1")
}
