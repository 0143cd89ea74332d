/// A machine that is ready to run, with its name and the look-ups a turn needs.
package struct Program: Sendable {
    package let machine: Machine
    package let hash: ContentHash
    /// The part of the hash that stands in button ids.
    package let version: String
    private let startByIntent: [String: Target]
    private let handlerByIntent: [String: Target]
    private let answerByIntent: [String: TextID]

    package init(_ machine: Machine) { self.init(machine, hash: ContentHash(of: machine.encoded)) }

    package init(_ machine: Machine, hash: ContentHash) {
        self.machine = machine
        self.hash = hash
        version = hash.short
        startByIntent = Dictionary(machine.starts.map { ($0.intent, $0.target) }) { first, _ in first }
        handlerByIntent = Dictionary(machine.handlers.map { ($0.intent, $0.target) }) { first, _ in first }
        answerByIntent = Dictionary(machine.answers.map { ($0.intent, $0.text) }) { first, _ in first }
    }

    package func start(on intent: String) -> Target? { startByIntent[intent] }
    package func handler(of intent: String) -> Target? { handlerByIntent[intent] }
    package func answer(to intent: String) -> TextID? { answerByIntent[intent] }
}
