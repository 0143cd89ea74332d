internal import Synchronization
package import Understanding

extension WordMemory {
    /// Keeps so many words for all threads of the process, and begins anew when it is full, which bounds it to some
    /// megabytes whatever is written. Takes its lock twice a message at most.
    package static func bounded(_ capacity: Int) -> WordMemory {
        guard capacity > 0 else { return .none }
        let kept = KeptWords()
        return WordMemory { words in
            kept.facts.withLock { facts in words.map { facts[$0] } }
        } keep: { learned in
            kept.facts.withLock { facts in
                for (word, known) in learned {
                    if facts.count >= capacity { facts.removeAll(keepingCapacity: true) }
                    facts[word] = known
                }
            }
        }
    }
}

private final class KeptWords: Sendable {
    let facts = Mutex<[String: WordFacts]>([:])
}
