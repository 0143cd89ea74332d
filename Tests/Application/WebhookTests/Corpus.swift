import Foundation
import JSON

/// The samples of `Tests/Corpus/whatsapp-payloads`, found from this file's place.
enum Corpus {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Corpus/whatsapp-payloads")

    static func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: folder.appending(path: path))) }

    static func json(_ path: String) throws -> JSONValue { try JSONValue(parsing: bytes(path)) }

    /// Names of the samples that begin so, sorted. Empty only if the corpus is broken, which a test notices.
    static func samples(_ prefixes: String...) -> [String] {
        let path = folder.path(percentEncoded: false)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { name in prefixes.contains { name.hasPrefix($0) } }.sorted()
    }
}

/// What one body holds, by a plain reading of its tree and not by the decoder: what the tables are held against.
struct ExpectedRows: Hashable {
    /// Channel account and message id of every message.
    var inbox: Set<String> = []
    /// Channel account, message id and rank of every status.
    var reports: Set<String> = []
    var deadLetters = 0

    init() {}

    init(reading body: [UInt8], knownAccounts: Set<String>) throws {
        let ranks = ["sent": 1, "failed": 2, "delivered": 3, "read": 4, "played": 5]
        for entry in try JSONValue(parsing: body)["entry"]?.array ?? [] {
            for change in entry["changes"]?.array ?? [] {
                guard change["field"]?.string == "messages" else {
                    deadLetters += 1
                    continue
                }
                let value = change["value"]
                let account = value?["metadata"]?["phone_number_id"]?.string ?? ""
                let isKnown = knownAccounts.contains(account)
                for message in value?["messages"]?.array ?? [] {
                    if isKnown { inbox.insert("\(account) \(message["id"]?.string ?? "")") } else { deadLetters += 1 }
                }
                for status in value?["statuses"]?.array ?? [] {
                    let rank = ranks[status["status"]?.string ?? ""] ?? 0
                    if isKnown {
                        reports.insert("\(account) \(status["id"]?.string ?? "") \(rank)")
                    } else {
                        deadLetters += 1
                    }
                }
                deadLetters += value?["errors"]?.array?.count ?? 0
            }
        }
    }
}
