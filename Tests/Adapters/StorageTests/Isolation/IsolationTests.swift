import Postgres
import PostgresTestSupport
import Storage
import Testing

@Suite("Isolation of salons")
struct IsolationTests {
    @Test("Nothing of one salon reaches another, by any table, role and way")
    func matrix() async throws {
        let database = try await StorageDatabase.withTwoSalons()
        let matrix = try await onThread { try IsolationMatrix.run(database) }
        print("isolation matrix: \(matrix.checks) checks, \(matrix.failures.count) failures")
        #expect(matrix.failures.isEmpty, "\(matrix.failures.joined(separator: "\n"))")
        // Far fewer checks would mean that the catalogue was not read.
        #expect(matrix.checks > 1000)
    }

    /// The matrix is worth what it finds: each damage is done to a copy of the database, and the matrix must name it.
    @Test("The matrix turns red when the schema is damaged", .serialized, arguments: Damage.all)
    func damage(_ damage: Damage) async throws {
        let database = try await StorageDatabase.withTwoSalons()
        let matrix = try await onThread {
            try database.administrator().runScript(trusted: damage.sql)
            return try IsolationMatrix.run(database)
        }
        let naming = matrix.failures.filter { $0.contains(damage.named) }
        #expect(!naming.isEmpty, "no failure names \(damage.named); failures: \(matrix.failures.prefix(10))")
    }
}

struct Damage: Sendable, CustomTestStringConvertible {
    var title: String
    var sql: String
    /// What a failure must mention.
    var named: String

    var testDescription: String { title }

    static let all = [
        Damage(
            title: "a policy dropped", sql: "DROP POLICY tenant ON booking",
            named: "table booking: has no tenant policy"),
        Damage(
            title: "row-level security off", sql: "ALTER TABLE customer DISABLE ROW LEVEL SECURITY",
            named: "salon 1, customer, select: shows rows of another salon"),
        Damage(
            title: "not forced on the owner", sql: "ALTER TABLE turn NO FORCE ROW LEVEL SECURITY",
            named: "salonflow_owner of salon 1, turn, select: shows rows of another salon"),
        Damage(
            title: "WITH CHECK that checks nothing", sql: "ALTER POLICY tenant ON inbox WITH CHECK (true)",
            named: "inbox, insert: was not stopped by isolation"),
        Damage(
            title: "WITH CHECK left out",
            sql: """
                DROP POLICY tenant ON outbox;
                CREATE POLICY tenant ON outbox
                    USING (tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::bigint)
                """, named: "policy tenant of outbox: WITH CHECK is none"),
        Damage(
            title: "a second, wider policy", sql: "CREATE POLICY support ON customer FOR SELECT USING (true)",
            named: "policy support of customer"),
        Damage(
            title: "a foreign key of one column",
            sql: """
                CREATE UNIQUE INDEX customer_alone ON customer (id);
                ALTER TABLE booking DROP CONSTRAINT booking_tenant_id_customer_id_fkey;
                ALTER TABLE booking ADD CONSTRAINT booking_customer_alone
                    FOREIGN KEY (customer_id) REFERENCES customer (id)
                """,
            named: "foreign key booking_customer_alone of booking, salon 1: lets a row point at another salon's"),
        Damage(
            title: "a unique key without the tenant",
            sql: "ALTER TABLE service ADD CONSTRAINT service_slug_alone UNIQUE (slug)",
            named: "service_slug_alone notices the keys of another salon"),
        Damage(
            title: "an exclusion without the tenant",
            sql: """
                ALTER TABLE working_hours ADD CONSTRAINT hours_alone
                    EXCLUDE USING gist (master_id WITH =, week_minutes WITH &&)
                """, named: "key hours_alone of working_hours"),
        Damage(
            title: "a new table without row-level security",
            sql: """
                CREATE TABLE note (tenant_id bigint NOT NULL REFERENCES tenant, id bigint, PRIMARY KEY (tenant_id, id));
                INSERT INTO note VALUES (1, 1), (2, 2);
                GRANT SELECT, INSERT ON note TO salonflow_server
                """, named: "salon 1, note, select: shows rows of another salon"),
        Damage(
            title: "a new table nobody seeds",
            sql: """
                CREATE TABLE note (tenant_id bigint NOT NULL REFERENCES tenant, id bigint, PRIMARY KEY (tenant_id, id))
                """, named: "note: the fixture has no row"),
        Damage(
            title: "a new table without a tenant",
            sql: "CREATE TABLE note (id bigint PRIMARY KEY); GRANT SELECT ON note TO salonflow_server",
            named: "table note: has no tenant_id"),
        Damage(
            title: "a view that shows what its owner sees",
            sql:
                "CREATE VIEW every_booking AS SELECT * FROM booking; GRANT SELECT ON every_booking TO salonflow_server",
            named: "view every_booking: shows what its owner may see"),
        Damage(
            title: "TRUNCATE granted", sql: "GRANT TRUNCATE ON booking TO salonflow_server",
            named: "table booking: the serving role may [\"TRUNCATE\"]"),
        Damage(
            title: "the tenant may be changed", sql: "GRANT UPDATE (tenant_id) ON customer TO salonflow_server",
            named: "table customer: the serving role may change tenant_id"),
        Damage(
            title: "dead letters readable", sql: "GRANT SELECT ON dead_letter TO salonflow_server",
            named: "table dead_letter: has no tenant_id"),
        Damage(
            title: "open to everybody", sql: "GRANT SELECT ON customer TO PUBLIC",
            named: "table customer: everybody may"),
        Damage(
            title: "a function that runs as its owner",
            sql: """
                CREATE FUNCTION every_customer() RETURNS SETOF customer LANGUAGE sql SECURITY DEFINER
                    AS 'SELECT * FROM customer'
                """, named: "function every_customer: runs as its owner"),
        Damage(
            title: "a search path not pinned", sql: "ALTER FUNCTION tenants_with_work RESET search_path",
            named: "function tenants_with_work: its search_path is not pinned"),
        Damage(
            title: "routing opened further", sql: "CREATE POLICY routing ON customer FOR SELECT USING (true)",
            named: "policy routing of customer"),
        Damage(
            title: "something owned by the serving role",
            sql: "CREATE TABLE scratch (id int PRIMARY KEY); ALTER TABLE scratch OWNER TO salonflow_server",
            named: "role salonflow_server: owns something"),
        Damage(
            title: "a tenant that may be missing",
            sql: "ALTER TABLE turn DROP CONSTRAINT turn_pkey CASCADE, ALTER tenant_id DROP NOT NULL",
            named: "table turn: tenant_id may be null"),
    ]
}
