internal import FlowDiagnostics
internal import FlowSyntax

/// How the words of one file are to be written: names and keywords as they are, or those of the language itself as
/// another dialect has them.
///
/// Parser and compiler read a built-in name in every dialect and look a name up by its kind alone. So a name of the
/// user's own never becomes a built-in one by a change of dialect, and the other way round: what is looked up here under
/// the same kinds means the same in every spelling. Where the kind depends on what the file does not say (what a customer
/// taps may be an option or the words on a choice, a value may be that of another file's slot), the word stays as it is,
/// which means the same, too.
struct Spelling {
    let keywords: KeywordTable
    let dialect: Dialect?
    private var replacements: [Int: Replacement]
    private let nameStarts: Set<Int>

    /// What to write for the bytes from a name's first to its last.
    struct Replacement {
        let end: Int
        let text: String
    }

    /// The type of each slot the file declares, by its name as written; nil for a type that is not built in.
    private let slotTypes: [String: String?]
    private let slots: Set<String>
    /// English names of the options that the file's steps offer.
    private let options: Set<String>

    init(_ file: ParsedFile, keywords: KeywordTable, dialect: Dialect?) {
        self.keywords = keywords
        self.dialect = dialect
        var slotTypes: [String: String?] = [:]
        for slot in file.file.flows.flatMap(\.slots) {
            slotTypes[slot.name.value] = keywords.canonical((slot.type ?? slot.name).value, kind: .type)
        }
        self.slotTypes = slotTypes
        slots = Set(slotTypes.keys.compactMap { keywords.canonical($0, kind: .type) })
        let uses = file.file.names
        options = Set(
            uses.filter { $0.role == .option }.compactMap { keywords.canonical($0.name.value, kind: .option) })
        replacements = [:]
        nameStarts = Set(uses.map(\.name.span.start))
        for use in uses {
            let text = use.role == .language ? use.name.value : converted(use)
            guard let text else { continue }
            replacements[use.name.span.start] = Replacement(end: use.name.span.end, text: text)
        }
    }

    /// The words to write from an offset on, when they are others than those that stand there.
    func replacement(at offset: Int) -> Replacement? { replacements[offset] }

    /// Whether a name begins here; it may be spelled like a keyword.
    func isName(at offset: Int) -> Bool { nameStarts.contains(offset) }

    /// A spelling of the file's dialect stays, even where tools would write another one.
    func keyword(_ spelling: String, _ kind: KeywordKind) -> String {
        guard let dialect, let canonical = keywords.canonical(spelling, kind: kind),
            !keywords.dialects(of: spelling, kind: kind).contains(dialect)
        else { return spelling }
        return keywords.spelling(of: canonical, kind: kind, dialect: dialect)
    }

    /// Nil when the name is not the language's own.
    private func converted(_ use: NameUse) -> String? {
        guard dialect != nil else { return nil }
        let name = use.name.value
        switch use.role {
        case .assignedValue(let slot): return convertedConstant(name, of: type(of: slot))
        case .comparedValue(let path): return convertedValue(name, of: type(of: path))
        case .expectedValue(let slot): return convertedValue(name, of: type(of: slot), mayBeNone: true)
        case .bookingValue(let property?): return convertedValue(name, of: type(of: property), mayBeNone: true)
        case .bookingValue(nil): return builtIn(name, .value)
        case .tapped: return options.contains(keywords.canonical(name, kind: .option) ?? "") ? builtIn(name, .option) : nil
        default: return use.role.kinds.lazy.compactMap { builtIn(name, $0) }.first
        }
    }

    private func builtIn(_ name: String, _ kind: KeywordKind) -> String? {
        keywords.canonical(name, kind: kind) == nil ? nil : keyword(name, kind)
    }

    /// The type of a slot, or the type of slot that a fact is like.
    private func type(of name: Name) -> String? {
        if let declared = slotTypes[name.value] { return declared }
        if let type = keywords.canonical(name.value, kind: .type) { return type }
        return keywords.canonical(name.value, kind: .fact).flatMap { Self.datedFacts.contains($0) ? "date" : nil }
    }

    private static let datedFacts: Set<String> = ["today", "booking.date", "nearest.date"]

    /// A value of a slot; names of a catalogue and free texts are the user's.
    private func convertedValue(_ value: String, of type: String?, mayBeNone: Bool = false) -> String? {
        if mayBeNone, keywords.canonical(value, kind: .value) == "none" { return builtIn(value, .value) }
        let converted: String? =
            switch type {
            case "master"?: keywords.canonical(value, kind: .value) == "any" ? builtIn(value, .value) : nil
            case "date"?: builtIn(value, .weekday)
            case "yes-no"?, "choice"?: builtIn(value, .option)
            case "photo"?: builtIn(value, .media)
            default: nil
            }
        // What would then be read as "not filled" stays as it is.
        if mayBeNone, let converted, keywords.canonical(converted, kind: .value) == "none" { return nil }
        return converted
    }

    /// What `set` gives a slot. A word that may be another value's name or a text of the user's own stays as it is.
    private func convertedConstant(_ value: String, of type: String?) -> String? {
        if slotTypes[value] != nil { return builtIn(value, .type) }
        if let named = keywords.canonical(value, kind: .type) { return slots.contains(named) ? builtIn(value, .type) : nil }
        if let fact = builtIn(value, .fact) { return fact }
        return convertedValue(value, of: type == "date" ? nil : type)
    }
}
