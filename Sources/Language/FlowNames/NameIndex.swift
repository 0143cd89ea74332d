internal import FlowDiagnostics
package import FlowSyntax

/// Every place of every name in the files of a bot, resolved as the compiler does: what stands there, what it is called in
/// the machine, and whether it is declared or referred to there. For tools that follow or change names.
///
/// A name that nothing declares has its occurrences all the same, under the kind its place asks for. Lines that could not
/// be read have none.
package struct NameIndex: Sendable {
    /// By file, then in source order.
    package let occurrences: [NameOccurrence]
    private let byKey: [NameKey: [Int]]
    /// Where the occurrences of each file begin, and the end of the last.
    private let fileStarts: [Int]

    /// - Parameter files: in the order in which spans number them: the bot's own, then the library's.
    ///
    /// Costs one pass over the declarations and a sort within each file.
    package init(_ files: [ParsedFile], keywords: KeywordTable) {
        let collections = files.map { file in
            var collector = NameCollector(keywords: keywords)
            collector.collect(file.file)
            return collector.mentions.sorted { $0.span.start < $1.span.start }
        }
        var resolver = NameResolver(keywords: keywords)
        for mention in collections.joined() where mention.extent != nil { resolver.declare(mention) }
        var occurrences: [NameOccurrence] = []
        var fileStarts: [Int] = []
        for mentions in collections {
            fileStarts.append(occurrences.count)
            for mention in mentions {
                guard let key = resolver.key(of: mention) else { continue }
                let role: NameOccurrence.Role =
                    switch mention.extent {
                    case let extent? where mention.isNamedByType: .declarationNamedByType(extent)
                    case let extent?: .declaration(extent)
                    case nil: .reference
                    }
                occurrences.append(
                    NameOccurrence(key: key, span: mention.span, written: mention.written, role: role))
            }
        }
        fileStarts.append(occurrences.count)
        self.occurrences = occurrences
        self.fileStarts = fileStarts
        byKey = Dictionary(grouping: occurrences.indices) { occurrences[$0].key }
    }

    /// The occurrences of one file, in source order.
    package func occurrences(inFile file: Int) -> ArraySlice<NameOccurrence> {
        guard file >= 0, file + 1 < fileStarts.count else { return [] }
        return occurrences[fileStarts[file]..<fileStarts[file + 1]]
    }

    /// What stands at a byte offset; a place just behind a name belongs to it, as editors put the cursor there.
    package func occurrence(at offset: Int, inFile file: Int) -> NameOccurrence? {
        let occurrences = occurrences(inFile: file)
        return occurrences.first { $0.span.start <= offset && offset < $0.span.end }
            ?? occurrences.first { $0.span.end == offset }
    }

    /// All places of one thing, by file, then in source order.
    package func occurrences(of key: NameKey) -> [NameOccurrence] { byKey[key, default: []].map { occurrences[$0] } }

    /// Where a thing is declared; several places for an option, or where a bot replaces what the library declares.
    package func declarations(of key: NameKey) -> [NameOccurrence] { occurrences(of: key).filter(\.isDeclaration) }

    /// The first declaration of each name of a kind, by file, then in source order.
    package func declared(_ kind: NameKind) -> [NameOccurrence] {
        var seen: Set<NameKey> = []
        return occurrences.filter { $0.key.kind == kind && $0.isDeclaration && seen.insert($0.key).inserted }
    }
}

/// Says what a name means, knowing what all files declare; by the rules of the compiler.
private struct NameResolver {
    let keywords: KeywordTable
    private var declared: Set<NameKey> = []
    private var choiceSlots: Set<NameKey> = []

    init(keywords: KeywordTable) { self.keywords = keywords }

    mutating func declare(_ mention: NameMention) {
        guard case .name(let key) = mention.meaning else { return }
        declared.insert(key)
        if mention.isChoiceSlot { choiceSlots.insert(key) }
    }

    /// Nil for what turns out to be no name.
    func key(of mention: NameMention) -> NameKey? {
        let written = mention.written
        switch mention.meaning {
        case .name(let key): return key
        case .slot: return slot(written)
        case .step:
            // As with slots, a step of exactly this name comes before a built-in one.
            let exact = NameKey(.step, written)
            return declared.contains(exact) ? exact : NameKey(.step, keywords.canonical(written, kind: .name) ?? written)
        case .value: return value(written) ?? slot(written)
        case .tap: return option(written)
        case .constant(let slot): return isChoice(slot) ? option(written) : nil
        case .assigned(let slot): return value(written) ?? (isChoice(slot) ? option(written) : nil)
        }
    }

    private func slot(_ written: String) -> NameKey {
        let exact = NameKey(.slot, written)
        if declared.contains(exact) { return exact }
        return NameKey(.slot, keywords.canonical(written, kind: .type) ?? written)
    }

    private func isChoice(_ written: String) -> Bool { choiceSlots.contains(slot(written)) }

    /// A slot that is declared, or a fact.
    private func value(_ written: String) -> NameKey? {
        let slot = slot(written)
        if declared.contains(slot) { return slot }
        return keywords.canonical(written, kind: .fact).map { NameKey(.fact, $0) }
    }

    /// An option that is declared; what is tapped or compared may also be a choice of the catalogue, which is no name.
    private func option(_ written: String) -> NameKey? {
        let key = NameKey(.option, keywords.canonical(written, kind: .option) ?? written)
        return declared.contains(key) ? key : nil
    }
}
