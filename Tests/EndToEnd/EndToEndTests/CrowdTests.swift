import Foundation
import StandIn
import Synchronization
import Testing

extension EndToEnd {
    @Suite("Many customers") struct CrowdTests {
        @Test("two hundred customers at once: each books, each answer comes once, nobody is booked twice")
        func crowd() async throws {
            try await Stage.with { stage in
                let crowd = Mutex(Crowd())
                let standIn = stage.standIn
                let customers = crowd.withLock { $0.add(200, today: stage.today) }
                try crowd.withLock { try $0.begin(customers, at: standIn) }
                try await stage.until("everybody has a number or nothing is under way", within: 90, every: 0.02) {
                    try crowd.withLock { crowd in
                        try crowd.react(at: standIn)
                        return try crowd.isDone || stage.isQuiet() && !crowd.react(at: standIn)
                    }
                }
                for customer in crowd.withLock({ $0.unfinished }).prefix(3) {
                    Issue.record("\(customer) has no number:\n\(stage.talk(with: customer.waID))")
                }
                try await stage.untilQuiet()
                let ledger = try Ledger(try stage.database())
                #expect(ledger.contradictions(with: standIn) == [])
                let ends = crowd.withLock { $0.all }
                #expect(ends.flatMap(\.strange) == [])
                for customer in ends { #expect(ledger.bookings[customer.waID] == customer.number.map { [$0] }) }
                #expect(Set(ends.compactMap(\.number)).count == 200)
                // Each message got one answer.
                #expect(ledger.outbox.count { !$0.isReminder } == ledger.inbox.count)
                // A fifth of them wanted a time that another one got.
                #expect(ledger.inbox.count > 2 * 200)
            }
        }

        @Test("kill -9 at random moments: what was acknowledged is done once, and conversations reach their end")
        func kills() async throws {
            let plan = try KillPlan(ProcessInfo.processInfo.environment)
            try await Stage.with { stage in
                let began = Date()
                var random = SeededRandom(seed: plan.seed)
                let crowd = Mutex(Crowd())
                let standIn = stage.standIn
                let react: @Sendable () throws -> Bool = { try crowd.withLock { try $0.react(at: standIn) } }
                let isDone: @Sendable () -> Bool = { crowd.withLock { $0.isDone } }
                for round in 0..<plan.kills {
                    let share = plan.share(round)
                    let arriving = crowd.withLock { $0.add(share.before, today: stage.today) }
                    try crowd.withLock { try $0.begin(arriving, at: standIn) }
                    let moment = Date().addingTimeInterval(.random(in: 0.01...1.0, using: &random))
                    try await stage.until("the moment of kill \(round)") {
                        _ = try react()
                        return Date() >= moment
                    }
                    let database = Bool.random(using: &random) ? stage.databaseProcess : nil
                    try await stage.kill()
                    // Every second time the database has no time to shut down in good order either.
                    if let database { Foundation.kill(database, SIGKILL) }
                    // People write while nobody is there.
                    let meanwhile = crowd.withLock { $0.add(share.meanwhile, today: stage.today) }
                    try crowd.withLock { try $0.begin(meanwhile, at: standIn) }
                    try await stage.start()
                }
                // Whoever lost an answer with a killed process has no other way than to write again.
                var hasEnded = false
                for _ in 0..<4 where !hasEnded {
                    try await stage.until("everybody has a number or nothing is under way", within: 120, every: 0.02) {
                        _ = try react()
                        return try isDone() || stage.isQuiet() && !react()
                    }
                    hasEnded = try crowd.withLock { crowd in
                        if crowd.isDone { return true }
                        let ledger = try Ledger(try stage.database())
                        let lost = Set(ledger.outbox.filter { $0.state == "unknown" }.map(\.phone))
                        for customer in crowd.unfinished where !lost.contains(customer.waID) {
                            Issue.record("\(customer.waID) waits, and no lost message explains it:\n\(stage.talk(with: customer.waID))")
                        }
                        try crowd.repeatWishes(at: standIn)
                        return false
                    }
                }
                try await stage.untilQuiet(within: 60)
                let ledger = try Ledger(try stage.database())
                let ends = crowd.withLock { $0.all }
                #expect(ledger.contradictions(with: standIn, mayLose: true) == [])
                #expect(ends.filter { $0.number == nil }.map(\.waID) == [], "conversations without an end; seed \(plan.seed)")
                for customer in ends {
                    let booked = ledger.bookings[customer.waID] ?? []
                    #expect(customer.number.map(booked.contains) == true)
                    // A second booking can only be that of somebody who never heard of the first.
                    #expect(booked.count == 1 || customer.repeats > 0)
                }
                let unknown = ledger.count("unknown")
                print(
                    """
                    kills: seed \(plan.seed), kills \(plan.kills), conversations \(ends.count), \
                    acknowledged \(Ledger.acknowledgedMessages(standIn).count), \
                    processed \(ledger.inbox.values.count { $0 }), turns \(ledger.turns.values.reduce(0, +)), \
                    bookings \(ledger.bookings.values.reduce(0) { $0 + $1.count }), double bookings \(ledger.overlaps), \
                    sent \(ledger.count("sent")), sent twice \(standIn.callbackCounts().values.count { $0.accepted > 1 }), \
                    unknown \(unknown), wrote again \(ends.reduce(0) { $0 + $1.repeats }), \
                    seconds \(Int(Date().timeIntervalSince(began)))
                    """)
            }
        }

        /// How often the program is killed, and how many talk meanwhile; `tools/soak` asks for more than a test run.
        struct KillPlan {
            var seed: UInt64 = 20_260_310
            var kills = 3
            var conversations = 60

            init(_ environment: [String: String]) throws {
                seed = try KillPlan.number("SALONFLOW_KILL_SEED", environment) ?? seed
                kills = try KillPlan.number("SALONFLOW_KILLS", environment).map { Int($0) } ?? kills
                conversations = try KillPlan.number("SALONFLOW_CONVERSATIONS", environment).map { Int($0) } ?? conversations
            }

            private static func number(_ name: String, _ environment: [String: String]) throws -> UInt64? {
                guard let text = environment[name] else { return nil }
                let number: UInt64 = try #require(UInt64(text), "\(name) is not a number: \(text)")
                return number
            }

            /// Who begins before a kill and who while the program is down.
            func share(_ round: Int) -> (before: Int, meanwhile: Int) {
                let count = conversations * (round + 1) / kills - conversations * round / kills
                return (count - count / 4, count / 4)
            }
        }
    }
}
