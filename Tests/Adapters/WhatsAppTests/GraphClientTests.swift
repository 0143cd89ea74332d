import FlowInterpreter
import HTTPTransfer
import JSON
import Synchronization
import Testing
import WhatsApp

@Suite("Graph client")
struct GraphClientTests {
    private let account = GraphAccount(phoneNumberID: "400200300400501", token: BearerToken("EAAtoken"))

    private func message() throws -> MessageRequest {
        let message = Message(text: "Здравствуйте", choices: [], menuLabel: "")
        return try #require(
            try MessageEncoder.requests(for: message, to: .phone("77051234567"), callback: "42", language: "ru").first)
    }

    private func result(_ response: Result<Response, TransferError>) async throws -> SendResult {
        let client = GraphClient { _ throws(TransferError) in try response.get() }
        return await client.send(try message(), from: account)
    }

    private func answer(_ status: Int, _ body: [UInt8], _ headers: [Header] = []) -> Result<Response, TransferError> {
        .success(Response(status: status, headers: headers, body: body, reusedConnection: false))
    }

    @Test("the request goes where it should, with the salon's own token")
    func request() async throws {
        let seen = Mutex<Request?>(nil)
        let body = try Corpus.sample("rs-send-ok.json")
        let configuration = GraphClient.Configuration(baseURL: "http://127.0.0.1:1", version: "v99.0")
        let client = GraphClient(configuration) { request throws(TransferError) in
            seen.withLock { $0 = request }
            return Response(status: 200, headers: [], body: body, reusedConnection: false)
        }
        let message = try message()
        _ = await client.send(message, from: account)
        let request = try #require(seen.withLock { $0 })
        #expect(request.method == .post)
        #expect(request.url == "http://127.0.0.1:1/v99.0/400200300400501/messages")
        #expect(request.bearerToken == BearerToken("EAAtoken"))
        #expect(request.headers.contains(Header("Content-Type", "application/json")))
        #expect(request.body == message.body)
        #expect(request.limits.redirects == 0)
    }

    @Test("an account that is no number never reaches the network", arguments: ["", "1/2", "../1", "１", "1?x"])
    func account(id: String) async throws {
        let client = GraphClient { _ throws(TransferError) in
            Issue.record("sent")
            throw TransferError(.unknown, .other, "")
        }
        let account = GraphAccount(phoneNumberID: id, token: BearerToken("EAAtoken"))
        guard case .notSent(let error) = await client.send(try message(), from: account) else {
            Issue.record("not refused")
            return
        }
        #expect(error.cause == .invalidRequest)
    }

    static let accepted: [(String, Acceptance)] = [
        (
            "rs-send-ok.json",
            Acceptance(
                providerID: "wamid.HBgLNzcwNTEyMzQ1NjcVAgARGBJBQTAwMDAwMDAwMDA2MTdBRjUA", phone: "77051234567",
                userID: nil, messageStatus: nil)
        ),
        (
            "rs-send-ok-bsuid.json",
            Acceptance(
                providerID: "wamid.HBgLMDAwMDAwMDAwMDAVAgARGBJBQTAwMDAwMDAwMDA2N0RGNTkA", phone: nil,
                userID: "KZ.13491208655302741918", messageStatus: nil)
        ),
        (
            "rs-send-ok-template-accepted.json",
            Acceptance(
                providerID: "wamid.HBgLNzcwNTEyMzQ1NjcVAgARGBJBQTAwMDAwMDAwMDA2MzE0MEUA", phone: "77051234567",
                userID: nil, messageStatus: "accepted")
        ),
        (
            "rs-send-ok-template-held.json",
            Acceptance(
                providerID: "wamid.HBgLNzcwNTEyMzQ1NjcVAgARGBJBQTAwMDAwMDAwMDA2NEFEMjcA", phone: "77051234567",
                userID: nil, messageStatus: "held_for_quality_assessment")
        ),
        (
            "rs-send-ok-wa-id-differs.json",
            Acceptance(
                providerID: "wamid.HBgMNTUxMTk4NzY1NDMyFQIAERgSQUEwMDAwMDAwMDAwNjY0NjQwAA==", phone: "551198765432",
                userID: nil, messageStatus: nil)
        ),
    ]

    @Test("an acceptance carries the id", arguments: accepted)
    func accepts(name: String, acceptance: Acceptance) async throws {
        #expect(try await result(answer(200, Corpus.sample(name))) == .accepted(acceptance))
    }

    @Test("every recorded error is a refusal with the table's policy", arguments: Corpus.samples("er-"))
    func refuses(name: String) async throws {
        let index = try #require(try Corpus.json("whatsapp-payloads/index.json")["files"]?.array)
        let entry = try #require(index.first { $0["file"]?.string == name })
        let bytes = try Corpus.sample(name)
        let status = entry["http_status"]?.integer ?? 400
        guard case .refused(let error) = try await result(answer(status, bytes)) else {
            Issue.record("not a refusal")
            return
        }
        let body = try #require(try JSONValue(parsing: bytes)["error"])
        #expect(error.code == body["code"]?.integer)
        #expect(error.subcode == body["error_subcode"]?.integer)
        #expect(error.httpStatus == status)
        #expect(error.message == body["message"]?.string)
        if let details = body["error_data"]?["details"]?.string { #expect(error.details == details) }
        // The index was written apart from the table, from the same facts.
        if let words = entry["retry"]?.string { #expect(words.hasPrefix("no") == (error.retry == .no), "\(words)") }
        // The status decides nothing.
        guard case .refused(let other) = try await result(answer(429, bytes)) else {
            Issue.record("not a refusal")
            return
        }
        #expect(other.retry == error.retry)
        #expect(other.scope == error.scope)
    }

    @Test("the recorded errors are there")
    func corpus() {
        #expect(Corpus.samples("er-").count == 33)
    }

    @Test("the policy table is the corpus's")
    func table() throws {
        let codes = try #require(try Corpus.json("whatsapp-errors.json")["codes"]?.array)
        #expect(codes.count == ErrorPolicy.all.count)
        for row in codes {
            let code = try #require(row["code"]?.integer)
            let policy = ErrorPolicy.policy(for: code)
            #expect(ErrorPolicy.isKnown(code))
            #expect(policy.code == code)
            #expect(policy.retry.rawValue == row["retry"]?.string, "\(code)")
            #expect(policy.scope.rawValue == row["scope"]?.string, "\(code)")
        }
    }

    private func error(_ status: Int, _ text: String, _ headers: [Header] = []) async throws -> GraphError? {
        guard case .refused(let error) = try await result(answer(status, Array(text.utf8), headers)) else {
            Issue.record("not a refusal")
            return nil
        }
        return error
    }

    @Test("unknown codes are not retried unless Meta calls them transient")
    func unknownCodes() async throws {
        #expect(try await error(400, #"{"error":{"code":999999,"message":"x"}}"#)?.retry == .no)
        #expect(try await error(500, #"{"error":{"code":999999,"is_transient":true}}"#)?.retry == .backoff)
        #expect(try await error(400, #"{"error":{"code":131047,"is_transient":true}}"#)?.retry == .no)
        #expect(try await error(403, #"{"error":{"code":294}}"#)?.scope == .tenant)
    }

    @Test("the subcode of “invalid parameter” tells what is invalid")
    func subcodes() async throws {
        #expect(try await error(400, #"{"error":{"code":100,"error_subcode":33}}"#)?.scope == .number)
        #expect(try await error(400, #"{"error":{"code":100,"error_subcode":2388273}}"#)?.scope == .template)
        #expect(try await error(400, #"{"error":{"code":100,"error_subcode":5}}"#)?.scope == .message)
        // Elsewhere a subcode is no code of the table.
        #expect(try await error(401, #"{"error":{"code":190,"error_subcode":33}}"#)?.scope == .tenant)
    }

    @Test("Meta's own waiting times are read, and not believed beyond a day")
    func waits() async throws {
        let rate = #"{"error":{"code":80007,"message":"x"}}"#
        func wait(_ headers: [Header]) async throws -> Duration? { try await error(400, rate, headers)?.wait }
        let usage =
            #"{"300100200300401":[{"type":"messaging","estimated_time_to_regain_access":7},"#
            + #"{"estimated_time_to_regain_access":19}]}"#
        #expect(try await wait([Header("x-business-use-case-usage", usage)]) == .seconds(19 * 60))
        #expect(try await wait([Header("retry-after", "30")]) == .seconds(30))
        #expect(try await wait([Header("retry-after", "Fri, 31 Dec 1999 23:59:59 GMT")]) == nil)
        #expect(try await wait([Header("retry-after", "999999999999")]) == .seconds(86_400))
        #expect(try await wait([Header("x-business-use-case-usage", "{")]) == nil)
        let endless = #"{"1":[{"estimated_time_to_regain_access":9223372036854775807}]}"#
        #expect(try await wait([Header("x-business-use-case-usage", endless)]) == .seconds(86_400))
        #expect(try await wait([]) == nil)
    }

    @Test("an answer without an error object: refused where the status says so, unknown where it may have gone through")
    func withoutError() async throws {
        let page = Array("<html><body>Bad Gateway</body></html>".utf8)
        for status in [500, 502, 504, 520] {
            #expect(
                try await result(answer(status, page))
                    == .unknown(reason: "HTTP status \(status) without an error object"))
        }
        for (status, retry) in [
            (503, ErrorPolicy.Retry.backoff), (429, .later), (408, .backoff), (404, .no), (302, .no),
        ] {
            let error = try await error(status, "<html>")
            #expect(error?.retry == retry)
            #expect(error?.code == nil)
            #expect(error?.httpStatus == status)
        }
        for body in ["", "{}", "[]", "<html>", #"{"messages":[]}"#, #"{"messages":[{"id":""}]}"#, #"{"error":"no"}"#] {
            #expect(
                try await result(answer(200, Array(body.utf8)))
                    == .unknown(reason: "HTTP status 200 without a message id"))
        }
    }

    @Test("what was not sent and what may have arrived stay apart")
    func transfers() async throws {
        let refused = TransferError(.notSent, .connectionFailed, "refused")
        #expect(try await result(.failure(refused)) == .notSent(refused))
        let lost = TransferError(.unknown, .timeout, "too slow")
        #expect(try await result(.failure(lost)) == .unknown(reason: lost.description))
    }

    @Test("no description shows a token")
    func secrets() async throws {
        var shown = "\(account) \(String(reflecting: account))"
        dump(account, to: &shown)
        #expect(!shown.contains("EAAtoken"))
        #expect(shown.contains("400200300400501"))
    }
}
