import Foundation
import JSON
import Testing

extension EndToEnd {
    @Suite("The language server speaks over standard input and output") struct LanguageServerTests {
        /// What the program wrote, taken apart.
        static func messages(_ output: String) throws -> [JSONValue] {
            var rest = Array(output.utf8)[...]
            var messages: [JSONValue] = []
            while !rest.isEmpty {
                let separator = Array("\r\n\r\n".utf8)
                let end = try #require(rest.indices.first { rest[$0...].starts(with: separator) })
                let header = String(decoding: rest[..<end], as: UTF8.self)
                let length = try #require(header.split(separator: " ").last.flatMap { Int($0) })
                rest = rest[(end + separator.count)...]
                messages.append(try JSONValue(parsing: Array(rest.prefix(length))))
                rest = rest.dropFirst(length)
            }
            return messages
        }

        static func framed(_ messages: [JSONValue]) -> String {
            messages.map { message in
                let text = message.text()
                return "Content-Length: \(text.utf8.count)\r\n\r\n\(text)"
            }
            .joined()
        }

        @Test("a whole session over a folder on the disk")
        func session() async throws {
            let folder = try TestFolder()
            let file = try folder.write("bot.flow", "an older text")
            _ = try folder.write("more.flow", "salonflow 1\nflow more\n  step second\n    thenn second\n")
            let yaml = try String(contentsOfFile: "\(Salonflow.root)/flows/nail-studio/salon.yaml", encoding: .utf8)
            _ = try folder.write("salon.yaml", yaml)
            let uri = "file://" + file
            let text = "salonflow 1\nbot b\nlanguages ru\nuse standard\nflow f\n  start on book\n  step first\n    then second\n"
            let place: JSONValue = ["line": 7, "character": 12]
            let input = Self.framed([
                [
                    "jsonrpc": "2.0", "id": 1, "method": "initialize",
                    "params": ["capabilities": [:], "initializationOptions": ["language": "ru"], "processId": nil],
                ],
                ["jsonrpc": "2.0", "method": "initialized", "params": [:]],
                [
                    "jsonrpc": "2.0", "method": "textDocument/didOpen",
                    "params": [
                        "textDocument": ["uri": .string(uri), "languageId": "salonflow", "version": 1, "text": .string(text)]
                    ],
                ],
                [
                    "jsonrpc": "2.0", "id": 2, "method": "textDocument/definition",
                    "params": ["textDocument": ["uri": .string(uri)], "position": place],
                ],
                [
                    "jsonrpc": "2.0", "id": 3, "method": "textDocument/formatting",
                    "params": ["textDocument": ["uri": .string(uri)], "options": [:]],
                ],
                ["jsonrpc": "2.0", "id": 4, "method": "no/such"],
                ["jsonrpc": "2.0", "id": 5, "method": "shutdown"],
                ["jsonrpc": "2.0", "method": "exit"],
            ])
            let ending = try await Salonflow.run(["lsp", "--stdio"], input: input)
            #expect(ending.code == 0 && ending.errors == "", "\(ending)")
            let messages = try Self.messages(ending.output)
            func answer(_ id: Int) throws -> JSONValue { try #require(messages.first { $0["id"]?.integer == id }) }
            #expect(try answer(1)["result"]?["capabilities"]?["documentFormattingProvider"]?.bool == true)
            #expect(try answer(2)["result"]?[0]?["uri"]?.string == "file://\(folder.path)/more.flow")
            #expect(try answer(2)["result"]?[0]?["range"]?["start"]?["line"]?.integer == 2)
            #expect(try answer(3)["result"]?.array != nil)
            #expect(try answer(4)["error"]?["code"]?.integer == -32601)
            #expect(try answer(5)["result"] == .null)
            let findings = messages.filter { $0["method"]?.string == "textDocument/publishDiagnostics" }
                .filter { $0["params"]?["uri"]?.string == "file://\(folder.path)/more.flow" }
            let told = findings.last?["params"]?["diagnostics"]?.array?.compactMap { $0["message"]?.string } ?? []
            #expect(told.contains { $0.contains("Неизвестное слово «thenn»") }, "\(told)")
        }

        @Test("noise is answered with the protocol's error; a client that goes without a word ends it with 1")
        func noise() async throws {
            let ending = try await Salonflow.run(["lsp"], input: "GET / HTTP/1.1\r\n\r\n" + Self.framed([[:], 7]))
            #expect(ending.code == 1, "\(ending)")
            let codes = try Self.messages(ending.output).map { $0["error"]?["code"]?.integer }
            #expect(codes == [-32700, -32600, -32600])
        }
    }
}
