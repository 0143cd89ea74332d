/// One word, number or joining mark of a message.
struct Token {
    enum Kind {
        case word, number, mark
    }

    /// What stands between a token and the one before it.
    enum Break: Int, Comparable {
        case none, comma, sentence

        static func < (left: Break, right: Break) -> Bool { left.rawValue < right.rawValue }
    }

    var kind: Kind
    /// In lower case, ё as е, without apostrophes; a number's digits; a mark's character.
    var text: String
    /// UTF-8 byte offsets in the message as it was written.
    var span: Range<Int>
    /// Nothing stands between it and the token before it.
    var isGlued: Bool
    /// A hyphen joins it to the token before it ("пн-ср").
    var isHyphened = false
    var separation: Break
    /// The number's value, -1 for a word; numbers of more than nine digits count as 1,000,000,000.
    var number = -1
    /// How many digits the number is written with.
    var digits = 0
    /// Whether the word's letters are Latin; meaningless for numbers.
    var isLatin = false
    /// Letters of a word.
    var length = 0
    /// A sign that a lexicon names (👍, ₸), which is a word in every language.
    var isSign = false
}

/// A message cut into tokens. At most `maximumTokens` are read, of words at most `maximumWordLength` letters: the rest of
/// a longer message has no meaning to us, and the work stays bounded whatever is sent.
struct Tokens {
    static let maximumTokens = 500
    static let maximumWordLength = 40

    private(set) var list: [Token] = []

    /// - Parameters:
    ///   - kept: characters that are neither letters nor digits and yet words of some lexicon (👍, ₸).
    ///   - keys: replaces characters one by one before anything else, for text typed in the wrong keyboard layout.
    init(_ text: String, kept: Set<UInt32>, keys: [UInt32: UInt32] = [:]) {
        var text = text
        text.withUTF8 { bytes in
            list.reserveCapacity(min(Tokens.maximumTokens, bytes.count / 6 + 4))
            read(bytes, kept: kept, keys: keys)
        }
    }

    private mutating func read(_ bytes: UnsafeBufferPointer<UInt8>, kept: Set<UInt32>, keys: [UInt32: UInt32]) {
        var word: [UInt8] = []
        word.reserveCapacity(96)
        var separation = Token.Break.sentence
        var previousEnd = -1
        var hyphenEnd = -1
        var index = 0

        func isASCIIDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
        func scalar(at index: Int) -> (value: UInt32, length: Int) {
            let (value, length) = decodeScalar(bytes, at: index)
            guard !keys.isEmpty, let meant = keys[value] else { return (value, length) }
            // "15.30": figures and what joins them are the same on both keyboards.
            let isBetweenDigits = index > 0 && index + 1 < bytes.count && isASCIIDigit(bytes[index - 1]) && isASCIIDigit(bytes[index + 1])
            return (isBetweenDigits ? value : meant, length)
        }
        func isDigit(at index: Int) -> Bool {
            guard index < bytes.count, case .digit = classify(scalar(at: index).value) else { return false }
            return true
        }

        while index < bytes.count, list.count < Tokens.maximumTokens {
            let (value, length) = scalar(at: index)
            switch classify(value) {
            case .letter(let first):
                let start = index
                word.removeAll(keepingCapacity: true)
                append(scalar: first, to: &word)
                var letters = 1
                var last = first
                var run = 1
                index += length
                var end = index
                scan: while index < bytes.count {
                    let (next, nextLength) = scalar(at: index)
                    switch classify(next) {
                    case .letter(let letter):
                        // "спасииибо", "heyyy": a letter drawn out is one letter.
                        run = letter == last ? run + 1 : 1
                        if run == 3 { dropLast(&word, count: 1) }
                        last = letter
                        if run >= 3 {
                            index += nextLength
                            end = index
                            continue scan
                        }
                        if letters < Tokens.maximumWordLength { append(scalar: letter, to: &word) }
                        letters += 1
                        index += nextLength
                        end = index
                    case .silent:
                        index += nextLength
                    default: break scan
                    }
                }
                list.append(
                    Token(
                        kind: .word, text: String(decoding: word, as: UTF8.self), span: start..<end,
                        isGlued: previousEnd == start, isHyphened: hyphenEnd == start, separation: separation,
                        isLatin: first < 0x250, length: letters))
                previousEnd = end
                separation = .none
            case .digit:
                let start = index
                word.removeAll(keepingCapacity: true)
                var number = 0
                var digits = 0
                while index < bytes.count, case let (next, nextLength) = scalar(at: index),
                    case .digit(let digit) = classify(next)
                {
                    if digits < 9 { number = number * 10 + digit } else { number = 1_000_000_000 }
                    if digits < Tokens.maximumWordLength { word.append(UInt8(0x30 + digit)) }
                    digits += 1
                    index += nextLength
                }
                list.append(
                    Token(
                        kind: .number, text: String(decoding: word, as: UTF8.self), span: start..<index,
                        isGlued: previousEnd == start, isHyphened: hyphenEnd == start, separation: separation, number: number, digits: digits,
                        length: digits))
                previousEnd = index
                separation = .none
            case .mark(let mark):
                if mark == 0x2D, let last = list.last, last.kind == .number || last.length <= 2, previousEnd != index,
                    isDigit(at: index + length + 1), bytes[index + length] == 0x20
                {
                    // "11 am - 1 pm"
                    list.append(
                        Token(
                            kind: .mark, text: "-", span: index..<(index + length), isGlued: false, separation: separation))
                    previousEnd = index + length
                    separation = .none
                } else if let last = list.last, last.kind == .number, previousEnd == index, isDigit(at: index + length) {
                    list.append(
                        Token(
                            kind: .mark, text: String(decoding: [mark], as: UTF8.self), span: index..<(index + length),
                            isGlued: true, separation: .none))
                    previousEnd = index + length
                } else if mark == 0x2C || mark == 0x3A {
                    separation = max(separation, .comma)
                } else if mark == 0x2E {
                    separation = max(separation, fullStop(bytes, at: index))
                } else if mark == 0x2D, previousEnd == index {
                    hyphenEnd = index + length
                } else if mark == 0x2D {
                    separation = max(separation, .comma)
                }
                index += length
            case .silent:
                index += length
            case .sentenceEnd:
                separation = .sentence
                index += length
            case .comma:
                separation = max(separation, .comma)
                index += length
            case .other:
                if kept.contains(value) {
                    word.removeAll(keepingCapacity: true)
                    append(scalar: value, to: &word)
                    list.append(
                        Token(
                            kind: .word, text: String(decoding: word, as: UTF8.self), span: index..<(index + length),
                            isGlued: previousEnd == index, separation: separation, length: 1, isSign: true))
                    previousEnd = index + length
                    separation = .none
                }
                index += length
            }
        }
    }

    /// Takes the last scalars off UTF-8 bytes.
    private func dropLast(_ bytes: inout [UInt8], count: Int) {
        for _ in 0..<count {
            while let byte = bytes.popLast(), byte & 0xC0 == 0x80 {}
        }
    }

    /// A full stop inside an abbreviation ("p.m.", "след. неделя") separates less than one at the end of a sentence.
    private func fullStop(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Token.Break {
        guard let last = list.last, last.kind == .word, last.length <= 4, last.span.upperBound == index else {
            return .sentence
        }
        var next = index + 1
        if next < bytes.count, case .letter = classify(decodeScalar(bytes, at: next).value) { return .none }
        while next < bytes.count, bytes[next] == 0x20 { next += 1 }
        guard next < bytes.count else { return .sentence }
        let value = decodeScalar(bytes, at: next).value
        if case .letter(let folded) = classify(value), folded == value { return .none }
        if case .digit = classify(value) { return .none }
        return .sentence
    }
}
