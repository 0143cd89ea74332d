internal import Foundation
internal import HTTPTransfer
internal import JSON

/// From the start of the program to the first reply on a customer's phone: with nothing there yet, and started again.
enum StartBenchmark {
    static func run() async throws {
        let state = "/tmp/salonflow-benchmark-start-\(ProcessInfo.processInfo.processIdentifier)"
        defer { try? FileManager.default.removeItem(atPath: state) }
        let first = try await firstReply(state, number: "77050000001")
        report("first run: database made, salon seeded, flow published, s", String(format: "%.2f", first.seconds))
        var again: [Double] = []
        var memory: [Double] = []
        for run in 0..<3 {
            let reply = try await firstReply(state, number: "7705000001\(run)")
            again.append(reply.seconds)
            memory.append(reply.memory)
        }
        report("started again, s", Spread(again))
        report("memory of the demo then, with its stand-in, MB", Spread(memory))
    }

    private static func firstReply(_ state: String, number: String) async throws -> (seconds: Double, memory: Double) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("salonflow")
        process.arguments = ["demo", "--state", state, "--port", "18490", "--stand-in-port", "18491"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let client = Client()
        let start = ContinuousClock.now
        try process.run()
        defer {
            process.terminate()
            process.waitUntilExit()
        }
        func call(_ method: HTTPTransfer.Method, _ path: String, _ body: String = "") async -> JSONValue? {
            let request = Request(method, "http://127.0.0.1:18491\(path)", body: Array(body.utf8))
            guard let answer = try? await client.send(request), answer.status == 200 else { return nil }
            return try? JSONValue(parsing: answer.body)
        }
        let deadline = start.advanced(by: .seconds(60))
        var isSent = false
        while ContinuousClock.now < deadline {
            if !isSent {
                isSent = await call(.post, "/control/customers/\(number)/messages", #"{"text":"маникюр завтра в 3"}"#) != nil
            } else if let entries = await call(.get, "/control/customers/\(number)/transcript")?["entries"]?.array,
                entries.contains(where: { $0["author"]?.string == "business" })
            {
                let time = (ContinuousClock.now - start).inSeconds
                let memory = residentMegabytes(of: process.processIdentifier)
                await client.close()
                return (time, memory)
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw BenchmarkFault("no reply within a minute")
    }
}

/// `VmRSS` of a process.
func residentMegabytes(of process: Int32) -> Double {
    let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
    return (line.split(separator: " ").compactMap { Double($0) }.first ?? .nan) / 1024
}
