import FlowDiagnostics
import FlowSyntax
import Testing

@Suite("Parser: any bytes")
struct RobustnessTests {
    private static let sources: [(part: String, name: String)] =
        Corpus.names("syntax", ending: ".flow").map { ("syntax", $0) }
        + Corpus.names("errors", ending: ".flow").map { ("errors", $0) }

    /// Goal: no input crashes, hangs or loses a byte. Method: seeded mutations of the corpus; each failure names its seed.
    @Test("Mutated files keep every law", arguments: 0..<8)
    func mutationsKeepLaws(batch: Int) throws {
        let keywords = try Corpus.keywords()
        let files = try Self.sources.map { try Corpus.source($0.part, $0.name).bytes }.filter { $0.count < 6_000 }
        #expect(files.count > 20)
        for number in 0..<260 {
            let seed = UInt64(batch * 1_000 + number)
            var generator = SeededGenerator(seed: seed)
            var bytes = files[Int.random(in: 0..<files.count, using: &generator)]
            for _ in 0..<Int.random(in: 1...4, using: &generator) { mutate(&bytes, files, &generator) }
            let source = SourceFile(name: "mutated.flow", bytes: bytes)
            let parsed = Parser.parse(source, fileIndex: 0, keywords: keywords)
            let violation = Corpus.violation(of: parsed, source: source)
            #expect(violation == nil, "seed \(seed)")
            guard number % 10 == 0 else { continue }
            let renderer = DiagnosticRenderer(sources: [source], language: .russian)
            for diagnostic in parsed.diagnostics { #expect(renderer.text(diagnostic).contains("^")) }
        }
    }

    private func mutate(_ bytes: inout [UInt8], _ files: [[UInt8]], _ generator: inout SeededGenerator) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<7, using: &generator) {
        case 0: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...12, using: &generator)))
        case 1: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
        case 2: bytes.swapAt(place, Int.random(in: 0..<bytes.count, using: &generator))
        case 3: bytes.removeSubrange(place...)
        case 4:
            let marks = [
                "->", "{", "}", "[", "](", "|\n", ":", "ru:", "\n\n", "#", "\u{2028}", "\r", "/", "*", "»", "\u{200D}",
                ",",
            ]
            bytes.insert(contentsOf: Array(marks.randomElement(using: &generator)?.utf8 ?? "".utf8), at: place)
        case 5:
            // A line from elsewhere, so that every statement comes under every declaration.
            let other = files[Int.random(in: 0..<files.count, using: &generator)]
            let lines = other.split(separator: 0x0A)
            let line = lines.randomElement(using: &generator) ?? []
            let lineStart = bytes[..<place].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
            bytes.insert(contentsOf: Array(line) + [0x0A], at: lineStart)
        default:
            let marks: [UInt8] = Array(" \t\n-.,:|[](){}*/?#".utf8)
            bytes[place] = marks.randomElement(using: &generator) ?? 0x20
        }
    }

    @Test(
        "Work grows with the length alone",
        arguments: [
            "a", "{", "}", "[", "(", "(a]", "|\n", "| a\n", "ru: {\n", "\u{00A0}", "“", "->", "-", ",", "a,", "a.",
            "a-", "/",
            "*", "a b ", "\r", "step a\n", "flow a\n", "slot a\n", "say\nru: x\n", "текст\n", "ru:x\n", "\u{200B}", "🙂",
            "wrong a\nru: b\n", "customer: a\n| b\n", "always ", "not ", "hand ", "a answers b\n", "if a is b -> c\n",
            "expect a b, c d, ", "intent a\nru: (a|b)? [c]? d*\n",
        ])
    func workIsLinear(piece: String) throws {
        let headers = [
            "", "salonflow 1\nintent i\nru: ", "salonflow 1\nflow f\nslot s\nask\nru: ",
            "salonflow 1\ntest t\ncustomer: ",
        ]
        for header in headers {
            let small = try work(header, piece, 2_000)
            let large = try work(header, piece, 16_000)
            #expect(large.work <= 24 * large.bytes + 1_000)
            // Eight times the input may not take more than about eight times the work.
            #expect(large.work <= 10 * max(small.work, 2_000))
        }
    }

    private func work(_ header: String, _ piece: String, _ bytes: Int) throws -> (work: Int, bytes: Int) {
        let text = header + String(repeating: piece, count: bytes / piece.utf8.count)
        let parsed = try Corpus.parse(text)
        let source = SourceFile(name: "long.flow", text: text)
        #expect(Corpus.violation(of: parsed, source: source) == nil)
        return (parsed.work, source.bytes.count)
    }

    @Test("A file of the largest size is read to its end", arguments: ["  ru: текст\n", "| ещё\n"])
    func readsLargestFile(line: String) throws {
        let header = "salonflow 1\nflow f\nslot s\nask\nru: a\n"
        let count = (Limits.fileBytes - header.utf8.count) / line.utf8.count
        let parsed = try Corpus.parse(header + String(repeating: line, count: count))
        #expect(parsed.tree.tokens.last?.end == header.utf8.count + count * line.utf8.count)
        #expect(parsed.file.flows.count == 1)
    }
}
