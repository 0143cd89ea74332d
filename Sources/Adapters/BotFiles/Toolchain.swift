internal import CivilTime
package import Conversations
package import FlowCompiler
package import FlowDiagnostics
internal import FlowMachine
package import FlowSyntax
internal import Grammar
internal import Patterns
package import Salon
internal import StandardFlows
internal import Stemming
package import TimeZones
package import Understanding

/// Everything that turns text into a running bot, loaded once: keywords, wordings, lexicons and the standard library, with
/// the engines for patterns and word forms behind them.
package struct Toolchain: Sendable {
    package let understander: Understander
    package let zones: TimeZoneDatabase
    package let keywords: KeywordTable
    private let wordings: [String: Wording]
    /// The languages that a bot can speak, by code, in order.
    package var languages: [String] { wordings.keys.sorted() }
    let library: [SourceFile]

    /// Fails only when a table that is built into the program is malformed, which its tests rule out.
    package init(zones: TimeZoneDatabase = TimeZoneDatabase()) throws {
        self.zones = zones
        keywords = try KeywordTable(bytes: GrammarFiles.keywords)
        wordings = Dictionary(
            uniqueKeysWithValues: try GrammarFiles.wordings.map { ($0.language, try WordingTable.read($0.bytes)) })
        library = StandardFlows.files.map { SourceFile(name: $0.name, bytes: $0.bytes) }
        understander = try Understander(
            lexicons: try LexiconFiles.languages.map { language in
                try Lexicon(files: LexiconFiles.files(of: language).map { LexiconFile(name: $0.name, bytes: $0.bytes) })
            },
            wordForms: try WordForms.snowball(["russian", "english"]), patterns: .pcre2)
    }

    /// Parses and checks the files of one bot together.
    ///
    /// - Parameter catalogue: the salon it is for; with it the `example` lines are checked too.
    package func check(_ sources: [SourceFile], catalogue: SalonCatalogue? = nil) -> CheckedBot {
        var cache = ParseCache()
        return check(sources, catalogue: catalogue, reusing: &cache)
    }

    /// As above, and parses only the files that have changed since the cache was last used.
    package func check(
        _ sources: [SourceFile], catalogue: SalonCatalogue? = nil, reusing cache: inout ParseCache
    ) -> CheckedBot {
        cache.update(own: sources, library: library, keywords: keywords)
        let result = Compiler.compile(
            CompileInput(
                sources: Array(cache.files.prefix(cache.ownCount)), library: Array(cache.files.dropFirst(cache.ownCount)),
                keywords: keywords, wordings: wordings))
        var diagnostics = result.diagnostics
        var compiled = result.compiled
        if let flow = compiled {
            diagnostics += failedExamples(of: flow, catalogue: catalogue)
            diagnostics.sort { ($0.span.file, $0.span.start) < ($1.span.file, $1.span.start) }
            if diagnostics.contains(where: { $0.severity == .error }) { compiled = nil }
        }
        return CheckedBot(sources: sources + library, diagnostics: diagnostics, compiled: compiled)
    }

    /// The bot of a checked flow for a salon.
    package func bot(_ flow: CompiledFlow, catalogue: SalonCatalogue) throws -> Bot {
        try Bot(program: Program(flow.machine), catalogue: catalogue, understander: understander)
    }

    private func failedExamples(of flow: CompiledFlow, catalogue: SalonCatalogue?) -> [Diagnostic] {
        guard !flow.examples.isEmpty else { return [] }
        let salon = catalogue ?? SalonCatalogue.unknown
        guard let bot = try? bot(flow, catalogue: salon) else { return [] }
        return flow.examples.compactMap { example in
            let context = Context(
                now: FlowTestRun.defaultMoment, language: example.language, expecting: nil, options: [], opens: bot.opens,
                closes: bot.closes)
            let meaning = understander.understand(example.text, vocabulary: bot.vocabulary, context: context)
            let intents = meaning.intents.map(\.content)
            guard !intents.contains(example.intent) else { return nil }
            return Diagnostic(
                .exampleFails, at: example.span,
                [example.intent, intents.isEmpty ? "—" : intents.joined(separator: ", ")])
        }
    }
}

/// What checking a bot's files found.
package struct CheckedBot: Sendable {
    /// In the order in which spans number them: the bot's own files, then the library's.
    package let sources: [SourceFile]
    /// All findings, in source order.
    package let diagnostics: [Diagnostic]
    /// Nil when one of them is an error.
    package let compiled: CompiledFlow?

    package var errors: Int { diagnostics.count { $0.severity == .error } }
    package var warnings: Int { diagnostics.count - errors }
}

extension SalonCatalogue {
    /// A salon of which nothing is known, for checking a flow that stands alone.
    fileprivate static let unknown = SalonCatalogue(
        revision: 0, salonName: LocalizedName([:]), address: LocalizedName([:]), zone: .utc, services: [], masters: [],
        rules: BookingRules(), closures: [])
}
