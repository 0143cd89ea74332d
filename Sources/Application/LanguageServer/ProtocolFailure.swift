/// Why a request has no result, by the codes of JSON-RPC 2.0 and LSP 3.17.
struct ProtocolFailure: Error, Hashable, Sendable {
    let code: Int
    let message: String

    static func unreadable(_ message: String) -> ProtocolFailure { ProtocolFailure(code: -32700, message: message) }
    static func invalidRequest(_ message: String) -> ProtocolFailure { ProtocolFailure(code: -32600, message: message) }
    static func unknownMethod(_ name: String) -> ProtocolFailure {
        ProtocolFailure(code: -32601, message: "There is no method `\(name)` here.")
    }
    static func invalidParameters(_ message: String) -> ProtocolFailure { ProtocolFailure(code: -32602, message: message) }
    static let notInitialized = ProtocolFailure(code: -32002, message: "The first request must be `initialize`.")
    /// Well formed and meant, and cannot be done; the message is for the user.
    static func refused(_ message: String) -> ProtocolFailure { ProtocolFailure(code: -32803, message: message) }
}
