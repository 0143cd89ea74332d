import CivilTime
import Conversations
import FlowInterpreter
import FlowMachine
import Salon
import TalkRecording
import Testing
import Versions

@Suite("Versions: replay")
struct ReplayTests {
    @Test("the same version: no difference", arguments: ["nail-studio", "barbershop", "beauty-salon"], [1, 2])
    func same(name: String, seed: Int) throws {
        let example = try Bots.named(name)
        let talks = try example.talks(seed: UInt64(seed), customers: 60)
        #expect(talks.count > 100)
        let report = example.report(talks, on: example.bot)
        #expect(report.talks == talks.count && report.leftOut.all == 0)
        #expect(report.defects.isEmpty && report.different.isEmpty && report.assumed == 0)
        #expect(report.before == report.after)
        #expect(Set(report.before.byOutcome.keys).count >= 4, "\(report.before)")
        #expect(ReplayThreshold(percent: 0).verdict(on: report) == .passes)
    }

    /// A text that nobody reads makes it another machine, so every turn is taken once more by the candidate itself.
    @Test("another machine that does the same: no difference", arguments: ["nail-studio", "barbershop", "beauty-salon"])
    func alike(name: String) throws {
        let example = try Bots.named(name)
        let talks = try example.talks(seed: 3, customers: 60)
        let candidate = example.changed { machine in
            machine.texts.append(Text(templates: machine.languages.map { _ in [] }))
        }
        #expect(candidate.program.hash != example.bot.program.hash)
        let report = example.report(talks, on: candidate)
        #expect(report.talks == talks.count && report.different.isEmpty && report.assumed == 0)
    }

    /// With one more phrase nothing that was heard may be taken over: all words are understood anew.
    @Test("words understood anew mean the same", arguments: ["nail-studio", "barbershop", "beauty-salon"])
    func anew(name: String) throws {
        let example = try Bots.named(name)
        let talks = try example.talks(seed: 4, customers: 60)
        let candidate = try example.adding(
            """
            salonflow 1
            intent moonlight
              en: zebra moonlight serenade
              ru: лунная серенада зебры
            answer moonlight
              en: Indeed.
              ru: Именно.
            """)
        let report = example.report(talks, on: candidate)
        #expect(report.different.isEmpty, "\(report.different.first.map { $0.transcriptLines(in: "ru") } ?? [])")
        #expect(report.talks == talks.count)
    }

    @Test("another text is a difference in words only, and is shown")
    func text() throws {
        let example = try Bots.nailStudio.get()
        let talks = try example.talks(seed: 5, customers: 40)
        let candidate = example.changed { machine in
            for index in machine.texts.indices {
                for language in machine.texts[index].templates.indices {
                    if case .literal(let words)? = machine.texts[index].templates[language].first {
                        machine.texts[index].templates[language][0] = .literal("✻" + words)
                    }
                }
            }
        }
        let report = example.report(talks, on: candidate)
        #expect(report.count(.texts) > 30 && report.count(.worse) == 0 && report.count(.better) == 0)
        #expect(report.before == report.after)
        let rows = report.different.flatMap(\.transcript)
        #expect(rows.contains { !$0.isSame })
        #expect(rows.filter { !$0.isSame }.allSatisfy { $0.after?.contains { $0.text.contains("✻") || $0.choices.contains { $0.contains("✻") } } == true })
    }

    @Test("a broken step shows the bookings that are lost, and the threshold speaks")
    func broken() throws {
        let example = try Bots.nailStudio.get()
        let talks = try example.talks(seed: 6, customers: 80)
        let booked = example.report(talks, on: example.bot).before.count(.achieved(.booked))
        #expect(booked > 10)
        // Whoever has said yes is taken back to the beginning of the same step.
        let candidate = example.changed { machine in
            for index in machine.steps.indices {
                machine.steps[index].code = machine.steps[index].code.map { instruction in
                    if case .call(.bookingCreate, _) = instruction { .stop } else { instruction }
                }
            }
        }
        let report = example.report(talks, on: candidate)
        #expect(report.before.count(.achieved(.booked)) == booked)
        #expect(report.after.count(.achieved(.booked)) == 0)
        #expect(report.losingAchievement == booked)
        #expect(report.mostTelling.first?.change == .worse)
        let all = report.achieved
        #expect(ReplayThreshold(percent: 0).verdict(on: report) == .tooManyLost(booked, of: all))
        let share = Double(booked) / Double(all) * 100
        #expect(ReplayThreshold(percent: share + 0.1).verdict(on: report) == .passes)
        #expect(ReplayThreshold(percent: share - 0.1).verdict(on: report) == .tooManyLost(booked, of: all))
        let words = ReplayThreshold(percent: 0).verdict(on: report)
        #expect(words.text(in: "ru").contains("\(booked)") && words.text(in: "en").contains("\(booked)"))
    }

    @Test("a candidate without end is an error, whatever the threshold")
    func failing() throws {
        let example = try Bots.nailStudio.get()
        let talks = try example.talks(seed: 6, customers: 30)
        let candidate = example.changed { machine in
            for index in machine.steps.indices {
                machine.steps[index].code.insert(.go(Target(step: StepID(index: index))), at: 0)
            }
        }
        let report = example.report(talks, on: candidate)
        #expect(report.newFailures > 5)
        #expect(ReplayThreshold(percent: 100).verdict(on: report) == .fails(report.newFailures))
    }

    @Test("a record that does not run as it ran is a defect and no difference")
    func defects() throws {
        let example = try Bots.nailStudio.get()
        let talks = try example.talks(seed: 7, customers: 20)
        var damaged = talks
        let place = try #require(damaged.firstIndex { $0.turns.contains { !$0.record.answers.isEmpty } })
        let turn = try #require(damaged[place].turns.firstIndex { !$0.record.answers.isEmpty })
        damaged[place].turns[turn].record.answers.removeLast()
        let other = try #require(damaged.indices.first { $0 != place })
        damaged[other].turns[0].marks.notUnderstood.toggle()
        let report = example.report(damaged, on: example.bot)
        #expect(report.talks == talks.count - 2 && report.different.isEmpty)
        #expect(Set(report.defects.map(\.defect.kind)) == [.otherQuestions, .otherMarks])
        #expect(ReplayThreshold(percent: 100).verdict(on: report) == .untrustworthy(2))
    }

    @Test("a file of talks gives the same report, and a bad one is refused")
    func file() throws {
        let example = try Bots.barbershop.get()
        let record = example.record(try example.talks(seed: 8, customers: 30))
        let candidate = example.changed { machine in machine.steps.indices.forEach { machine.steps[$0].silences = [] } }
        let bytes = ReplayFile.bytes(of: record)
        let read = try ReplayFile.record(from: bytes)
        #expect(read.talks == record.talks && read.versions == record.versions && read.locations == record.locations)
        #expect(ReplayFile.bytes(of: read) == bytes)
        func report(_ record: ReplayRecord) -> ReplayReport {
            Replay(programs: record.programs, candidates: [LocationID(1): candidate]).report(record)
        }
        #expect(report(read) == report(record))
        #expect(throws: ReplayFileError.notOfThisKind) { try ReplayFile.record(from: []) }
        #expect(throws: ReplayFileError.notOfThisKind) { try ReplayFile.record(from: Array("salon: x".utf8)) }
        var newer = bytes
        newer[17] = 9
        #expect(throws: ReplayFileError.otherFormat(9)) { try ReplayFile.record(from: newer) }
        for place in stride(from: 18, to: bytes.count, by: max(1, bytes.count / 200)) {
            var spoiled = bytes
            spoiled[place] ^= 0x41
            #expect(throws: ReplayFileError.damaged) { try ReplayFile.record(from: spoiled) }
        }
        #expect(throws: ReplayFileError.damaged) { try ReplayFile.record(from: Array(bytes.dropLast())) }
    }
}
