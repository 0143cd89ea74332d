/// The part of PCRE2's syntax that backtracking depends on: what may follow what, and how often.
indirect enum PatternSyntax {
    case empty
    case scalars(ScalarRanges)
    case sequence([PatternSyntax])
    case alternatives([PatternSyntax])
    /// `most` is nil for any number.
    case repeated(PatternSyntax, least: Int, most: Int?)

    /// Nil for what this reading leaves out: back references, look-around, atomic groups, conditions, recursion. A pattern
    /// with such parts is bounded by `Pattern.Limits` when it runs, as every pattern is.
    init?(_ source: String) {
        var reader = PatternReader(source)
        guard let syntax = reader.alternatives(), reader.isAtEnd else { return nil }
        self = syntax
    }

    /// Texts that the pattern matches, at most `limit`: each alternative once where there is room.
    func samples(limit: Int) -> [String] {
        switch self {
        case .empty: [""]
        case .scalars(let ranges): [String(Character(ranges.sample))]
        case .sequence(let parts):
            Self.combine(parts.map { $0.samples(limit: limit) }, limit: limit)
        case .alternatives(let parts): Array(parts.flatMap { $0.samples(limit: limit) }.prefix(limit))
        case .repeated(let part, let least, _):
            part.samples(limit: limit).map { sample in
                String(repeating: sample, count: min(max(least, 1), 20))
            }
        }
    }

    /// Each choice of each part at least once, not every combination of them.
    static func combine(_ parts: [[String]], limit: Int) -> [String] {
        let count = min(parts.map(\.count).max() ?? 1, limit)
        guard parts.allSatisfy({ !$0.isEmpty }) else { return [] }
        return (0..<max(count, 1)).map { number in parts.map { $0[number % $0.count] }.joined() }
    }
}

/// Sets of Unicode scalars as ranges that do not touch, in order.
struct ScalarRanges: Equatable {
    private(set) var ranges: [ClosedRange<UInt32>]

    init(_ ranges: [ClosedRange<UInt32>]) {
        var merged: [ClosedRange<UInt32>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound &+ 1 {
                merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        self.ranges = merged
    }

    static let all = ScalarRanges([0...0x10FFFF])
    static let digits = ScalarRanges([0x30...0x39])
    static let spaces = ScalarRanges([0x09...0x0D, 0x20...0x20, 0x85...0x85, 0xA0...0xA0, 0x2000...0x200A, 0x3000...0x3000])
    /// Letters of other scripts are taken for one run: two of them may be told apart by no class that people write.
    static let words = ScalarRanges([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A, 0xAA...0xAA, 0xC0...0x1FFF])
    static let letters = ScalarRanges([0x41...0x5A, 0x61...0x7A, 0xAA...0xAA, 0xC0...0x1FFF])

    var inverse: ScalarRanges {
        var result: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges {
            if range.lowerBound > next { result.append(next...(range.lowerBound - 1)) }
            next = range.upperBound &+ 1
        }
        if next <= 0x10FFFF { result.append(next...0x10FFFF) }
        return ScalarRanges(result)
    }

    func union(_ other: ScalarRanges) -> ScalarRanges { ScalarRanges(ranges + other.ranges) }

    func intersects(_ other: ScalarRanges) -> Bool { common(other) != nil }

    /// A scalar of both sets.
    func common(_ other: ScalarRanges) -> Unicode.Scalar? {
        for left in ranges {
            for right in other.ranges where left.overlaps(right) {
                return ScalarRanges([left.clamped(to: right)]).sample
            }
        }
        return nil
    }

    /// A scalar of the set, a letter where there is one, that can be read on a screen.
    var sample: Unicode.Scalar {
        for wished in [UInt32]([0x61, 0x430, 0x31, 0x20, 0x41]) where ranges.contains(where: { $0.contains(wished) }) {
            if let scalar = Unicode.Scalar(wished) { return scalar }
        }
        for range in ranges {
            for value in [range.lowerBound, max(range.lowerBound, min(0x21, range.upperBound))] {
                if value >= 0x20, let scalar = Unicode.Scalar(value) { return scalar }
            }
        }
        return ranges.first.flatMap { Unicode.Scalar($0.lowerBound) } ?? " "
    }
}

/// Reads a pattern that PCRE2 has compiled already, so that its mistakes need no care here.
private struct PatternReader {
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var depth = 0

    init(_ source: String) { scalars = Array(source.unicodeScalars) }

    var isAtEnd: Bool { position >= scalars.count }
    private var current: Unicode.Scalar? { isAtEnd ? nil : scalars[position] }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard current == scalar else { return false }
        position += 1
        return true
    }

    mutating func alternatives() -> PatternSyntax? {
        depth += 1
        defer { depth -= 1 }
        guard depth < 64 else { return nil }
        var parts: [PatternSyntax] = []
        repeat {
            guard let part = sequence() else { return nil }
            parts.append(part)
        } while take("|")
        return parts.count == 1 ? parts[0] : .alternatives(parts)
    }

    private mutating func sequence() -> PatternSyntax? {
        var items: [PatternSyntax] = []
        while let scalar = current, scalar != "|", scalar != ")" {
            guard let item = item(), let repeated = repeated(item) else { return nil }
            items.append(repeated)
        }
        return items.count == 1 ? items[0] : .sequence(items)
    }

    private mutating func repeated(_ item: PatternSyntax) -> PatternSyntax? {
        var bounds: (Int, Int?)?
        switch current {
        case "*": bounds = (0, nil)
        case "+": bounds = (1, nil)
        case "?": bounds = (0, 1)
        case "{":
            let start = position
            bounds = counted()
            if bounds == nil { position = start } else { position -= 1 }
        default: break
        }
        guard let (least, most) = bounds else { return item }
        position += 1
        // A possessive repetition never gives back what it took: its ways are not alternatives.
        if take("+") { return nil }
        _ = take("?")
        guard let again = repeated(.repeated(item, least: least, most: most)) else { return nil }
        return again
    }

    /// `{2}`, `{2,}`, `{2,5}`; behind it, or nil where the brace is itself.
    private mutating func counted() -> (Int, Int?)? {
        position += 1
        func number(_ reader: inout PatternReader) -> Int? {
            var digits = ""
            while let scalar = reader.current, ("0"..."9").contains(scalar), digits.count < 6 {
                digits.unicodeScalars.append(scalar)
                reader.position += 1
            }
            return Int(digits)
        }
        let least = number(&self)
        var most = least
        if take(",") { most = number(&self) }
        guard take("}"), least != nil || most != nil else { return nil }
        return (least ?? 0, most)
    }

    private mutating func item() -> PatternSyntax? {
        guard let scalar = current else { return .empty }
        position += 1
        switch scalar {
        case "^", "$": return .empty
        case ".": return .scalars(ScalarRanges([0x0A...0x0A]).inverse)
        case "(": return group()
        case "[": return characterClass().map { .scalars($0) }
        case "\\": return escape()
        case "{": return .scalars(ScalarRanges([scalar.value...scalar.value]))
        case "*", "+", "?": return nil
        default: return .scalars(ScalarRanges([scalar.value...scalar.value]))
        }
    }

    private mutating func group() -> PatternSyntax? {
        if take("*") { return nil }
        if take("?") {
            switch current {
            case ":": position += 1
            case "P", "<", "'":
                if take("P") {}
                guard current == "<" || current == "'" else { return nil }
                let close: Unicode.Scalar = current == "<" ? ">" : "'"
                position += 1
                if current == "=" || current == "!" { return nil }
                while let scalar = current, scalar != close { if scalar == ")" { return nil } else { position += 1 } }
                guard take(close) else { return nil }
            default:
                // Letters set options up to the group's end or the next parenthesis.
                while let scalar = current, scalar.properties.isAlphabetic || scalar == "-" || scalar == "^" { position += 1 }
                if take(")") { return .empty }
                guard take(":") else { return nil }
            }
        }
        guard let inner = alternatives(), take(")") else { return nil }
        return inner
    }

    private mutating func escape() -> PatternSyntax? {
        guard let scalar = current else { return nil }
        if scalar == "Q" || ("1"..."9").contains(scalar) || scalar == "g" || scalar == "k" || scalar == "K" { return nil }
        if "bBAzZG".unicodeScalars.contains(scalar) {
            position += 1
            return .empty
        }
        return escapedSet().map { .scalars($0) }
    }

    /// Behind a backslash.
    private mutating func escapedSet() -> ScalarRanges? {
        guard let scalar = current else { return nil }
        position += 1
        switch scalar {
        case "d": return .digits
        case "D": return ScalarRanges.digits.inverse
        case "s", "h", "v", "R": return .spaces
        case "S", "H", "V": return ScalarRanges.spaces.inverse
        case "w": return .words
        case "W": return ScalarRanges.words.inverse
        case "N": return ScalarRanges([0x0A...0x0A]).inverse
        case "X", "C": return nil
        case "p", "P":
            var name = ""
            if take("{") {
                while let inner = current, inner != "}" {
                    name.unicodeScalars.append(inner)
                    position += 1
                }
                guard take("}") else { return nil }
            } else if let inner = current {
                name.unicodeScalars.append(inner)
                position += 1
            }
            let set: ScalarRanges =
                switch name.first {
                case "N": .digits
                case "Z": .spaces
                case "L", "C", "R", "G": .letters
                default: .all
                }
            return scalar == "P" ? set.inverse : set
        case "n": return ScalarRanges([0x0A...0x0A])
        case "r": return ScalarRanges([0x0D...0x0D])
        case "t": return ScalarRanges([0x09...0x09])
        case "f": return ScalarRanges([0x0C...0x0C])
        case "e", "a", "0", "c", "o": return nil
        case "x":
            var digits = ""
            if take("{") {
                while let inner = current, inner != "}" {
                    digits.unicodeScalars.append(inner)
                    position += 1
                }
                guard take("}") else { return nil }
            } else {
                while digits.count < 2, let inner = current, inner.properties.isASCIIHexDigit {
                    digits.unicodeScalars.append(inner)
                    position += 1
                }
            }
            guard let value = UInt32(digits, radix: 16), value <= 0x10FFFF else { return nil }
            return ScalarRanges([value...value])
        default: return ScalarRanges([scalar.value...scalar.value])
        }
    }

    /// Behind `[`.
    private mutating func characterClass() -> ScalarRanges? {
        let isNegated = take("^")
        var set = ScalarRanges([])
        var isFirst = true
        while let scalar = current, scalar != "]" || isFirst {
            isFirst = false
            if scalar == "[", position + 1 < scalars.count, [":", ".", "="].contains(scalars[position + 1]) { return nil }
            position += 1
            var low = scalar.value
            if scalar == "\\" {
                guard let escaped = escapedSet() else { return nil }
                guard let only = escaped.ranges.first, escaped.ranges.count == 1, only.count == 1 else {
                    set = set.union(escaped)
                    continue
                }
                low = only.lowerBound
            }
            if current == "-", position + 1 < scalars.count, scalars[position + 1] != "]" {
                position += 1
                guard var high = current?.value else { return nil }
                position += 1
                if high == 0x5C {
                    guard let escaped = escapedSet(), let only = escaped.ranges.first, only.count == 1 else { return nil }
                    high = only.lowerBound
                }
                guard low <= high else { return nil }
                set = set.union(ScalarRanges([low...high]))
            } else {
                set = set.union(ScalarRanges([low...low]))
            }
        }
        guard take("]") else { return nil }
        return isNegated ? set.inverse : set
    }
}
