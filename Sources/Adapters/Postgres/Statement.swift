/// One SQL text with a name, prepared once per connection on its first use.
///
/// The text is a literal of the program: a `StaticString` cannot be interpolated, so no value can get into it. Values
/// travel as `$1`, `$2`, … The name tells statements apart in errors and in the connection's cache, so it is unique.
package struct Statement: Sendable, Equatable {
    package let name: String
    package let sql: String

    package init(_ name: StaticString, _ sql: StaticString) {
        self.name = name.description
        self.sql = sql.description
    }

    /// The labelled spelling for SQL that is not a literal, such as a file embedded into the program.
    ///
    /// The caller vouches that nothing from outside is in it.
    package init(name: String, trusted sql: String) {
        self.name = name
        self.sql = sql
    }

    package func callAsFunction(_ parameters: Parameter...) -> Call {
        Call(self, parameters)
    }
}

/// A statement with the values for its placeholders, ready to be queued.
package struct Call: Sendable, Equatable {
    package var statement: Statement
    package var parameters: [Parameter]

    package init(_ statement: Statement, _ parameters: [Parameter] = []) {
        self.statement = statement
        self.parameters = parameters
    }
}

/// A name of a schema, table, role or database, quoted so that it is nothing else.
package struct SQLIdentifier: Sendable, Equatable, CustomStringConvertible {
    package let name: String

    package init(_ name: String) { self.name = name }

    /// The name in double quotes, with those inside doubled (PostgreSQL 4.1.1).
    package var description: String { "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\"" }
}
