import FlowInterpreter
import FlowMachine
import FlowMigration
import Testing

@Suite("Migration: outlines")
struct OutlineTests {
    @Test("an outline comes back from its bytes")
    func stored() throws {
        let outline = MachineOutline(
            languages: ["ru", "en"],
            slots: [OutlinedSlot(name: "kind", type: .choice, choices: [OutlinedChoice(name: "a", names: ["А", "A"])])],
            steps: [OutlinedStep(name: "ask", fills: [OutlinedFill(instruction: 0, slots: [SlotID(index: 0)])], instructions: 1)],
            flows: [Flow(name: "main", first: StepID(index: 0), steps: [StepID(index: 0)])])
        #expect(try MachineOutline(encoded: outline.encoded) == outline)
    }
}
