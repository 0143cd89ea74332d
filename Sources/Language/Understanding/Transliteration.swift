/// How a language is written with Latin letters, from its lexicon's `letters` and `blur` lines.
///
/// Customers transliterate each in their own way ("pedikyur", "pedicure", "ponedelnik"); so both what they wrote and what
/// we know are blurred to how they sound before they are compared.
struct Transliteration {
    /// Sequences of letters with what they stand for, by the first of them, the longest first.
    private struct Readings {
        private var byFirst: [UInt32: [(sequence: [UInt32], letter: [UInt32])]] = [:]

        init(_ letters: [String: String]) {
            for (sequence, letter) in letters {
                let scalars = sequence.unicodeScalars.map(\.value)
                guard let first = scalars.first else { continue }
                byFirst[first, default: []].append((scalars, letter.unicodeScalars.map(\.value)))
            }
            for first in byFirst.keys { byFirst[first]?.sort { $0.sequence.count > $1.sequence.count } }
        }

        func read(_ word: String) -> String {
            let scalars = word.unicodeScalars.map(\.value)
            var result: [UInt8] = []
            result.reserveCapacity(2 * scalars.count + 8)
            var index = 0
            next: while index < scalars.count {
                for (sequence, letter) in byFirst[scalars[index]] ?? []
                where index + sequence.count <= scalars.count
                    && sequence.indices.allSatisfy({ sequence[$0] == scalars[index + $0] })
                {
                    for scalar in letter { append(scalar: scalar, to: &result) }
                    index += sequence.count
                    continue next
                }
                append(scalar: scalars[index], to: &result)
                index += 1
            }
            return String(decoding: result, as: UTF8.self)
        }
    }

    let isEmpty: Bool
    private let letters: Readings
    /// With the other readings of ambiguous sequences, and the sequences whose longer forms they then hide.
    private let otherLetters: Readings
    private let ambiguous: [String]
    /// What letters sound like, for those below `blurs.count`; nil for those that sound like themselves.
    private let blurs: [[UInt32]?]

    init(letters: [String: String], others: [String: String], blurs: [UInt32: String]) {
        isEmpty = letters.isEmpty
        ambiguous = Array(others.keys)
        self.letters = Readings(letters)
        // "ca" is no "ка" where "c" is tried as "ц"; "ch" and "cs" stay what they are.
        otherLetters = Readings(
            letters.filter { letter in
                !others.keys.contains {
                    letter.key.hasPrefix($0) && letter.key.count == 2 && "aeiouklr".contains(letter.key.last ?? " ")
                }
            }.merging(others) { _, other in other })
        var table: [[UInt32]?] = Array(repeating: nil, count: Int(blurs.keys.max() ?? 0) + (blurs.isEmpty ? 0 : 1))
        for (letter, sound) in blurs { table[Int(letter)] = sound.unicodeScalars.map(\.value) }
        self.blurs = table
    }

    /// The word in the language's own letters, longest sequences first; letters without a rule stay.
    func transliterate(_ word: String) -> String { letters.read(word) }

    /// The other way to read it; nil where there is only one.
    func transliterateElse(_ word: String) -> String? {
        ambiguous.contains(where: word.hasBytes) ? otherLetters.read(word) : nil
    }

    /// The word with letters that sound alike made the same, and doubled ones single.
    func blur(_ word: String) -> String {
        guard !blurs.isEmpty else { return word }
        var result: [UInt8] = []
        result.reserveCapacity(word.utf8.count)
        var last: UInt32?
        func add(_ letter: UInt32) {
            guard letter != last else { return }
            last = letter
            append(scalar: letter, to: &result)
        }
        for scalar in word.unicodeScalars {
            if Int(scalar.value) < blurs.count, let sound = blurs[Int(scalar.value)] {
                for letter in sound { add(letter) }
            } else {
                add(scalar.value)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
