internal import Booking
package import CivilTime
internal import JSON
package import JSONLines
internal import Salon

/// Answers questions about free times that stand on lines of JSON, one line each, in the form of the availability contract.
///
/// Each line brings its whole salon; the answer to one does not depend on the others.
package struct AvailabilityLines {
    private let zone: (String) throws -> Zone
    private let explains: Bool
    private let isRussian: Bool

    private static let form = AnsweredLine(
        example:
            #"{"id":"1","kind":"slots","timezone":"Asia/Almaty","now":"2026-05-20T11:05:00+05:00","service":{…},"masters":[…],"query":{"date":"2026-05-21"}}"#,
        subject: "one question, with its salon,")

    /// - Parameters:
    ///   - explains: whether starts that are refused are named with their reasons.
    ///   - isRussian: whether reasons are worded in Russian, not in English.
    ///   - zone: finds a time zone by its IANA name; what it throws becomes the line's error.
    package init(explains: Bool = false, isRussian: Bool = false, zone: @escaping (String) throws -> Zone) {
        self.zone = zone
        self.explains = explains
        self.isRussian = isRussian
    }

    /// The answer's line without its line feed; nil for a line with nothing on it.
    ///
    /// - Parameter number: the line's place in the input, from 1, for what is said of a bad one.
    package func answer(_ line: LineSplitter.Line, number: Int) -> [UInt8]? {
        Self.form.answer(line, number: number) { (root: LineField) throws(LineError) -> JSONObject in
            var members = JSONObject()
            switch try QuestionKind(root) {
            case .validate:
                let codes = try HoursCheck(root).codes
                members["result"] = ["valid": .bool(codes.isEmpty), "codes": .array(codes.map { .string($0) })]
            case .slots(let dates):
                let question = try QuestionLine(root, zone: zone)
                members["result"] = ["slots": list(question.freeStarts(on: dates), question)]
                explain(dates, question, in: &members)
            case .nearest(let target, let count):
                let question = try QuestionLine(root, zone: zone)
                let found = question.nearest(to: target, count: count)
                members["result"] = ["nearest": list(found, question)]
                // What is nearer than the farthest was refused; where fewer were found than asked for, all else was.
                let days = found.map(\.moment.date) + [question.zone.civil(at: target).date]
                let all = question.bookableDates
                let first = found.count < count ? all.lowerBound : days.min() ?? all.lowerBound
                let last = found.count < count ? all.upperBound : days.max() ?? all.upperBound
                explain(first...last, question, in: &members)
            case .assign(let start):
                let question = try QuestionLine(root, zone: zone)
                let instant = start.instant(in: question.zone)
                members["result"] = ["assigned": question.assigned(at: instant).map { .string($0) } ?? .null]
                let date = question.zone.civil(at: instant).date
                explain(date...date, only: instant, question, in: &members)
            }
            return members
        }
    }

    private func list(_ starts: [FreeStart], _ question: QuestionLine) -> JSONValue {
        .array(
            starts.map { start in
                [
                    "start": .string(question.zone.rfc3339(start.instant)),
                    "masters": .array(start.masters.map { .string(question.name(of: $0)) }),
                ]
            })
    }

    private func explain(
        _ dates: ClosedRange<CivilDate>, only instant: Instant? = nil, _ question: QuestionLine,
        in members: inout JSONObject
    ) {
        guard explains else { return }
        let words = RefusalWords(question: question, isRussian: isRussian)
        let refused = question.refusedStarts(on: dates).filter { instant == nil || $0.instant == instant }
        members["refused"] = .array(refused.map(words.json))
        if !question.others.isEmpty { members["not_asked"] = words.others }
    }
}
