package import FlowMachine

/// A flow by its name and its steps. A machine knows only steps; which of them the author wrote as one flow is in the
/// source, so whoever has read that says it.
package struct FlowOutline: Hashable, Sendable {
    /// As written.
    package var name: String
    /// Whether the flow comes from the standard library.
    package var isLibrary: Bool
    /// In the order of their declarations.
    package var steps: [StepID]

    package init(name: String, isLibrary: Bool, steps: [StepID]) {
        self.name = name
        self.isLibrary = isLibrary
        self.steps = steps
    }
}
