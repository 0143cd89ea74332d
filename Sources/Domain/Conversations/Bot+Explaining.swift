package import CivilTime
package import FlowInterpreter
package import Understanding

/// What a turn did not have to know, for people who ask about it afterwards.
extension Bot {
    /// How the bot would understand the text there and then, with the reasons; what it makes of them is the journal's.
    package func explain(_ text: String, in conversation: Conversation, at now: Instant) -> Explanation {
        understander.explain(
            String(text.prefix(Limits.textCharacters)), vocabulary: vocabulary, context: context(of: conversation, at: now))
    }

    /// What leaves for the customer of a turn with these effects; without what modules plan beside it, such as reminders.
    package func replies(to event: Event, effects: [Effect], language: Int, at now: Instant) -> [OutboundContent] {
        effects.flatMap { effect -> [OutboundContent] in
            switch effect {
            case .send(let message): [outbound(message, at: now, answering: event, language: language).content]
            case .show(let thing): contents(of: thing, language: language)
            case .tell, .remember, .handOff: []
            }
        }
    }
}
