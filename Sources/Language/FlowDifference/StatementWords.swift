package import FlowDiagnostics
package import FlowMachine
package import FlowSyntax

/// Says what a step does in the words of the bot's owner, a statement at a time.
package struct StatementWords: Sendable {
    private let naming: MachineNaming
    private let phrases: DifferencePhrases

    package init(_ machine: Machine, spelling: Spelling, language: MessageLanguage) {
        naming = MachineNaming(machine, languages: Set(machine.languages))
        phrases = DifferencePhrases(spelling: spelling, language: language)
    }

    /// A clause in the third person: "вызывает «запись.создать»". A condition is told as what is looked at: what came of it
    /// shows in what follows.
    package func text(of instruction: Instruction) -> String {
        switch naming.statement(instruction) {
        case .goWhen(let condition, let target):
            phrases.pick(
                "проверяет, не пойти ли в \(phrases.target(target)): \(phrases.condition(condition))",
                "looks whether to go to \(phrases.target(target)): \(phrases.condition(condition))")
        case .call(let action, _): phrases.pick("вызывает ", "calls ") + phrases.action(action)
        case let statement: phrases.statement(statement)
        }
    }

    /// The text's beginning in quotation marks.
    package func text(of text: TextID) -> String { phrases.quoted(phrases.short(naming.text(text))) }
}
