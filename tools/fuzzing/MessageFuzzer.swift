internal import CivilTime
internal import Foundation
internal import Grammar
internal import MessageGenerator
internal import Understanding

/// Messages of random characters, of shuffled words and of spoiled customers, and the laws of reading them.
struct MessageFuzzer {
    private let generator: MessageGenerator
    private let laws: MessageLaws

    init(repository: URL) throws {
        let folder = repository.appending(path: "Tests/Corpus/understanding")
        let files = (FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []).sorted()
        var messages: [String] = []
        for file in files where file.hasSuffix(".tsv") && file.contains("/") {
            for line in try String(contentsOf: folder.appending(path: file), encoding: .utf8).split(separator: "\n") {
                let fields = line.split(separator: "\t")
                if fields.count == 3 { messages.append(String(fields[1])) }
            }
        }
        generator = MessageGenerator(messages: messages)
        let understander = try Understander(languages: LexiconFiles.languages)
        let vocabulary = try understander.vocabulary(
            services: [
                Named(id: "manicure", names: ["Маникюр", "Manicure"]),
                Named(id: "gel", names: ["Маникюр с гель-лаком", "Gel manicure"]),
                Named(id: "pedicure", names: ["Педикюр", "Pedicure"]), Named(id: "haircut", names: ["Стрижка", "Haircut"]),
            ],
            masters: [Named(id: "anna", names: ["Анна", "Anna"]), Named(id: "olga", names: ["Ольга Петрова", "Olga Petrova"])],
            intents: [])
        laws = MessageLaws(
            understander: understander, vocabulary: vocabulary,
            context: Context(
                now: CivilMoment(date: CivilDate(daysSinceEpoch: 20_817), time: .midnight), language: nil, expecting: nil,
                options: [], opens: ClockTime(hour: 10, minute: 0), closes: ClockTime(hour: 21, minute: 0)))
    }

    func message(seed: UInt64) -> String { generator.message(seed: seed) }

    func violation(of message: String) -> String? { laws.violation(of: message) }
}
