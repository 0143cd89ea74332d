internal import CPostgres

/// libpq's own reading of connection strings, so that ours accepts exactly what `psql` accepts.
enum ConnectionStrings {
    static func parse(_ text: String) throws(PostgresError) -> [String: String] {
        var message: UnsafeMutablePointer<CChar>? = nil
        guard let options = unsafe PQconninfoParse(text, &message) else {
            // The parser's message may quote a piece of the password: it is freed unread.
            unsafe PQfreemem(message)
            throw .badAddress
        }
        defer { unsafe PQconninfoFree(options) }
        var settings: [String: String] = [:]
        var next = unsafe options
        while let keyword = unsafe next.pointee.keyword {
            if let value = unsafe next.pointee.val {
                unsafe settings[String(cString: keyword)] = unsafe String(cString: value)
            }
            unsafe next += 1
        }
        return settings
    }
}
