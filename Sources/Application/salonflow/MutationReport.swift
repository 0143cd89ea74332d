internal import Conversations
internal import FlowCompiler
internal import FlowDiagnostics
internal import FlowMachine
internal import FlowSyntax
internal import Foundation
internal import JSON

/// Plays a bot's tests on its broken variants.
enum MutationRun {
    /// The places, in `mutants`, of those that no test notices, in order. Works on all cores; what comes out does not
    /// depend on how many there are.
    static func survivors(of mutants: [FlowMutant], tests: [FlowTest], bot: Bot) async -> [Int] {
        let workers = max(1, min(ProcessInfo.processInfo.activeProcessorCount, mutants.count))
        return await withTaskGroup(of: [Int].self) { group in
            for worker in 0..<workers {
                group.addTask {
                    stride(from: worker, to: mutants.count, by: workers).filter { index in
                        !isNoticed(mutants[index], tests: tests, bot: bot)
                    }
                }
            }
            return await group.reduce(into: []) { $0 += $1 }.sorted()
        }
    }

    private static func isNoticed(_ mutant: FlowMutant, tests: [FlowTest], bot: Bot) -> Bool {
        let broken = bot.running(mutant.machine)
        return tests.contains { test in
            // A turn that cannot be made at all is noticed as well.
            guard let run = try? FlowTestRun(test, bot: broken) else { return true }
            return run.failure != nil
        }
    }
}

/// The broken variants that no test noticed, each as a line of the flow and what would be wrong with it.
struct MutationReport {
    let mutants: [FlowMutant]
    /// Places in `mutants`.
    let survivors: [Int]
    let machine: Machine
    let sources: [SourceFile]
    let spelling: Spelling
    let console: Console

    /// Of the variants, how many were noticed, rounded down.
    private var score: Int { FlowCoverage.percent(mutants.count - survivors.count, of: mutants.count) }

    func write(isText: Bool) {
        let words = MutantWords(machine, spelling: spelling, language: console.messageLanguage)
        let indexes = sources.map(LineIndex.init)
        if isText { console.data("") }
        for index in survivors {
            let mutant = mutants[index]
            guard sources.indices.contains(mutant.span.file) else { continue }
            let file = sources[mutant.span.file].name
            let line = indexes[mutant.span.file].position(at: mutant.span.start).line
            let change = words.text(of: mutant.change)
            if isText {
                console.data(
                    console.words(
                        ru: "\(file):\(line): \(change) — ни одна проверка этого не заметила",
                        en: "\(file):\(line): \(change) — no test noticed"))
            } else {
                var object = JSONObject()
                object["kind"] = .string("mutant")
                object["file"] = .string(file)
                object["line"] = .number(JSONNumber(line))
                object["change"] = .string(change)
                console.data(bytes: JSONValue.object(object).bytes() + [UInt8(ascii: "\n")])
            }
        }
        if !isText {
            var object = JSONObject()
            object["kind"] = .string("mutation")
            object["variants"] = .number(JSONNumber(mutants.count))
            object["noticed"] = .number(JSONNumber(mutants.count - survivors.count))
            object["score"] = .number(JSONNumber(score))
            console.data(bytes: JSONValue.object(object).bytes() + [UInt8(ascii: "\n")])
        }
        console.talk(
            console.words(
                ru: "Сломанных вариантов: \(mutants.count), замечено: \(mutants.count - survivors.count) (\(score) %).",
                en: "Broken variants: \(mutants.count), noticed: \(mutants.count - survivors.count) (\(score)%)."))
    }
}
