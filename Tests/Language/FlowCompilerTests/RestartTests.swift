import FlowCompiler
import FlowDiagnostics
import FlowMachine
import Testing

/// `restart` on its way into the machine, and what it means for the proofs.
@Suite("Flows that are begun anew")
struct RestartTests {
    private static let head = "salonflow 1\nbot check\nlanguages en\nuse standard\n"
    private static let slot = "slot service\nask\nen: Which?\n"

    private static func machine(_ text: String) throws -> Machine {
        let result = try Corpus.compile(head + text)
        #expect(result.diagnostics.map(\.code.id) == [])
        return try #require(result.compiled).machine
    }

    @Test("several names on a line and several lines, in order, under the flow's name")
    func names() throws {
        let machine = try Self.machine(
            "flow booking\nstart on book\nrestart one, two\n\(Self.slot)step first\nfill service\nrestart three\nhand off\n")
        let flow = try #require(machine.flows.first { $0.name == "booking" })
        #expect(flow.restarts == ["one", "two", "three"])
        #expect(machine[flow.first].name == "first")
    }

    @Test("built-in names are one in both dialects")
    func dialects() throws {
        let english = try Self.machine("flow booking\nstart on book\nrestart goodbye, old\nstep first\nhand off\n")
        let russian = try Corpus.compile(
            "salonflow 1\nбот check\nязыки en\nвзять стандарт\nсценарий booking\nначинать при запись\n"
                + "заново прощание, old\nшаг first\nпередать человеку\n")
        #expect(russian.compiled?.machine == english)
        #expect(english.flows.first { $0.name == "booking" }?.restarts == ["goodbye", "old"])
    }

    @Test("a flow of the library takes them, too, and is then kept")
    func library() throws {
        let machine = try Self.machine("flow booking\nrestart gone\n")
        let flow = try #require(machine.flows.first { $0.name == "booking" })
        #expect(flow.restarts == ["gone"])
    }

    @Test("where a flow is begun anew nothing is known, and it is no dead part of the bot")
    func entry() throws {
        let bot =
            "flow booking\nstart on book\n\(Self.slot)step first\nfill service\nrun praise\nhand off\n"
            + "flow praise\nRESTARTstep good\nsay\nen: {service} is a good choice.\nthen back\n"
        #expect(try Corpus.codes(Self.head + bot.replacing("RESTART", with: "")) == [])
        #expect(try Corpus.codes(Self.head + bot.replacing("RESTART", with: "restart gone\n")) == ["V001"])
        let alone =
            "flow booking\nstart on book\nstep first\nhand off\nflow old\nRESTARTstep waiting\nsay\nen: Still there?\nhand off\n"
        #expect(try Corpus.codes(Self.head + alone.replacing("RESTART", with: "")) == ["F010"])
        #expect(try Corpus.codes(Self.head + alone.replacing("RESTART", with: "restart gone\n")) == [])
    }

    @Test("what was said may be known there")
    func kept() throws {
        let bot =
            "flow booking\nstart on book\nrestart gone\n\(Self.slot)step first\nif service -> short\nelse -> long\n"
            + "step short\nfill service\nhand off\nstep long\nfill service\nhand off\n"
        #expect(try Corpus.codes(Self.head + bot) == [])
    }
}
