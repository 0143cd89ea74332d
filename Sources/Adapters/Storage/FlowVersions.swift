package import CivilTime
package import Postgres

/// The published bots of a salon, and which of them is live.
package struct FlowVersions {
    private let connection: Connection

    /// `connection` is in a transaction of the salon: version and pointer move together.
    package init(_ connection: Connection) { self.connection = connection }

    /// Stores a version and makes it live. The same machine again is the version it was; two publishers at once wait
    /// for one another, and each gets a version of its own.
    package func publish(_ flow: PublishedFlow, at now: Instant) throws -> Publication {
        let found = try connection.pipeline([
            FlowStatements.lock(), FlowStatements.find(.bytes(flow.machineHash)),
        ])[1]
        let isNew = found.isEmpty
        let number: Int
        if let row = found.first {
            number = try row.int(0)
        } else {
            number = try connection.execute(
                FlowStatements.insert,
                [
                    .bytes(flow.machineHash), .bytes(flow.machine), .int(flow.languageVersion),
                    .text(flow.compilerVersion), .foreignText(flow.author), .foreignText(flow.message), .instant(now),
                ])[0].int(0)
            _ = try connection.execute(
                FlowStatements.insertSources,
                [
                    .int(number), .foreignTexts(flow.sources.map { $0.path }),
                    .bytesArray(flow.sources.map { $0.content }),
                ])
        }
        try makeLive(number, by: flow.author, at: now)
        return Publication(number: number, isNew: isNew)
    }

    /// Moves the pointer, forward or back.
    package func makeLive(_ number: Int, by author: String, at now: Instant) throws {
        let moved = try connection.execute(
            FlowStatements.makeLive, [.int(number), .foreignText(author), .instant(now)])
        guard moved.affected == 1 else { throw StorageError.missing(what: "flow version", id: "\(number)") }
    }

    /// Nil when nothing was ever published.
    package func live() throws -> StoredMachine? {
        try connection.execute(FlowStatements.live).first.map { try StoredMachine($0) }
    }

    package func machine(_ number: Int) throws -> StoredMachine {
        guard let row = try connection.execute(FlowStatements.machine, [.int(number)]).first else {
            throw StorageError.missing(what: "flow version", id: "\(number)")
        }
        return try StoredMachine(row)
    }

    /// All versions, the latest first, without their machines.
    package func list() throws -> [VersionLine] {
        try connection.execute(FlowStatements.list).map { row in
            VersionLine(
                number: try row.int(0), isLive: try row.bool(1), machineHash: try row.bytes(2),
                languageVersion: try row.int(3), compilerVersion: try row.text(4), author: try row.text(5),
                message: try row.text(6), publishedAt: try row.instant(7))
        }
    }

    /// The files of a version, by path.
    package func sources(of number: Int) throws -> [FlowSourceFile] {
        try connection.execute(FlowStatements.sources, [.int(number)]).map {
            FlowSourceFile(path: try $0.text(0), content: try $0.bytes(1))
        }
    }
}

package struct FlowSourceFile: Hashable, Sendable {
    package var path: String
    package var content: [UInt8]
    package init(path: String, content: [UInt8]) {
        self.path = path
        self.content = content
    }
}

/// A compiled bot on its way into the store.
package struct PublishedFlow: Hashable, Sendable {
    package var sources: [FlowSourceFile]
    package var machine: [UInt8]
    /// SHA-256 of `machine`.
    package var machineHash: [UInt8]
    package var languageVersion: Int
    package var compilerVersion: String
    package var author: String
    package var message: String

    package init(
        sources: [FlowSourceFile], machine: [UInt8], machineHash: [UInt8], languageVersion: Int,
        compilerVersion: String, author: String, message: String
    ) {
        self.sources = sources
        self.machine = machine
        self.machineHash = machineHash
        self.languageVersion = languageVersion
        self.compilerVersion = compilerVersion
        self.author = author
        self.message = message
    }
}

package struct Publication: Hashable, Sendable {
    package var number: Int
    /// False when the machine was published before: its version became live again.
    package var isNew: Bool

    package init(number: Int, isNew: Bool) {
        self.number = number
        self.isNew = isNew
    }
}

package struct StoredMachine: Hashable, Sendable {
    package var number: Int
    package var hash: [UInt8]
    package var machine: [UInt8]

    fileprivate init(_ row: Row) throws {
        number = try row.int(0)
        hash = try row.bytes(1)
        machine = try row.bytes(2)
    }
}

package struct VersionLine: Hashable, Sendable {
    package var number: Int
    package var isLive: Bool
    package var machineHash: [UInt8]
    package var languageVersion: Int
    package var compilerVersion: String
    package var author: String
    package var message: String
    package var publishedAt: Instant
}

private enum FlowStatements {
    /// One publisher of a salon at a time: numbers have no gaps and no two versions the same machine.
    static let lock = Statement(
        "flow.lock", "SELECT pg_advisory_xact_lock(hashtextextended('flow_version', current_tenant()))::text")

    static let find = Statement("flow.find", "SELECT number FROM flow_version WHERE machine_hash = $1")

    static let insert = Statement(
        "flow.insert",
        """
        INSERT INTO flow_version
            (number, machine_hash, machine, language_version, compiler_version, author, message, created_at)
        SELECT COALESCE(max(number), 0) + 1, $1, $2, $3, $4, $5, $6, $7
        FROM flow_version
        RETURNING number
        """)

    static let insertSources = Statement(
        "flow.insert_sources",
        """
        INSERT INTO flow_source (version, path, content)
        SELECT $1, path, content FROM unnest($2::text[], $3::bytea[]) AS file (path, content)
        """)

    static let makeLive = Statement(
        "flow.make_live",
        """
        INSERT INTO flow_live (version, moved_at, moved_by)
        SELECT number, $3, $2 FROM flow_version WHERE number = $1
        ON CONFLICT (tenant_id)
            DO UPDATE SET version = EXCLUDED.version, moved_at = EXCLUDED.moved_at, moved_by = EXCLUDED.moved_by
        """)

    static let live = Statement(
        "flow.live",
        """
        SELECT number, machine_hash, machine
        FROM flow_version JOIN flow_live ON flow_live.version = flow_version.number
        """)

    static let machine = Statement(
        "flow.machine", "SELECT number, machine_hash, machine FROM flow_version WHERE number = $1")

    static let list = Statement(
        "flow.list",
        """
        SELECT
            number, flow_live.version IS NOT NULL, machine_hash, language_version, compiler_version, author, message,
            created_at
        FROM flow_version LEFT JOIN flow_live ON flow_live.version = flow_version.number
        ORDER BY number DESC
        """)

    static let sources = Statement(
        "flow.sources", "SELECT path, content FROM flow_source WHERE version = $1 ORDER BY path")
}
