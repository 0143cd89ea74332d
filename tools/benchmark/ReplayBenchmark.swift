internal import BotFiles
internal import CivilTime
internal import Conversations
internal import FlowInterpreter
internal import FlowMachine
internal import Salon
internal import TalkRecording
internal import Understanding
internal import Versions

/// Recorded talks a second on one core, run on the version they ran on, on one with another text, and on one with another
/// step. Reading the journal is not in it; masking is measured by itself.
enum ReplayBenchmark {
    private static let customers = 1_500

    static func run() throws {
        let fixture = try Fixture()
        let bot = fixture.bot
        var random = Seeded(state: 42)
        let talks = try RecordedDay.talks(
            with: bot, customers: customers, from: fixture.morning, random: &random)
        let programs = [bot.program.hash: bot.program]
        let location = ReplayRecord.Location(id: LocationID(1), catalogue: bot.catalogue)
        func record() -> ReplayRecord {
            ReplayRecord(
                talks, versions: [.init(number: 1, machine: bot.program.hash, isLive: true)], programs: programs,
                locations: [location], understander: fixture.toolchain.understander)
        }
        var masked = record()
        report("talks, turns each", "\(talks.count), \(Double(talks.reduce(0) { $0 + $1.turns.count }) / Double(talks.count))")
        report("talks masked a second", Spread((0..<3).map { _ in Double(talks.count) / seconds { masked = record() } }))

        for (name, candidate) in [
            ("the same version", bot), ("another text", anotherText(bot)), ("another step", anotherStep(bot)),
        ] {
            let replay = Replay(programs: programs, candidates: [location.id: candidate])
            var found = replay.report(masked)
            guard found.talks == talks.count, found.defects.isEmpty else {
                throw BenchmarkFault("\(talks.count - found.talks) talks left out, \(found.defects.count) defects")
            }
            let rates = (0..<5).map { _ in Double(talks.count) / seconds { found = replay.report(masked) } }
            report("talks a second, \(name) (\(found.different.count) differ)", Spread(rates), aim: "≥ 5000")
        }
    }

    /// The question before the booking is put in other words.
    private static func anotherText(_ bot: Bot) -> Bot {
        var machine = bot.program.machine
        guard let step = machine.step(named: "confirm"),
            case .say(let text)? = machine[step].code.first(where: { if case .say = $0 { true } else { false } })
        else { return bot }
        machine.texts[text.index].templates = machine.texts[text.index].templates.map { $0 + [.literal(" ✻")] }
        return bot.running(machine)
    }

    /// Times are held instead of booked: nobody gets what they came for.
    private static func anotherStep(_ bot: Bot) -> Bot {
        var machine = bot.program.machine
        for index in machine.steps.indices {
            machine.steps[index].code = machine.steps[index].code.map { instruction in
                if case .call(.bookingCreate, let branches) = instruction { .call(.bookingHold, branches) } else { instruction }
            }
        }
        return bot.running(machine)
    }

    private struct Seeded: RandomNumberGenerator {
        var state: UInt64

        /// SplitMix64.
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }
}
