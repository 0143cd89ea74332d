internal import CivilTime
package import Conversations
package import FlowCompiler
package import FlowDiagnostics
package import FlowMachine
package import FlowSyntax
internal import Grammar
internal import Patterns
internal import Remembering
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
    /// The standard library's files.
    package let library: [SourceFile]
    /// The library's files as they follow no, one or two files of a bot: spans number files through.
    private let parsedLibraries: [[ParsedFile]]

    /// Fails only when a table that is built into the program is malformed, which its tests rule out.
    package init(zones: TimeZoneDatabase = TimeZoneDatabase()) throws {
        self.zones = zones
        keywords = try KeywordTable(bytes: GrammarFiles.keywords)
        wordings = Dictionary(
            uniqueKeysWithValues: try GrammarFiles.wordings.map { ($0.language, try WordingTable.read($0.bytes)) })
        library = StandardFlows.files.map { SourceFile(name: $0.name, bytes: $0.bytes) }
        parsedLibraries = [library, library, library].enumerated().map { [keywords] in
            Toolchain.parse($0.element, from: $0.offset, keywords)
        }
        understander = try Toolchain.loadUnderstander()
    }

    /// The understanding of all languages whose lexicons are built into the program.
    ///
    /// - Parameter remembering: how many words are remembered with what the lexicons say of them; it changes no answer.
    package static func loadUnderstander(remembering: Int = 16_000) throws -> Understander {
        try Understander(
            lexicons: try LexiconFiles.languages.map { language in
                try Lexicon(files: LexiconFiles.files(of: language).map { LexiconFile(name: $0.name, bytes: $0.bytes) })
            },
            wordForms: try WordForms.snowball(["russian", "english"]), patterns: .pcre2,
            memory: .bounded(remembering))
    }

    /// Parses and checks the files of one bot together.
    ///
    /// - Parameters:
    ///   - catalogue: the salon it is for, whose names and prices then count; without it a bot is checked by itself.
    ///   - proves: whether everything is proved that takes all ways through the bot or the understanding; without it only
    ///     what single lines show is found, in a fraction of the time.
    ///   - live: the version whose conversations have to go on in this bot, where there is one.
    package func check(
        _ sources: [SourceFile], catalogue: SalonCatalogue? = nil, proves: Bool = true, against live: Machine? = nil
    ) -> CheckedBot {
        let own = sources.enumerated().map { Parser.parse($0.element, fileIndex: $0.offset, keywords: keywords) }
        var rules: RuleMemory?
        return check(
            sources, own, parsedLibrary(from: sources.count), catalogue: catalogue, proves: proves, against: live, rules: &rules)
    }

    /// Checks the files of a version as it was published, with the library of then where it is among them; nothing is proved.
    package func check(version files: [SourceFile]) -> CheckedBot {
        let (own, then) = VersionFiles.parted(files, order: library.map(\.name))
        let library = then.isEmpty ? library : then
        let parsed = own.enumerated().map { Parser.parse($0.element, fileIndex: $0.offset, keywords: keywords) }
        var rules: RuleMemory?
        let checked = check(
            own, parsed, Toolchain.parse(library, from: own.count, keywords), catalogue: nil, proves: false, rules: &rules)
        return CheckedBot(sources: own + library, diagnostics: checked.diagnostics, compiled: checked.compiled)
    }

    /// As above, and parses only the files that have changed since the cache was last used.
    package func check(
        _ sources: [SourceFile], catalogue: SalonCatalogue? = nil, reusing cache: inout ParseCache
    ) -> CheckedBot {
        cache.update(own: sources, library: library, keywords: keywords)
        return check(
            sources, Array(cache.files.prefix(cache.ownCount)), Array(cache.files.dropFirst(cache.ownCount)),
            catalogue: catalogue, proves: true, against: nil, rules: &cache.rules)
    }

    private func check(
        _ sources: [SourceFile], _ own: [ParsedFile], _ parsedLibrary: [ParsedFile], catalogue: SalonCatalogue?,
        proves: Bool, against live: Machine?, rules memory: inout RuleMemory?
    ) -> CheckedBot {
        let result = Compiler.compile(
            CompileInput(
                sources: own, library: parsedLibrary, keywords: keywords, wordings: wordings,
                salon: catalogue.map { SalonData($0, languages: wordings.keys.sorted()) }, proves: proves,
                against: live))
        var diagnostics = result.diagnostics
        var compiled = result.compiled
        if proves, let flow = compiled {
            var rules = RuleChecks(
                understander: understander, flow: flow, catalogue: catalogue, libraryStart: sources.count)
            for (index, file) in own.enumerated() {
                rules.exclusionWords[index] = keywords.spelling(of: "not", kind: .statement, dialect: file.dialect)
            }
            if let known = memory?.findings(for: rules) {
                diagnostics += known
            } else {
                rules.check()
                memory = RuleMemory(rules)
                diagnostics += rules.findings
            }
            diagnostics.sort {
                ($0.span.file, $0.span.start, $0.span.end, $0.severity.rawValue, $0.code.id)
                    < ($1.span.file, $1.span.start, $1.span.end, $1.severity.rawValue, $1.code.id)
            }
            if diagnostics.contains(where: { $0.severity == .error }) { compiled = nil }
        }
        return CheckedBot(sources: sources + library, diagnostics: diagnostics, compiled: compiled)
    }

    /// The library's files behind so many files of a bot; parsed once for the numbers of files that bots have.
    private func parsedLibrary(from first: Int) -> [ParsedFile] {
        if parsedLibraries.indices.contains(first) { return parsedLibraries[first] }
        return Toolchain.parse(library, from: first, keywords)
    }

    private static func parse(_ library: [SourceFile], from first: Int, _ keywords: KeywordTable) -> [ParsedFile] {
        library.enumerated().map { Parser.parse($0.element, fileIndex: first + $0.offset, keywords: keywords) }
    }

    /// The bot of a checked flow for a salon.
    package func bot(_ flow: CompiledFlow, catalogue: SalonCatalogue) throws -> Bot {
        try bot(flow.machine, catalogue: catalogue)
    }

    /// The bot of a machine for a salon.
    package func bot(_ machine: Machine, catalogue: SalonCatalogue) throws -> Bot {
        try Bot(program: Program(machine), catalogue: catalogue, understander: understander)
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

extension SalonData {
    /// A salon's catalogue in the words of each language.
    fileprivate init(_ catalogue: SalonCatalogue, languages: [String]) {
        let masters = catalogue.masters.filter(\.isActive)
        self.init(
            byLanguage: Dictionary(
                uniqueKeysWithValues: languages.map { language in
                    (
                        language,
                        Words(
                            services: catalogue.services.map { $0.name.text(in: language) },
                            masters: masters.map { $0.name.text(in: language) },
                            name: catalogue.salonName.text(in: language), address: catalogue.address.text(in: language))
                    )
                }),
            prices: catalogue.services.map(\.price),
            longestDuration: catalogue.services.map(\.durationMinutes).max() ?? 0)
    }
}
