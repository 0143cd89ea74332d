package import CivilTime
package import Conversations
package import FlowInterpreter
internal import FlowMachine
package import FlowMigration
package import Postgres
internal import Salon
internal import Storage

/// What a move of what is live, forward or back, will mean for the customers who are in the middle of talking.
package struct MoveForecast: Sendable {
    /// Nil before the first publish.
    package var live: Int?
    /// From the version that is live to the one that is to be; nil before the first publish.
    package var plan: MigrationPlan?
    /// The conversations in which the bot waits for something.
    package var count = FateCount()
    /// How many more a person has; they go on with the new version when the person is done.
    package var withPerson = 0
    /// Those for whom something changes, by the place where they wait, the most frequent first.
    package var groups: [Group] = []

    /// The version on trial, whose canary ends with the move; nil where none is open.
    package var endsCanary: Int?

    /// Conversations that wait in the same place and to which the same happens.
    package struct Group: Sendable {
        /// In the live version.
        package var state: WaitingState
        package var fate: Fate
        package var asked: [AskedSlot]
        package var count: Int
        /// What the customer of one of them was asked last, and what they would be asked after the move.
        package var before: Message?
        package var after: Message?
    }

    /// Where customers could wait in the live version and would have nowhere to go.
    package var blocking: [WaitingState] { plan?.blocking ?? [] }
}

/// Works out what a move means for the conversations of a salon.
package struct Forecaster {
    private let connection: Connection
    private let versions: FlowVersions
    private let now: Instant

    /// `connection` is in a transaction of the salon.
    package init(_ connection: Connection, now: Instant) {
        self.connection = connection
        versions = FlowVersions(connection)
        self.now = now
    }

    /// Reads every open conversation once: some ten microseconds each.
    ///
    /// - Parameters:
    ///   - candidate: what is to be live.
    ///   - bots: the live bot and the candidate's, to show the question before and after; nil to show none.
    package func forecast(
        _ candidate: MachineOutline, bots: (live: Bot, candidate: Bot)? = nil
    ) throws -> MoveForecast {
        guard let live = try versions.liveNumber() else { return MoveForecast() }
        let plan = MigrationPlan(from: try versions.outline(live), to: candidate)
        var forecast = MoveForecast(live: live, plan: plan, endsCanary: try FlowCanaries(connection).open()?.version)
        var ways: [Int: MigrationWay] = [:]
        var found: [Key: Found] = [:]
        for open in try versions.openConversations() {
            let way: MigrationWay
            if let known = ways[open.version] { way = known } else {
                way = try MigrationWay(from: open.version, to: live, versions: versions)
                ways[open.version] = way
            }
            // What cannot be read begins anew whatever is live.
            guard let stored = try? Conversation(encoded: open.state, for: way.from) else { continue }
            let conversation = way.migrate(stored, now: now).conversation
            if case .handedOff = conversation.position { forecast.withPerson += 1 }
            guard conversation.position.isOpen else { continue }
            let migrated = plan.migrate(conversation, now: now)
            forecast.count.add(migrated)
            guard let state = WaitingState(conversation.position), !migrated.fate.isUnnoticed || !migrated.asked.isEmpty
            else { continue }
            let key = Key(state: state, fate: migrated.fate, asked: migrated.asked)
            found[key, default: Found(count: 0, sample: conversation, customer: open.customer)].count += 1
        }
        forecast.groups = try found.sorted { ($1.value.count, $0.key.state.step.index) < ($0.value.count, $1.key.state.step.index) }.map {
            key, value in
            var group = MoveForecast.Group(state: key.state, fate: key.fate, asked: key.asked, count: value.count)
            if let bots {
                group.before = try question(of: value.sample, of: value.customer, in: bots.live)
                group.after = try question(
                    of: plan.migrate(value.sample, now: now).conversation, of: value.customer, in: bots.candidate)
            }
            return group
        }
        return forecast
    }

    private struct Key: Hashable {
        var state: WaitingState
        var fate: Fate
        var asked: [AskedSlot]
    }

    private struct Found {
        var count: Int
        var sample: Conversation
        var customer: CustomerID
    }

    /// The open question as the bot puts it; what it offers is what is free now.
    private func question(of conversation: Conversation, of customer: CustomerID, in bot: Bot) throws -> Message? {
        guard let location = try SalonCatalogueStore(connection).locations()[bot.catalogue.slug] else { return nil }
        return try bot.question(
            of: conversation, customer: customer, bookings: BookingRows(connection, location: location),
            customers: CustomerRows(connection), at: now)
    }
}

extension WaitingState {
    /// Nil where nothing is waited for that a plan knows.
    init?(_ position: Position) {
        switch position {
        case .idle, .handedOff, .resuming: return nil
        case .filling(let place, let slot): self = .filling(place, slot)
        case .choosing(let step): self = .choosing(step)
        }
    }
}
