import Booking
import CivilTime
import Conversations
import FlowDiagnostics
import FlowGenerator
import FlowInterpreter
import FlowMachine
import FlowMigration
import Foundation
import Salon
import Testing
import VersionGenerator

/// Conversations that wait wherever a random walk leads, moved between random versions of the example bots, there and
/// back.
///
/// `SALONFLOW_PAIRS` sets how many pairs of versions; `SALONFLOW_PAIR` takes one alone, by the seed that a failure names.
@Suite("Versions: random pairs")
struct VersionPairTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let pairs = environment["SALONFLOW_PAIRS"].flatMap { Int($0) } ?? 1000
    private static let parts = 10

    private static let machines = Result {
        try [Bots.nailStudio.get(), Bots.barbershop.get(), Bots.beautySalon.get()].map { $0.program }
    }

    private static func seeds(of part: Int) -> [Int] {
        if let one = environment["SALONFLOW_PAIR"].flatMap({ Int($0) }) { return part == 0 ? [one] : [] }
        return Array(stride(from: part + 1, through: pairs, by: parts))
    }

    @Test("no conversation is lost, and none is asked what the plan did not say", arguments: 0..<parts)
    func pairs(part: Int) throws {
        var laws = MigrationLaws()
        for seed in VersionPairTests.seeds(of: part) {
            let base = try VersionPairTests.machines.get()[seed % 3]
            var random = SeededGenerator(seed: UInt64(seed))
            var older = base
            // The version before is a changed one as well, now and then, so that there are two histories.
            var mutator = VersionMutator(base.machine, seed: UInt64(seed) &* 31)
            if random.chance(30) {
                mutator.mutate(random.number(1...3))
                older = Program(try Machine(encoded: mutator.machine.encoded))
            }
            let before = mutator.changes.count
            mutator.mutate(random.number(1...5))
            let newer = Program(try Machine(encoded: mutator.machine.encoded))
            laws.place = "seed \(seed): \(mutator.changes.dropFirst(before).joined(separator: "; "))"
            let forward = MigrationPlan(from: older.machine, to: newer.machine)
            let back = MigrationPlan(from: newer.machine, to: older.machine)
            laws.check(forward)
            laws.check(back)
            var walk = VersionWalk(older, random: random)
            for turn in 0..<12 {
                try walk.move()
                let there = try laws.check(walk, forward, older, newer)
                // Every third goes on there for a while before it comes back.
                var away = VersionWalk(newer, there, from: walk)
                if turn % 3 == 0 { for _ in 0..<2 { try away.move() } }
                _ = try laws.check(away, back, newer, older)
            }
        }
    }

    @Test("the walks reach every place of the example bots where a conversation can wait", arguments: 0..<3)
    func reach(bot: Int) throws {
        let program = try VersionPairTests.machines.get()[bot]
        var open = Set(MachineOutline(program.machine).waitingStates)
        for seed in 1...150 where !open.isEmpty {
            var walk = VersionWalk(program, random: SeededGenerator(seed: UInt64(seed)))
            for _ in 0..<40 {
                try walk.move()
                switch walk.conversation.position {
                case .filling(let form, let slot): open.remove(.filling(form, slot))
                case .choosing(let step): open.remove(.choosing(step))
                case .idle, .handedOff, .resuming: break
                }
                for case .running(let step, let next) in walk.conversation.interrupted.map(\.place) {
                    open.remove(.running(step, instruction: next - 1))
                }
            }
        }
        let words = MigrationWords(MigrationPlan(from: program.machine, to: program.machine), language: .english)
        #expect(open.isEmpty, "\(open.map(words.text(of:)))")
    }

    @Test("renamings with `was` and another order lose nothing: who goes there and back is where he was", arguments: 1...30)
    func lossless(seed: Int) throws {
        let older = try VersionPairTests.machines.get()[seed % 3]
        var mutator = VersionMutator(older.machine, seed: UInt64(seed))
        mutator.mutateWithoutLoss(6)
        let newer = Program(try Machine(encoded: mutator.machine.encoded))
        let forward = MigrationPlan(from: older.machine, to: newer.machine)
        let back = MigrationPlan(from: newer.machine, to: older.machine)
        #expect(forward.states.allSatisfy { $0.fate.asking.isEmpty && !$0.fate.blocksPublishing }, "\(mutator.changes)")
        var walk = VersionWalk(older, random: SeededGenerator(seed: UInt64(seed)))
        for turn in 0..<40 {
            try walk.move()
            let there = forward.migrate(walk.conversation, now: walk.now)
            let again = back.migrate(there.conversation, now: walk.now)
            let isSame = again.conversation == walk.conversation
            #expect(isSame, "seed \(seed), turn \(turn): \(mutator.changes)")
            // And what the customer does next is understood alike: also a tap on a button of then.
            let event = walk.event()
            var here = walk
            var other = VersionWalk(newer, there.conversation, from: walk)
            try here.take(event)
            try other.take(MigrationLaws.translated(event, by: forward))
            #expect(here.message?.text == other.message?.text, "seed \(seed), turn \(turn): \(event), \(mutator.changes)")
            #expect(here.message?.choices.map(\.label) == other.message?.choices.map(\.label), "seed \(seed), turn \(turn)")
            walk = here
        }
    }

    @Test("on the next version customers are understood in words as well", arguments: 1...12)
    func inWords(seed: Int) throws {
        let bot = try Bots.nailStudio.get()
        var mutator = VersionMutator(bot.program.machine, seed: UInt64(seed) &+ 5_000)
        mutator.mutate(3)
        let other = bot.running(try Machine(encoded: mutator.machine.encoded))
        let plan = MigrationPlan(from: bot.program.machine, to: other.program.machine)
        let now = VersionWalk.start
        for words in [["хочу на маникюр"], ["маникюр к Ане завтра в 3"], ["хочу дизайн на ногтях", "стразы"]] {
            var conversation = Conversation(bot.program.machine, at: now)
            func turn(_ bot: Bot, _ content: InboundContent) throws -> ConversationTurn? {
                guard let event = bot.event(for: content, in: conversation, at: now) else { return nil }
                return try ConversationTurn(
                    bot: bot, conversation: conversation, event: event, customer: .init(1), customerName: nil, name: "pair",
                    turn: Int64(conversation.turns + 1), now: now, bookings: MemoryBookingStore(), customers: MemoryCustomers())
            }
            for text in words { conversation = try #require(try turn(bot, .text(text))).conversation }
            let waiting = conversation
            for answer in ["да", "в 4", "2", "к Марии", "ывапролд", "сколько стоит?"] {
                conversation = plan.migrate(waiting, now: now).conversation
                let result = try #require(try turn(other, .text(answer)))
                let isSilent = result.outbound.isEmpty && !result.handsOff && result.trace.isEmpty
                #expect(!isSilent, "seed \(seed), \(words), \(answer): \(mutator.changes)")
            }
        }
    }
}
