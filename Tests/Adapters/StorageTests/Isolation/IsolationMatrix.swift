import Postgres
import PostgresTestSupport

/// Every way in which one salon might reach another, tried: built from the catalogue, so that a new table is in it on
/// the day it is made. `failures` name the object at fault.
struct IsolationMatrix {
    private(set) var checks = 0
    private(set) var failures: [String] = []

    /// The two salons of `TwoSalons`: one asks, the other must not be reached. Both directions are tried.
    private static let directions = [(asking: 1, foreign: 2), (asking: 2, foreign: 1)]

    static func run(_ database: TestDatabase) throws -> IsolationMatrix {
        var matrix = IsolationMatrix()
        let administrator = try database.administrator()
        let catalogue = try SchemaCatalogue(administrator)
        for finding in try IsolationLaws.check(catalogue, administrator) { matrix.record(finding) }
        for (asking, foreign) in directions {
            let attempt = IsolationAttempts(
                catalogue: catalogue, administrator: administrator, asking: asking, foreign: foreign)
            for role in [Role.server, .owner] {
                let connection = try Connection(role == .server ? database.serverAddress : database.ownerAddress)
                for finding in try attempt.asRole(role, connection) { matrix.record(finding) }
            }
            for finding in try attempt.constraints() { matrix.record(finding) }
        }
        for finding in try CopyAttempts.run(catalogue, database) { matrix.record(finding) }
        return matrix
    }

    private mutating func record(_ finding: Finding) {
        checks += 1
        if let fault = finding.fault { failures.append("\(finding.subject): \(fault)") }
    }

    enum Role: String {
        case server = "salonflow_server"
        case owner = "salonflow_owner"
    }
}

/// One question of the matrix, and what was wrong with the answer, if anything.
struct Finding {
    var subject: String
    var fault: String?

    init(_ subject: String, _ fault: String?) {
        self.subject = subject
        self.fault = fault
    }

    init(_ subject: String, holds: Bool, else fault: String) { self.init(subject, holds ? nil : fault) }
}
