/// Where a database is and who asks: libpq's settings, kept as keyword and value.
///
/// Made from a `postgresql://` URI or a `key=value` string, several hosts included (`host=a,b`,
/// `target_session_attrs=read-write`). Printing an address never shows a password.
package struct DatabaseAddress: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible {
    /// libpq keywords (`host`, `port`, `user`, `dbname`, …) with their values; sorted when shown.
    private(set) var settings: [String: String]

    /// Reads what an operator wrote into `DATABASE_URL`.
    ///
    /// Throws `.badAddress` when libpq cannot read it; the error never repeats the text, since it may hold a password.
    package init(_ text: String) throws(PostgresError) {
        self.settings = try ConnectionStrings.parse(text)
    }

    /// The address of a server that listens in a folder of this machine.
    package init(socketDirectory: String, port: Int, user: String, database: String, password: String? = nil) {
        settings = ["host": socketDirectory, "port": String(port), "user": user, "dbname": database]
        settings["password"] = password
    }

    package var hosts: String? { settings["host"] }
    package var ports: String? { settings["port"] }
    package var user: String? { settings["user"] }
    package var database: String? { settings["dbname"] }

    /// The same server, asked as another role; the password belongs to the old role and is dropped.
    package func asking(as user: String, password: String? = nil) -> DatabaseAddress {
        var copy = self
        copy.settings["user"] = user
        copy.settings["password"] = password
        return copy
    }

    /// The same server and role, another database.
    package func with(database: String) -> DatabaseAddress {
        var copy = self
        copy.settings["dbname"] = database
        return copy
    }

    /// The settings without secrets, fit for a log.
    package var description: String {
        let shown = settings.sorted { $0.key < $1.key }.map { key, value in
            Self.secretKeywords.contains(key) ? "\(key)=…" : "\(key)=\(value)"
        }
        return shown.joined(separator: " ")
    }

    package var debugDescription: String { description }

    private static let secretKeywords: Set<String> = ["password", "sslpassword", "passfile"]
}

extension DatabaseAddress: CustomReflectable {
    /// Keeps `dump` and test failures from walking into the settings.
    package var customMirror: Mirror { Mirror(self, children: ["address": description]) }
}
