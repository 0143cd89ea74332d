import Foundation
import HTTPTransfer
import JSON

/// A headless Chromium, driven through chromedriver by the W3C WebDriver protocol.
final class Browser: Sendable {
    struct Missing: Error, CustomStringConvertible {
        var description: String {
            "The page tests need chromium and chromedriver, which are not installed: tools/install --browser"
        }
    }

    /// What the driver refused, in its own words.
    struct Refused: Error, CustomStringConvertible {
        var description: String
    }

    private let driver: RunningProgram
    private let client: Client
    private let session: String
    private let profile: TestFolder
    /// The browser's own process, which is in no group of ours.
    private let process: pid_t?

    static func with(_ body: (Browser) async throws -> Void) async throws {
        let chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].first { (path: String) in
            access(path, X_OK) == 0
        }
        guard let chromium, access("/usr/bin/chromedriver", X_OK) == 0 else { throw Missing() }
        let driver = try await RunningProgram(["/usr/bin/chromedriver", "--port=0"], in: "/")
        defer { driver.kill(SIGKILL) }
        let browser = try await Browser(driver, chromium: chromium)
        do {
            try await body(browser)
        } catch {
            await browser.close()
            throw error
        }
        await browser.close()
    }

    private init(_ driver: RunningProgram, chromium: String) async throws {
        self.driver = driver
        client = Client()
        profile = try TestFolder()
        try await driver.until("chromedriver's port") { driver.output.contains("started successfully on port ") }
        guard let port = driver.output.digits(after: "started successfully on port ") else {
            throw Refused(description: driver.output)
        }
        let options: JSONValue = [
            "binary": .string(chromium),
            "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--window-size=420,900", "--lang=ru",
                .string("--user-data-dir=\(profile.path)/profile"),
            ],
        ]
        let address = "http://127.0.0.1:\(port)/session"
        let answer = try await Browser.call(
            client, .post, address,
            ["capabilities": ["alwaysMatch": ["browserName": "chrome", "goog:chromeOptions": options]]])
        guard let id = answer["sessionId"]?.string else { throw Refused(description: "no session: \(answer)") }
        session = "\(address)/\(id)"
        process = answer["capabilities"]?["goog:processID"]?.integer.map { pid_t($0) }
    }

    private func close() async {
        // A browser that does not close in good order is killed.
        _ = try? await Browser.call(client, .delete, session, nil)
        if let process {
            let isGone = try? await onThread { Stage.waitForEnd(of: process, upTo: 5) }
            if isGone != true { _ = Foundation.kill(process, SIGKILL) }
        }
        await client.close()
    }

    private static func call(
        _ client: Client, _ method: HTTPTransfer.Method, _ url: String, _ body: JSONValue?
    ) async throws -> JSONValue {
        let answer = try await client.send(
            Request(
                method, url, headers: [Header("Content-Type", "application/json; charset=utf-8")],
                body: body?.bytes() ?? [], limits: RequestLimits(totalTimeout: .seconds(60), responseBytes: 32 << 20)))
        let value = try JSONValue(parsing: answer.body)["value"] ?? nil
        guard answer.status == 200 else {
            throw Refused(description: "\(value["error"]?.string ?? "?"): \(value["message"]?.string ?? "?")")
        }
        return value
    }

    // MARK: What a person does

    func open(_ url: String) async throws {
        _ = try await Browser.call(client, .post, session + "/url", ["url": .string(url)])
    }

    func type(_ text: String, into selector: String) async throws {
        let element = try await find("css selector", selector)
        _ = try await Browser.call(client, .post, "\(session)/element/\(element)/value", ["text": .string(text)])
    }

    func click(_ selector: String) async throws {
        let element = try await find("css selector", selector)
        _ = try await Browser.call(client, .post, "\(session)/element/\(element)/click", [:])
    }

    /// Clicks the button with these words; of several the last.
    func clickButton(_ words: String) async throws {
        let element = try await find("xpath", "(//button[normalize-space()='\(words)'])[last()]")
        _ = try await Browser.call(client, .post, "\(session)/element/\(element)/click", [:])
    }

    private func find(_ strategy: String, _ selector: String) async throws -> String {
        let answer = try await Browser.call(
            client, .post, session + "/element", ["using": .string(strategy), "value": .string(selector)])
        // The name of the only member is fixed by the protocol (WebDriver, section 12.1).
        guard let id = answer["element-6066-11e4-a52e-4f735466cecf"]?.string else {
            throw Refused(description: "no element \(selector): \(answer)")
        }
        return id
    }

    /// Runs a function body in the page.
    func script(_ body: String) async throws -> JSONValue {
        try await Browser.call(client, .post, session + "/execute/sync", ["script": .string(body), "args": []])
    }

    /// Looks again and again until a script in the page answers true.
    func until(_ what: String, within seconds: Double = 20, _ body: String) async throws {
        let deadline = Date().addingTimeInterval(seconds)
        while try await script(body).bool != true {
            if Date() > deadline {
                let text = try await script("return document.body.innerText").string ?? ""
                throw Refused(description: "not within \(seconds) s: \(what); the page shows:\n\(text)")
            }
            let next = Date().addingTimeInterval(0.05)
            try await driver.until("the next look") { Date() >= next }
        }
    }

    /// Writes a picture of the window.
    func screenshot(to path: String) async throws {
        let text = try await Browser.call(client, .get, session + "/screenshot", nil).string ?? ""
        guard let data = Data(base64Encoded: text), !data.isEmpty else { throw Refused(description: "no picture") }
        try data.write(to: URL(fileURLWithPath: path))
    }

    /// Errors the page's scripts and its policy caused.
    func severeLogs() async throws -> [String] {
        let answer = try await Browser.call(client, .post, session + "/se/log", ["type": "browser"])
        return (answer.array ?? []).filter { $0["level"]?.string == "SEVERE" }.compactMap { $0["message"]?.string }
    }
}
