package import Conversations
package import FlowMachine
internal import FlowInterpreter
package import Salon

/// Runs recorded talks on a candidate and compares what they come to.
package struct Replay: Sendable {
    private let programs: [ContentHash: Program]
    private let candidates: [LocationID: Bot]
    /// The versions that understand by the same rules as the candidate.
    private let alike: Set<ContentHash>

    /// - Parameters:
    ///   - programs: those that the talks ran on.
    ///   - candidates: the candidate with the catalogue of each location.
    package init(programs: [ContentHash: Program], candidates: [LocationID: Bot]) {
        self.programs = programs
        self.candidates = candidates
        let candidate = candidates.values.first?.program
        alike = Set(programs.values.filter { program in candidate.map(program.hearsAlike) ?? false }.map(\.hash))
    }

    /// The talks are shown with personal data masked, and run in the same form, so that a report from an exported file is
    /// the same to the byte.
    ///
    /// - Parameter progress: called after every talk with how many are done.
    package func report(_ record: ReplayRecord, progress: (Int) -> Void = { _ in }) -> ReplayReport {
        var report = ReplayReport(leftOut: record.leftOut, defects: record.defects)
        for (place, masked) in record.talks.enumerated() {
            compare(masked.talk, number: place + 1, into: &report)
            progress(place + 1)
        }
        return report
    }

    private func compare(_ talk: JournalledTalk, number: Int, into report: inout ReplayReport) {
        guard let bot = candidates[talk.location] else {
            report.leftOut.withoutLocation += 1
            return
        }
        do {
            let recorded = try RecordedRun(talk, programs: programs)
            let candidate = CandidateRun(recorded, on: bot) { $0.hash == bot.program.hash || alike.contains($0.hash) }
            report.add(TalkComparison(number: number, recorded: recorded, candidate: candidate))
        } catch {
            report.defects.append(DefectiveTalk(began: talk.began, defect: error))
        }
    }
}

extension Program {
    /// Whether a message means the same to both wherever they expect the same.
    fileprivate func hearsAlike(_ other: Program) -> Bool {
        func matters(_ program: Program) -> Set<String> {
            let machine = program.machine
            let intents =
                machine.intents.map(\.name) + machine.starts.map(\.intent) + machine.handlers.map(\.intent)
                + machine.answers.map(\.intent)
            return Set(
                intents.map { intent in
                    // What an intent is for decides whether a free answer is one.
                    "\(intent) \(program.answer(to: intent) != nil) \(program.question(on: intent) != nil)"
                        + " \(program.handler(of: intent) != nil)"
                })
        }
        return languages == other.languages && machine.intents == other.machine.intents && matters(self) == matters(other)
    }
}
