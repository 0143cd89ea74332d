/// A machine that is ready to run, with its name and the look-ups a turn needs.
///
/// A class, and its lists stored one by one: a turn reads them hundreds of times, and reading a list out of an object
/// retains that list alone, where reading through a copied `Machine` would retain all of them.
package final class Program: Sendable {
    package let machine: Machine
    package let hash: ContentHash
    /// The part of the hash that stands in button ids.
    package let version: String

    package let languages: [String]
    package let wordings: [Wording]
    package let slots: [Slot]
    /// Parallel to `slots`; asked for more often than all the rest of them.
    package let slotTypes: [SlotType]
    package let steps: [Step]
    private let texts: [Text]
    private let systemTexts: [TextID]
    private let startByIntent: [String: Target]
    private let handlerByIntent: [String: Target]
    private let answerByIntent: [String: TextID]
    private let asideByIntent: [String: Aside]

    package convenience init(_ machine: Machine) { self.init(machine, hash: ContentHash(of: machine.encoded)) }

    package init(_ machine: Machine, hash: ContentHash) {
        self.machine = machine
        self.hash = hash
        version = hash.short
        languages = machine.languages
        wordings = machine.wordings
        slots = machine.slots
        slotTypes = machine.slots.map(\.type)
        steps = machine.steps
        texts = machine.texts
        systemTexts = machine.systemTexts
        startByIntent = Dictionary(machine.starts.map { ($0.intent, $0.target) }) { first, _ in first }
        handlerByIntent = Dictionary(machine.handlers.map { ($0.intent, $0.target) }) { first, _ in first }
        answerByIntent = Dictionary(machine.answers.map { ($0.intent, $0.text) }) { first, _ in first }
        let entries = machine.starts + machine.handlers
        asideByIntent = Dictionary(
            entries.compactMap { entry in Aside(from: entry.target.step, in: machine).map { (entry.intent, $0) } }
        ) { first, _ in first }
    }

    package subscript(slot: SlotID) -> Slot { slots[slot.index] }
    package subscript(step: StepID) -> Step { steps[step.index] }
    /// Costs no copy of the slot.
    package func type(of slot: SlotID) -> SlotType { slotTypes[slot.index] }

    /// A text's template in one of the machine's languages.
    package func template(_ text: TextID, language: Int) -> [Segment] { texts[text.index].templates[language] }
    package func systemText(_ text: SystemText) -> TextID { systemTexts[text.rawValue] }
    package func slot(named name: String) -> SlotID? { slots.firstIndex { $0.name == name }.map(SlotID.init(index:)) }

    package func start(on intent: String) -> Target? { startByIntent[intent] }
    package func handler(of intent: String) -> Target? { handlerByIntent[intent] }
    package func answer(to intent: String) -> TextID? { answerByIntent[intent] }
    /// What is said to the intent without waiting, where a flow says it.
    package func aside(on intent: String) -> Aside? { asideByIntent[intent] }
    /// An aside that answers a question and changes nothing.
    package func question(on intent: String) -> Aside? {
        guard startByIntent[intent] != nil, let aside = asideByIntent[intent], aside.isQuestion else { return nil }
        return aside
    }
}
