import Foundation
import Glibc
import Synchronization

/// A server on a free loopback port that does to its clients what servers do on bad days, by the path they ask for.
/// A thread for each connection: it blocks where a real one would hang.
final class ScriptedServer: Sendable {
    struct Seen: Sendable {
        var connections = 0
        /// Whole requests, in the order of arrival: the first line and the body.
        var requests: [(line: String, headers: String, body: String)] = []
    }

    private struct State {
        var seen = Seen()
        var open: Set<Int32> = []
        var isStopped = false
    }

    let port: UInt16
    private let listener: Int32
    private let state = Mutex(State())

    struct Failure: Error { let call: String }

    init() throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard listener >= 0 else { throw Failure(call: "socket") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(listener, generic, length) == 0 && listen(listener, 512) == 0
                    && getsockname(listener, generic, &length) == 0
            }
        }
        guard result else { throw Failure(call: "bind") }
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { [self] in acceptAll() }
    }

    func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

    var seen: Seen { state.withLock { $0.seen } }

    /// Ends the listener and every connection.
    func stop() {
        state.withLock { state in
            guard !state.isStopped else { return }
            state.isStopped = true
            _ = shutdown(listener, Int32(SHUT_RDWR))
            for descriptor in state.open { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }

    private func acceptAll() {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { break }
            let isStopped = state.withLock { state in
                state.seen.connections += 1
                state.open.insert(connection)
                return state.isStopped
            }
            if isStopped {
                finish(connection)
                break
            }
            Thread.detachNewThread { [self] in
                serve(connection)
                finish(connection)
            }
        }
        _ = close(listener)
    }

    private func finish(_ connection: Int32) {
        state.withLock { state in
            state.open.remove(connection)
            _ = close(connection)
        }
    }

    private func serve(_ connection: Int32) {
        var buffer: [UInt8] = []
        var answered = 0
        while let (line, headers, body) = readRequest(connection, &buffer) {
            state.withLock { $0.seen.requests.append((line, headers, body)) }
            let words = line.split(separator: " ").map(String.init)
            guard words.count == 3, answer(words[0], words[1], body, connection, answered) else { return }
            answered += 1
        }
    }

    /// Whether the connection stays open.
    private func answer(_ method: String, _ path: String, _ body: String, _ connection: Int32, _ answered: Int) -> Bool
    {
        let parts = path.prefix { $0 != "?" }.split(separator: "/").map(String.init)
        switch parts.first {
        case "ok": send(connection, status: "200 OK", body: "{\"ok\":true}")
        case "echo": send(connection, status: "200 OK", body: "\(method) \(body)")
        case "head": write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n")
        case "status": send(connection, status: "\(parts[1]) Some Words", body: "<html>no</html>")
        case "big": send(connection, status: "200 OK", body: String(repeating: "x", count: Int(parts[1]) ?? 0))
        case "redirect": send(connection, status: "302 Found", body: "", more: "Location: /ok\r\n")
        case "never":
            var byte: UInt8 = 0
            while recv(connection, &byte, 1, 0) > 0 {}
            return false
        case "close": return false
        case "partial":
            write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nten bytes.")
            return false
        case "garbage":
            write(connection, "this is not HTTP\r\n\r\n")
            return false
        case "interim":
            write(connection, "HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n")
            send(connection, status: "200 OK", body: "late")
        case "dies-when-reused":
            guard answered == 0 else { return false }
            send(connection, status: "200 OK", body: "first")
        default: send(connection, status: "404 Not Found", body: "")
        }
        return true
    }

    private func send(_ connection: Int32, status: String, body: String, more: String = "") {
        write(
            connection,
            "HTTP/1.1 \(status)\r\nContent-Type: text/plain\r\nX-Mixed-Case:  spaced \r\n\(more)"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    private func write(_ connection: Int32, _ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }

    private func readRequest(_ connection: Int32, _ buffer: inout [UInt8]) -> (String, String, String)? {
        var chunk = [UInt8](repeating: 0, count: 65536)
        while true {
            if let end = buffer.firstRange(of: Array("\r\n\r\n".utf8)) {
                let head = String(decoding: buffer[..<end.lowerBound], as: UTF8.self)
                let lines = head.components(separatedBy: "\r\n")
                let length =
                    lines.lazy.filter { $0.lowercased().hasPrefix("content-length:") }
                    .compactMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) }.first ?? 0
                if buffer.count - end.upperBound >= length {
                    let body = String(decoding: buffer[end.upperBound..<end.upperBound + length], as: UTF8.self)
                    buffer.removeSubrange(..<(end.upperBound + length))
                    return (lines[0], lines.dropFirst().joined(separator: "\n"), body)
                }
            }
            let count = recv(connection, &chunk, chunk.count, 0)
            guard count > 0 else { return nil }
            buffer.append(contentsOf: chunk[..<count])
        }
    }
}

/// A port of this machine at which nobody listens.
func freePort() throws -> UInt16 {
    let server = try ScriptedServer()
    server.stop()
    return server.port
}
