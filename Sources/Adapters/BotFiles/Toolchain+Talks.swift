package import Conversations
internal import FlowCompiler
package import FlowDiagnostics

extension Toolchain {
    /// Puts a written talk behind a bot's first file and plays it there; the place in its lines of what fails, be it that
    /// the line cannot be read or that it does not come true. Nil when the test passes.
    package func failingLine(of written: TalkAsTest, addedTo sources: [SourceFile], bot: Bot) -> Int? {
        guard let file = sources.first else { return nil }
        let start = file.bytes + [UInt8(ascii: "\n"), UInt8(ascii: "\n")]
        let extended = SourceFile(name: file.name, bytes: start + Array(written.text.utf8))
        let firstLine = LineIndex(extended).line(at: start.count)
        let checked = check([extended] + sources.dropFirst(), catalogue: bot.catalogue)
        func place(of span: Span) -> Int { LineIndex(extended).line(at: span.start) - firstLine }
        if let finding = checked.diagnostics.first(where: {
            $0.severity == .error && $0.span.file == 0 && $0.span.start >= start.count
        }) {
            return place(of: finding.span)
        }
        guard let flow = checked.compiled,
            let test = flow.tests.first(where: { $0.span.file == 0 && $0.span.start >= start.count }),
            let extendedBot = try? self.bot(flow, catalogue: bot.catalogue),
            let run = try? FlowTestRun(test, bot: extendedBot)
        else { return 0 }
        return run.failure.map { place(of: $0.span) }
    }
}
