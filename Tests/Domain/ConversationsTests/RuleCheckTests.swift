import BotFiles
import FlowCompiler
import FlowDiagnostics
import FlowInterpreter
import SalonFiles
import Testing
import TimeZones

/// Findings about a bot's intents, which only the understanding can make: each is shown by a message.
@Suite("Conversations: checks of intents")
struct RuleCheckTests {
    private static func check(_ text: String) throws -> [Diagnostic] {
        let whole =
            "salonflow 1\nbot check\nlanguages ru, en\nalways handoff -> operator\n"
            + "flow people\nstart on book\nstep operator\nhand off\n" + text
        return try Bots.toolchain.get().check([SourceFile(name: "bot.flow", text: whole)]).diagnostics
    }

    private static func intent(_ name: String, _ lines: String...) -> String {
        "intent \(name)\n" + lines.map { $0 + "\n" }.joined() + "answer \(name)\nru: Да.\nen: Yes.\n"
    }

    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let text: String
        let codes: [String]
        var arguments: [String]?
        var testDescription: String { name }
    }

    private static let cases: [Case] = [
        Case(name: "two intents apart", text: intent("parking", "ru: парковка", "en: parking")
            + intent("pets", "ru: с собакой", "en: dogs"), codes: []),
        Case(
            name: "a phrase that its own exclusion takes away",
            text: intent("parking", "ru: парковка", "en: free parking", "en: car park", "not en: free"), codes: ["R010"],
            arguments: ["free parking", "parking", "not"]),
        Case(
            name: "the exclusion's word in the file's dialect",
            text: "намерение дом\nru: большой дом\nru: дача\nкроме ru: большой\nen: house\nответ дом\nru: Да.\nen: Yes.\n",
            codes: ["S002", "S002", "S002"]),
        Case(
            name: "one phrase in two intents",
            text: intent("parking", "ru: парковка", "en: park the car", "en: parking")
                + intent("car", "ru: такси", "en: car", "en: taxi"),
            codes: ["R012"], arguments: ["parking", "car", "park the car", "not"]),
        Case(
            name: "an intent that a longer one always comes before",
            text: intent("yard", "ru: двор", "en: yard", "en: big yard") + intent("big", "ru: большой двор", "en: big yard"),
            codes: ["R012"]),
        Case(
            name: "an intent whose every message another takes first",
            text: intent("car", "ru: моя машина", "en: my car") + intent("my-car", "ru: моя машина", "en: my car"),
            codes: ["R011"]),
        Case(name: "a broken pattern", text: intent("parking", "ru: парковка", "en: /park(ing/"), codes: ["R014"]),
        Case(name: "a pattern that runs away", text: intent("parking", "ru: парковка", "en: /(park+)+ing/"), codes: []),
        Case(name: "and one that does", text: intent("parking", "ru: парковка", "en: /([a-z]+)+ place/"), codes: ["R015"]),
        Case(name: "a slow one", text: intent("parking", "ru: парковка", "en: /.*park.*here/"), codes: ["R016"]),
        Case(name: "a phrase without a letter", text: intent("parking", "ru: парковка", "en: ="), codes: ["R009"]),
        Case(
            name: "words that begin something else",
            text: intent("people", "ru: люди", "en: call a human"), codes: ["R013"]),
        Case(
            name: "an example of another intent",
            text: intent("parking", "ru: парковка", "en: parking", "example en: dogs and cats")
                + intent("pets", "ru: с собакой", "en: dogs"),
            codes: ["R003"], arguments: ["parking", "pets", "flow.pets"]),
    ]

    @Test("findings", arguments: cases)
    func findings(_ example: Case) throws {
        let found = try Self.check(example.text)
        #expect(found.map(\.code.id) == example.codes, "\(found.map { "\($0.code.id) \($0.arguments)" })")
        if let arguments = example.arguments { #expect(found.first?.arguments == arguments) }
    }

    @Test("a broken pattern is shown with the engine's words, at its place")
    func place() throws {
        let text = Self.intent("parking", "ru: парковка", "en: /park[z-a]ing/")
        let found = try #require(try Self.check(text).first)
        #expect(found.code == .badPattern)
        #expect(found.arguments.first?.contains("range out of order") == true, "\(found.arguments)")
        let whole =
            "salonflow 1\nbot check\nlanguages ru, en\nalways handoff -> operator\n"
            + "flow people\nstart on book\nstep operator\nhand off\n" + text
        let shown = String(decoding: Array(whole.utf8)[found.span.range], as: UTF8.self)
        #expect("[z-a]ing".hasSuffix(shown) && shown.hasSuffix("ing"), "\(shown)")
    }

    @Test(
        "the example bots have no finding, each with its own salons",
        arguments: [
            ("nail-studio", "nail-studio"), ("barbershop", "barbershop"), ("beauty-salon", "beauty-salon/abay"),
            ("beauty-salon", "beauty-salon/lake"),
        ])
    func examples(bot: String, salon: String) throws {
        var sources = [try Bots.source("flows/\(bot)/bot.flow")]
        if bot != salon { sources.append(try Bots.source("flows/\(salon)/location.flow")) }
        let yaml = try Bots.source("flows/\(salon)/salon.yaml")
        let catalogue = try SalonFile(String(decoding: yaml.bytes, as: UTF8.self), name: yaml.name) {
            try Bots.zones.zone(named: $0)
        }.catalogue
        let checked = try Bots.toolchain.get().check(sources, catalogue: catalogue)
        #expect(checked.diagnostics.map { "\($0.code.id) \($0.arguments)" } == [])
        let costs = try #require(checked.compiled?.costs)
        #expect(costs.calls <= Limits.questionsPerTurn && costs.instructions <= Limits.instructionsPerTurn)
    }
}
