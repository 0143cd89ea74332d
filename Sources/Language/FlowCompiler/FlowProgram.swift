internal import FlowDiagnostics
internal import FlowSyntax

/// Everything a bot consists of, by name, with the standard library's parts that it uses and does not replace; names
/// are checked for being unique and not yet for what they refer to.
struct FlowProgram {
    var bot = ""
    var languages: [String] = []
    /// All named texts, system texts of the library included.
    var texts: [String: Entry<TextDeclaration>] = [:]
    /// In order: the bot's, then the library's.
    var slots: [Entry<SlotDeclaration>] = []
    var steps: [Entry<StepDeclaration>] = []
    var intents: [Entry<IntentDeclaration>] = []
    var answers: [Entry<AnswerDeclaration>] = []
    var handlers: [Entry<HandlerDeclaration>] = []
    var starts: [Start] = []
    var invariants: [InvariantDeclaration] = []
    var tests: [TestDeclaration] = []
    var usesStandard = false

    /// A declaration under the name that the machine knows it by.
    struct Entry<Declaration> {
        let name: String
        let declaration: Declaration
        let isLibrary: Bool
    }

    /// `start on INTENT` of a flow, with the step the flow begins with.
    struct Start {
        let intent: String
        let span: Span
        let firstStep: String
        let isLibrary: Bool
    }
}

extension StepDeclaration {
    /// Every target the step's statements name, in order.
    var targets: [TargetClause] {
        statements.flatMap { statement -> [TargetClause] in
            switch statement.kind {
            case .option(_, let target, _), .on(_, let target, _), .if(_, let target), .else(let target),
                .then(let target), .silent(_, let target):
                [target]
            case .tries(let tries): [tries.target]
            case .say, .sayNamed, .fill, .call, .handOff, .stop: []
            }
        }
    }

    var filledSlots: [Name] {
        statements.flatMap { statement -> [Name] in
            if case .fill(let slots) = statement.kind { slots } else { [] }
        }
    }
}
