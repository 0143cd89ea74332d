import Foundation
import Postgres
import Salon
import StandIn
import Storage
import Synchronization
import Testing

extension EndToEnd {
    @Suite("Versions under load") struct MoveTests {
        /// The nail studio's bot with another last question, whose buttons have other names.
        static let other = """
            salonflow 1

            flow check
              step confirm
                say
                  ru: Проверьте, пожалуйста: {service}, {master}, {date: day} в {time}. Цена {price: money}. Записать?
                  en: Please check: {service} with {master}, {date: day} at {time}. The price is {price: money}. Book it?
                option book -> save
                  was yes
                  ru: Записать
                  en: Book it
                option another -> collect forget date, time
                  was change
                  ru: Изменить время
                  en: Change the time
                option no -> goodbye
                  ru: Не нужно
                  en: No thanks
                tries 3 -> operator
                silent 2 hours -> goodbye
            """

        @Test("versions go back and forth while customers talk and the program is killed: everybody is answered, bookings are intact")
        func moves() async throws {
            let environment = ProcessInfo.processInfo.environment
            func number(_ name: String, else value: Int) throws -> Int {
                guard let text = environment[name] else { return value }
                return try #require(Int(text), "\(name) is not a number: \(text)")
            }
            let moves = try number("SALONFLOW_MOVES", else: 20)
            let kills = try number("SALONFLOW_KILLS", else: 2)
            let conversations = try number("SALONFLOW_CONVERSATIONS", else: 60)
            try await Stage.with { stage in
                let began = Date()
                // The second version is published as an owner does it.
                let bot = try stage.folder.write("bot/confirm.flow", Self.other)
                let folder = (bot as NSString).deletingLastPathComponent
                for name in ["bot.flow", "salon.yaml"] {
                    let text = try String(contentsOfFile: "\(Salonflow.root)/flows/nail-studio/\(name)", encoding: .utf8)
                    _ = try stage.folder.write("bot/\(name)", text)
                }
                let published = try await Salonflow.run(
                    ["publish", folder, "--state", stage.state, "--message", "another question", "--lang", "en"])
                #expect(published.code == 0, "\(published)")
                #expect(published.output.contains("Version 2 is live."))

                let crowd = Mutex(Crowd())
                let standIn = stage.standIn
                let react: @Sendable () throws -> Bool = { try crowd.withLock { try $0.react(at: standIn) } }
                let isDone: @Sendable () -> Bool = { crowd.withLock { $0.isDone } }
                var live = 2
                var made = 0
                func move() throws {
                    let connection = try stage.database()
                    let to = live == 1 ? 2 : 1
                    try connection.asTenant(TenantID(1)) {
                        try FlowVersions(connection).move(
                            to: to, expecting: .version(live),
                            FlowMove(kind: .rollback, by: "test", reason: "under load"), at: stage.now)
                    }
                    live = to
                    made += 1
                }
                for round in 0..<kills {
                    let count = conversations * (round + 1) / kills - conversations * round / kills
                    let arriving = crowd.withLock { $0.add(count, today: stage.today) }
                    try crowd.withLock { try $0.begin(arriving, at: standIn) }
                    for _ in 0..<(moves / kills) {
                        let before = standIn.acceptedMessages().count
                        let deadline = Date().addingTimeInterval(0.25)
                        // A move between any two answers, or a quarter of a second later when nobody talks.
                        try await stage.until("the next answer") {
                            _ = try react()
                            return standIn.acceptedMessages().count > before || Date() > deadline
                        }
                        try move()
                    }
                    try await stage.kill()
                    try await stage.start()
                }
                var hasEnded = false
                for _ in 0..<4 where !hasEnded {
                    try await stage.until("everybody has a number or nothing is under way", within: 120, every: 0.02) {
                        _ = try react()
                        return try isDone() || stage.isQuiet() && !react()
                    }
                    try move()
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
                let database = try stage.database()
                let ledger = try Ledger(database)
                let ends = crowd.withLock { $0.all }
                #expect(ledger.contradictions(with: standIn, mayLose: true) == [])
                #expect(ends.filter { $0.number == nil }.map(\.waID) == [])
                #expect(ends.flatMap(\.strange) == [])
                for customer in ends {
                    let booked = ledger.bookings[customer.waID] ?? []
                    #expect(customer.number.map(booked.contains) == true)
                    #expect(booked.count == 1 || customer.repeats > 0)
                }
                func count(_ sql: String) throws -> Int { try database.execute(Statement(name: sql, trusted: sql))[0].int(0) }
                let migrated = try count("SELECT count(*) FROM turn WHERE migrated_from IS NOT NULL")
                let anew = try count(
                    "SELECT count(*) FROM turn WHERE migrated_from IS NOT NULL AND talk = number AND number > 1")
                // Every message has its turn, and every move its record.
                #expect(try count("SELECT count(*) FROM inbox WHERE turn_number IS NULL OR failed_reason IS NOT NULL") == 0)
                #expect(try count("SELECT count(*) FROM flow_move") == made + 2)
                #expect(migrated > 0)
                print(
                    """
                    moves: \(made), kills \(kills), conversations \(ends.count), \
                    turns \(ledger.turns.values.reduce(0, +)), turns that came from another version \(migrated) \
                    (\(anew) of them began a talk), bookings \(ledger.bookings.values.reduce(0) { $0 + $1.count }), \
                    double bookings \(ledger.overlaps), unknown \(ledger.count("unknown")), \
                    wrote again \(ends.reduce(0) { $0 + $1.repeats }), seconds \(Int(Date().timeIntervalSince(began)))
                    """)
            }
        }
    }
}
