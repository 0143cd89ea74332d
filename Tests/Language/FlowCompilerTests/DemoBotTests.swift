import FlowCompiler
import FlowMachine
import Foundation
import Testing

@Suite("The demo bot")
struct DemoBotTests {
    @Test("compiles without a finding to the recorded machine") func golden() throws {
        let result = try Corpus.compile(try Corpus.demo())
        #expect(result.diagnostics.isEmpty)
        let machine = try #require(result.compiled).machine
        try Corpus.expectGolden(
            MachineText.render(machine), at: Corpus.machines.appending(path: "nail-studio.txt"))
        #expect(try Machine(encoded: machine.encoded) == machine)
    }
}
