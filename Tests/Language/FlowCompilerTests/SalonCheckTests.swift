import FlowCompiler
import FlowDiagnostics
import FlowMachine
import Testing

/// What a compilation finds once it knows the salon: names too long for a list, names that the salon does not have, and
/// texts that its longest names make too long.
@Suite("Checks with a salon")
struct SalonCheckTests {
    private static func salon(
        services: [String] = ["Manicure", "Pedicure"], masters: [String] = ["Anna"], address: String = "1 Main Street",
        price: Int = 400_00
    ) -> SalonData {
        SalonData(
            byLanguage: ["en": .init(services: services, masters: masters, name: "Studio", address: address)],
            prices: [Money(minorUnits: price, currency: "GBP")], longestDuration: 90)
    }

    private static let head =
        "salonflow 1\nbot check\nlanguages en\nuse standard\nflow booking\nstart on book\nslot service\nask\nen: Which?\n"
        + "offer services\nslot master optional\nask\nen: With whom?\noffer masters, any\n"

    private static func check(_ steps: String, _ salon: SalonData?) throws -> [Diagnostic] {
        var input = try Corpus.input([Array((head + steps).utf8)])
        input.salon = salon
        return Compiler.compile(input).diagnostics
    }

    private static let form = "step collect\nfill service, master\n"

    @Test("a name of 24 units fits a row, one of 25 does not, an emoji counts for two")
    func names() throws {
        let fits = String(repeating: "n", count: 24)
        #expect(try Self.check(Self.form + "stop\n", Self.salon(services: [fits])).isEmpty)
        let long = try Self.check(Self.form + "stop\n", Self.salon(services: [fits + "n"], masters: ["Anna"]))
        #expect(long.map(\.code) == [.nameTooLong])
        #expect(long.first?.arguments == [fits + "n", "25", "24"])
        let emoji = String(repeating: "n", count: 22) + "💅n"
        #expect(try Self.check(Self.form + "stop\n", Self.salon(masters: [emoji])).map(\.code) == [.nameTooLong])
        #expect(try Self.check(Self.form + "stop\n", nil).isEmpty)
    }

    @Test("a comparison with a name the salon does not have, with the nearest one as its fix")
    func unknownName() throws {
        let steps = Self.form + "if service is Manicur -> done\nif master is any -> done\nelse -> done\nstep done\nstop\n"
        let found = try Self.check(steps, Self.salon())
        #expect(found.map(\.code) == [.notOfSalon])
        #expect(found.first?.arguments.first == "Manicur")
        #expect(found.first?.fix?.replacement == "Manicure")
        #expect(try Self.check(steps.replacing("Manicur ", with: "manicure "), Self.salon()).isEmpty)
        #expect(try Self.check(steps, nil).isEmpty)
    }

    @Test("a text is measured with the salon's longest value, to the unit")
    func longestText() throws {
        func steps(_ count: Int) -> String {
            Self.form + "say\nen: \(String(repeating: "x", count: count)) {salon.address}\nstop\n"
        }
        let address = String(repeating: "a", count: 95)
        #expect(try Self.check(steps(4000), Self.salon(address: address)).isEmpty)
        let found = try Self.check(steps(4001), Self.salon(address: address))
        #expect(found.map(\.code) == [.textMayBeTooLong])
        #expect(found.first?.arguments == ["en", "4097", "4096", "salon.address", "95"])
    }

    @Test("a label is measured too, and an amount with its currency and its groups")
    func longestLabel() throws {
        // £400 is 7 units with the code of the currency, £4,000 has 9 with a comma more.
        func steps(_ words: String) -> String {
            Self.form + "then ask\nstep ask\nsay\nen: Book it?\noption yes -> goodbye\nen: \(words) {price: money}\n"
        }
        #expect(try Self.check(steps("Book at only"), Self.salon()).isEmpty)
        let found = try Self.check(steps("Book at only"), Self.salon(price: 4_000_00_00))
        #expect(found.map(\.code) == [.labelMayBeTooLong])
        #expect(found.first?.arguments.first == "Book at only {price}")
    }

    @Test("what a turn says is added up along its way, and the way is shown")
    func turn() throws {
        let steps = { (count: Int) in
            Self.form + "say\nen: \(String(repeating: "x", count: count))\nthen ask\nstep ask\nsay\nen: Well?\n"
                + "option yes -> goodbye\nen: Yes\n"
        }
        // Two texts with an empty line between them.
        #expect(try Self.check(steps(1024 - 7), Self.salon()).isEmpty)
        let found = try Self.check(steps(1024 - 6), Self.salon())
        #expect(found.map(\.code) == [.turnMayBeTooLong])
        #expect(found.first?.arguments == ["en", "1025", "1024", "collect → ask"])
    }

    @Test("costs of a turn are the longest way's, and none are proved without proofs")
    func costs() throws {
        let text =
            Self.head.replacing("use standard\n", with: "") + Self.form + "say\nen: One.\nshow location\ntell owner\nen: New.\ndo salon.address\nthen done\n"
            + "step done\nsay\nen: Two.\nshow contact\nstop\n"
        var input = try Corpus.input([Array(text.utf8)])
        let compiled = try #require(Compiler.compile(input).compiled)
        let costs = try #require(compiled.costs)
        // fill, say, show, tell, do, then, say, show, stop
        #expect(costs.instructions == 9)
        // Two checks and the call, and two for what a tap carries.
        #expect(costs.calls >= 5 && costs.calls <= 7)
        #expect(costs.messages == 3)
        #expect(costs.staffMessages == 1)
        #expect(costs.text(languages: ["en"]).contains("turn instructions 9\n"))
        input.proves = false
        let unproved = Compiler.compile(input)
        #expect(unproved.compiled != nil && unproved.compiled?.costs == nil)
        #expect(unproved.diagnostics.isEmpty)
    }
}
