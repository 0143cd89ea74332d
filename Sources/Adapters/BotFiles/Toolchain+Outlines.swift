package import FlowCompiler
package import FlowDiagnostics
package import FlowDrawing
internal import FlowMachine
package import FlowSyntax

/// What tools that show a bot need of its source, beside the machine.
extension Toolchain {
    /// How the bot's own files write the language's words: in the dialect of the first file that is not in the
    /// table's first one.
    package func spelling(of sources: [SourceFile]) -> Spelling {
        let dialects = sources.enumerated().map { Parser.parse($1, fileIndex: $0, keywords: keywords).dialect }
        let usual = keywords.dialects[0]
        return Spelling(keywords: keywords, dialect: dialects.first { $0 != usual } ?? usual)
    }

    /// The flows of a compiled bot with their steps; the bot's own first.
    ///
    /// - Parameter sources: those that the bot was compiled from.
    package func outlines(of flow: CompiledFlow, sources: [SourceFile]) -> [FlowOutline] {
        let steps = Dictionary(
            flow.sourceMap.steps.enumerated().map { ($0.element, StepID(index: $0.offset)) }) { first, _ in first }
        var result: [FlowOutline] = []
        for (index, source) in (sources + library).enumerated() {
            for declared in Parser.parse(source, fileIndex: index, keywords: keywords).file.flows {
                let own = declared.steps.compactMap { steps[$0.name.span] }
                guard !own.isEmpty else { continue }
                let name = keywords.canonical(declared.name.value, kind: .name) ?? declared.name.value
                result.append(FlowOutline(name: name, isLibrary: index >= sources.count, steps: own))
            }
        }
        return result
    }
}
