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
    /// By the name of a flow, the step it begins with.
    var firstSteps: [String: String] = [:]
    /// The bot's own flows, in order: their names where they are declared.
    var ownFlows: [Entry<Name>] = []
    /// By the name of a step, its flow's.
    var flowOfStep: [String: String] = [:]
    /// By the name of a flow, the steps of other versions from which conversations begin it anew.
    var restarts: [String: [Entry<Name>]] = [:]
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
            case .option(_, let target, _), .if(_, let target), .else(let target), .then(let target),
                .silent(_, let target):
                [target]
            case .on(_, let target, _): target.map { [$0] } ?? []
            case .tries(let tries): [tries.target]
            case .say, .sayNamed, .fill, .call, .handOff, .stop, .set, .forget, .run, .show, .tell, .speak, .was: []
            }
        }
    }

    /// The flows that the step runs.
    var runs: [Name] { statements.compactMap { if case .run(let flow) = $0.kind { flow } else { nil } } }

    /// The languages that the step switches to.
    var spoken: [Name] { statements.compactMap { if case .speak(let language) = $0.kind { language } else { nil } } }

    var filledSlots: [Name] {
        statements.flatMap { statement -> [Name] in
            switch statement.kind {
            case .fill(let slots): slots
            case .set(let slot, _): [slot]
            default: []
            }
        }
    }
}
