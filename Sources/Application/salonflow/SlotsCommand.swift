internal import ArgumentParser
internal import AvailabilityLines
internal import TimeZones

struct SlotsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "slots", abstract: "Which times are free, and why the others are not.",
        discussion: """
            Reads questions as lines of JSON until the input ends and answers each with a line, in order. A line brings its \
            salon with it (Grammar/README.md, “Free times”):

              {"id":"1","kind":"slots","timezone":"Asia/Almaty","now":"2026-05-20T11:05:00+05:00",
               "service":{"name":"manicure","duration":60},
               "masters":[{"name":"anna","services":["manicure"],"weekly_hours":{"thu":[["10:00","19:00"]]}}],
               "bookings":[],"query":{"date":"2026-05-21","granularity":30}}

            (on one line). `kind` is slots, nearest, assign or validate. A line that cannot be read is answered with an \
            error, and the rest go on.
            """)

    @Flag(help: "Name for each refused start what stands in its way: break, buffer of the 14:00 booking, notice …")
    var explain = false

    @OptionGroup var language: LanguageOption

    func run() throws {
        let console = language.console
        let zones = TimeZoneDatabase()
        let lines = AvailabilityLines(explains: explain, isRussian: console.language == .russian) {
            try zones.zone(named: $0)
        }
        console.answerLines(lines.answer)
    }
}
