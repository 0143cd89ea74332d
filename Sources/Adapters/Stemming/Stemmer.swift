internal import CStemmer
internal import Synchronization

/// Snowball's word forms of one language: what is left of a word when its endings are taken off.
///
/// A libstemmer handle works in buffers of its own, so one thread at a time may use it: calls take turns behind a mutex
/// (about a microsecond each). Callers in many threads give each its own stemmer, or keep the stems they have seen.
@safe
package final class Stemmer: Sendable {
    /// Snowball's name, such as `russian`.
    package let language: String
    private let handle: Mutex<Handle>

    /// Throws `StemmerError.unknownLanguage` for a name that Snowball does not have.
    package init(language: String) throws(StemmerError) {
        guard let pointer = unsafe sb_stemmer_new(language, "UTF_8") else {
            throw StemmerError.unknownLanguage(language)
        }
        self.language = language
        self.handle = Mutex(unsafe Handle(pointer: pointer))
    }

    /// The stem of a word in lower case. A word that Snowball cannot work on (no memory) is its own stem.
    package func stem(_ word: String) -> String {
        handle.withLock { $0.stem(word) }
    }
}

/// The owner of one `sb_stemmer`.
@safe
private struct Handle: ~Copyable {
    private let pointer: OpaquePointer

    @unsafe
    init(pointer: OpaquePointer) { unsafe self.pointer = pointer }

    deinit { unsafe sb_stemmer_delete(pointer) }

    func stem(_ word: String) -> String {
        var word = word
        let stemmed: String? = word.withUTF8 { bytes in
            guard let size = CInt(exactly: bytes.count), let result = unsafe sb_stemmer_stem(pointer, bytes.baseAddress, size)
            else { return nil }
            let length = Int(unsafe sb_stemmer_length(pointer))
            return unsafe String(decoding: UnsafeBufferPointer(start: result, count: length), as: UTF8.self)
        }
        return stemmed ?? word
    }
}

package enum StemmerError: Error, Hashable, Sendable, CustomStringConvertible {
    case unknownLanguage(String)

    package var description: String {
        switch self {
        case .unknownLanguage(let name): "there is no Snowball stemmer for `\(name)`; name one such as `russian` or `english`"
        }
    }
}
