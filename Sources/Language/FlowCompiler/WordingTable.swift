package import FlowMachine

/// Reads `wording-<language>.tsv`: how a language writes dates and money.
///
/// Each line is a key and its values, parted by tabs; `#` begins a comment line, and `{nbsp}` in a value is a no-break
/// space, which could not be told from a blank otherwise.
package enum WordingTable {
    /// The keys, each with the number of values it must have; plural categories are as many as the language has.
    private static let keys: [(key: String, count: Int?)] = [
        ("months", 12), ("weekdays", 7), ("short-weekdays", 7), ("weekday-names", 7), ("day", 1), ("date", 1),
        ("digit-separator", 1), ("money", 1), ("list", 1), ("plurals", nil),
    ]

    package static func read(_ bytes: [UInt8]) throws(WordingTableError) -> Wording {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw WordingTableError(line: 1, problem: .notUTF8)
        }
        var values: [String: [String]] = [:]
        var plurals: [PluralRule] = []
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (offset, line) in lines.enumerated() where !line.isEmpty && !line.hasPrefix("#") {
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map { unescaped(String($0)) }
            guard let known = keys.first(where: { $0.key == cells[0] }) else {
                throw WordingTableError(line: offset + 1, problem: .unknownKey(cells[0]))
            }
            guard values[known.key] == nil else {
                throw WordingTableError(line: offset + 1, problem: .repeatedKey(known.key))
            }
            let count = known.count ?? max(1, cells.count - 1)
            guard cells.count == count + 1, !cells.contains("") else {
                throw WordingTableError(line: offset + 1, problem: .wrongCount(known.key, expected: count))
            }
            if known.key == "plurals" { plurals = try PluralRules.read(Array(cells.dropFirst()), line: offset + 1) }
            values[known.key] = Array(cells.dropFirst())
        }
        func value(_ key: String) throws(WordingTableError) -> [String] {
            guard let value = values[key] else { throw WordingTableError(line: lines.count, problem: .missingKey(key)) }
            return value
        }
        let wording = Wording(
            months: try value("months"), weekdays: try value("weekdays"), shortWeekdays: try value("short-weekdays"),
            dayPattern: try value("day")[0], digitSeparator: try value("digit-separator")[0],
            moneyPattern: try value("money")[0], datePattern: try value("date")[0],
            weekdayNames: try value("weekday-names"), listPattern: try value("list")[0], plurals: plurals)
        _ = try value("plurals")
        return wording
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
        case badPlural(String)
    }

    package var description: String {
        let what =
            switch problem {
            case .notUTF8: "is not UTF-8; save the table as UTF-8"
            case .unknownKey(let key): "has the unknown key \(key); see WordingTable for the keys"
            case .repeatedKey(let key): "repeats the key \(key); keep one line for it"
            case .missingKey(let key): "lacks the key \(key); add a line for it"
            case .badPlural(let cell):
                "has the unreadable plural category \(cell); write it as one: n % 10 = 1 and n % 100 != 11, the last without a rule"
            case .wrongCount(let key, let expected): "must give \(key) \(expected) values, none empty, parted by tabs"
            }
        return "wording table, line \(line): \(what)"
    }
}
