internal import BotFiles
internal import Conversations
internal import FlowDifference
internal import FlowMachine
internal import FlowSyntax
internal import Salon
internal import Storage
internal import TimeZones
internal import Versions

/// What is looked at before a version goes live, besides the conversations under way: what it changes, and how the last talks
/// would have gone on it.
struct VersionReview {
    /// Nil before the first publish.
    private let difference: MachineDifference?
    /// Nil where no talks were asked for, or there are none.
    private let replay: ReplayReport?
    private let keywords: KeywordTable

    /// The most lines of what changed; `salonflow diff` tells all of it.
    private static let lines = 40

    /// - Parameter count: how many of the last talks are replayed; none are without a live version.
    init(from live: Machine?, to candidate: Machine, replaying count: Int, access: SalonAccess, toolchain: Toolchain) async throws {
        keywords = toolchain.keywords
        difference = live.map { MachineDifference(from: $0, to: candidate) }
        guard live != nil, count > 0 else {
            replay = nil
            return
        }
        let stored = try await access.transaction { connection in
            try StoredTalks(last: count, including: nil, zone: { try toolchain.zones.zone(named: $0) }, on: connection)
        }
        let record = ReplayRecord(
            stored.talks, versions: stored.versions, programs: stored.programs, locations: stored.locations,
            understander: toolchain.understander, leftOut: stored.leftOut)
        guard !record.talks.isEmpty else {
            replay = nil
            return
        }
        var candidates: [LocationID: Bot] = [:]
        for location in record.locations { candidates[location.id] = try toolchain.bot(candidate, catalogue: location.catalogue) }
        replay = Replay(programs: record.programs, candidates: candidates).report(record) { _ in }
    }

    func write(_ console: Console) {
        if let difference {
            let words = DifferenceWords(
                spelling: Spelling(keywords: keywords, dialect: Dialect(name: console.language.rawValue)),
                language: console.messageLanguage)
            let lines = words.lines(of: difference)
            for line in lines.prefix(Self.lines) { console.data(String(repeating: "  ", count: line.depth) + line.text) }
            if lines.count > Self.lines {
                console.data(
                    console.words(
                        ru: "… и ещё строк: \(lines.count - Self.lines). Всё покажет salonflow diff.",
                        en: "… and \(lines.count - Self.lines) lines more. salonflow diff shows all."))
            }
        }
        if let replay { for line in replay.lines(in: console.language.rawValue) { console.data(line) } }
    }

    /// Why the version must not be published; nil when no more talks than that lose what they achieved.
    func refusal(atMost percent: Double, _ console: Console) -> String? {
        guard let replay else { return nil }
        let verdict = ReplayThreshold(percent: percent).verdict(on: replay)
        guard !verdict.passes else { return nil }
        return verdict.text(in: console.language.rawValue)
            + console.words(
                ru: " Ничего не опубликовано. Посмотрите эти беседы: salonflow replay --against ПАПКА.",
                en: " Nothing was published. Look at those talks: salonflow replay --against FOLDER.")
    }
}
