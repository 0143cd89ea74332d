package import FlowDiagnostics
package import FlowMachine
package import FlowSyntax

/// All that a compilation reads: it opens no files and asks nobody, so the same input always gives the same result.
package struct CompileInput: Sendable {
    /// The bot's own files, in the order in which their spans number them, from 0.
    package var sources: [ParsedFile]
    /// The standard library's files, numbered on from the bot's. Its texts are always at hand, its steps after
    /// `use standard`.
    package var library: [ParsedFile]
    package var keywords: KeywordTable
    /// By language code; a bot can speak exactly the languages that have an entry here.
    package var wordings: [String: Wording]
    /// What is known of the salon the bot is for; nil when a bot is checked by itself.
    package var salon: SalonData?
    /// The version that is live, whose conversations have to go on in this bot, and to which it may be taken back; nil when
    /// there is none to compare with.
    package var against: Machine?
    /// Whether everything is proved that can only be seen over all ways through the bot. Without it the result holds a
    /// machine and the findings of single lines, in a fraction of the time; never publish such a machine.
    package var proves: Bool

    package init(
        sources: [ParsedFile], library: [ParsedFile], keywords: KeywordTable, wordings: [String: Wording],
        salon: SalonData? = nil, proves: Bool = true, against: Machine? = nil
    ) {
        self.against = against
        self.salon = salon
        self.proves = proves
        self.sources = sources
        self.library = library
        self.keywords = keywords
        self.wordings = wordings
    }
}

/// What became of a compilation: all findings, and the checked flow when none of them is an error.
package struct CompileResult: Sendable {
    /// In source order, errors and warnings together, each independent of the others.
    package let diagnostics: [Diagnostic]
    /// Nil when there is an error: an unchecked flow cannot reach the interpreter (DESIGN, decision 2).
    package let compiled: CompiledFlow?

    init(diagnostics: [Diagnostic], compiled: CompiledFlow?) {
        self.diagnostics = diagnostics
        self.compiled = compiled
    }
}

/// A flow that passed every check, as the machine that runs it and what belongs to its source only. Made by the
/// compiler alone.
package struct CompiledFlow: Sendable {
    package let machine: Machine
    package let sourceMap: SourceMap
    package let tests: [FlowTest]
    /// The `example` lines, to be checked by whoever has an understanding engine; one that fails is
    /// `DiagnosticCode.exampleFails`.
    package let examples: [IntentExample]
    /// The most a turn can take, proved over all paths; nil when the compilation was asked to prove nothing.
    package let costs: Costs?

    init(machine: Machine, sourceMap: SourceMap, tests: [FlowTest], examples: [IntentExample], costs: Costs?) {
        self.costs = costs
        self.machine = machine
        self.sourceMap = sourceMap
        self.tests = tests
        self.examples = examples
    }
}

/// Where each part of a machine was written; kept beside the machine, so that layout does not change its bytes.
package struct SourceMap: Hashable, Sendable {
    /// Parallel to `Machine.steps`: the step's name in its declaration.
    package internal(set) var steps: [Span] = []
    /// Parallel to each step's `code`: the statement an instruction was made from.
    package internal(set) var instructions: [[Span]] = []
    /// Parallel to each step's `options`.
    package internal(set) var options: [[Span]] = []
    /// Parallel to `Machine.slots`: the slot's name in its declaration.
    package internal(set) var slots: [Span] = []
    /// Parallel to `Machine.texts`: the first place where the text stands.
    package internal(set) var texts: [Span] = []
    /// Parallel to `Machine.intents`: the lines of its phrases.
    package internal(set) var phrases: [[Span]] = []
    /// Parallel to `Machine.intents`: the intent's name in its declaration.
    package internal(set) var intents: [Span] = []
    /// Parallel to `Machine.steps`: the `silent` lines, by rising delay.
    package internal(set) var silences: [[Span]] = []
    /// Parallel to `Machine.steps`: the `tries` line where there is one.
    package internal(set) var tries: [Span?] = []
}

/// A customer's message that must be understood as its intent.
package struct IntentExample: Hashable, Sendable {
    package let intent: String
    package let language: String
    package let text: String
    package let span: Span
}
