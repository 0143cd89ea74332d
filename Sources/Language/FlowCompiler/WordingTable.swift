package import FlowMachine

/// Reads `wording-<language>.tsv`: how a language writes dates and money.
///
/// Each line is a key and its values, parted by tabs; `#` begins a comment line, and `{nbsp}` in a value is a no-break
/// space, which could not be told from a blank otherwise.
package enum WordingTable {
    /// The keys, each with the number of values it must have.
    private static let keys: [(key: String, count: Int)] = [
        ("months", 12), ("weekdays", 7), ("short-weekdays", 7), ("day", 1), ("digit-separator", 1), ("money", 1),
    ]

    package static func read(_ bytes: [UInt8]) throws(WordingTableError) -> Wording {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw WordingTableError(line: 1, problem: .notUTF8)
        }
        var values: [String: [String]] = [:]
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (offset, line) in lines.enumerated() where !line.isEmpty && !line.hasPrefix("#") {
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map { unescaped(String($0)) }
            guard let known = keys.first(where: { $0.key == cells[0] }) else {
                throw WordingTableError(line: offset + 1, problem: .unknownKey(cells[0]))
            }
            guard values[known.key] == nil else {
                throw WordingTableError(line: offset + 1, problem: .repeatedKey(known.key))
            }
            guard cells.count == known.count + 1, !cells.contains("") else {
                throw WordingTableError(line: offset + 1, problem: .wrongCount(known.key, expected: known.count))
            }
            values[known.key] = Array(cells.dropFirst())
        }
        func value(_ key: String) throws(WordingTableError) -> [String] {
            guard let value = values[key] else { throw WordingTableError(line: lines.count, problem: .missingKey(key)) }
            return value
        }
        return Wording(
            months: try value("months"), weekdays: try value("weekdays"), shortWeekdays: try value("short-weekdays"),
            dayPattern: try value("day")[0], digitSeparator: try value("digit-separator")[0],
            moneyPattern: try value("money")[0])
    }

    private static func unescaped(_ cell: String) -> String {
        let noBreakSpace = "\u{A0}"
        var result = ""
        var rest = Substring(cell)
        while let brace = rest.firstIndex(of: "{") {
            result += rest[..<brace]
            rest = rest[brace...]
            if rest.hasPrefix("{nbsp}") {
                result += noBreakSpace
                rest = rest.dropFirst(6)
            } else {
                result.append(rest.removeFirst())
            }
        }
        return result + rest
    }
}

/// What is wrong with a wording table, and in which line, counted from 1.
package struct WordingTableError: Error, Hashable, Sendable, CustomStringConvertible {
    package let line: Int
    package let problem: Problem

    package init(line: Int, problem: Problem) {
        self.line = line
        self.problem = problem
    }

    package enum Problem: Hashable, Sendable {
        case notUTF8
        case unknownKey(String)
        case repeatedKey(String)
        case missingKey(String)
        /// The key has another number of values, or an empty one.
        case wrongCount(String, expected: Int)
    }

    package var description: String {
        let what =
            switch problem {
            case .notUTF8: "is not UTF-8; save the table as UTF-8"
            case .unknownKey(let key): "has the unknown key \(key); see WordingTable for the keys"
            case .repeatedKey(let key): "repeats the key \(key); keep one line for it"
            case .missingKey(let key): "lacks the key \(key); add a line for it"
            case .wrongCount(let key, let expected): "must give \(key) \(expected) values, none empty, parted by tabs"
            }
        return "wording table, line \(line): \(what)"
    }
}
