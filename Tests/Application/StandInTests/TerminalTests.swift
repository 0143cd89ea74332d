import JSON
import StandIn
import Testing

@Suite("The phone in a terminal")
struct TerminalTests {
    @Test(
        "what a typed line means",
        arguments: [
            ("  ", 3, TerminalFormat.Typed.nothing), ("/2", 3, .choice(2)), (" 3 ", 3, .choice(3)),
            ("/4", 3, .noSuchChoice), ("/0", 3, .noSuchChoice), ("/1", 0, .noSuchChoice), ("4", 3, .text("4")),
            ("15", 3, .text("15")), ("в 3 к Ане", 3, .text("в 3 к Ане")), ("/стоп", 3, .text("/стоп")),
        ])
    func typed(line: String, choices: Int, meaning: TerminalFormat.Typed) {
        #expect(TerminalFormat.read(line, choices: choices) == meaning)
    }

    @Test("a list shows its sections, numbers and descriptions, and no control characters")
    func list() throws {
        var bench = Bench()
        _ = try bench.write()
        _ = bench.post(try Samples.json("rq-list"))
        _ = bench.send("Жду\u{1B}[2J вас")
        _ = try bench.pass(5_000)
        let entries = bench.network.transcript(Samples.anna, at: nil).suffix(2)
        let lines = entries.flatMap(TerminalFormat(language: "ru").lines)
        #expect(
            lines == [
                "◂ Свободное время",
                "  Выберите удобное время на 21 ноября:",
                "  Время местное (Алматы)",
                "    День",
                "    [1] 13:00 · Мастер Ольга",
                "    [2] 14:30 · Мастер Айгуль",
                "    Вечер",
                "    [3] 18:30 · Мастер Ольга",
                "    [4] 20:00",
                "◂ Жду[2J вас",
            ])
    }

    @Test(
        "a message that did not arrive says why, in the reader's language",
        arguments: [
            ("ru", "  ! Сообщение бота не дошло: прошло больше 24 часов с последнего сообщения клиента (131047)"),
            (
                "en",
                "  ! The bot's message did not arrive: more than 24 hours since the customer's last message (131047)"
            ),
        ])
    func failed(language: String, line: String) throws {
        var bench = Bench()
        _ = bench.send()
        _ = try bench.pass(5_000)
        let entry = try #require(bench.network.transcript(Samples.anna, at: nil).last)
        #expect(TerminalFormat(language: language).lines(entry) == [line])
    }
}
