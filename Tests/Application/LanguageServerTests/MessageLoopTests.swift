import Foundation
import JSON
import LanguageServer
import Testing

@Suite("The server works on a pair of streams") struct MessageLoopTests {
    /// What the loop writes for an input, and the code it ends with.
    private func run(_ input: [UInt8]) throws -> (code: Int32, output: [MessageReader.Item]) {
        let incoming = Pipe()
        let outgoing = Pipe()
        try incoming.fileHandleForWriting.write(contentsOf: Data(input))
        try incoming.fileHandleForWriting.close()
        var loop = MessageLoop(LanguageSession(toolchain: try EditorStub.toolchain.get()))
        let code = loop.run(input: incoming.fileHandleForReading, output: outgoing.fileHandleForWriting)
        try outgoing.fileHandleForWriting.close()
        var reader = MessageReader()
        reader.append(try outgoing.fileHandleForReading.readToEnd() ?? Data())
        var items: [MessageReader.Item] = []
        while let item = reader.next() { items.append(item) }
        return (code, items)
    }

    @Test("a farewell ends with 0, what follows it is not read")
    func farewell() throws {
        let messages: [JSONValue] = [
            ["jsonrpc": "2.0", "id": 1, "method": "initialize", "params": ["capabilities": [:]]],
            ["jsonrpc": "2.0", "id": 2, "method": "shutdown"], ["jsonrpc": "2.0", "method": "exit"],
            ["jsonrpc": "2.0", "id": 3, "method": "shutdown"],
        ]
        let ending = try run(messages.flatMap { MessageReader.framed($0.bytes()) })
        #expect(ending.code == 0)
        #expect(ending.output.count == 2)
        #expect(ending.output.last == .message(Array(#"{"jsonrpc":"2.0","id":2,"result":null}"#.utf8)))
    }

    @Test("an input that ends without a word ends with 1", arguments: ["", "Content-Length: 10\r\n\r\n{}", "noise"])
    func silence(_ input: String) throws {
        let ending = try run(Array(input.utf8))
        #expect(ending.code == 1)
        #expect(ending.output.isEmpty)
    }
}
