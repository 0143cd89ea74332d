package import CivilTime
package import Postgres
package import Salon

/// The versions of a salon's bot, which of them is live, and every move of that.
///
/// Machines and source files are kept once by the hash of their bytes, over all salons.
package struct FlowVersions {
    private let connection: Connection

    /// `connection` is in a transaction of the salon: version and pointer move together.
    package init(_ connection: Connection) { self.connection = connection }

    /// Keeps a version without making it live, and returns its number: the next one of the salon. Whoever stores or moves at
    /// the same time waits until this transaction has ended, so numbers have no gaps.
    package func store(_ flow: PublishedFlow, at now: Instant) throws -> Int {
        _ = try connection.execute(FlowStatements.lock)
        return try insert(flow, sourcesHash: try keep(flow), at: now)
    }

    /// Keeps the machine and the files, also those that are there: what is damaged is mended by it. The hash of all files.
    private func keep(_ flow: PublishedFlow) throws -> [UInt8] {
        try connection.pipeline([
            FlowStatements.keepMachine(.bytesArray([flow.machine] + (flow.outline.map { [$0] } ?? []))),
            FlowStatements.keepFiles(
                .foreignTexts(flow.sources.map { $0.path }), .bytesArray(flow.sources.map { $0.content })),
        ])[1][0].bytes(0)
    }

    private func insert(_ flow: PublishedFlow, sourcesHash: [UInt8], at now: Instant) throws -> Int {
        try connection.execute(
            FlowStatements.insert,
            [
                .bytes(flow.machineHash), .bytes(flow.outline), .int(flow.languageVersion), .text(flow.compilerVersion),
                .foreignText(flow.author), .foreignText(flow.message), .instant(now), .bytes(sourcesHash),
            ])[0].int(0)
    }

    /// Stores a version and makes it live, unless the very same files and machine are live already.
    ///
    /// - Throws: `LiveVersionMoved` when another version than the expected one is live: what was looked at before is no
    ///   longer so.
    package func publish(
        _ flow: PublishedFlow, expecting expected: ExpectedVersion = .any, at now: Instant
    ) throws -> Publication {
        try lock(expecting: expected)
        let sourcesHash = try keep(flow)
        let same = try connection.execute(FlowStatements.liveSame, [.bytes(flow.machineHash), .bytes(sourcesHash)])
        if let row = same.first { return Publication(number: try row.int(0), isNew: false) }
        let number = try insert(flow, sourcesHash: sourcesHash, at: now)
        try move(to: number, expecting: .any, FlowMove(kind: .publish, by: flow.author, reason: flow.message), at: now)
        return Publication(number: number, isNew: true)
    }

    /// Moves the pointer, forward or back; the database keeps a record of it.
    ///
    /// - Throws: `LiveVersionMoved`, or `StorageError.missing` when the salon has no such version.
    package func move(
        to number: Int, expecting expected: ExpectedVersion = .any, _ move: FlowMove, at now: Instant
    ) throws {
        try lock(expecting: expected)
        let parameters: [Parameter] = [
            .int(number), .instant(now), .foreignText(move.author), .text(move.kind.rawValue), .foreignText(move.reason),
        ]
        if try connection.execute(FlowStatements.moveLive, parameters).affected == 1 { return }
        guard try connection.execute(FlowStatements.firstLive, parameters).affected == 1 else {
            throw StorageError.missing(what: "flow version", id: "\(number)")
        }
    }

    /// Keeps everybody else from storing and moving versions until the transaction ends, and from then on what is live holds.
    ///
    /// - Throws: `LiveVersionMoved` when it is another version than the expected one.
    package func lock(expecting expected: ExpectedVersion) throws {
        _ = try connection.execute(FlowStatements.lock)
        guard case .version(let number) = expected else { return }
        let live = try liveNumber()
        if live != number { throw LiveVersionMoved(expected: number, found: live, lastMove: try moves(limit: 1).first) }
    }

    /// Nil when nothing was ever published.
    package func liveNumber() throws -> Int? { try connection.execute(FlowStatements.liveNumber).first?.int(0) }

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

    /// Nil where none is kept, or the salon has no such version.
    func outlineBytes(_ number: Int) throws -> [UInt8]? {
        try connection.execute(FlowStatements.outline, [.int(number)]).first?.bytes(0)
    }

    /// All versions, the latest first, without their machines.
    package func list() throws -> [VersionLine] { try connection.execute(FlowStatements.list).map(VersionLine.init) }

    /// Nil when the salon has no such version.
    package func line(_ number: Int) throws -> VersionLine? {
        try connection.execute(FlowStatements.line, [.int(number)]).first.map(VersionLine.init)
    }

    /// The files of a version, by path.
    package func sources(of number: Int) throws -> [FlowSourceFile] {
        try connection.execute(FlowStatements.sources, [.int(number)]).map {
            FlowSourceFile(path: try $0.text(0), content: try $0.bytes(1))
        }
    }

    /// The latest moves first.
    package func moves(limit: Int) throws -> [FlowMoveLine] {
        try connection.execute(FlowStatements.moves, [.int(limit)]).map(FlowMoveLine.init)
    }

    /// The versions that a conversation of `number` goes through, in order, to the one that is live; without `number` itself,
    /// and empty when that is live. Each was once published, or rolled back to, against the one before it, so each step of the
    /// way was looked at.
    package func path(from number: Int) throws -> [Int] {
        guard let live = try liveNumber(), live != number else { return [] }
        var path: [Int] = []
        var current = number
        for row in try connection.execute(FlowStatements.movesSince, [.int(number)]) {
            guard try row.optionalInt(0) == current else { continue }
            current = try row.int(1)
            path.append(current)
        }
        return current == live ? path : [live]
    }

    /// The versions that were live before the one that is, the latest first, each once.
    package func liveBefore() throws -> [Int] {
        try connection.execute(FlowStatements.liveBefore).map { try $0.int(0) }
    }

    /// The conversations that have a talk open, with the versions they are on and their states.
    package func openConversations() throws -> [OpenConversation] {
        try connection.execute(FlowStatements.openConversations).map { row in
            OpenConversation(
                id: ConversationID(try row.int64(0)), version: try row.int(1), state: try row.bytes(2),
                customer: CustomerID(try row.int64(3)))
        }
    }
}

/// What must be live for a move to be made.
package enum ExpectedVersion: Hashable, Sendable {
    case any
    /// Nil: nothing was ever published.
    case version(Int?)
}

/// Somebody else was quicker: what was prepared does not go by what is live now.
package struct LiveVersionMoved: Error, Hashable, Sendable {
    package var expected: Int?
    package var found: Int?
    /// How the one that was found came to be live.
    package var lastMove: FlowMoveLine?

    package init(expected: Int?, found: Int?, lastMove: FlowMoveLine?) {
        self.expected = expected
        self.found = found
        self.lastMove = lastMove
    }
}

/// Who moves what is live, how and why.
package struct FlowMove: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        case publish, rollback, promotion
        case canaryStart = "canary_start"
        case canaryEnd = "canary_end"
    }

    package var kind: Kind
    package var author: String
    package var reason: String

    package init(kind: Kind, by author: String, reason: String) {
        self.kind = kind
        self.author = author
        self.reason = reason
    }
}

/// One record of the trail of moves.
package struct FlowMoveLine: Hashable, Sendable {
    package var move: FlowMove
    /// Nil for the first version of a salon.
    package var from: Int?
    package var to: Int
    package var at: Instant

    fileprivate init(_ row: Row) throws {
        let kind = try row.text(0)
        guard let known = FlowMove.Kind(rawValue: kind) else {
            throw StorageError.unknownWord(column: "flow_move.kind", word: kind)
        }
        move = FlowMove(kind: known, by: try row.text(4), reason: try row.text(5))
        from = try row.optionalInt(1)
        to = try row.int(2)
        at = try row.instant(3)
    }
}

/// A conversation with an open talk.
package struct OpenConversation: Hashable, Sendable {
    package var id: ConversationID
    package var version: Int
    /// The interpreter's bytes.
    package var state: [UInt8]
    package var customer: CustomerID
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
    /// The bot's own files and those of the library that it was compiled with.
    package var sources: [FlowSourceFile]
    package var machine: [UInt8]
    /// SHA-256 of `machine`.
    package var machineHash: [UInt8]
    /// What migration plans need of the machine, as bytes; nil: they read it from the machine.
    package var outline: [UInt8]?
    package var languageVersion: Int
    package var compilerVersion: String
    package var author: String
    package var message: String

    package init(
        sources: [FlowSourceFile], machine: [UInt8], machineHash: [UInt8], outline: [UInt8]? = nil, languageVersion: Int,
        compilerVersion: String, author: String, message: String
    ) {
        self.sources = sources
        self.machine = machine
        self.machineHash = machineHash
        self.outline = outline
        self.languageVersion = languageVersion
        self.compilerVersion = compilerVersion
        self.author = author
        self.message = message
    }
}

package struct Publication: Hashable, Sendable {
    package var number: Int
    /// False when the same files and the same machine were live already.
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
    package var languageVersion: Int

    fileprivate init(_ row: Row) throws {
        number = try row.int(0)
        hash = try row.bytes(1)
        machine = try row.bytes(2)
        languageVersion = try row.int(3)
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

    fileprivate init(_ row: Row) throws {
        number = try row.int(0)
        isLive = try row.bool(1)
        machineHash = try row.bytes(2)
        languageVersion = try row.int(3)
        compilerVersion = try row.text(4)
        author = try row.text(5)
        message = try row.text(6)
        publishedAt = try row.instant(7)
    }
}

private enum FlowStatements {
    /// One publisher of a salon at a time.
    static let lock = Statement(
        "flow.lock", "SELECT pg_advisory_xact_lock(hashtextextended('flow_version', current_tenant()))::text")

    static let keepMachine = Statement("flow.keep_machine", "SELECT keep_flow_content($1::bytea[])::text")

    static let keepFiles = Statement("flow.keep_files", "SELECT keep_flow_files($1::text[], $2::bytea[])")

    static let insert = Statement(
        "flow.insert",
        """
        INSERT INTO flow_version
            (number, machine_hash, outline_hash, language_version, compiler_version, author, message, created_at, sources_hash)
        SELECT COALESCE(max(number), 0) + 1, $1, sha256($2), $3, $4, $5, $6, $7, $8
        FROM flow_version
        RETURNING number
        """)

    static let liveSame = Statement(
        "flow.live_same",
        """
        SELECT number
        FROM flow_version JOIN flow_live ON flow_live.version = flow_version.number
        WHERE machine_hash = $1 AND sources_hash = $2
        """)

    static let moveLive = Statement(
        "flow.move_live",
        """
        UPDATE flow_live
        SET version = number, moved_at = $2, moved_by = $3, kind = $4, reason = $5
        FROM flow_version
        WHERE number = $1
        """)

    static let firstLive = Statement(
        "flow.first_live",
        """
        INSERT INTO flow_live (version, moved_at, moved_by, kind, reason)
        SELECT number, $2, $3, $4, $5 FROM flow_version WHERE number = $1
        """)

    static let liveNumber = Statement("flow.live_number", "SELECT version FROM flow_live")

    private static let machines =
        "SELECT number, machine_hash, content, language_version"
        + " FROM flow_version JOIN flow_content ON flow_content.hash = flow_version.machine_hash"

    static let live = Statement(
        name: "flow.live", trusted: machines + " JOIN flow_live ON flow_live.version = flow_version.number")

    static let machine = Statement(name: "flow.machine", trusted: machines + " WHERE number = $1")

    static let outline = Statement(
        "flow.outline",
        "SELECT content FROM flow_version JOIN flow_content ON flow_content.hash = flow_version.outline_hash WHERE number = $1")

    private static let lines =
        "SELECT number, flow_live.version IS NOT NULL, machine_hash, language_version, compiler_version, author, message,"
        + " created_at FROM flow_version LEFT JOIN flow_live ON flow_live.version = flow_version.number"

    static let list = Statement(name: "flow.list", trusted: lines + " ORDER BY number DESC")

    static let line = Statement(name: "flow.line", trusted: lines + " WHERE number = $1")

    static let sources = Statement(
        "flow.sources",
        """
        SELECT path, content
        FROM flow_version JOIN flow_file USING (sources_hash) JOIN flow_content ON flow_content.hash = flow_file.content_hash
        WHERE number = $1
        ORDER BY path
        """)

    static let moves = Statement(
        "flow.moves",
        "SELECT kind, from_version, to_version, moved_at, moved_by, reason FROM flow_move ORDER BY id DESC LIMIT $1")

    static let movesSince = Statement(
        "flow.moves_since",
        """
        SELECT from_version, to_version
        FROM flow_move
        WHERE id >= (SELECT max(id) FROM flow_move WHERE from_version = $1 AND kind <> 'canary_start')
            AND kind <> 'canary_start'
        ORDER BY id
        """)

    static let liveBefore = Statement(
        "flow.live_before",
        """
        SELECT from_version
        FROM flow_move
        WHERE kind IN ('publish', 'rollback', 'promotion') AND from_version IS NOT NULL
            AND from_version <> ALL (ARRAY(SELECT version FROM flow_live))
        GROUP BY from_version
        ORDER BY max(id) DESC
        """)

    static let openConversations = Statement(
        "flow.open_conversations",
        "SELECT id, flow_version, state, customer_id FROM conversation WHERE talk IS NOT NULL AND state IS NOT NULL ORDER BY id")
}
