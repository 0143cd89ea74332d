internal import Glibc
internal import Synchronization

/// Sends ready-made HTTP requests to one loopback port over kept-alive connections, each on a thread of its own: little more
/// than the system calls, so that what is measured is the server.
enum LoadGenerator {
    struct Result: Sendable {
        var seconds: Double
        var answered: Int
        /// Answers with another status than 200.
        var refused: Int
        /// Seconds until each answer, sorted.
        var latencies: [Double]

        var rate: Double { Double(answered) / seconds }
        func percentile(_ share: Double) -> Double {
            latencies.isEmpty ? .nan : latencies[min(latencies.count - 1, Int(Double(latencies.count) * share))]
        }
    }

    /// Every request once, spread over the connections. Blocks the thread.
    static func run(_ requests: [[UInt8]], port: Int, connections: Int) -> Result {
        let results = Mutex<(latencies: [Double], refused: Int)>(([], 0))
        let start = ContinuousClock.now
        let threads = (0..<connections).map { lane in
            Lane {
                var latencies: [Double] = []
                var refused = 0
                let socket = LoopbackSocket(port: port)
                for place in stride(from: lane, to: requests.count, by: connections) {
                    let sent = ContinuousClock.now
                    if socket.exchange(requests[place]) != 200 { refused += 1 }
                    latencies.append((ContinuousClock.now - sent).inSeconds)
                }
                results.withLock {
                    $0.latencies += latencies
                    $0.refused += refused
                }
            }
        }
        for thread in threads { thread.join() }
        let time = (ContinuousClock.now - start).inSeconds
        let (latencies, refused) = results.withLock { $0 }
        return Result(seconds: time, answered: latencies.count, refused: refused, latencies: latencies.sorted())
    }

    static func post(_ path: String, body: [UInt8], headers: [(String, String)] = []) -> [UInt8] {
        var head = "POST \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        head += "Content-Length: \(body.count)\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        return Array((head + "\r\n").utf8) + body
    }
}

/// A thread that can be waited for.
private final class Lane {
    private var thread = pthread_t()

    init(_ body: @escaping @Sendable () -> Void) {
        let box = Unmanaged.passRetained(Body(run: body))
        pthread_create(
            &thread, nil,
            { pointer in
                guard let pointer else { return nil }
                Unmanaged<Body>.fromOpaque(pointer).takeRetainedValue().run()
                return nil
            }, box.toOpaque())
    }

    func join() { pthread_join(thread, nil) }

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(run: @escaping @Sendable () -> Void) { self.run = run }
    }
}

private final class LoopbackSocket {
    private let descriptor: Int32
    private var buffer = [UInt8](repeating: 0, count: 64 * 1024)

    init(port: Int) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        precondition(connected == 0, "cannot connect to port \(port)")
    }

    deinit { close(descriptor) }

    /// The status of the answer, or 0 when the connection broke.
    func exchange(_ request: [UInt8]) -> Int {
        var sent = 0
        while sent < request.count {
            let count = request.withUnsafeBytes { send(descriptor, $0.baseAddress! + sent, request.count - sent, 0) }
            guard count > 0 else { return 0 }
            sent += count
        }
        var filled = 0
        var expected: Int?
        while expected.map({ filled < $0 }) ?? true {
            let room = buffer.count - filled
            let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress! + filled, room, 0) }
            guard count > 0 else { return 0 }
            filled += count
            if expected == nil { expected = lengthOfAnswer(filled) }
        }
        return Int(buffer[9] &- 48) * 100 + Int(buffer[10] &- 48) * 10 + Int(buffer[11] &- 48)
    }

    /// Head and body together, once the head is whole.
    private func lengthOfAnswer(_ filled: Int) -> Int? {
        guard filled >= 4 else { return nil }
        for end in 3..<filled where buffer[end] == 10 && buffer[end - 1] == 13 && buffer[end - 2] == 10 {
            let head = String(decoding: buffer[0...end], as: UTF8.self).lowercased()
            guard let range = head.firstRange(of: "content-length: ") else { return end + 1 }
            return end + 1 + (Int(head[range.upperBound...].prefix { $0.isNumber }) ?? 0)
        }
        return nil
    }
}
