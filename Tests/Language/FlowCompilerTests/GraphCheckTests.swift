import FlowCompiler
import FlowDiagnostics
import Testing

/// The checks over all paths, from both sides: what they must refuse is in the corpus of broken flows, what they must
/// let through, and how far they see, is here.
@Suite("Checks over all paths")
struct GraphCheckTests {
    private static func codes(_ steps: String, standard: Bool = true, slots: [String] = ["service", "date", "time"])
        throws
        -> [String]
    {
        let questions = slots.map { "  slot \($0)\n    ask\n      en: Which \($0)?\n" }.joined()
        let head = "salonflow 1\nbot check\nlanguages en\n" + (standard ? "use standard\n" : "")
        return try Corpus.codes(head + "flow booking\n  start on book\n" + questions + steps)
    }

    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let steps: String
        var slots = ["service", "date", "time"]
        var standard = true
        let codes: [String]
        var testDescription: String { name }
    }

    private static let form = "step collect\nfill service, date, time\nthen confirm\n"
    private static let call =
        "do booking.create\non booked -> done\non taken -> collect forget time\non limit -> operator\n"
        + "on failed -> operator\n"

    private static let confirm =
        "step confirm\nsay\nen: Book it?\noption yes -> save\nen: Yes\nstep save\n"

    private static let cases: [Case] = [
        Case(
            name: "a form makes its slots and the price known",
            steps: form + "step confirm\nsay\nen: {service} {date} {time} {price: money} {duration}\nstop\n",
            codes: []),
        Case(
            name: "an optional slot without choices may stay unknown",
            steps: "step collect\nfill service, master\nsay\nen: {master}\nstop\n"
                + "slot master optional\nask\nen: With whom?\n", slots: ["service"], codes: ["V001"]),
        Case(
            name: "an optional slot with choices is known, at least as anyone",
            steps: "step collect\nfill service, master\nsay\nen: {master}\nstop\n"
                + "slot master optional\nask\nen: With whom?\noffer masters, any\n", slots: ["service"], codes: []),
        Case(
            name: "a condition guards what it asks about",
            steps: "step collect\nfill service\nif customer.name -> greet\nelse -> done\n"
                + "step greet\nsay\nen: Hello {customer.name}!\nstop\nstep done\nstop\n", slots: ["service"],
            codes: []),
        Case(
            name: "a negated condition guards what comes after it",
            steps: "step collect\nfill service\nif not customer.name -> done\nsay\nen: Hello {customer.name}!\nstop\n"
                + "step done\nstop\n", slots: ["service"], codes: []),
        Case(
            name: "the other side of a condition is not guarded",
            steps: "step collect\nfill service\nif customer.name -> done\nsay\nen: Hello {customer.name}!\nstop\n"
                + "step done\nstop\n", slots: ["service"], codes: ["V001"]),
        Case(
            name: "a booking number is known after the outcome that gives it",
            steps: form + confirm + call + "step done\nsay\nen: {booking.number}\nstop\n", codes: []),
        Case(
            name: "and not before it",
            steps: form + "step confirm\nsay\nen: {booking.number}\n" + call + "step done\nstop\n",
            codes: ["V001", "M006"]),
        Case(
            name: "a slot that was forgotten is unknown again",
            steps: form
                + "step confirm\nsay\nen: Right?\noption yes -> done\nen: Yes\noption no -> done forget date\nen: No\n"
                + "step done\nsay\nen: {date}\nstop\n", codes: ["V001"]),
        Case(
            name: "a question may speak of what the form asked before it",
            steps: "slot time\nask\nen: When on {date: weekday}?\n" + form + "step confirm\nstop\n",
            slots: ["service", "date"], codes: []),
        Case(
            name: "but not of what it asks after it",
            steps:
                "slot time\nask\nen: When on {date: weekday}?\nstep collect\nfill time, date, service\nthen confirm\n"
                + "step confirm\nstop\n", slots: ["service", "date"], codes: ["V001"]),
        Case(
            name: "a question breaks a circle when its answer was forgotten",
            steps: form + confirm + call + "step done\nstop\n", codes: []),
        Case(
            name: "and does not when the form is still full",
            steps: form + "step confirm\n" + call.replacing(" forget time", with: "") + "step done\nstop\n",
            codes: ["F015", "M006"]),
        Case(
            name: "options break a circle",
            steps: form + "step confirm\nsay\nen: Right?\noption no -> collect\nen: No\noption yes -> done\nen: Yes\n"
                + "step done\nstop\n", codes: []),
        Case(
            name: "never before: a silence in the step leaves it like an answer",
            steps: form + "step confirm\nsay\nen: Right?\noption yes -> save\nen: Yes\nsilent 2 hours -> save\n"
                + "step save\n" + call + "step done\nstop\nnever booking.create before confirm\n", codes: []),
        Case(
            name: "reach: a handler counts as one message",
            steps: form + "step confirm\nstop\nalways reach operator within 1 turn\n", codes: []),
        Case(
            name: "reach: failed tries count one message each",
            steps: "step collect\nfill service\ntries 3 -> people\nthen done\nstep done\nstop\nstep people\nhand off\n"
                + "always reach people within 3 turns\n", slots: ["service"], standard: false, codes: []),
        Case(
            name: "reach: and one less is not enough",
            steps: "step collect\nfill service\ntries 3 -> people\nthen done\nstep done\nstop\nstep people\nhand off\n"
                + "always reach people within 2 turns\n", slots: ["service"], standard: false, codes: ["R005"]),
        Case(
            name: "reach: a module that may fail does not prove a way",
            steps: form + "step confirm\n" + call.replacing("operator", with: "done")
                + "step done\nsay\nen: Done.\noption ok -> people\nen: OK\ntries 3 -> people\nstep people\nhand off\n"
                + "always reach people within 2 turns\n", standard: false, codes: ["E002", "M006", "R005"]),
        Case(
            name: "escape: failed tries are a way out",
            steps:
                "step collect\nfill service\ntries 3 -> people\nthen collect forget service\nstep people\nhand off\n",
            slots: ["service"], standard: false, codes: []),
        Case(
            name: "escape: going back is none",
            steps: "step collect\nfill service\nsilent 1 hour -> wait\nthen collect forget service\n"
                + "step wait\nsay\nen: Well?\nthen back\n", slots: ["service"], standard: false, codes: ["E001"]),
        Case(
            name: "a step that only a silence leads to is reached",
            steps: "step collect\nfill service\nsilent 1 hour -> wait\nstop\nstep wait\nsay\nen: Well?\nthen back\n",
            slots: ["service"], codes: []),
        Case(
            name: "a call whose every outcome leads away ends its step",
            steps:
                form + "step confirm\ndo customer.opt_out\non done -> done\non failed -> done\nstep done\nstop\n",
            codes: []),
        Case(
            name: "a call with an outcome left open goes on",
            steps: "step collect\nfill service\ndo reminders.schedule\non scheduled -> done\nstep done\nstop\n",
            slots: ["service"], codes: ["F006"]),
        Case(
            name: "a correction after the form comes back with what was forgotten meanwhile",
            steps: "slot note text\nask\nen: Any wishes?\nstep collect\nfill note\nthen more\nstep more\nfill service\n"
                + "say\nen: Noted: {note}\nforget note\nthen confirm\nstep confirm\nsay\nen: Well?\n"
                + "option yes -> operator\nen: Yes\n", slots: ["service"], codes: ["T012", "V001"]),
        Case(
            name: "an unreadable line raises no trail",
            steps: "step collect\nfill service\nthen confirm\nstpe confirm\nstop\n", slots: ["service"], codes: ["S001"]
        ),
    ]

    @Test("findings", arguments: cases)
    func findings(_ example: Case) throws {
        #expect(try Self.codes(example.steps, standard: example.standard, slots: example.slots) == example.codes)
    }
}
