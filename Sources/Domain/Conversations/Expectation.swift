package import FlowInterpreter
package import FlowMachine
package import Understanding

/// The light in which a message is understood, as far as the conversation decides it: the same words at the same time with
/// an equal expectation mean the same to the same rules.
package struct Expectation: Hashable, Sendable {
    /// The code of the conversation's language.
    package var language: String
    package var expecting: Expecting?
    /// What the customer can choose in words.
    package var options: [Named]
    /// The type of the slot that is asked for, whose free answers are read from the message itself.
    package var asked: SlotType?
    /// Whether a no passes the question over.
    package var isOptional: Bool
}

extension Program {
    /// The language in which the event is answered: the one it is clearly written in, else the conversation's.
    package func language(after event: Event, in conversation: Conversation) -> Int {
        guard case .said(let understood) = event, let code = understood.language else { return conversation.language }
        return languages.firstIndex(of: code) ?? conversation.language
    }

    package func expectation(in conversation: Conversation) -> Expectation {
        var result = Expectation(
            language: languages[conversation.language], expecting: nil, options: [], asked: nil, isOptional: false)
        switch conversation.position {
        case .filling(_, let slot):
            result.asked = type(of: slot)
            result.isOptional = self[slot].isOptional
            switch type(of: slot) {
            case .service: result.expecting = .service
            case .master: result.expecting = .master
            case .date: result.expecting = .date
            case .time: result.expecting = .time
            case .choice:
                result.expecting = .option
                let labels = self[slot].choices.map { plainTexts(of: $0.label) }
                result.options = zip(self[slot].choices, labels).map { choice, names in
                    Named(id: choice.name, names: names + ownWords(of: names, among: labels) + [choice.name])
                }
            case .yesNo:
                result.expecting = .option
                result.options = [("yes", SystemText.yesLabel), ("no", .noLabel)].map { name, label in
                    Named(id: name, names: plainTexts(of: systemText(label)))
                }
            case .booking:
                // Visits are named by what was on offer: "ту, что в пятницу", or their words.
                result.expecting = .option
                result.options = conversation.offered.compactMap { offered in
                    guard case .choice(let choice)? = offered.values.first?.value else { return nil }
                    return Named(id: choice.id, names: choice.names)
                }
            case .name: result.expecting = .name
            case .number, .phone, .money: result.expecting = .number
            case .photo, .text: break
            }
        case .choosing(let step):
            result.expecting = .option
            result.options = self[step].options.map { option in
                Named(id: option.name, names: plainTexts(of: option.label) + [option.name])
            }
        case .idle, .handedOff, .resuming: break
        }
        return result
    }

    /// The words that only one of the answers has: "маска" is enough for "Маска для волос".
    private func ownWords(of names: [String], among all: [[String]]) -> [String] {
        func words(_ names: [String]) -> Set<String> {
            Set(names.flatMap { $0.lowercased().split { !$0.isLetter }.filter { $0.count >= 4 }.map(String.init) })
        }
        let others = words(all.filter { $0 != names }.flatMap(\.self))
        return words(names).subtracting(others).sorted()
    }

    /// A text in all languages, without what is filled in.
    private func plainTexts(of text: TextID) -> [String] {
        machine[text].templates.map { template in
            template.reduce(into: "") { text, segment in
                if case .literal(let literal) = segment { text += literal }
            }
        }
    }
}
