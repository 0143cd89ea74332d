/// The words of one salon and one machine: its services, its masters and the meanings its flows declare.
///
/// Made once per revision of either by `Understander.vocabulary`, then shared: nothing in it changes.
package struct Vocabulary: Sendable {
    var services: Names
    var masters: Names
    var phrases: Phrases
}

extension Understander {
    /// Compiles what a salon and its flows are called by. Throws `VocabularyError` for a phrase in a language that has no
    /// lexicon and for a pattern that does not compile. Costs milliseconds for hundreds of names.
    package func vocabulary(services: [Named], masters: [Named], intents: [IntentRule]) throws -> Vocabulary {
        Vocabulary(services: serviceNames(services), masters: masterNames(masters), phrases: try phrases(intents))
    }

    /// Names by the stems of their words: "маникюра с гель-лаком".
    private func serviceNames(_ things: [Named]) -> Names {
        var names = Names()
        for thing in things {
            names.add(thing: thing.id)
            for name in thing.names {
                let tokens = Tokens(name, kept: []).list.filter { $0.kind != .mark && !isFiller($0) }
                let number = names.beginName()
                if isCombination(name) { names.noteCombination(of: number) }
                for (index, token) in tokens.enumerated() {
                    let key = stem(token.text, isLatin: token.isLatin)
                    names.note(
                        word: token.text, number: index,
                        isObvious: index > 0 && tokens.count > 1 && has(RuleBook.Category.obvious, token), of: number)
                    names.add(key: key, blurred: blur(key), name: number, words: index..<(index + 1))
                    if token.text != key {
                        // A typo is nearer to the word as it is written than to its stem.
                        names.add(key: token.text, blurred: blur(token.text), name: number, words: index..<(index + 1))
                    }
                    for thing in thingNumbers(of: token) {
                        names.add(thing: thing, isDetail: book.details.contains(thing), name: number, word: index)
                    }
                    // "гель-лак" is as often written "гельлак".
                    guard index > 0, tokens[index - 1].kind == .word, token.kind == .word,
                        token.isLatin == tokens[index - 1].isLatin
                    else { continue }
                    let joined = stem(tokens[index - 1].text + token.text, isLatin: token.isLatin)
                    names.add(key: joined, blurred: blur(joined), name: number, words: (index - 1)..<(index + 1))
                }
            }
        }
        names.finish(allowsShortened: true)
        return names
    }

    /// Names by all their forms and by their short forms; people's names are too short for stems ("Аня", "он").
    private func masterNames(_ things: [Named]) -> Names {
        var names = Names()
        for thing in things {
            names.add(thing: thing.id)
            for name in thing.names {
                let number = names.beginName()
                let tokens = Tokens(name, kept: []).list.filter { $0.kind == .word && !isFiller($0) }
                for (index, token) in tokens.enumerated() {
                    for form in forms(ofName: token) {
                        names.add(
                            key: form.text, blurred: blur(form.text), name: number, words: index..<(index + 1),
                            quality: form.quality)
                    }
                }
            }
        }
        names.finish(allowsShortened: false)
        return names
    }

    private func thingNumbers(of token: Token) -> [Int] {
        var things: [Int] = []
        for (index, language) in book.languages.enumerated() where (language.script == .latin) == token.isLatin {
            let entry = language.entry(for: token.text, stem: { stem(token.text, index) })
            for tag in entry?.tags ?? [] where tag.category == RuleBook.Category.thing && !things.contains(tag.value) {
                things.append(tag.value)
            }
        }
        return things
    }

    /// Whether a word or sign that joins stands between others of the name.
    private func isCombination(_ name: String) -> Bool {
        guard let connector = book.number(ofCategory: "connector") else { return false }
        let list = Tokens(name, kept: book.keptSymbols).list
        return list.dropFirst().dropLast().contains { $0.kind == .word && has(connector, $0) }
    }

    private func isFiller(_ token: Token) -> Bool {
        guard token.kind == .word, let filler = book.number(ofCategory: "filler") else { return false }
        return has(filler, token)
    }

    private func has(_ category: Int, _ token: Token) -> Bool {
        book.languages.contains { $0.entry(ofForm: token.text)?.tags.contains { $0.category == category } ?? false }
    }

    private struct NameForm {
        var text: String
        var quality: Names.Quality
    }

    private func forms(ofName token: Token) -> [NameForm] {
        var forms: [NameForm] = []
        func add(_ word: String, _ lexicon: Lexicon, _ quality: Names.Quality) {
            for form in lexicon.forms(ofName: word) { forms.append(NameForm(text: form, quality: quality)) }
        }
        for (lexicon, index) in zip(lexicons, book.languages) {
            let isNative = token.isLatin == (lexicon.script == .latin)
            guard isNative || (token.isLatin && !index.transliteration.isEmpty) else { continue }
            let word = isNative ? token.text : index.transliteration.transliterate(token.text)
            add(word, lexicon, isNative ? .exact : .related)
            for group in lexicon.groups(ofName: word) {
                let (full, short) = lexicon.names[group]
                for other in full + short where other != word { add(other, lexicon, .related) }
            }
        }
        return forms.isEmpty ? [NameForm(text: token.text, quality: .exact)] : forms
    }
}

extension Lexicon {
    /// A name as it stands alone and in its other cases: `анна` → `анны`, `анне`, … by the longest ending that fits.
    func forms(ofName word: String) -> [String] {
        [word] + Lexicon.replacing(endings, of: word).filter { !$0.utf8.elementsEqual(word.utf8) }
    }

    /// `тимур` → `тимурчик`, `марина` → `мариночка`.
    func endearments(of word: String) -> [String] { Lexicon.replacing(diminutives, of: word) }

    private static func replacing(_ endings: [(base: String, others: [String])], of word: String) -> [String] {
        let letters = word.unicodeScalars
        let fitting = endings.filter { ending in
            let length = ending.base.utf8.count
            return word.utf8.count > length && word.utf8.suffix(length).elementsEqual(ending.base.utf8)
                && letters.count > ending.base.unicodeScalars.count + 1
        }
        guard let longest = fitting.map(\.base.utf8.count).max() else { return [] }
        var forms: [String] = []
        let stem = String(decoding: word.utf8.dropLast(longest), as: UTF8.self)
        for ending in fitting where ending.base.utf8.count == longest {
            for other in ending.others {
                let form = stem + other
                let isNew = !forms.contains { $0.utf8.count == form.utf8.count && $0.utf8.elementsEqual(form.utf8) }
                if isNew { forms.append(form) }
            }
        }
        return forms
    }

    /// All names of people and their forms, which are typos of no other name.
    func peopleNames() -> Set<String> {
        var all: Set<String> = []
        for (full, short) in names {
            for name in full + short { all.formUnion(forms(ofName: name)) }
        }
        return all
    }

    func isPatronymic(_ word: String) -> Bool {
        patronymics.contains { ending in
            word.utf8.count > ending.utf8.count && word.utf8.suffix(ending.utf8.count).elementsEqual(ending.utf8)
                && word.unicodeScalars.count > ending.unicodeScalars.count + 2
        }
    }
}
