import LanguageServer
import Testing

@Suite("The stream is cut into messages") struct MessageReaderTests {
    private func items(_ chunks: [String]) -> [MessageReader.Item] {
        var reader = MessageReader()
        var items: [MessageReader.Item] = []
        for chunk in chunks {
            reader.append(Array(chunk.utf8))
            while let item = reader.next() { items.append(item) }
        }
        return items
    }

    private func bodies(_ items: [MessageReader.Item]) -> [String] {
        items.map { item in
            switch item {
            case .message(let bytes): String(decoding: bytes, as: UTF8.self)
            case .fault: "!"
            }
        }
    }

    @Test(
        "headers of every kind",
        arguments: [
            ("Content-Length: 2\r\n\r\n{}", ["{}"]), ("content-length:2\r\n\r\n{}", ["{}"]),
            ("Content-Type: x\r\nContent-Length: 2 \r\n\r\n{}", ["{}"]), ("Content-Length: 2\n\n{}", ["{}"]),
            ("Content-Length: 0\r\n\r\nContent-Length: 1\r\n\r\nx", ["", "x"]),
            ("Content-Length: 6\r\n\r\nпри", ["при"]),
            ("Content-Length: x\r\n\r\nContent-Length: 1\r\n\r\ny", ["!", "y"]),
            ("Content-Length: -1\r\n\r\nContent-Length: 1\r\n\r\ny", ["!", "y"]),
            ("Content-Length: 99999999999999999999\r\n\r\nContent-Length: 1\r\n\r\ny", ["!", "y"]),
            ("Content-Length: 999999999\r\n\r\n{} Content-Length: 1\r\n\r\ny", ["!", "y"]),
            ("Content-Length:\r\n\r\nContent-Length: 1\r\n\r\ny", ["!", "y"]),
            ("X: y\r\n\r\n{}Content-Length: 1\r\n\r\ny", ["!", "y"]),
            ("\r\n\r\nContent-Length: 1\r\n\r\ny", ["!", "y"]), ("Content-Length: 3\r\n\r\n{}", []), ("Content-Len", []),
        ])
    func headers(_ stream: String, _ expected: [String]) {
        #expect(bodies(items([stream])) == expected)
        // The same, byte by byte.
        #expect(bodies(items(stream.unicodeScalars.map { String($0) })) == expected)
    }

    @Test("a header without end is one fault, and the next message is found")
    func endless() {
        let noise = String(repeating: "x", count: 3 * MessageReader.longestHeader)
        #expect(bodies(items([noise, noise, "Content-Length: 1\r\n\r\ny"])) == ["!", "y"])
        #expect(bodies(items(["Content-Length: " + noise, "Content-Length: 1\r\n\r\ny"])) == ["!", "y"])
    }

    @Test("what is framed is read back")
    func framed() {
        var reader = MessageReader()
        reader.append(MessageReader.framed(Array("🙂".utf8)) + MessageReader.framed([]))
        #expect(reader.next() == .message(Array("🙂".utf8)))
        #expect(reader.next() == .message([]))
        #expect(reader.next() == nil)
    }
}
