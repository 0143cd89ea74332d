internal import CivilTime
internal import JSON
internal import JSONLines
internal import Understanding

/// A message as a line has it, but for its catalogue.
struct MessageLine {
    let text: String
    let now: CivilMoment
    /// The code of `lang`; nil where none was given.
    let language: String?
    let expecting: Expecting?
    let question: String?
    let offered: (date: CivilDate?, time: ClockTime?)
    let catalog: LineField?

    private static let expectations: [Expecting] = [
        .confirmation, .date, .time, .master, .service, .offer, .option, .number, .name,
    ]

    init(_ line: LineField) throws(LineError) {
        guard let text = line["text"] else {
            throw LineError(description: #"`text` is missing; write the message, such as "text":"маникюр завтра в 3""#)
        }
        self.text = try text.text(such: #""text":"маникюр завтра в 3""#)
        let moment = #""now":"2026-05-20T11:05:00+05:00""#
        guard let now = line["now"] else {
            throw LineError(description: "`now` is missing, which says what “tomorrow” is; write \(moment)")
        }
        self.now = try now.read({ CivilMoment(lineText: $0) }, as: "moment", such: moment)
        language = try line["lang"]?.text(such: #""lang":"ru""#)
        catalog = line["catalog"]
        let context = try line["context"]?.object(such: #""context":{"expecting":"time"}"#)
        expecting = try context?["expecting"]?.read(
            { Expecting(rawValue: $0) }, as: "thing one can ask for",
            such: "one of " + MessageLine.expectations.map { "\"\($0.rawValue)\"" }.joined(separator: ", ") + " or null")
        question = try context?["system"]?.text(such: #""system":"На какое время?""#)
        let offered = try context?["offered"]?.object(such: #""offered":{"date":"2026-05-21","time":"15:00"}"#)
        self.offered = (
            try offered?["date"]?.read({ CivilDate(iso: $0) }, as: "date", such: #""date":"2026-05-21""#),
            try offered?["time"]?.read({ ClockTime(iso: $0) }, as: "time", such: #""time":"15:00""#)
        )
    }
}
