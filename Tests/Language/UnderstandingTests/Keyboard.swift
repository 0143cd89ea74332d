import Grammar
import Testing

/// What comes out when a message is typed while the keyboard is set to the other language.
struct Keyboard {
    private var keys: [Character: Character] = [:]
    private var letters: [Character: Character] = [:]

    /// Signs whose keys differ on a Russian keyboard, which the lexicon need not know: nothing is spelt with them.
    private static let russianSigns: [Character: Character] = [
        ".": "/", ",": "?", "?": "&", ";": "$", ":": "^", "\"": "@", "№": "#",
    ]
    private static let latinSigns: [Character: Character] = ["/": ".", "?": ",", "&": "?", "$": ";", "^": ":", "@": "\"", "#": "№"]

    /// The keys of the Russian lexicon.
    static func russian() throws -> Keyboard {
        var keyboard = Keyboard()
        for file in LexiconFiles.files(of: "ru") {
            for line in String(decoding: file.bytes, as: UTF8.self).split(separator: "\n") where line.hasPrefix("keys\t") {
                let fields = line.split(separator: "\t")
                for (key, letter) in zip(fields[1], fields[2]) {
                    keyboard.letters[key] = letter
                    keyboard.keys[letter] = keyboard.keys[letter] ?? key
                }
            }
        }
        (keyboard.keys["ё"], keyboard.keys["Ё"]) = ("`", "~")
        try #require(keyboard.keys.count > 60)
        return keyboard
    }

    func typedWithLatinKeys(_ text: String) -> String {
        String(text.map { keys[$0] ?? Keyboard.russianSigns[$0] ?? $0 })
    }

    func typedWithRussianKeys(_ text: String) -> String {
        String(text.map { letters[$0] ?? Keyboard.latinSigns[$0] ?? $0 })
    }

    /// Whether a message is in one script, with no number that a sign is part of ("15:30", "9-30").
    static func isPlain(_ text: String, isLatin: Bool) -> Bool {
        let characters = Array(text)
        guard characters.contains(where: \.isLetter) else { return false }
        for (index, character) in characters.enumerated() {
            if character.isLetter, character.isASCII != isLatin { return false }
            guard character.isNumber else { continue }
            let around = [index - 1, index + 1].filter(characters.indices.contains).map { characters[$0] }
            if around.contains(where: { !$0.isLetter && !$0.isNumber && !$0.isWhitespace }) { return false }
        }
        return true
    }
}
