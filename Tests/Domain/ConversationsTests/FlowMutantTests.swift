import BotFiles
import Conversations
import FlowCompiler
import FlowDiagnostics
import FlowMachine
import FlowSyntax
import Testing

@Suite("Conversations: broken variants of a bot")
struct FlowMutantTests {
    private struct Studio {
        var bot: Bot
        var flow: CompiledFlow
        var source: SourceFile
        var mutants: [FlowMutant]
        var words: MutantWords

        func line(of mutant: FlowMutant) -> String {
            let index = LineIndex(source)
            return String(index.content(of: index.line(at: mutant.span.start)).trimmingPrefix { $0 == " " })
        }
    }

    private func studio(_ language: MessageLanguage = .russian) throws -> Studio {
        let bot = try Bots.nailStudio.get()
        let toolchain = try Bots.toolchain.get()
        let source = try Bots.source("flows/nail-studio/bot.flow")
        let flow = try Bots.compiled([source], salon: bot.catalogue)
        return Studio(
            bot: bot, flow: flow, source: source,
            mutants: FlowMutant.all(of: flow.machine, places: toolchain.places(of: flow, sources: [source])),
            words: MutantWords(flow.machine, spelling: toolchain.spelling(of: [source]), language: language))
    }

    @Test("every variant differs from the bot and from the others, and all refer to what there is")
    func distinct() throws {
        let studio = try studio()
        #expect(studio.mutants.count > 60)
        var seen: Set<Machine> = [studio.flow.machine]
        for mutant in studio.mutants {
            #expect(seen.insert(mutant.machine).inserted, "\(studio.words.text(of: mutant.change))")
            #expect(mutant.span.file == 0)
            let decoded = try Machine(encoded: mutant.machine.encoded)
            #expect(decoded == mutant.machine)
        }
        let again = try self.studio().mutants.map(\.machine)
        #expect(again == studio.mutants.map(\.machine))
    }

    struct Expected: Sendable, CustomTestStringConvertible {
        var line: String
        var russian: String
        var english: String
        var testDescription: String { english }
    }

    @Test(
        "variants are told in the owner's words, at their line",
        arguments: [
            Expected(
                line: "option change -> collect forget date, time",
                russian: "кнопка «Изменить время» ведёт в шаг save вместо collect",
                english: "the button “Change the time” leads to save instead of collect"),
            Expected(
                line: "option change -> collect forget date, time", russian: "не забывается: date, time",
                english: "not forgotten: date, time"),
            Expected(line: "tries 3 -> operator", russian: "попыток 4 вместо 3", english: "4 tries instead of 3"),
            Expected(
                line: "silent 30 minutes -> nudge", russian: "молчание длится 1 ч вместо 30 мин",
                english: "the silence lasts 1 h instead of 30 min"),
            Expected(
                line: "on taken -> collect forget time", russian: "при исходе «taken» бот ничего не говорит",
                english: "the bot says nothing on the outcome “taken”"),
            Expected(line: "on scheduled -> done-with-reminder", russian: "исход «scheduled» не обработан", english: "the outcome “scheduled” is not handled"),
            Expected(line: "start on book", russian: "«book» не начинает сценарий", english: "“book” does not start the flow"),
            Expected(line: "answer parking", russian: "на «parking» нет ответа", english: "“parking” has no answer"),
        ])
    func words(_ expected: Expected) throws {
        for (language, text) in [(MessageLanguage.russian, expected.russian), (.english, expected.english)] {
            let studio = try studio(language)
            let found = studio.mutants.filter { studio.words.text(of: $0.change) == text }
            #expect(found.contains { studio.line(of: $0) == expected.line }, "\(text): \(found.map(studio.line))")
        }
    }

    @Test("a test notices what it looks at, and nothing else")
    func noticed() throws {
        let studio = try studio()
        let taken = try #require(studio.flow.tests.first { $0.title == "время только что заняли" })
        let question = try #require(studio.flow.tests.first { $0.title == "вопрос посреди записи" })
        let silent = try #require(studio.mutants.first { studio.words.text(of: $0.change) == "при исходе «taken» бот ничего не говорит" })
        let parking = try #require(studio.mutants.first { studio.words.text(of: $0.change) == "на «parking» нет ответа" })
        func fails(_ test: FlowTest, on mutant: FlowMutant) throws -> Bool {
            try FlowTestRun(test, bot: studio.bot.running(mutant.machine)).failure != nil
        }
        let results = [
            try fails(taken, on: silent), try fails(question, on: silent), try fails(question, on: parking),
            try fails(taken, on: parking),
        ]
        #expect(results == [true, false, true, false])
    }

    @Test("a sample is spread over the whole and keeps the order")
    func sample() throws {
        let all = try studio().mutants
        for limit in [1, 7, all.count, all.count + 1] {
            let some = FlowMutant.sample(all, limit: limit)
            #expect(some.count == min(limit, all.count))
            let places = some.map { one in all.firstIndex { $0.machine == one.machine } ?? -1 }
            #expect(places == places.sorted() && !places.contains(-1))
        }
        #expect(FlowMutant.sample(all, limit: 0).isEmpty)
    }
}
