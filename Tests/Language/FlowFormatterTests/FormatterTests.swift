import FlowCompiler
import FlowDiagnostics
import FlowFormatter
import FlowSyntax
import Testing

@Suite("Formatter: layout")
struct FormatterTests {
    @Test("Every file of the repository is formatted to a fixed point and says the same", arguments: Corpus.files)
    func keepsTheCorpus(path: String) throws {
        let bytes = try Corpus.bytes(path)
        guard try Corpus.isReadable(bytes) else {
            let result = Formatter.format(try Corpus.parse(bytes), keywords: try Corpus.keywords())
            guard case .refused(let findings) = result else {
                Issue.record("a file with syntax errors was formatted")
                return
            }
            #expect(!findings.isEmpty)
            return
        }
        let formatted = try Corpus.format(bytes)
        #expect(try Corpus.format(formatted) == formatted)
        #expect(try Corpus.outline(formatted) == Corpus.outline(bytes))
        #expect(try comments(formatted) == comments(bytes))
        #expect(try Corpus.compile(formatted).compiled?.machine == Corpus.compile(bytes).compiled?.machine)
    }

    private func comments(_ bytes: [UInt8]) throws -> [String] {
        let file = try Corpus.parse(bytes)
        return file.tree.tokens.filter { $0.kind == .comment }.map { token in
            let text = file.tree.text(of: token)
            return String(text.reversed().drop(while: \.isWhitespace).reversed())
        }
    }

    /// Goal: what people copy from is laid out as the tool would lay it out. Oracle: the file itself.
    @Test(
        "Our own bots are laid out already",
        arguments: Corpus.files.filter { $0.hasPrefix("flows/") || $0.hasSuffix("/romashka.flow") })
    func ownFilesAreTidy(path: String) throws {
        let bytes = try Corpus.bytes(path)
        func lines(_ bytes: [UInt8]) -> [String] {
            bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
        }
        let formatted = lines(try Corpus.format(bytes))
        let changed = zip(formatted, lines(bytes)).first { $0 != $1 }
        #expect(changed == nil)
        #expect(formatted.count == lines(bytes).count)
    }

    @Test("A file as it comes out of a word processor")
    func laysOut() throws {
        let messy = """
            \u{FEFF}\r
            salonflow   1\r
            \tbot\u{A0}romashka   \r
            languages RU ,en\r
            # intents


            # about parking   \r
            intent parking\r
            Ru:  где   ( машину | авто )?  оставить |парковка\r
            ru: [ service ]? *
            # inside
            \u{2003}not ru: занято\r
            example ru:\u{A0}  а  парковка?  \r
            answer  parking
            \r
            ru: Да,  {  salon.address :  plain }  😀  \r


            | Шлагбаум.\r
            flow booking
            start on book
            restart  old ,"older"
            slot "service"

            ask
            ru:
            | Что?
            offer services
            step collect
            fill service ,date,  “time”
            tries 3 → operator
            restart oldest
            if price≥5000 —> confirm  forget  service,date
            else --> confirm
            then -> save
            always handoff -> operator
            step save
            stop
            never booking.create before confirm
            always reach operator within 3 turns
            always cancel -> save
            never booking.create before save
            test “всё \u{A0}сразу”
            now 2026-03-10\u{2028}customer:  хочу  на «маникюр»
            | завтра
            booking.create  answers taken
            expect service «маникюр» , time 16:00
            #end

            """.replacing("ru: [ service ]? *\n", with: "ru: [ service ]? цена\n")
        let tidy = """
            salonflow 1
            bot romashka
            languages ru, en
            # intents

            # about parking
            intent parking
              ru: где (машину|авто)? оставить | парковка
              ru: [service]? цена
              # inside
              not ru: занято
              example ru: а  парковка?

            answer parking
              ru: Да,  {salon.address: plain}  😀
                | Шлагбаум.

            flow booking
              start on book
              restart old, older

              slot service
                ask
                  ru:
                    | Что?
                offer services

              step collect
                fill service, date, time
                tries 3 -> operator
              restart oldest
                if price >= 5000 -> confirm forget service, date
                else -> confirm
                then save

              always handoff -> operator

              step save
                stop

              never booking.create before confirm
              always reach operator within 3 turns
            always cancel -> save
            never booking.create before save

            test всё  сразу
              now 2026-03-10
              customer: хочу  на «маникюр»
                      | завтра
              booking.create answers taken
              expect service маникюр, time 16:00
            #end

            """
        #expect(try Corpus.format(messy) == tidy)
        #expect(try Corpus.format(tidy) == tidy)
        #expect(try Corpus.outline(Array(tidy.utf8)) == Corpus.outline(Array(messy.utf8)))
    }

    @Test(
        "Quotes that belong to a value stay",
        arguments: [
            ("“x”", "x"), ("«a» и «b»", "a» и «b"), ("\"«x»\"", "\"«x»\""), ("“ x ”", "\" x \""), ("\"\"", "\"\""),
            ("don't", "don't"), ("“\u{200B}”", "“\u{200B}”"), ("“\u{200B}x\u{AD}y”", "xy"),
        ])
    func quotes(written: String, laidOut: String) throws {
        let file = "salonflow 1\n\ntest \(written)\n"
        let formatted = try Corpus.format(file)
        #expect(formatted == "salonflow 1\n\ntest \(laidOut)\n")
        #expect(try Corpus.format(formatted) == formatted)
        #expect(try Corpus.outline(Array(formatted.utf8)) == Corpus.outline(Array(file.utf8)))
    }

    @Test("A file that cannot be read whole is refused with every finding in it")
    func refuses() throws {
        let file = try Corpus.parse(Array("salonflow 1\nflow f\n stepp a\n say\n ru: {x\n".utf8))
        let result = Formatter.format(file, keywords: try Corpus.keywords())
        #expect(result == .refused(file.diagnostics.filter { $0.severity == .error }))
        #expect(file.diagnostics.count == 2)
    }

    @Test("A line that only indentation makes too long is refused")
    func refusesLongLines() throws {
        let text = "flow f\nstep a\nsay\nru: "
        let line = String(repeating: "a", count: Limits.lineBytes - 4)
        let file = try Corpus.parse(Array("salonflow 1\n\(text)\(line)\n".utf8))
        #expect(file.diagnostics == [])
        guard case .refused(let findings) = Formatter.format(file, keywords: try Corpus.keywords()) else {
            Issue.record("the line was written")
            return
        }
        #expect(findings.map(\.code) == [.lineTooLong])
        #expect(findings[0].span.start == 30 && findings[0].span.end == file.tree.source.bytes.count - 1)
    }
}
