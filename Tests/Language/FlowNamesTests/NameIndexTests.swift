import FlowDiagnostics
import FlowNames
import FlowSyntax
import Grammar
import Testing

@Suite("Every name of a bot is found with what it means") struct NameIndexTests {
    static func index(_ texts: String...) throws -> NameIndex {
        let keywords = try KeywordTable(bytes: GrammarFiles.keywords)
        let files = texts.enumerated().map {
            Parser.parse(SourceFile(name: "\($0.offset)", text: $0.element), fileIndex: $0.offset, keywords: keywords)
        }
        for file in files { #expect(file.diagnostics.isEmpty, "\(file.diagnostics)") }
        return NameIndex(files, keywords: keywords)
    }

    /// As `kind name` with a star behind declarations, in source order.
    static func listed(_ index: NameIndex, file: Int = 0) -> [String] {
        index.occurrences(inFile: file).map { "\($0.key.kind) \($0.key.name)\($0.isDeclaration ? "*" : "")" }
    }

    @Test("each statement's names, in source order")
    func everyStatement() throws {
        let index = try Self.index(
            """
            salonflow 1
            use standard
            intent parking
              ru: где [service]? (у вас|[date])
            answer parking
              ru: Да, {stylist}, {price: money}
            text hello
              ru: Привет
            flow visit
              start on book
              slot stylist master
                ask
                  ru: Кто?
                offer masters, any
                wrong too far
                  ru: Нет
                tries 2 -> operator
              slot date
                ask
                  ru: Когда?
              step collect
                fill stylist, date
                if not stylist -> collect forget date, stylist
                if price > 5 -> done
                say hello
                option yes -> done
                  ru: Да
                silent 2 hours -> operator
              step done
                do booking.create
                on taken -> collect
                  ru: Занято {time}
                then back
            always handoff -> operator
            always reach operator within 3 turns
            never booking.create before collect
            test раз
              booking.create answers taken
              customer taps yes
              customer taps Аня
              expect step done, stylist Аня, outcome taken
              expect booking date понедельник
            """)
        #expect(
            Self.listed(index) == [
                "library standard", "intent parking*", "slotType service", "slotType date", "intent parking",
                "slot stylist", "fact price", "format money", "text hello*", "flow visit*", "intent book", "slot stylist*",
                "slotType master", "offer masters", "offer any", "reason too far", "step operator", "slot date*",
                "step collect*", "slot stylist", "slot date", "slot stylist", "step collect", "slot date", "slot stylist",
                "fact price", "step done", "text hello", "option yes*", "step done", "step operator", "step done*",
                "action booking.create", "outcome taken", "step collect", "slot time", "step back", "intent handoff",
                "step operator", "step operator", "action booking.create", "step collect", "action booking.create",
                "outcome taken", "option yes", "step done", "slot stylist", "outcome taken", "slotType date",
            ])
    }

    @Test("both dialects have the same names")
    func dialects() throws {
        let english = try Self.index(
            "salonflow 1\nflow f\n  slot date\n  step nudge\n    fill date\n    do booking.create\n    on failed -> operator\n    then nudge forget date\n")
        let russian = try Self.index(
            "salonflow 1\nсценарий f\n  поле дата\n  шаг напомнить\n    заполнить дата\n    сделать запись.создать\n    при сбой -> оператор\n    затем напомнить забыть дата\n")
        #expect(Self.listed(english) == Self.listed(russian))
        #expect(english.occurrences.count == 9)
    }

    @Test("a place within a name or just behind it belongs to it, others to none")
    func places() throws {
        let text = "salonflow 1\nflow visit\n  step first\n    then second\n  step second\n    stop\n"
        let index = try Self.index(text)
        let start = try #require(text.firstRange(of: "then second")).lowerBound
        let offset = text.utf8.distance(from: text.startIndex, to: start) + "then ".utf8.count
        for place in [offset, offset + 3, offset + 6] {
            #expect(index.occurrence(at: place, inFile: 0)?.key == NameKey(.step, "second"))
        }
        for place in [offset - 2, -1, 0, 10_000] { #expect(index.occurrence(at: place, inFile: 0) == nil) }
        #expect(index.occurrence(at: offset, inFile: 1) == nil)
        #expect(index.declarations(of: NameKey(.step, "second")).count == 1)
        #expect(index.occurrences(of: NameKey(.step, "second")).count == 2)
        #expect(index.declared(.step).map(\.written) == ["first", "second"])
    }

    @Test("a name of one file is found in the others")
    func severalFiles() throws {
        let index = try Self.index(
            "salonflow 1\nflow a\n  step one\n    then two\n", "salonflow 1\nflow b\n  step two\n    then one\n")
        #expect(Self.listed(index, file: 1) == ["flow b*", "step two*", "step one"])
        #expect(index.occurrences(of: NameKey(.step, "two")).map(\.span.file) == [0, 1])
    }

    @Test("a file that cannot be read has no names")
    func unreadable() throws {
        let keywords = try KeywordTable(bytes: GrammarFiles.keywords)
        let file = Parser.parse(SourceFile(name: "x", bytes: [0xFF, 0xFE]), fileIndex: 0, keywords: keywords)
        #expect(NameIndex([file], keywords: keywords).occurrences.isEmpty)
        #expect(NameIndex([], keywords: keywords).occurrences(inFile: 0).isEmpty)
    }
}
