internal import ArgumentParser
internal import BotFiles
internal import FlowDifference
internal import FlowDiagnostics
internal import FlowMachine
internal import FlowMigration
internal import FlowSyntax
internal import Foundation
internal import JSON
internal import Linting

struct DiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Says in an owner's words what changed between two versions of a bot, and for whom.",
        discussion: """
            FROM and TO are each \(MachineReference.help). A number is always a version's; a file of such a name is ./3.

            With one argument: a folder or file is compared with the live version, to see what publishing it would change; a \
            version with the live one, to see what changed since; `live` with what was live before, to see what the last move \
            changed. How many customers are talking just now, and where, tells `publish --dry-run`.

            Ends with 0 whether or not there are differences.
            """)

    @Argument(help: "What was; alone, what the live version is compared with.")
    var from: MachineReference

    @Argument(help: "What it became.")
    var to: MachineReference?

    @Flag(help: "Show the lines in which the flow files differ as well, as a unified diff.")
    var sources = false

    @OptionGroup var salon: SalonArguments

    func run() async throws {
        let console = salon.speech.console
        let toolchain = try Toolchain()
        let pair = sides
        let machines = try await MachineReference.resolve(
            [pair.from, pair.to], salon: salon.salon, database: salon.database, console: console, toolchain: toolchain)
        let report = DifferenceReport(
            from: machines[0], to: machines[1],
            spelling: Spelling(keywords: toolchain.keywords, dialect: Dialect(name: console.language.rawValue)), console: console)
        if salon.json {
            console.data(bytes: report.json(sources: sources).bytes() + [UInt8(ascii: "\n")])
        } else {
            report.write(sources: sources)
        }
    }

    /// A bot that is not published yet comes after the live version, a version that was published before it.
    private var sides: (from: MachineReference, to: MachineReference) {
        if let to { return (from, to) }
        if from == .live { return (.previous, .live) }
        return from.isStored ? (from, .live) : (.live, from)
    }
}

/// The difference of two machines, what it does to those who are talking, and the lines of the files.
private struct DifferenceReport {
    let from: ResolvedMachine
    let to: ResolvedMachine
    let difference: MachineDifference
    let plan: MigrationPlan
    let words: DifferenceWords
    let migration: MigrationWords
    let console: Console

    init(from: ResolvedMachine, to: ResolvedMachine, spelling: Spelling, console: Console) {
        self.from = from
        self.to = to
        self.console = console
        difference = MachineDifference(from: from.machine, to: to.machine)
        plan = MigrationPlan(from: from.machine, to: to.machine)
        words = DifferenceWords(spelling: spelling, language: console.messageLanguage)
        migration = MigrationWords(plan, language: console.messageLanguage) { name, kind in
            switch kind {
            case .step, .flow: spelling(name, .name)
            case .slot: spelling(name, .type)
            case .option: spelling(name, .option)
            }
        }
    }

    func write(sources: Bool) {
        console.talk("\(from.title(console)) → \(to.title(console))")
        for line in words.lines(of: difference) { write(line) }
        if !difference.isEmpty { writeFates() }
        if sources {
            for file in changedFiles {
                console.data("")
                for line in file.diff.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
                    console.data(painted(String(line)))
                }
            }
            if from.sources.isEmpty || to.sources.isEmpty {
                console.talk(
                    console.words(
                        ru: "У машины, записанной в файл, нет исходников: строки не сравнить.",
                        en: "A machine file has no sources: there are no lines to compare."))
            }
        }
        console.talk(words.summary(of: difference))
    }

    /// Places whose customers notice nothing are counted, the others listed.
    private func writeFates() {
        guard !plan.states.isEmpty else { return }
        let unnoticed = plan.states.count { $0.fate.isUnnoticed }
        console.data(
            console.painted(
                console.words(
                    ru: "Кто сейчас в разговоре: в \(unnoticed) из \(plan.states.count) мест ожидания ничего не заметит",
                    en: "Those who are talking right now: nothing to notice in \(unnoticed) of \(plan.states.count) places to wait in"),
                .bold))
        for (state, fate) in plan.states where !fate.isUnnoticed {
            let line = "  " + migration.line(state, fate)
            console.data(fate.blocksPublishing ? console.painted(line, .yellow) : line)
        }
    }

    private func write(_ line: DifferenceWords.Line) {
        let text = String(repeating: "  ", count: line.depth) + line.text
        switch line.tone {
        case .heading: console.data(console.painted(text, .bold))
        case .plain: console.data(text)
        case .removed: console.data(console.painted(text, .red))
        case .added: console.data(console.painted(text, .green))
        case .warning: console.data(console.painted(text, .yellow))
        }
    }

    private func painted(_ line: String) -> String {
        if line.hasPrefix("+") { return console.painted(line, .green) }
        if line.hasPrefix("-") { return console.painted(line, .red) }
        return line.hasPrefix("@@") ? console.painted(line, .grey) : line
    }

    /// Files go by their last name: a version keeps them as they were called when it was published.
    private var changedFiles: [(name: String, diff: String)] {
        guard !from.sources.isEmpty, !to.sources.isEmpty else { return [] }
        func name(_ source: SourceFile) -> String { NSString(string: source.name).lastPathComponent }
        let old = Dictionary(from.sources.map { (name($0), $0.bytes) }) { first, _ in first }
        let new = Dictionary(to.sources.map { (name($0), $0.bytes) }) { first, _ in first }
        return Set(old.keys).union(new.keys).sorted().compactMap { name in
            let diff = UnifiedDiff.text(old: old[name] ?? [], new: new[name] ?? [], name: name)
            return diff.isEmpty ? nil : (name, diff)
        }
    }

    // MARK: For programs

    func json(sources: Bool) -> JSONValue {
        var members = JSONObject()
        members["from"] = json(from)
        members["to"] = json(to)
        members["changes"] = .array(
            difference.parts.flatMap { part in part.changes.map { change in json(change, of: part.place) } })
        members["untranslated"] = .array(
            difference.lostTranslations.map { lost in
                ["place": .string(words.title(of: lost.place)), "reworded": strings(lost.reworded), "left": strings(lost.left)]
            })
        members["waiting"] = .array(plan.states.map(json))
        if sources { members["files"] = .array(changedFiles.map { ["file": .string($0.name), "diff": .string($0.diff)] }) }
        return .object(members)
    }

    private func json(_ machine: ResolvedMachine) -> JSONValue {
        var members = JSONObject()
        members["hash"] = .string(ContentHash(of: machine.machine.encoded).hex)
        switch machine.place {
        case .version(let number, let isLive):
            members["version"] = .number(JSONNumber(number))
            if isLive { members["live"] = .bool(true) }
        case .file(let path): members["file"] = .string(path)
        }
        return .object(members)
    }

    private func json(_ change: Change, of place: ChangedPart.Place) -> JSONValue {
        let record = DifferenceRecord(change, of: place)
        var members = JSONObject()
        members["part"] = .string(record.part)
        if let name = record.name { members["name"] = .string(name) }
        if let flow = record.flow { members["flow"] = .string(flow) }
        members["change"] = .string(record.change)
        if let about = record.about { members["about"] = .string(about) }
        if let before = record.before { members["before"] = json(before) }
        if let after = record.after { members["after"] = json(after) }
        if !record.untranslated.isEmpty { members["untranslated"] = strings(record.untranslated) }
        members["text"] = .string(words.text(of: change))
        return .object(members)
    }

    private func json(_ value: DifferenceValue) -> JSONValue {
        switch value {
        case .text(let text): return .string(text)
        case .number(let number): return .number(JSONNumber(number))
        case .flag(let flag): return .bool(flag)
        case .list(let names): return strings(names)
        case .target(let step, let forget): return ["step": .string(step), "forget": strings(forget)]
        case .texts(let texts):
            var members = JSONObject()
            for (language, text) in texts.sorted(by: { $0.key < $1.key }) { members[language] = .string(text) }
            return .object(members)
        }
    }

    private func json(_ waiting: (state: WaitingState, fate: Fate)) -> JSONValue {
        var members = JSONObject()
        members["step"] = .string(plan.from[waiting.state.step].name)
        switch waiting.state {
        case .filling(_, let slot): members["slot"] = .string(plan.from[slot].name)
        case .choosing: members["options"] = .bool(true)
        case .running: members["run"] = .bool(true)
        }
        let (kind, there): (String, String?) =
            switch waiting.fate {
            case .carriesOn: ("carriesOn", nil)
            case .moved(let step, _): ("moved", step)
            case .restarts(let flow): ("restarts", flow)
            case .nowhere(let flow): ("nowhere", flow)
            }
        members["fate"] = .string(kind)
        if let there { members["to"] = .string(there) }
        if !waiting.fate.asking.isEmpty { members["asking"] = strings(waiting.fate.asking.map(\.name)) }
        members["text"] = .string(migration.text(of: waiting.fate))
        return .object(members)
    }

    private func strings(_ values: [String]) -> JSONValue { .array(values.map { .string($0) }) }
}
