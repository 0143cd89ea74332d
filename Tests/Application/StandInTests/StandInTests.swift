import StandIn
import Testing

@Test("phones") func phones() { #expect(TerminalFormat.read("/1", choices: 2) == .choice(1)) }
