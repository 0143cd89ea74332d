internal import BotFiles
internal import CivilTime
internal import Foundation
internal import Understanding

/// Understanding alone: the messages of the corpus, all of them different, said to one large salon.
///
/// Times are of the processor, for the one thread that works. A server remembers what lexicons say of words it met (not
/// what messages mean); so it is measured without that memory, with it but empty at first, and with all words in it.
enum UnderstandingBenchmark {
    private struct Message {
        var text: String
        var context: Context
    }

    private static let corpus = "Tests/Corpus/understanding"
    private static let laterRounds = 5

    static func run() throws {
        let before = ownMegabytes()
        var understander = try Toolchain.loadUnderstander()
        report("lexicons of all languages, shared by all tenants, MB", String(format: "%.1f", ownMegabytes() - before), aim: "< 40")
        let loads = try (0..<5).map { _ in
            try processorMicroseconds { understander = try Toolchain.loadUnderstander() } / 1000
        }
        report("load of them, ms", Spread(loads), aim: "< 50")

        let vocabulary = try tenant(understander, number: 0)
        let tenants = 50
        let alone = ownMegabytes()
        var kept: [Vocabulary] = []
        let made = try (0..<tenants).map { number in
            try processorMicroseconds { kept.append(try tenant(understander, number: number)) } / 1000
        }
        let share = (ownMegabytes() - alone) * 1024 / Double(tenants)
        report("a tenant's words (200 services, 30 masters, 40 intents), kB", String(format: "%.0f", share), aim: "< 200")
        report("making them, ms", Spread(made))

        let messages = try messages()
        guard messages.count >= 1_000 else { throw BenchmarkFault("\(corpus) has \(messages.count) messages; 1,000 are wanted") }
        let forgetful = try Toolchain.loadUnderstander(remembering: 0)
        let forgetfulWords = try tenant(forgetful, number: 0)
        var never: [Double] = []
        for _ in 0..<laterRounds { never += round(messages, forgetful, forgetfulWords) }
        reportTimes(never, "nothing remembered", of: messages.count)
        reportTimes(round(messages, understander, vocabulary), "the first time", of: messages.count)
        var later: [Double] = []
        for _ in 0..<laterRounds { later += round(messages, understander, vocabulary) }
        reportTimes(later, "words met before", of: messages.count)

        let context = messages[0].context
        let hostile = hostileMessages.map { text in
            processorMicroseconds { _ = understander.understand(text, vocabulary: vocabulary, context: context) } / 1000
        }
        for (text, time) in zip(hostileMessages, hostile).sorted(by: { $0.1 > $1.1 }).prefix(3) {
            report("hostile: \(text.prefix(24))…, ms", String(format: "%.2f", time), aim: "< 5")
        }
        withExtendedLifetime(kept) {}
    }

    private static func round(_ messages: [Message], _ understander: Understander, _ vocabulary: Vocabulary) -> [Double] {
        messages.map { message in
            processorMicroseconds {
                _ = understander.understand(message.text, vocabulary: vocabulary, context: message.context)
            }
        }
    }

    private static func reportTimes(_ times: [Double], _ name: String, of count: Int) {
        let sorted = times.sorted()
        func time(_ share: Double) -> String { String(format: "%.0f", sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]) }
        let rate = Int(Double(times.count) / times.reduce(0, +) * 1e6)
        report("\(count) messages, \(name), a second on one core", rate, aim: "≥ 20000")
        report("  p50, µs", time(0.5), aim: "< 50")
        report("  p99, µs", time(0.99), aim: "< 400")
        report("  the longest, µs", time(1))
    }

    /// The different messages of the corpus, each in the moment and to the question that it has there.
    private static func messages() throws -> [Message] {
        var messages: [Message] = []
        var seen: Set<String> = []
        for path in try FileManager.default.subpathsOfDirectory(atPath: corpus).sorted() where path.hasSuffix(".tsv") {
            var language = "ru"
            var now = CivilMoment(date: CivilDate(iso: "2026-05-20") ?? CivilDate(daysSinceEpoch: 0), time: ClockTime(iso: "11:05") ?? .midnight)
            for line in try String(contentsOfFile: "\(corpus)/\(path)", encoding: .utf8).split(separator: "\n") {
                let fields = line.split(separator: "\t").map(String.init)
                if line.hasPrefix("#") { continue }
                if fields.count == 2, fields[0] == "language" { language = fields[1] }
                if fields.count == 2, fields[0] == "now", let date = CivilDate(iso: fields[1].prefix(10)),
                    let time = ClockTime(iso: fields[1].dropFirst(11).prefix(5))
                {
                    now = CivilMoment(date: date, time: time)
                }
                guard fields.count > 2, seen.insert(fields[1]).inserted else { continue }
                let expecting = fields[0].split(separator: " ").first.flatMap { Expecting(rawValue: String($0)) }
                messages.append(
                    Message(
                        text: fields[1],
                        context: Context(
                            now: now, language: language, expecting: expecting, options: [], opens: ClockTime(iso: "10:00"),
                            closes: ClockTime(iso: "21:00"), languages: ["ru", "en"])))
            }
        }
        return messages
    }

    // A large salon

    private static let services = [
        ("Маникюр", "Manicure"), ("Педикюр", "Pedicure"), ("Стрижка", "Haircut"), ("Окрашивание", "Colouring"),
        ("Укладка", "Styling"), ("Массаж", "Massage"), ("Чистка лица", "Facial"), ("Пилинг", "Peeling"),
        ("Эпиляция", "Epilation"), ("Шугаринг", "Sugaring"), ("Ламинирование ресниц", "Lash lift"),
        ("Наращивание ресниц", "Lash extensions"), ("Коррекция бровей", "Brow shaping"), ("Мелирование", "Highlights"),
        ("Кератин", "Keratin"), ("Макияж", "Make-up"), ("Обёртывание", "Body wrap"), ("Скраб", "Scrub"),
        ("Наращивание ногтей", "Nail extensions"), ("Покрытие гель-лаком", "Gel polish"),
    ]
    private static let kinds = [
        ("классический", "classic"), ("экспресс", "express"), ("детский", "kids"), ("мужской", "men"), ("лечебный", "therapeutic"),
        ("премиум", "premium"), ("с дизайном", "with design"), ("на дому", "at home"), ("в четыре руки", "four hands"),
        ("для новых клиентов", "new client"),
    ]
    private static let masters = [
        ("Анна", "Anna"), ("Мария", "Maria"), ("Ольга", "Olga"), ("Екатерина", "Ekaterina"), ("Наталья", "Natalia"),
        ("Светлана", "Svetlana"), ("Татьяна", "Tatiana"), ("Ирина", "Irina"), ("Елена", "Elena"), ("Юлия", "Yulia"),
        ("Александра", "Alexandra"), ("Дарья", "Daria"), ("Виктория", "Victoria"), ("Полина", "Polina"), ("Алина", "Alina"),
        ("Айгуль", "Aigul"), ("Динара", "Dinara"), ("Гульнара", "Gulnara"), ("Мадина", "Madina"), ("Жанна", "Zhanna"),
        ("Ксения", "Ksenia"), ("Вероника", "Veronika"), ("Кристина", "Kristina"), ("Людмила", "Lyudmila"), ("Галина", "Galina"),
        ("Артём", "Artyom"), ("Дмитрий", "Dmitry"), ("Тимур", "Timur"), ("Сергей", "Sergey"), ("Руслан", "Ruslan"),
    ]
    private static let subjects = [
        ("парковка", "parking"), ("сертификат", "certificate"), ("кофе", "coffee"), ("стерилизация", "sterilisation"),
        ("скидка", "discount"), ("обучение", "course"), ("аренда", "rent"), ("отзыв", "review"), ("портфолио", "portfolio"),
        ("оплата", "payment"), ("собака", "dog"), ("коляска", "pram"), ("лифт", "lift"), ("метро", "underground"),
        ("инстаграм", "instagram"), ("гарантия", "warranty"), ("аллергия", "allergy"), ("беременность", "pregnancy"),
        ("материалы", "materials"), ("вакансия", "vacancy"),
    ]

    private static func tenant(_ understander: Understander, number: Int) throws -> Vocabulary {
        try understander.vocabulary(
            services: services.flatMap { service in
                kinds.map { kind in
                    Named(
                        id: "\(service.1) \(kind.1)",
                        names: ["\(service.0) \(kind.0)", "\(service.1) \(kind.1)", "\(kind.0) \(service.0) №\(number)"])
                }
            },
            masters: masters.map { Named(id: $0.1, names: [$0.0, $0.1]) },
            intents: subjects.flatMap { subject in
                [("есть", "any"), ("какая", "which")].map { asking in
                    IntentRule(
                        name: "\(subject.1)-\(asking.1)",
                        phrases: [
                            PhraseRule(
                                language: "ru", isExclusion: false, pattern: .sequence([.word(asking.0), .word(subject.0)])),
                            PhraseRule(
                                language: "en", isExclusion: false, pattern: .sequence([.word(asking.1), .word(subject.1)])),
                            PhraseRule(
                                language: "ru", isExclusion: true, pattern: .sequence([.word("не"), .word(subject.0)])),
                        ])
                }
            })
    }

    /// As long as the longest messages of WhatsApp and far longer, of what is hardest for one part or another.
    private static let hostileMessages = [
        String(repeating: "маникюр ", count: 4000), String(repeating: "в 3 или ", count: 4000),
        String(repeating: "не ", count: 5000), String(repeating: "а", count: 100_000),
        String(repeating: "завтра или ", count: 3000), String(repeating: "5 ", count: 8000),
        String(repeating: "25.05.", count: 4000), String(repeating: "\u{301}", count: 10_000),
        String(repeating: "двадцать пять ", count: 2000), String(repeating: "хочу записаться на ", count: 2000),
        String(repeating: "zapishite menya ", count: 2000),
        (0..<2000).map { "слово\(String($0, radix: 36))ность" }.joined(separator: " "),
        (0..<2000).map { number in "абвгдежзиклмнопрст".map { String($0) }.dropFirst(number % 17).joined() + "овать" }
            .joined(separator: " "),
    ]
}

private func ownMegabytes() -> Double { residentMegabytes(of: getpid()) }
