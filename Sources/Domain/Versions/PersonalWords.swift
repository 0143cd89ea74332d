/// The personal words of one talk, each with a number, and how texts look without them.
///
/// A masked text has the same length in UTF-8 bytes, UTF-16 units and characters, so that spans and limits stay as they are.
/// The same word is masked alike all over the talk, and different words differently.
struct PersonalWords: Sendable {
    /// By lowercased word, digits or address, with the place in which it was met.
    private var numbers: [String: Int] = [:]
    private var names: [Name] = []

    private struct Name: Sendable {
        var word: String
        /// What its cases share; nil for a short name.
        var stem: String?
        var number: Int
    }

    /// A run of digits this long is a telephone number, a card or a document.
    private static let fewestDigits = 7

    // MARK: - Meeting them

    mutating func learn(name: String) {
        let scalars = Array(name.unicodeScalars)
        for case (let range, .word) in PersonalWords.pieces(of: scalars, besides: []) { learn(word: text(scalars, range)) }
    }

    /// - Parameters:
    ///   - spans: what was understood to be something of the salon's, in UTF-8 bytes.
    ///   - isName: whether a word is a name that people bear.
    mutating func learn(text: String, besides spans: [Range<Int>], isName: (String) -> Bool) {
        let scalars = Array(text.unicodeScalars)
        let pieces = PersonalWords.pieces(of: scalars, besides: spans)
        let words = pieces.filter { if case .word = $0.1 { true } else { false } }
        // Where everything is written large nothing can be told from it.
        let showsNames = words.count { PersonalWords.isTitled(scalars[$0.0]) } * 2 <= words.count + 1
        for (range, piece) in pieces {
            switch piece {
            case .digits, .address: number(key(of: piece, scalars, range))
            case .word(let beginsSentence, let isKnown):
                guard !isKnown, range.count >= 3 else { continue }
                // In the middle of a sentence only names are written large.
                let looksLikeOne = showsNames && !beginsSentence && PersonalWords.isTitled(scalars[range])
                let word = self.text(scalars, range)
                if looksLikeOne || isName(word) { learn(word: word) }
            }
        }
    }

    mutating func learn(identifier: String) { number(identifier) }

    private mutating func learn(word: String) {
        let word = word.lowercased()
        guard !names.contains(where: { $0.word == word }) else { return }
        let vowels = "аеёиоуыэюяьйaeiouy"
        let stem = word.count < 4 ? nil : word.last.map { vowels.contains($0) } == true ? String(word.dropLast()) : word
        names.append(Name(word: word, stem: stem, number: number(word)))
    }

    @discardableResult
    private mutating func number(_ word: String) -> Int {
        if let known = numbers[word] { return known }
        numbers[word] = numbers.count
        return numbers.count - 1
    }

    // MARK: - Masking

    /// All words of a name.
    func masked(name: String) -> String {
        let scalars = Array(name.unicodeScalars)
        return replaced(scalars, PersonalWords.pieces(of: scalars, besides: []).compactMap { range, piece in
            switch piece {
            case .word: (range, numbers[text(scalars, range).lowercased()] ?? 0)
            case .digits, .address: (range, numbers[key(of: piece, scalars, range)] ?? 0)
            }
        })
    }

    /// - Parameter holdsName: the text was understood to hold the customer's name, so that short ones are found as well.
    func masked(text: String, besides spans: [Range<Int>], holdsName: Bool = false) -> String {
        let scalars = Array(text.unicodeScalars)
        return replaced(scalars, PersonalWords.pieces(of: scalars, besides: spans).compactMap { range, piece in
            switch piece {
            case .digits, .address: (range, numbers[key(of: piece, scalars, range)] ?? 0)
            case .word(_, let isKnown):
                isKnown
                    ? nil : number(ofName: self.text(scalars, range), from: holdsName ? 1 : 3).map { (range, $0) }
            }
        })
    }

    /// Every letter and digit.
    func masked(identifier: String) -> String {
        let scalars = Array(identifier.unicodeScalars)
        return replaced(scalars, [(0..<scalars.count, numbers[identifier] ?? 0)])
    }

    private func number(ofName word: String, from length: Int) -> Int? {
        let word = word.lowercased()
        guard word.count >= length else { return nil }
        if let exact = names.first(where: { $0.word == word }) { return exact.number }
        return names.first { name in
            guard let stem = name.stem else { return false }
            return word.hasPrefix(stem) && word.count <= name.word.count + 2
        }?.number
    }

    private func replaced(_ scalars: [Unicode.Scalar], _ ranges: [(Range<Int>, Int)]) -> String {
        var result = String.UnicodeScalarView()
        var next = 0
        for (range, number) in ranges {
            result.append(contentsOf: scalars[next..<range.lowerBound])
            result.append(contentsOf: scalars[range].map { $0.masked(number) })
            next = range.upperBound
        }
        result.append(contentsOf: scalars[next...])
        return String(result)
    }

    // MARK: - Finding them

    private enum Piece {
        case word(beginsSentence: Bool, isKnown: Bool)
        case digits
        /// Of electronic mail, or a name in a network.
        case address
    }

    private func key(of piece: Piece, _ scalars: [Unicode.Scalar], _ range: Range<Int>) -> String {
        guard case .digits = piece else { return text(scalars, range).lowercased() }
        return String(String.UnicodeScalarView(scalars[range].filter(\.isDecimalDigit)))
    }

    private func text(_ scalars: [Unicode.Scalar], _ range: Range<Int>) -> String {
        String(String.UnicodeScalarView(scalars[range]))
    }

    private static func isTitled(_ word: ArraySlice<Unicode.Scalar>) -> Bool {
        guard let first = word.first, first.properties.isUppercase else { return false }
        return word.dropFirst().allSatisfy { !$0.properties.isUppercase }
    }

    private static func pieces(
        of scalars: [Unicode.Scalar], besides spans: [Range<Int>]
    ) -> [(Range<Int>, Piece)] {
        var isKnown: [Bool] = []
        isKnown.reserveCapacity(scalars.count)
        var offset = 0
        for scalar in scalars {
            isKnown.append(spans.contains { $0.contains(offset) })
            offset += scalar.utf8Width
        }
        var pieces: [(Range<Int>, Piece)] = []
        var begins = true
        var place = 0
        while place < scalars.count {
            let scalar = scalars[place]
            let startsToken = place == 0 || scalars[place - 1].properties.isWhitespace
            if startsToken, let end = endOfAddress(scalars, place) {
                pieces.append((place..<end, .address))
                place = end
                begins = false
            } else if scalar.isDecimalDigit, !isKnown[place] {
                let end = endOfDigits(scalars, place, isKnown)
                if scalars[place..<end].count(where: \.isDecimalDigit) >= fewestDigits {
                    pieces.append((place..<end, .digits))
                }
                place = end
                begins = false
            } else if scalar.isOfWord {
                var end = place + 1
                while end < scalars.count, scalars[end].isOfWord { end += 1 }
                pieces.append((place..<end, .word(beginsSentence: begins, isKnown: isKnown[place])))
                place = end
                begins = false
            } else {
                if ".!?…\n\r".unicodeScalars.contains(scalar) { begins = true }
                place += 1
            }
        }
        return pieces
    }

    /// One past what stands there without a blank, when it has an @ in it.
    private static func endOfAddress(_ scalars: [Unicode.Scalar], _ start: Int) -> Int? {
        var end = start
        var hasSign = false
        while end < scalars.count, !scalars[end].properties.isWhitespace {
            hasSign = hasSign || scalars[end] == "@"
            end += 1
        }
        return hasSign && end - start > 2 ? end : nil
    }

    /// One past the last digit of a run that may be set apart by what people write within numbers.
    private static func endOfDigits(_ scalars: [Unicode.Scalar], _ start: Int, _ isKnown: [Bool]) -> Int {
        var end = start
        var place = start
        while place < scalars.count, !isKnown[place] {
            if scalars[place].isDecimalDigit {
                end = place + 1
            } else if !" \u{A0}-–()./".unicodeScalars.contains(scalars[place]) {
                break
            }
            place += 1
        }
        return end
    }
}

extension Unicode.Scalar {
    fileprivate var isDecimalDigit: Bool { properties.numericType == .decimal }

    fileprivate var isOfWord: Bool {
        properties.isAlphabetic || properties.generalCategory == .nonspacingMark
    }

    fileprivate var utf8Width: Int { value < 0x80 ? 1 : value < 0x800 ? 2 : value < 0x10000 ? 3 : 4 }

    /// Another letter or digit of the same width, case and script; anything else stays.
    fileprivate func masked(_ number: Int) -> Unicode.Scalar {
        func among(_ first: UInt32, _ count: Int) -> Unicode.Scalar {
            Unicode.Scalar(first + UInt32(number % count)) ?? self
        }
        if isDecimalDigit {
            return switch utf8Width {
            case 1: among(0x30, 10)
            case 2: among(0x660, 10)
            case 3: among(0xFF10, 10)
            default: among(0x1D7CE, 10)
            }
        }
        guard properties.isAlphabetic, properties.generalCategory != .nonspacingMark else { return self }
        let isUpper = properties.isUppercase
        return switch utf8Width {
        case 1: among(isUpper ? 0x41 : 0x61, 26)
        // Cyrillic letters, and for others of that width Latin ones with signs.
        case 2: (0x400...0x52F).contains(value) ? among(isUpper ? 0x410 : 0x430, 32) : among(isUpper ? 0xC0 : 0xE0, 22)
        case 3: among(0x4E00, 100)
        default: among(0x20000, 100)
        }
    }
}
