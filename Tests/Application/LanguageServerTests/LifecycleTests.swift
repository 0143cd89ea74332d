import JSON
import LanguageServer
import Testing

@Suite("A session begins, ends and answers mistakes by the protocol") struct LifecycleTests {
    @Test("before initialize requests are refused and notifications dropped")
    func before() throws {
        var editor = try EditorStub(isInitialized: false)
        #expect(try editor.failure("textDocument/hover", [:]).code == -32002)
        #expect(editor.notify("textDocument/didOpen", [:]).isEmpty)
        let result = try editor.result("initialize", ["capabilities": [:]])
        #expect(result["capabilities"]?["textDocumentSync"]?["change"]?.integer == 2)
        #expect(result["capabilities"]?["positionEncoding"]?.string == "utf-16")
        #expect(try editor.failure("initialize", ["capabilities": [:]]).code == -32600)
    }

    @Test("after shutdown only exit is taken, and ends with 0; exit alone ends with 1")
    func ending() throws {
        var editor = try EditorStub()
        #expect(try editor.result("shutdown", nil) == .null)
        #expect(try editor.failure("textDocument/hover", [:]).code == -32600)
        #expect(editor.session.exitCode == nil)
        editor.notify("exit", nil)
        #expect(editor.session.exitCode == 0)
        var rude = try EditorStub()
        rude.notify("exit", nil)
        #expect(rude.session.exitCode == 1)
    }

    @Test(
        "the first encoding of ours that the client knows is taken",
        arguments: [
            (["utf-16", "utf-8"], "utf-8"), (["utf-16"], "utf-16"), (["utf-32"], "utf-32"), ([], "utf-16"),
            (["ebcdic"], "utf-16"),
        ])
    func encoding(_ offered: [String], _ taken: String) throws {
        var editor = try EditorStub(isInitialized: false)
        let capabilities: JSONValue = ["general": ["positionEncodings": .array(offered.map(JSONValue.string))]]
        let result = try editor.result("initialize", ["capabilities": capabilities])
        #expect(result["capabilities"]?["positionEncoding"]?.string == taken)
    }

    @Test(
        "what is no message is answered with the protocol's error",
        arguments: [
            ("", -32700), ("{", -32700), ("nonsense", -32700), ("\u{FEFF}{}", -32700), ("[]", -32600), ("1", -32600),
            ("null", -32600), ("{}", -32600), (#"{"jsonrpc":"1.0","id":1,"method":"x"}"#, -32600),
            (#"{"jsonrpc":"2.0","id":1}"#, -32600), (#"{"jsonrpc":"2.0","id":1,"method":7}"#, -32600),
            (#"{"jsonrpc":"2.0","id":{},"method":"x"}"#, -32600), (#"{"jsonrpc":"2.0","id":null,"method":"x"}"#, -32600),
            (#"{"jsonrpc":"2.0","id":1,"method":"x","params":7}"#, -32600),
            (#"{"jsonrpc":"2.0","id":1,"method":"no/such"}"#, -32601),
            (#"{"jsonrpc":"2.0","id":1,"method":"textDocument/hover"}"#, -32602),
            (#"{"jsonrpc":"2.0","id":1,"method":"textDocument/hover","params":[]}"#, -32602),
            (
                #"{"jsonrpc":"2.0","id":1,"method":"textDocument/hover","params":{"textDocument":{"uri":7},"position":{}}}"#,
                -32602
            ),
            (
                #"{"jsonrpc":"2.0","id":1,"method":"textDocument/hover","params":{"textDocument":{"uri":"file:///x"},"position":{"line":-1,"character":1e9}}}"#,
                -32602
            ),
        ])
    func mistakes(_ body: String, _ code: Int) throws {
        var editor = try EditorStub()
        let answers = editor.session.receive(Array(body.utf8))
        try #require(answers.count == 1)
        #expect(answers[0]["error"]?["code"]?.integer == code, "\(answers[0].text())")
        #expect(answers[0]["error"]?["message"]?.string?.isEmpty == false)
        #expect(answers[0]["id"] != nil)
    }

    @Test("unknown notifications, cancelled requests and answers to us are taken without a word")
    func silence() throws {
        var editor = try EditorStub()
        #expect(editor.notify("$/cancelRequest", ["id": 7]).isEmpty)
        #expect(editor.notify("no/such", [1, 2]).isEmpty)
        #expect(editor.notify("$/setTrace", ["value": "off"]).isEmpty)
        #expect(editor.send(["jsonrpc": "2.0", "id": "salonflow/watch", "result": nil]).isEmpty)
        #expect(editor.send(["jsonrpc": "2.0", "id": 4, "error": ["code": 1, "message": ""]]).isEmpty)
    }

    @Test("a notification that cannot be read goes to the client's log and changes nothing")
    func unreadableNotification() throws {
        var editor = try EditorStub()
        editor.open("/bot/a.flow", "salonflow 1\n")
        let answers = editor.notify(
            "textDocument/didChange",
            [
                "textDocument": ["uri": EditorStub.uri("/bot/a.flow"), "version": 2],
                "contentChanges": [["text": "gone"], ["range": ["start": 1], "text": "x"]],
            ])
        #expect(answers.map { $0["method"]?.string } == ["window/logMessage"])
        #expect(editor.session.text(of: "file:///bot/a.flow") == Array("salonflow 1\n".utf8))
    }

    @Test("files are watched where the client can do so")
    func watching() throws {
        var editor = try EditorStub(
            capabilities: ["workspace": ["didChangeWatchedFiles": ["dynamicRegistration": true]]])
        #expect(editor.received.contains { $0["method"]?.string == "client/registerCapability" })
        editor = try EditorStub()
        #expect(!editor.received.contains { $0["method"]?.string == "client/registerCapability" })
    }
}
