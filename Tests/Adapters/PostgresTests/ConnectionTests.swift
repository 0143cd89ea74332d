import Postgres
import PostgresTestSupport
import Testing

@Suite("Connection", .timeLimit(.minutes(1)))
struct ConnectionTests {
    @Test("A refusal carries SQLSTATE, constraint, table and the statement's name")
    func serverError() async throws {
        let error = try await withSession { connection in
            try connection.runScript(
                trusted: "CREATE TABLE visitor (phone text CONSTRAINT one_phone UNIQUE, CONSTRAINT short CHECK (length(phone) < 20))")
            let insert = Statement("visitor.insert", "INSERT INTO visitor (phone) VALUES ($1)")
            _ = try connection.execute(insert, [.text("+10000000001")])
            return postgresError { _ = try connection.execute(insert, [.text("+10000000001")]) }
        }
        let server = try #require(error?.serverError)
        #expect(server.state == .uniqueViolation)
        #expect(server.constraint == "one_phone")
        #expect(server.table == "visitor")
        #expect(server.statement == "visitor.insert")
        #expect(server.detail?.contains("+10000000001") == true)
    }

    @Test(
        "What an error prints never holds a bound value",
        arguments: [
            ("a value of the wrong form", "SELECT $1::int8"),
            ("a duplicate", "INSERT INTO kept VALUES ($1), ($1)"),
            ("a check", "INSERT INTO kept VALUES ($1 || 'x')"),
            ("a trigger's own words", "SELECT complain($1)"),
            ("an enum", "SELECT $1::mood"),
        ])
    func redaction(name: String, sql: String) async throws {
        let error = try await withSession { connection in
            try connection.runScript(
                trusted: """
                    CREATE TABLE kept (value text PRIMARY KEY CHECK (value NOT LIKE '%x'));
                    CREATE TYPE mood AS ENUM ('calm');
                    CREATE FUNCTION complain(text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN RAISE 'no: %', $1; END $$;
                    """)
            return postgresError { _ = try connection.execute(Statement(name: name, trusted: sql), [.text("Secret7")]) }
        }
        let found = try #require(error)
        #expect(found.serverError?.unredacted.contains("Secret7") == true)
        #expect(!"\(found)".contains("Secret7"))
        #expect(!String(reflecting: found).contains("Secret7"))
        var dumped = ""
        dump(found, to: &dumped)
        #expect(!dumped.contains("Secret7"))
    }

    @Test("A refused statement leaves the connection usable")
    func usableAfterError() async throws {
        let answer = try await withSession { connection in
            #expect(postgresError { _ = try connection.execute(Statement("test.bad", "SELECT 1 / 0")) } != nil)
            return try connection.execute(Queries.one)[0].int(0)
        }
        #expect(answer == 1)
    }

    @Test("One name for two statements, and other parameter types than at first, are refused before anything is sent")
    func statementMismatch() async throws {
        try await withSession { connection in
            _ = try connection.execute(Statement("test.same", "SELECT $1"), [.int64(1)])
            for (statement, parameter) in [
                (Statement("test.same", "SELECT $1, 2"), Parameter.int64(1)),
                (Statement("test.same", "SELECT $1"), Parameter.text("1")),
            ] {
                guard case .statementMismatch("test.same", _) = postgresError({ _ = try connection.execute(statement, [parameter]) })
                else {
                    Issue.record("the mismatch was not found")
                    continue
                }
            }
            #expect(try connection.execute(Statement("test.same", "SELECT $1"), [.int64(nil)])[0].isNull(0))
        }
    }

    @Test("A null, another type, a missing column and an infinite moment are errors, not values")
    func columnErrors() async throws {
        let statement = Statement("test.columns", "SELECT NULL::int8, 'x'::text, 'infinity'::timestamptz, ARRAY[[1,2]]::int8[]")
        let errors = try await withSession { connection in
            let row = try connection.execute(statement)[0]
            return [
                postgresError { _ = try row.int64(0) }, postgresError { _ = try row.int64(1) },
                postgresError { _ = try row.timestampMicroseconds(2) }, postgresError { _ = try row.int64s(3) },
                postgresError { _ = try row.text(4) },
            ]
        }
        let reasons = errors.map { error -> ColumnError.Reason? in
            if case .column(let error) = error { error.reason } else { nil }
        }
        #expect(
            reasons == [
                .null, .wrongType(oid: 25, wanted: "integer"), .malformed(wanted: "finite timestamptz"),
                .malformed(wanted: "array of integers"), .missing,
            ])
    }

    @Test("An unreachable server is an error with a reason")
    func unreachable() async throws {
        let address = DatabaseAddress(socketDirectory: "/nonexistent", port: 1, user: "nobody", database: "none")
        let error = try await onThread { postgresError { _ = try Connection(address) } }
        guard case .unreachable(let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains("/nonexistent"))
    }

    @Test("A plan that outlived its table's change is refused, and the connection asks to be replaced")
    func outlivedPlan() async throws {
        try await withSession { connection in
            try connection.runScript(trusted: "CREATE TABLE changing (a int)")
            let select = Statement("test.changing", "SELECT * FROM changing")
            _ = try connection.execute(select)
            try connection.runScript(trusted: "ALTER TABLE changing ADD b text")
            #expect(postgresError { _ = try connection.execute(select) }?.state == .featureNotSupported)
            #expect(!connection.isUsable)
        }
    }

    @Test("A statement that runs too long is cancelled by the session's own limit")
    func statementTimeout() async throws {
        let address = try await TestCluster.shared().database().serverAddress
        let error = try await onThread {
            let connection = try Connection(address, options: ConnectionOptions(statementTimeoutMilliseconds: 20))
            return postgresError { _ = try connection.execute(Statement("test.slow", "SELECT pg_sleep(60)")) }
        }
        #expect(error?.state == .queryCanceled)
    }
}

@Suite("Addresses")
struct DatabaseAddressTests {
    @Test(
        "What is shown holds no password",
        arguments: [
            "postgresql://salon:S3cret%40x@db1:5432,db2:5433/salonflow?target_session_attrs=read-write",
            "host=db1 user=salon password='S3cret@x' dbname=salonflow sslpassword=S3cret@x",
        ])
    func redacted(text: String) throws {
        let address = try DatabaseAddress(text)
        #expect(address.user == "salon" && address.database == "salonflow")
        var dumped = ""
        dump(address, to: &dumped)
        for shown in ["\(address)", String(reflecting: address), dumped] {
            #expect(!shown.contains("S3cret"))
            #expect(shown.contains("password=…"))
        }
    }

    @Test("Several hosts and their wish pass through")
    func severalHosts() throws {
        let address = try DatabaseAddress("postgresql://a,b:5433/x?target_session_attrs=primary")
        #expect(address.hosts == "a,b")
        #expect(address.ports == ",5433")
        #expect("\(address)".contains("target_session_attrs=primary"))
    }

    @Test("Another role does not inherit the password")
    func otherRole() throws {
        let address = try DatabaseAddress("postgresql://owner:S3cret@h/x")
        #expect(address.asking(as: "server") == (try DatabaseAddress("postgresql://server@h/x")))
    }

    @Test("An unreadable address is an error that does not repeat it", arguments: ["postgresql://u:S3cret@h/x?nope=1", "S3cret"])
    func unreadable(text: String) {
        #expect(throws: PostgresError.badAddress) { try DatabaseAddress(text) }
        #expect(!"\(PostgresError.badAddress)".contains("S3cret"))
    }
}
