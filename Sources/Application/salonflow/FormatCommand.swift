internal import ArgumentParser
internal import BotFiles
internal import FlowDiagnostics
internal import FlowFormatter
internal import Foundation

struct FormatCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fmt",
        abstract: "Lays out flow files, and converts them to another dialect; what they say stays the same.",
        discussion: """
            Rewrites the files and names on standard error those that changed; --check names on standard output those that \
            would change. With - as the only file, reads standard \
            input and writes to standard output. Exit codes: 0 done, 1 --check found a file that is not laid out or a \
            file has syntax errors (then it is left as it is), 2 wrong usage or a file that cannot be read.
            """)

    @Argument(help: "Flow files, folders with flow files, or - for standard input.")
    var paths: [String]

    @Flag(help: "Change nothing; name the files that are not laid out and end with 1 if there are any.")
    var check = false

    @Flag(help: "Change nothing; show what would change.")
    var diff = false

    @Option(help: "Also convert keywords and built-in names to this dialect: ru or en.")
    var dialect: String?

    @OptionGroup var speech: LanguageOption

    private var console: Console { speech.console }

    func validate() throws {
        if paths.isEmpty { throw ValidationError("Name at least one file, or - for standard input.") }
        if paths.contains("-"), paths.count > 1 { throw ValidationError("- cannot stand beside files.") }
    }

    func run() throws {
        let layout = try FlowLayout()
        if let dialect, !layout.dialects.contains(dialect) {
            throw ValidationError("There is no dialect \(dialect); there are \(layout.dialects.joined(separator: ", ")).")
        }
        var changed = 0
        var refused = 0
        for input in try inputs() {
            switch layout.format(input.source, dialect: dialect) {
            case .refused(let findings):
                refused += 1
                let renderer = DiagnosticRenderer(
                    sources: [input.source], language: console.messageLanguage, usesColor: console.usesColour)
                for finding in findings { console.talk(renderer.text(finding)) }
                console.talk(
                    console.words(
                        ru: "`\(input.source.name)` оставлен как есть: сначала исправьте эти ошибки.",
                        en: "`\(input.source.name)` is left as it is: mend these errors first."))
            case .formatted(let bytes):
                let isChanged = bytes != input.source.bytes
                if isChanged { changed += 1 }
                try report(bytes, of: input, isChanged: isChanged)
            }
        }
        if refused > 0 || check && changed > 0 { throw ExitCode(ExitStatus.findings) }
    }

    private struct Input {
        let source: SourceFile
        /// Nil for standard input.
        let url: URL?
    }

    private func report(_ bytes: [UInt8], of input: Input, isChanged: Bool) throws {
        if diff, isChanged {
            console.data(LineDifference(from: input.source.bytes, to: bytes).text(named: input.source.name))
        }
        if check {
            if isChanged, !diff { console.data(input.source.name) }
            return
        }
        if diff { return }
        guard let url = input.url else {
            console.data(bytes: bytes)
            return
        }
        guard isChanged else { return }
        try replace(url, with: bytes)
        console.talk(
            console.words(ru: "`\(input.source.name)` оформлен.", en: "`\(input.source.name)` was laid out."))
    }

    // MARK: Files

    private func inputs() throws -> [Input] {
        if paths == ["-"] {
            let bytes = [UInt8](FileHandle.standardInput.readDataToEndOfFile())
            return [Input(source: SourceFile(name: "<stdin>", bytes: bytes), url: nil)]
        }
        return try paths.flatMap(files).map { path in
            let url = URL(filePath: path)
            do {
                return Input(source: SourceFile(name: path, bytes: [UInt8](try Data(contentsOf: url))), url: url)
            } catch {
                throw unreadable(path)
            }
        }
    }

    /// The file itself, or the flow files under a folder in the order of their names.
    private func files(under path: String) throws -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { throw unreadable(path) }
        guard isFolder.boolValue else { return [path] }
        let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        return names.filter { $0.hasSuffix(".flow") }.sorted().map { URL(filePath: path).appending(path: $0).relativePath }
    }

    private func unreadable(_ path: String) -> ExitCode {
        console.talk(
            console.words(
                ru: "`\(path)` не читается. Проверьте имя и права.",
                en: "`\(path)` cannot be read. Check its name and rights."))
        return ExitCode(ExitStatus.wrongUsage)
    }

    /// Writes beside the file and renames, so that nobody ever sees half a file; the file's rights stay.
    private func replace(_ url: URL, with bytes: [UInt8]) throws {
        let target = url.resolvingSymlinksInPath()
        let beside = target.deletingLastPathComponent()
            .appending(path: ".\(target.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier)")
        do {
            let rights = try FileManager.default.attributesOfItem(atPath: target.path)[.posixPermissions]
            try Data(bytes).write(to: beside)
            if let rights { try FileManager.default.setAttributes([.posixPermissions: rights], ofItemAtPath: beside.path) }
            guard rename(beside.path, target.path) == 0 else { throw CocoaError(.fileWriteUnknown) }
        } catch {
            try? FileManager.default.removeItem(at: beside)
            throw OutsideFailure(
                console.words(
                    ru: "`\(url.relativePath)` не записывается. Проверьте права на файл и папку и место на диске.",
                    en: "`\(url.relativePath)` cannot be written. Check the rights of file and folder, and the space on the disk."))
        }
    }
}
