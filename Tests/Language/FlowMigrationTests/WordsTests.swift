import FlowDiagnostics
import FlowInterpreter
import FlowMachine
import FlowMigration
import Testing

@Suite("Migration: words")
struct WordsTests {
    private let bot = SmallBot()

    @Test("a place and its fate read as an owner would say them")
    func lines() throws {
        let newer = bot.changed { bot in
            bot.rename("confirm", "check")
            bot.choices("kind", ["birthday"])
            bot.edit("collect") { $0.code.remove(at: 1) }
        }
        let plan = bot.plan(to: newer)
        func line(_ state: WaitingState, _ language: MessageLanguage) -> String {
            MigrationWords(plan, language: language).line(state, plan.fate(of: state))
        }
        let confirm = WaitingState.choosing(bot.place("confirm"))
        #expect(
            line(confirm, .russian)
                == "шаг «confirm», ждёт кнопку: переходит в шаг «check»; "
                + "спросит: «kind» (вариантов «wedding», «none» больше нет)")
        #expect(
            line(confirm, .english)
                == "step “confirm”, waits for a button: moves to the step “check”; "
                + "asks: “kind” (the options “wedding”, “none” are gone)")
        let run = WaitingState.running(bot.place("collect"), instruction: 1)
        #expect(
            line(run, .russian)
                == "шаг «collect», ждёт сценарий «wishes»: продолжить негде; сценарий «party» начнётся заново")
        #expect(
            line(run, .english)
                == "step “collect”, waits for the flow “wishes”: has nowhere to go on; the flow “party” would begin anew")
        let guests = WaitingState.filling(bot.form("greet", 0), bot.id("guests"))
        #expect(line(guests, .russian) == "шаг «greet», спрашивает поле «guests»: продолжается")
    }

    @Test("names are spelled as the owner's files write them, every fate has words")
    func spelled() throws {
        let words = MigrationWords(bot.plan(to: bot), language: .english) { name, kind in "\(kind):\(name)" }
        #expect(words.text(of: .choosing(bot.place("confirm"))) == "step “step:confirm”, waits for a button")
        #expect(words.text(of: Fate.restarts(flow: "party")) == "begins the flow “flow:party” anew")
        #expect(words.text(of: Fate.nowhere(beginning: nil)) == "has nowhere to go on; the conversation would end")
        #expect(
            words.text(of: AskedSlot(name: "guests", reason: .typeChanged(from: .text, to: .number)))
                == "“slot:guests”: was text, is number now")
    }

    @Test("counts have the plural forms of their language")
    func counts() throws {
        func text(_ kept: Int, _ asked: Int, _ restarted: Int, _ nowhere: Int, _ language: MessageLanguage) -> String {
            var count = FateCount()
            let conversation = Conversation(bot.machine, at: SmallBot.now)
            func add(_ number: Int, _ fate: Fate) {
                for _ in 0..<number {
                    count.add(MigratedConversation(conversation: conversation, fate: fate, asked: fate.asking))
                }
            }
            add(kept, .carriesOn(asking: []))
            add(asked, .carriesOn(asking: [AskedSlot(name: "time", reason: .added)]))
            add(restarted, .restarts(flow: "party"))
            add(nowhere, .nowhere(beginning: nil))
            return MigrationWords(bot.plan(to: bot), language: language).text(of: count)
        }
        #expect(
            text(12, 2, 0, 0, .russian)
                == "14 клиентов на середине разговора: 12 продолжат, 2 ответят на вопрос ещё раз")
        #expect(text(21, 0, 0, 0, .russian) == "21 клиент на середине разговора: 21 продолжит")
        #expect(
            text(0, 1, 1, 0, .russian)
                == "2 клиента на середине разговора: 1 ответит на вопрос ещё раз, 1 начнёт сценарий заново")
        #expect(text(0, 0, 0, 1, .english) == "1 customer is in mid-conversation: 1 has nowhere to go on")
        #expect(text(12, 2, 0, 0, .english) == "14 customers are in mid-conversation: 12 go on, 2 are asked a question")
        #expect(text(0, 0, 0, 0, .russian) == "0 клиентов на середине разговора")
    }
}
