import Booking
import CivilTime
import Conversations
import FlowDiagnostics
import FlowInterpreter
import FlowMachine
import Foundation
import Salon
import Testing

/// A bot that keeps the nearest time for whoever asks, and what becomes of that time however the conversation ends.
@Suite("A time that is held ends with its conversation")
struct HoldTests {
    static let now = Instant(seconds: 1_773_115_200)

    static let bot = Result {
        try Bots.bot([SourceFile(name: "keeping.flow", text: flow)], salon: Salons.studio())
    }

    private static let flow = """
        salonflow 1
        bot keeping
        languages en
        use standard

        intent keep
          en: keep me a place
          example en: keep me a place

        flow keeping
          start on keep

          step look
            set service to Manicure
            do booking.find
            on found -> keep
            on none -> operator
            on failed -> operator

          step keep
            set date to nearest.date
            set time to nearest.time
            set master to any
            do booking.hold
            on held -> ask
            on taken -> operator
            on failed -> operator

          step ask
            say
              en: It is yours for ten minutes. Shall I book it?
            option yes -> save
              en: Book it
            option later -> at-once
              en: Later
            tries 2 -> operator
            silent 5 minutes -> goodbye

          step at-once
            do booking.hold
            on held -> goodbye
            on taken -> operator
            on failed -> operator

          step save
            do booking.create
            on booked -> saved
            on taken -> operator
            on limit -> operator
            on failed -> operator

          step saved
            say
              en: Booked, {booking.number}.
            stop

        """

    struct End: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var statuses: [CustomerBooking.Status]
        var end: @Sendable (inout Rehearsal) throws -> Void
    }

    static let endings = [
        End(testDescription: "it goes on", statuses: [.hold]) { _ = try $0.receive(.text("where are you?")) },
        End(testDescription: "silence", statuses: [.released]) { _ = try $0.pass(seconds: 5 * 60) },
        End(testDescription: "silence that is too short", statuses: [.hold]) { _ = try $0.pass(seconds: 4 * 60) },
        End(testDescription: "beginning again", statuses: [.released]) { _ = try $0.receive(.text("start over")) },
        End(testDescription: "giving up", statuses: [.released]) { _ = try $0.receive(.text("cancel")) },
        End(testDescription: "a hand-off", statuses: [.released]) { _ = try $0.receive(.text("let me talk to a human")) },
        End(testDescription: "answers that do not help", statuses: [.released]) {
            for _ in 0..<3 { _ = try $0.receive(.text("qwrtp")) }
        },
        End(testDescription: "opting out", statuses: [.released]) { _ = try $0.receive(.text("stop")) },
        End(testDescription: "being forgotten", statuses: [.released]) {
            _ = try $0.receive(.text("forget me"))
            _ = try $0.receive(.text("Erase"))
        },
        End(testDescription: "held anew in the turn that ends", statuses: [.released, .released]) {
            _ = try $0.receive(.text("Later"))
        },
        End(testDescription: "booked", statuses: [.released, .confirmed]) { _ = try $0.receive(.text("Book it")) },
        End(testDescription: "ten minutes, though nobody says anything", statuses: [.released]) {
            $0.bookings.pass(to: HoldTests.now.adding(minutes: 10))
        },
    ]

    @Test("Released by whatever ends it, and by nothing else", arguments: endings)
    func ends(_ end: End) throws {
        var rehearsal = Rehearsal(bot: try Self.bot.get(), now: Self.now)
        _ = try rehearsal.receive(.text("keep me a place"))
        #expect(rehearsal.bookings.all.map(\.status) == [.hold])
        try end.end(&rehearsal)
        #expect(rehearsal.bookings.all.map(\.status) == end.statuses, "\(rehearsal.outbound.suffix(2))")
        for kept in rehearsal.bookings.all where kept.status == .released {
            #expect(kept.events.map(\.kind) == [.held, .released])
        }
    }

    @Test("A bot that never holds asks no store to let go")
    func cheap() throws {
        #expect(try !Bots.nailStudio.get().holds)
        #expect(try Self.bot.get().holds)
    }
}
