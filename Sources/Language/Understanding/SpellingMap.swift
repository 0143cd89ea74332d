/// Values by word, found by the word's UTF-8 bytes.
///
/// `String` as the key of a dictionary is hashed and compared in its canonical form, which for letters beyond ASCII costs
/// more than all else that is done with a word. Words here are folded already, so their bytes tell them apart. All letters
/// lie in one array: a map of tens of thousands of words is a handful of allocations.
struct SpellingMap<Value> {
    private var letters: [UInt8] = []
    /// Where each word ends among the letters; it begins where the one before it ends.
    private var ends: [UInt32] = []
    private(set) var values: [Value] = []
    /// Numbers of words plus one, each at or after the slot its hash names; 0 for a free one. At most half are taken.
    private var slots: [UInt32] = []

    var count: Int { ends.count }
    var isEmpty: Bool { ends.isEmpty }
    /// In the order in which they came.
    var words: [String] { (0..<count).map(word) }

    subscript(word: String) -> Value? { number(of: word).map { values[$0] } }

    func contains(_ word: String) -> Bool { number(of: word) != nil }

    subscript(word: String, default value: @autoclosure () -> Value) -> Value {
        get { self[word] ?? value() }
        _modify {
            let number = number(of: word) ?? add(word, value())
            yield &values[number]
        }
    }

    func word(_ number: Int) -> String {
        String(decoding: letters[range(of: number)], as: UTF8.self)
    }

    func number(of word: String) -> Int? {
        guard !slots.isEmpty else { return nil }
        let found = word.utf8.withContiguousStorageIfAvailable { find($0) }
        return found ?? Array(word.utf8).withUnsafeBufferPointer { find($0) }
    }

    /// The same words with other values.
    func mapValues<Other>(_ transform: (Value) throws -> Other) rethrows -> SpellingMap<Other> {
        SpellingMap<Other>(letters: letters, ends: ends, values: try values.map(transform), slots: slots)
    }

    init() {}

    fileprivate init(letters: [UInt8], ends: [UInt32], values: [Value], slots: [UInt32]) {
        (self.letters, self.ends, self.values, self.slots) = (letters, ends, values, slots)
    }

    /// Gives up the room that was kept for more words.
    mutating func finish() {
        letters = Array(letters[...])
        ends = Array(ends[...])
        values = Array(values[...])
    }

    private func range(of number: Int) -> Range<Int> {
        (number == 0 ? 0 : Int(ends[number - 1]))..<Int(ends[number])
    }

    private func find(_ word: UnsafeBufferPointer<UInt8>) -> Int? {
        let mask = slots.count - 1
        var slot = spellingHash(word) & mask
        search: while slots[slot] != 0 {
            let number = Int(slots[slot]) - 1
            slot = (slot + 1) & mask
            let known = range(of: number)
            guard known.count == word.count else { continue }
            for index in 0..<word.count where letters[known.lowerBound + index] != word[index] { continue search }
            return number
        }
        return nil
    }

    private mutating func add(_ word: String, _ value: Value) -> Int {
        let number = count
        letters.append(contentsOf: word.utf8)
        ends.append(UInt32(letters.count))
        values.append(value)
        if 2 * count > slots.count {
            slots = Array(repeating: 0, count: max(8, 2 * slots.count))
            for number in 0..<count { enter(number) }
        } else {
            enter(number)
        }
        return number
    }

    private mutating func enter(_ number: Int) {
        let range = range(of: number)
        let mask = slots.count - 1
        var slot = letters.withUnsafeBufferPointer { spellingHash(UnsafeBufferPointer(rebasing: $0[range])) } & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = UInt32(number + 1)
    }
}

extension SpellingMap: Sendable where Value: Sendable {}

/// The same in every run: what is in the maps comes from lexicons and catalogues, and a message can only look it up.
private func spellingHash(_ word: UnsafeBufferPointer<UInt8>) -> Int {
    var hash = UInt64(truncatingIfNeeded: word.count)
    var index = 0
    let bytes = UnsafeRawBufferPointer(word)
    while index + 8 <= bytes.count {
        hash = (hash ^ bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)) &* 0x9E37_79B9_7F4A_7C15
        hash ^= hash >> 29
        index += 8
    }
    var rest: UInt64 = 0
    while index < bytes.count {
        rest = rest << 8 | UInt64(bytes[index])
        index += 1
    }
    hash = (hash ^ rest) &* 0xBF58_476D_1CE4_E5B9
    return Int(truncatingIfNeeded: hash ^ hash >> 32)
}
