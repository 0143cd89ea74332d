import BotFiles
import Conversations
import FlowCompiler
import FlowDifference
import FlowMachine
import Testing

/// Over the example bots: nothing is told of equal machines, and no single change goes unnoticed.
@Suite struct MutationTests {
    @Test(arguments: Bots.examples) func `equal machines differ in nothing`(name: String) throws {
        let machine = try Bots.example(name).flow.machine
        #expect(MachineDifference(from: machine, to: try Machine(encoded: machine.encoded)).isEmpty)
    }

    @Test(arguments: Bots.examples) func `the order of declarations makes no difference`(name: String) throws {
        let machine = try Bots.example(name).flow.machine
        #expect(MachineDifference(from: machine, to: turned(machine)).parts == [])
        #expect(turned(machine) != machine)
    }

    @Test(arguments: Bots.examples) func `every broken variant of a bot differs, in both languages`(name: String) throws {
        let (flow, sources) = try Bots.example(name)
        let places = try Bots.toolchain.get().places(of: flow, sources: sources)
        let mutants = FlowMutant.all(of: flow.machine, places: places)
        #expect(mutants.count > 20)
        for mutant in mutants {
            for (old, new) in [(flow.machine, mutant.machine), (mutant.machine, flow.machine)] {
                let difference = MachineDifference(from: old, to: new)
                #expect(!difference.isEmpty, "\(mutant.change)")
                #expect(difference.records.count == difference.parts.reduce(0) { $0 + $1.changes.count })
                for language in [MessageLanguages.russian, .english] {
                    let lines = try Bots.words(language.value).lines(of: difference)
                    #expect(!lines.isEmpty && lines.allSatisfy { !$0.text.isEmpty }, "\(mutant.change)")
                }
            }
        }
    }

    /// Everything that a machine holds, changed one at a time: what a mutant of the tests' own kind does not touch.
    @Test(arguments: Bots.examples) func `every part of a machine is compared`(name: String) throws {
        let machine = try Bots.example(name).flow.machine
        let edits = MachineEdits.all(of: machine)
        #expect(edits.count > 300)
        for (what, edited) in edits {
            #expect(!MachineDifference(from: machine, to: edited).isEmpty, "\(what)")
            #expect(!MachineDifference(from: edited, to: machine).isEmpty, "\(what), on the way back")
        }
    }

    /// All lists of declarations the other way round, with the references that go with them.
    private func turned(_ machine: Machine) -> Machine {
        var machine = machine
        let (texts, steps, slots) = (machine.texts.count, machine.steps.count, machine.slots.count)
        MachineEdits.renumber(
            &machine, text: { TextID(index: texts - 1 - $0.index) }, slot: { SlotID(index: slots - 1 - $0.index) },
            step: { StepID(index: steps - 1 - $0.index) })
        machine.texts.reverse()
        machine.slots.reverse()
        machine.steps.reverse()
        machine.intents.reverse()
        machine.starts.reverse()
        machine.handlers.reverse()
        machine.answers.reverse()
        machine.flows.reverse()
        return machine
    }
}
