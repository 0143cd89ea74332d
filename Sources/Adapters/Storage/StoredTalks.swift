package import CivilTime
internal import Conversations
internal import FlowInterpreter
package import FlowMachine
package import Postgres
internal import Salon
package import Versions

/// A salon's recorded talks with all that running them again takes: the versions they ran on, and what its locations offer.
package struct StoredTalks: Sendable {
    /// The oldest first.
    package private(set) var talks: [JournalledTalk] = []
    package private(set) var versions: [ReplayRecord.Version] = []
    /// Without versions that are damaged: talks that ran on one cannot run again.
    package private(set) var programs: [ContentHash: Program] = [:]
    package private(set) var locations: [ReplayRecord.Location] = []
    package private(set) var leftOut = LeftOutTalks()

    /// - Parameters:
    ///   - count: the most talks; the latest are taken.
    ///   - number: a version that is wanted beside those of the talks and the live one; one that is not there is left out.
    ///   - zone: the rules of a zone by its name.
    ///   - connection: in a transaction of the salon.
    package init(
        last count: Int, including number: Int? = nil, zone: (String) throws -> Zone, on connection: Connection
    ) throws {
        let stored = try TurnJournal(connection).talks(last: count)
        let flows = FlowVersions(connection)
        let live = try flows.live()
        var numbers = Set(stored.joined().map(\.flowVersion))
        for wanted in [live?.number, number] { if let wanted { numbers.insert(wanted) } }
        var hashes: [Int: ContentHash] = [:]
        for number in numbers.sorted() {
            guard try flows.line(number) != nil else { continue }
            let machine = try flows.machine(number)
            guard let hash = ContentHash(bytes: machine.hash) else { continue }
            hashes[number] = hash
            versions.append(.init(number: number, machine: hash, isLive: number == live?.number))
            if programs[hash] == nil, let readable = try? machine.read() { programs[hash] = Program(readable, hash: hash) }
        }
        let catalogues = SalonCatalogueStore(connection)
        for location in try catalogues.locations().sorted(by: { $0.key < $1.key }).map(\.value) {
            locations.append(.init(id: location, catalogue: try catalogues.load(location, zone: zone)))
        }
        let places = try StoredTalks.locations(of: Set(stored.compactMap { $0.first?.conversation.number }), connection)
        for turns in stored.reversed() {
            guard let first = turns.first, let location = places[first.conversation.number] else {
                leftOut.withoutLocation += 1
                continue
            }
            if turns.contains(where: { $0.event.isEmpty }) {
                leftOut.erased += 1
            } else if let talk = StoredTalks.talk(turns, at: location, hashes) {
                talks.append(talk)
            } else {
                leftOut.unreadable += 1
            }
        }
    }

    /// Nil for what was written in a form that is read no more.
    private static func talk(
        _ turns: [StoredTurn], at location: LocationID, _ hashes: [Int: ContentHash]
    ) -> JournalledTalk? {
        var journalled: [JournalledTurn] = []
        for turn in turns {
            guard let hash = hashes[turn.flowVersion],
                let record = try? JournalRecord(
                    machine: hash, turn: Int(turn.number), now: turn.happenedAt, eventBytes: turn.event,
                    answerBytes: turn.answers)
            else { return nil }
            journalled.append(JournalledTurn(record: record, stateBefore: turn.stateBefore, marks: turn.marks))
        }
        return JournalledTalk(location: location, turns: journalled)
    }

    private static func locations(of conversations: Set<Int64>, _ connection: Connection) throws -> [Int64: LocationID] {
        var locations: [Int64: LocationID] = [:]
        for row in try connection.execute(StoredTalksStatements.locations, [.int64s(conversations.sorted())]) {
            locations[try row.int64(0)] = LocationID(try row.int64(1))
        }
        return locations
    }
}

private enum StoredTalksStatements {
    static let locations = Statement(
        "talks.locations",
        """
        SELECT conversation.id, account.location_id
        FROM conversation
            JOIN channel_account AS account
                ON account.tenant_id = conversation.tenant_id AND account.id = conversation.channel_account_id
        WHERE conversation.id = ANY($1::bigint[])
        """)
}
