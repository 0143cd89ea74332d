internal import FlowCompiler
internal import FlowDiagnostics
internal import FlowGenerator
internal import FlowMachine
internal import FlowSyntax
internal import Foundation
internal import Grammar
internal import StandardFlows

/// Feeds spoiled flow files to parser, formatter and compiler, and messages that nobody writes to the understanding, by
/// turns until the time is over. `tools/fuzz` starts it.
///
/// What is being read is kept in the folder `KEEP`, so that a trap leaves behind what led to it; a broken law is said with
/// its seed and ends with 1.
@main
struct FuzzCommand {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 5, let seconds = Double(arguments[1]), let seed = UInt64(arguments[2]) else {
            FileHandle.standardError.write(Data("usage: flow-fuzz SECONDS SEED KEEP REPOSITORY\n".utf8))
            exit(2)
        }
        let keep = URL(filePath: arguments[3])
        let repository = URL(filePath: arguments[4])
        let fuzzer = try Fuzzer(repository: repository)
        let messages = try MessageFuzzer(repository: repository)
        let end = ContinuousClock.now.advanced(by: .seconds(seconds))
        var number = seed
        while ContinuousClock.now < end {
            let input = fuzzer.input(seed: number)
            try reading(input, as: "spoiled.flow", in: keep, seed: number) { fuzzer.violation(of: input) }
            let message = messages.message(seed: number)
            try reading(Array(message.utf8), as: "message.txt", in: keep, seed: number) { messages.violation(of: message) }
            number += 1
        }
        try? FileManager.default.removeItem(at: keep)
        print("\(number - seed) files and as many messages, seeds \(seed) to \(number - 1): every law is kept.")
    }

    /// Keeps the input while `violation` reads it, and for good when it breaks a law.
    private static func reading(
        _ input: [UInt8], as name: String, in folder: URL, seed: UInt64, _ violation: () -> String?
    ) throws {
        let kept = folder.appending(path: name)
        try Data(input).write(to: kept)
        if let violation = violation() {
            print("seed \(seed): \(violation); the input is kept in \(kept.path)")
            exit(1)
        }
        try FileManager.default.removeItem(at: kept)
    }
}

private struct Fuzzer {
    private let keywords: KeywordTable
    private let laws: FlowLaws
    private let wordings: [String: Wording]
    private let library: [ParsedFile]
    private let corpus: [[UInt8]]

    init(repository: URL) throws {
        let keywords = try KeywordTable(bytes: GrammarFiles.keywords)
        self.keywords = keywords
        laws = FlowLaws(keywords: keywords)
        var wordings: [String: Wording] = [:]
        for (language, bytes) in GrammarFiles.wordings { wordings[language] = try WordingTable.read(bytes) }
        self.wordings = wordings
        library = StandardFlows.files.enumerated().map {
            Parser.parse(
                SourceFile(name: $0.element.name, bytes: $0.element.bytes), fileIndex: $0.offset + 1, keywords: keywords)
        }
        let names = FileManager.default.enumerator(atPath: repository.path)?.compactMap { $0 as? String } ?? []
        corpus = try names.filter { $0.hasSuffix(".flow") && !$0.hasPrefix(".build") }.sorted()
            .map { [UInt8](try Data(contentsOf: repository.appending(path: $0))) }
            .filter { $0.count < 8_000 }
    }

    /// Mostly a spoiled file of the repository, now and then a spoiled bot that was generated.
    func input(seed: UInt64) -> [UInt8] {
        var files = corpus
        if seed % 4 == 0 {
            var printer = BotPrinter(
                keywords: keywords, dialect: seed % 8 == 0 ? "ru" : "en", layout: .wild, usesFirstSpellings: false,
                seed: seed)
            files = [printer.print(BotGenerator.bot(seed: seed, size: Int(seed % 7) + 1))]
        }
        var mutator = FlowMutator(files: files, seed: seed)
        return mutator.next()
    }

    func violation(of bytes: [UInt8]) -> String? {
        if let violation = laws.violation(of: bytes) { return violation }
        let file = Parser.parse(SourceFile(name: "any.flow", bytes: bytes), fileIndex: 0, keywords: keywords)
        let result = Compiler.compile(
            CompileInput(sources: [file], library: library, keywords: keywords, wordings: wordings))
        let hasErrors = result.diagnostics.contains { $0.severity == .error }
        if hasErrors == (result.compiled != nil) { return "compiled in spite of errors, or not without one" }
        return nil
    }
}
