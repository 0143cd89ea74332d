import FlowInterpreter
import FlowMachine
import FlowMigration
import Testing

@Suite("Migration: outlines")
struct OutlineTests {
    private let outline = MachineOutline(SmallBot().machine)

    @Test("an outline comes back from its bytes, and is a fraction of its machine")
    func stored() throws {
        #expect(try MachineOutline(encoded: outline.encoded) == outline)
        #expect(outline.encoded.count * 3 < SmallBot().machine.encoded.count)
    }

    @Test("bytes that are cut or changed are refused, or are an outline that keeps within itself")
    func hostile() throws {
        let bytes = outline.encoded
        for length in bytes.indices { #expect(throws: ByteError.self) { try MachineOutline(encoded: Array(bytes[..<length])) } }
        var talk = try SmallBot().talk()
        try talk.say(["book"])
        for place in bytes.indices {
            for change in [UInt8(1), 0x40, 0xFF] {
                var changed = bytes
                changed[place] ^= change
                guard let read = try? MachineOutline(encoded: changed) else { continue }
                for plan in [MigrationPlan(from: outline, to: read), MigrationPlan(from: read, to: outline)] {
                    #expect(plan.states.count == plan.from.waitingStates.count)
                    let migrated = plan.migrate(talk.conversation, now: SmallBot.now).conversation
                    #expect(migrated.fits(plan.to))
                }
            }
        }
        #expect(throws: ByteError.unknownFormat(9)) { try MachineOutline(encoded: [9]) }
        #expect(throws: ByteError.trailingBytes) { try MachineOutline(encoded: bytes + [0]) }
    }

    @Test("references out of bounds are refused")
    func references() throws {
        func refused(_ change: (inout MachineOutline) -> Void) {
            var outline = outline
            change(&outline)
            #expect(throws: ByteError.badLength(at: 0)) { try MachineOutline(encoded: outline.encoded) }
        }
        refused { $0.languages = [] }
        refused { $0.slots[0].choices[0].names = [] }
        refused { $0.steps[1].fills[0].slots = [SlotID(index: 40)] }
        refused { $0.steps[1].fills[0].slots = [] }
        refused { $0.steps[1].fills[0].instruction = 40 }
        refused { $0.steps[1].runs[0].first = StepID(index: 40) }
        refused { $0.flows[0].first = StepID(index: 40) }
        refused { $0.flows[0].steps = [StepID(index: 40)] }
        refused { $0.steps[3].deeds[0].instruction = 40 }
    }

    @Test("a conversation is read by the outline as it is by the machine")
    func conversations() throws {
        var talk = try SmallBot().talk()
        try talk.say(["book"])
        #expect(try Conversation(encoded: talk.conversation.encoded, for: outline) == talk.conversation)
        talk.conversation.position = .choosing(StepID(index: 99))
        #expect(throws: ByteError.badLength(at: 0)) { try Conversation(encoded: talk.conversation.encoded, for: outline) }
    }
}
