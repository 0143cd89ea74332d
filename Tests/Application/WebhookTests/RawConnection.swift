import Foundation
import PostgresTestSupport

/// Requests as bytes, for what a well-behaved client cannot send: chunks without a length, half a body.
enum RawConnection {
    /// Sends the bytes to a loopback port and returns the status of the answer; nil when the connection ended without one.
    static func status(port: Int, sending parts: [[UInt8]], thenClose: Bool = false) async throws -> Int? {
        try await onThread {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            guard descriptor >= 0 else { throw POSIXError(.EMFILE) }
            defer { close(descriptor) }
            var timeout = timeval(tv_sec: 20, tv_usec: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
            setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = UInt16(port).bigEndian
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            let connected = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            guard connected == 0 else { throw POSIXError(.ECONNREFUSED) }
            sending: for part in parts {
                var sent = 0
                while sent < part.count {
                    let count = part[sent...].withUnsafeBytes {
                        send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                    }
                    // The server may answer and close before it has read everything.
                    guard count > 0 else { break sending }
                    sent += count
                }
            }
            if thenClose { shutdown(descriptor, Int32(SHUT_WR)) }
            var answer: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 4096)
            while !answer.contains(UInt8(ascii: "\n")) {
                let count = recv(descriptor, &buffer, buffer.count, 0)
                guard count > 0 else { break }
                answer += buffer[..<count]
            }
            let words = String(decoding: answer, as: UTF8.self).split(separator: " ")
            return words.count > 1 ? Int(words[1]) : nil
        }
    }
}
