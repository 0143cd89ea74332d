import BotFiles
import JSON
import Testing
import JSONLines
import UnderstandingLines

@Suite("Understanding lines: answers")
struct AnswerTests {
    struct Sample: CustomTestStringConvertible, Sendable {
        var text: String
        var expecting: String?
        var intents: [String]
        var slots: String
        var testDescription: String { text }

        init(_ text: String, expecting: String? = nil, _ intents: [String], _ slots: String = "{}") {
            self.text = text
            self.expecting = expecting
            self.intents = intents
            self.slots = slots
        }
    }

    /// The contract's visible samples, to the letter.
    static let samples = [
        Sample(
            "запишите на педикюр послезавтра в полчетвертого к маше", ["book"],
            #"{"service":"pedicure","master":"maria","date":"2026-05-22","time":"15:30"}"#),
        Sample(
            "Hi! any slots for gel manicure on Sat after 4?", ["book"],
            #"{"service":"gel_manicure","date":"2026-05-23","time":{"from":"16:00"}}"#),
        Sample(
            "мне бы к анечке на гельлак в начале той недели, вечерком", ["book"],
            #"""
            {"service":"gel_manicure","master":"anna","date":{"from":"2026-05-25","to":"2026-05-27"},\#
            "time":{"part":"evening","from":"17:00","to":"21:00"}}
            """#),
        Sample("27го в 9-30", ["book"], #"{"date":"2026-05-27","time":"09:30"}"#),
        Sample("не, давайте лучше в пол шестого", ["book"], #"{"time":"17:30"}"#),
        Sample("не в четверг а в пятницу", ["book"], #"{"date":"2026-05-22"}"#),
        Sample(
            "zapishite na pedikyur zavtra v 12", ["book"],
            #"{"service":"pedicure","date":"2026-05-21","time":"12:00"}"#),
        Sample(
            "а сколько стоит педикюр и во сколько вы закрываетесь?", ["ask_price", "ask_hours"], #"{"service":"pedicure"}"#),
        Sample("нас будет двое, мне 34 года", ["none"]),
        Sample("перенесите меня с пятницы на понедельник то же время", ["reschedule"], #"{"date":"2026-05-25"}"#),
        Sample("ок, супер, до встречи 👍", expecting: "confirm", ["confirm"]),
        Sample("неа", expecting: "confirm", ["deny"]),
        Sample("позовите человека пожалуйста", ["handoff"]),
        Sample(
            "book me w/ maria tmrw 1ish for a pedi", ["book"],
            #"{"service":"pedicure","master":"maria","date":"2026-05-21","time":"13:00"}"#),
        // What one slot cannot say is said as well as it can.
        Sample("в четверг или в субботу", ["book"], #"{"date":["2026-05-21","2026-05-23"]}"#),
        Sample("завтра в 3 или в 4", ["book"], #"{"date":"2026-05-21","time":{"from":"15:00","to":"16:00"}}"#),
        Sample("маникюр и педикюр", ["book"], #"{"service":["manicure","pedicure"]}"#),
        Sample("к любому мастеру", ["book"], #"{"master":"any"}"#),
        Sample("ближе к вечеру, с 17 до 20", ["book"], #"{"time":{"from":"17:00","to":"20:00"}}"#),
    ]

    @Test("understands a line as the contract has it", arguments: samples)
    func sample(_ sample: Sample) throws {
        var line: JSONValue = Desk.message(sample.text)
        if let expecting = sample.expecting { line = line.with("context", ["expecting": .string(expecting)]) }
        let answer = try Desk.answer(line)
        #expect(answer["intent"]?.string == sample.intents.first)
        #expect(answer["intents"]?.array?.compactMap(\.string) == sample.intents)
        #expect(answer["slots"] == (try JSONValue(parsing: sample.slots)), "\(answer.text())")
    }

    @Test("has the contract's members in its order and no other")
    func form() throws {
        #expect(
            try Desk.text(Desk.message("маникюр завтра в 14").with("id", 7))
                == #"{"id":7,"intent":"book","intents":["book"],"slots":{"service":"manicure","date":"2026-05-21","time":"14:00"}}"#)
    }

    @Test(
        "gives the id back as it came",
        arguments: [
            #""7""#, "7", "7.50", "1e3", "null", "true", #"{"a": [1, 2]}"#, "[]", #""\u0041\/""#, "123456789012345678901234567890",
        ])
    func identity(_ id: String) throws {
        let line = #"{"text":"привет","id": \#(id) ,"now":"2026-05-20T11:05"}"#
        #expect(try Desk.text(line).hasPrefix(#"{"id":\#(id),"intent":"greeting""#))
        let bad = #"{"text":5,"id": \#(id) }"#
        #expect(try Desk.text(bad).hasPrefix(#"{"id":\#(id),"line":1,"error":"#))
    }

    @Test("answers a line without an id with null")
    func noIdentity() throws {
        #expect(try Desk.text(#"{"text":"привет","now":"2026-05-20T11:05"}"#).hasPrefix(#"{"id":null,"intent":"greeting""#))
    }

    @Test("a name that fits two masters fills nothing")
    func tie() throws {
        let line = Desk.message("к Саше завтра").with(
            "catalog", ["masters": [["id": "a", "names": ["Александр"]], ["id": "b", "names": ["Александра"]]]])
        #expect(try Desk.answer(line)["slots"] == ["date": "2026-05-21"])
    }

    @Test("intents outside of the contract are left out")
    func ownIntents() throws {
        #expect(try Desk.answer(Desk.message("начать сначала"))["intents"] == ["none"])
    }

    @Test(
        "reads the moment with and without offset, and counts by the clock on the wall",
        arguments: [
            "2026-05-20T23:30", "2026-05-20 23:30", "2026-05-20T23:30:00", "2026-05-20T23:30:59.123Z", "2026-05-20T23:30Z",
            "2026-05-20T23:30:00+05:00", "2026-05-20T23:30:00-1100", "2026-05-20T23:30+14",
        ])
    func moments(_ now: String) throws {
        #expect(try Desk.answer(Desk.message("завтра").with("now", .string(now)))["slots"] == ["date": "2026-05-21"])
    }

    @Test("a salon has numeric dates in its own order, and Russian in its own everywhere")
    func numericDates() throws {
        func date(_ text: String, _ language: String, _ order: String?) throws -> JSONValue? {
            var catalog: JSONValue = Desk.catalog
            if let order { catalog = catalog.with("dates", .string(order)) }
            let line = Desk.message(text).with("lang", .string(language)).with("catalog", catalog)
            return try Desk.answer(line)["slots"]?["date"]
        }
        #expect(try date("book me on 7/6 please", "en", nil) == "2026-07-06")
        #expect(try date("book me on 7/6 please", "en", "month-day") == "2026-07-06")
        #expect(try date("book me on 7/6 please", "en", "day-month") == "2026-06-07")
        #expect(try date("book me on 7/25 please", "en", "day-month") == "2026-07-25")
        for order in [nil, "month-day", "day-month"] {
            #expect(try date("запишите на 7.06", "ru", order) == "2026-06-07")
        }
    }

    @Test("the bot's last message says what is asked where `expecting` does not")
    func question() throws {
        func slots(_ context: JSONValue?) throws -> JSONValue? {
            var line = Desk.message("на 5")
            if let context { line = line.with("context", context) }
            return try Desk.answer(line)["slots"]
        }
        #expect(try slots(["system": "На сколько человек?"]) == [:])
        #expect(try slots(["expecting": "time", "system": "На сколько человек?"]) == ["time": "17:00"])
        #expect(try slots(["expecting": nil, "system": nil, "offered": nil]) == slots(nil))
    }

    @Test("what was offered weighs in")
    func offered() throws {
        let line = Desk.message("да, давайте в 3").with(
            "context", ["expecting": "confirm", "offered": ["date": "2026-05-21", "time": "15:00"]])
        #expect(try Desk.answer(line)["intent"] == "confirm")
    }

    @Test("a language beside Russian and English counts where a line says so, unless the language is to be found")
    func languages() throws {
        let line = Desk.message("запишіть на завтра о пів на четверту").with("lang", "uk")
        #expect(try Desk.answer(line)["slots"] == ["date": "2026-05-21", "time": "15:30"])
        // "час" is an hour in Russian and time in Ukrainian.
        let shared = Desk.message("через час")
        #expect(try Desk.answer(shared.with("lang", "ru"))["slots"] == ["date": "2026-05-20", "time": "12:05"])
        for language in ["ru-RU", "RU", "de", ""] {
            #expect(try Desk.answer(shared.with("lang", .string(language))) == Desk.answer(shared))
        }
        let numeric = Desk.message("7.06").with("lang", "ru").with("context", ["expecting": "date"])
        #expect(try Desk.answer(numeric)["slots"] == ["date": "2026-06-07"])
        let slashed = numeric.with("text", "7/6")
        #expect(try Desk.answer(slashed, language: .always("en"))["slots"] == ["date": "2026-07-06"])
        #expect(try Desk.answer(numeric.with("lang", "en"), language: .found) == Desk.answer(numeric, language: .found))
    }
}
