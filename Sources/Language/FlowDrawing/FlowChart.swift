package import FlowDiagnostics
package import FlowMachine
package import FlowSyntax

/// What a drawing of a bot shows, before it has a form: steps with what they say and ask, the ways between them with the
/// reason why each is taken, flow by flow. A pure value, the same for the same machine; the forms are `mermaid`, `dot` and
/// `svg`.
///
/// What works in every state (`always` lines and answers) is a legend and no edge: it would lead from everywhere.
package struct FlowChart: Hashable, Sendable {
    package internal(set) var title: String
    package internal(set) var language: MessageLanguage
    /// By step; every step of the machine, whether a section shows it or not.
    package internal(set) var nodes: [Node] = []
    /// In the order of the steps they leave, and there in the order of the source.
    package internal(set) var edges: [Edge] = []
    /// The bot's own flows, then the library's.
    package internal(set) var sections: [Section] = []
    package internal(set) var legend: [LegendEntry] = []

    /// A step.
    package struct Node: Hashable, Sendable {
        package var title: String
        package var kind: Kind
        /// What happens on entering the step, in order.
        package var lines: [Line]
        /// The labels of what the customer can tap.
        package var options: [String]
        package var isLibrary: Bool
    }

    package enum Kind: String, CaseIterable, Hashable, Sendable {
        /// Asks for slots until they are filled.
        case form
        /// Waits for one of its options.
        case choice
        /// Calls a module and goes on by its outcome.
        case action
        /// Says something or decides, and goes on at once.
        case passage
        /// Gives the conversation to a human.
        case handOff
        /// Ends the conversation, or returns to what was open.
        case end
    }

    package enum Line: Hashable, Sendable {
        /// Something the bot says, shortened.
        case says(String)
        /// A slot that the form asks for.
        case asks(String)
        case calls(String)
        case other(String)
    }

    /// One way from a step to a step.
    package struct Edge: Hashable, Sendable {
        package var from: Int
        package var to: Int
        /// Empty where the way is taken without a reason worth saying.
        package var label: String
        package var reason: Reason
    }

    package enum Reason: String, CaseIterable, Hashable, Sendable {
        case onward, option, outcome, condition, silence, tries
    }

    package struct Section: Hashable, Sendable {
        package var name: String
        package var isLibrary: Bool
        /// Indices of nodes.
        package var nodes: [Int]
        /// Where conversations enter the flow: the intents, as written, and the node.
        package var starts: [Start]
    }

    package struct Start: Hashable, Sendable {
        package var words: String
        package var node: Int
    }

    package struct LegendEntry: Hashable, Sendable {
        package var heading: String
        package var lines: [String]
    }

    /// - Parameters:
    ///   - flows: by them the steps are grouped; a step in none of them is in no section.
    ///   - language: of the drawing's own words, and of the bot's texts where the bot speaks it.
    ///   - only: the name of the one flow to draw; ways out of it lead to steps that are named and not drawn.
    package init(
        _ machine: Machine, flows: [FlowOutline], spelling: Spelling, language: MessageLanguage, only: String? = nil
    ) {
        title = machine.bot
        self.language = language
        var reader = ChartReader(machine: machine, spelling: spelling, language: language)
        let library = Set(flows.filter(\.isLibrary).flatMap(\.steps))
        for (index, step) in machine.steps.enumerated() {
            nodes.append(reader.node(of: step, at: index, isLibrary: library.contains(StepID(index: index))))
        }
        edges = reader.edges
        let reached = reader.reachedSteps()
        for flow in flows.filter({ !$0.isLibrary }) + flows.filter(\.isLibrary) where only == nil || flow.name == only {
            // A flow of the library that the bot puts partly into its own words is one flow.
            if flow.isLibrary, flows.contains(where: { !$0.isLibrary && $0.name == flow.name }) { continue }
            let rest = flows.filter { $0.isLibrary && !flow.isLibrary && $0.name == flow.name }.flatMap(\.steps)
            let shown =
                (flow.isLibrary ? [] : flow.steps.map(\.index))
                + (flow.isLibrary ? flow.steps : rest).map(\.index).filter(reached.contains)
            guard !shown.isEmpty else { continue }
            let starts = shown.compactMap { node -> Start? in
                let intents = machine.starts.filter { $0.target.step.index == node }.map { spelling($0.intent, .intent) }
                return intents.isEmpty ? nil : Start(words: intents.joined(separator: ", "), node: node)
            }
            sections.append(
                Section(name: spelling(flow.name, .name), isLibrary: flow.isLibrary, nodes: shown, starts: starts))
        }
        legend = reader.legend()
    }
}
