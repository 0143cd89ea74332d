import Conversations
import Testing

/// Every conversation of `Tests/Corpus/transcripts` goes as it is written there.
@Suite("Conversations: transcripts")
struct TranscriptTests {
    static let transcripts = Result { try Transcript.all() }

    @Test("are there, in both languages")
    func present() throws {
        let transcripts = try TranscriptTests.transcripts.get()
        #expect(transcripts.count >= 60)
        let spoken = transcripts.flatMap(\.lines).map(\.text).filter { $0.hasPrefix("> ") }
        #expect(spoken.count { $0.unicodeScalars.contains { (0x400...0x4FF).contains($0.value) } } >= 60)
        #expect(spoken.count { !$0.unicodeScalars.contains { (0x400...0x4FF).contains($0.value) } } >= 30)
    }

    @Test("go as written", arguments: (try? transcripts.get()) ?? [])
    func play(_ transcript: Transcript) throws {
        let wrong = try transcript.play()
        #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
        #expect(
            transcript.lines.contains { $0.text.hasPrefix("<") || $0.text.hasPrefix("=") || $0.text.hasPrefix("[") })
    }

    @Test("a bot that changes only greetings and answers has under twenty lines")
    func maria() throws {
        let lines = try Readme.flow().split(separator: "\n").filter { !$0.allSatisfy(\.isWhitespace) }
        #expect(lines.count < 20)
        #expect(lines.contains("use standard"))
        #expect(try TranscriptTests.transcripts.get().contains { $0.bot == "maria" })
    }
}
