package import FlowInterpreter
package import FlowMachine

/// How conversations of one machine go on in another, in either direction: forward when a version is published, back when
/// it is taken back.
///
/// Things are the same by their name, else by a former name (`was`) of the newer machine; in a rollback the machine that is
/// left is the newer one, so its former names count as well. A plan is worked out once for two machines; what it says of a
/// place or a conversation then costs little more than reading it.
package struct MigrationPlan: Sendable {
    package let from: MachineOutline
    package let to: MachineOutline
    /// Every place to wait in of `from`, in the order of its steps, with what becomes of who waits there.
    package let states: [(state: WaitingState, fate: Fate)]
    let names: NameMatching
    let places: PlaceMatching
    private let fates: [WaitingState: Fate]

    package init(from: MachineOutline, to: MachineOutline) {
        self.from = from
        self.to = to
        names = NameMatching(from: from, to: to)
        places = PlaceMatching(from: from, to: to, names: names)
        let judge = FateJudge(from: from, to: to, names: names, places: places)
        let states = from.waitingStates.map { (state: $0, fate: judge.fate(of: $0)) }
        self.states = states
        fates = Dictionary(states.map { ($0.state, $0.fate) }) { first, _ in first }
    }

    package init(from: Machine, to: Machine) { self.init(from: MachineOutline(from), to: MachineOutline(to)) }

    /// What becomes of a conversation that waits there; of a place that `from` does not have, that there is nowhere to go.
    package func fate(of state: WaitingState) -> Fate { fates[state] ?? .nowhere(beginning: nil) }

    /// The places whose conversations have nowhere to go: a version is not published before there are none.
    package var blocking: [WaitingState] { states.filter { $0.fate.blocksPublishing }.map(\.state) }
}

/// A conversation of one machine as another goes on with it.
package struct MigratedConversation: Hashable, Sendable {
    package var conversation: Conversation
    /// Of the open place and of those that it comes back to, the gravest.
    package var fate: Fate
    /// The slots of this conversation that are asked for by the change; a part of what the fate of its place names.
    package var asked: [AskedSlot]

    package init(conversation: Conversation, fate: Fate, asked: [AskedSlot]) {
        self.conversation = conversation
        self.fate = fate
        self.asked = asked
    }
}
