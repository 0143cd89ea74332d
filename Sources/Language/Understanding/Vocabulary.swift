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
                for (index, token) in tokens.enumerated() {
                    let key = stem(token.text, isLatin: token.isLatin)
                    names.add(key: key, blurred: blur(key), name: number, words: index..<(index + 1))
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
                    for (form, quality) in forms(ofName: token) {
                        names.add(
                            key: form, blurred: blur(form), name: number, words: index..<(index + 1), quality: quality)
                    }
                }
            }
        }
        names.finish(allowsShortened: false)
        return names
    }

    private func isFiller(_ token: Token) -> Bool {
        guard token.kind == .word, let filler = book.number(ofCategory: "filler") else { return false }
        return book.languages.contains { $0.forms[token.text]?.tags.contains { $0.category == filler } ?? false }
    }

    private func forms(ofName token: Token) -> [(String, Names.Quality)] {
        var forms: [(String, Names.Quality)] = []
        func add(_ word: String, _ lexicon: Lexicon, _ quality: Names.Quality) {
            for form in lexicon.forms(ofName: word) { forms.append((form, quality)) }
        }
        for (lexicon, index) in zip(lexicons, book.languages) {
            let isNative = token.isLatin == (lexicon.script == .latin)
            guard isNative || (token.isLatin && !index.transliteration.isEmpty) else { continue }
            let word = isNative ? token.text : index.transliteration.transliterate(token.text)
            add(word, lexicon, isNative ? .exact : .related)
            for (full, short) in lexicon.names {
                if full.contains(word) {
                    for other in full + short where other != word { add(other, lexicon, .related) }
                } else if short.contains(word) {
                    for other in full + short where other != word { add(other, lexicon, .related) }
                }
            }
        }
        return forms.isEmpty ? [(token.text, .exact)] : forms
    }
}

extension Lexicon {
    /// A name as it stands alone and in its other cases: `анна` → `анны`, `анне`, … by the longest ending that fits.
    func forms(ofName word: String) -> [String] {
        let fitting = endings.filter { word.hasSuffix($0.base) && word.count > $0.base.count }
        guard let longest = fitting.map(\.base.count).max() else { return [word] }
        var forms = [word]
        for ending in fitting where ending.base.count == longest {
            let stem = word.dropLast(longest)
            for other in ending.others where !forms.contains(stem + other) { forms.append(stem + other) }
        }
        return forms
    }
}
