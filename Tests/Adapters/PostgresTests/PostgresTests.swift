import Postgres
import PostgresTestSupport
import Testing

@Suite("Connection")
struct ConnectionTests {
    @Test("A value goes there and back")
    func roundTrip() async throws {
        let database = try await TestCluster.shared().database()
        let answer = try await onThread {
            let connection = try Connection(database.serverAddress)
            return try connection.execute(Statement("test.one", "SELECT $1 + 1"), [.int64(41)])[0].int64(0)
        }
        #expect(answer == 42)
    }
}
