package import FlowDiagnostics
internal import Foundation
internal import Yams

/// A bot folder's `lint.yaml`: how severe this project takes its findings. `flows/README.md` describes it.
package struct LintFile: Hashable, Sendable {
    package let severities: SeveritySettings

    /// The file's name in a bot's folder.
    package static let name = "lint.yaml"

    /// More than a hundred times what switching every code would fill.
    package static let longest = 1 << 20

    /// All mistakes are told in one go, each with its line.
    package init(_ text: String, name: String, language: MessageLanguage) throws(LintFileError) {
        var reader = LintFileReader(language: language)
        let severities = reader.read(text)
        guard reader.problems.isEmpty else { throw LintFileError(file: name, problems: reader.problems) }
        self.severities = severities
    }

    /// The settings that hold for a bot: those in its folder, or in the folder of its only file. Nil when there are none.
    ///
    /// Throws `LintFileError` for what is wrong in the file, and what the system says when it cannot be read.
    package static func beside(_ path: String, language: MessageLanguage) throws -> LintFile? {
        var isFolder: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        let folder = isFolder.boolValue ? path : (path as NSString).deletingLastPathComponent
        let file = folder.isEmpty ? name : folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
        guard FileManager.default.fileExists(atPath: file) else { return nil }
        return try LintFile(try String(contentsOfFile: file, encoding: .utf8), name: file, language: language)
    }
}

package struct LintFileError: Error, Hashable, Sendable, CustomStringConvertible {
    package let file: String
    package let problems: [Problem]

    package struct Problem: Hashable, Sendable {
        /// Counted from 1.
        package let line: Int
        package let text: String
    }

    /// `file:line: what is wrong and what to write instead`, a line each.
    package var description: String { problems.map { "\(file):\($0.line): \($0.text)" }.joined(separator: "\n") }
}

private struct LintFileReader {
    let language: MessageLanguage
    var problems: [LintFileError.Problem] = []

    mutating func read(_ text: String) -> SeveritySettings {
        var settings = SeveritySettings()
        guard text.utf8.count <= LintFile.longest else {
            note(
                1, ru: "Файл слишком большой: это точно настройки проверки?",
                en: "The file is too large. Are these really the settings of lint?")
            return settings
        }
        let root: Node?
        do { root = try Yams.compose(yaml: text) } catch {
            noteUnreadable(error)
            return settings
        }
        // An empty file changes nothing.
        guard let root, root.string?.isEmpty != true else { return settings }
        guard let mapping = root.mapping else {
            note(
                root.mark?.line ?? 1, ru: "Здесь нужна строка «severity:», а под ней строки «КОД: off | warning | error».",
                en: "A line “severity:” is needed here, with lines “CODE: off | warning | error” under it.")
            return settings
        }
        for (key, value) in mapping {
            guard key.string == "severity" else {
                note(
                    key.mark?.line ?? 1, ru: "«\(key.string ?? "?")» — неизвестный ключ; есть только «severity».",
                    en: "“\(key.string ?? "?")” is no known key; the only one is “severity”.")
                continue
            }
            if value.string?.isEmpty == true { continue }
            guard let levels = value.mapping else {
                note(
                    value.mark?.line ?? 1, ru: "Под «severity:» пишут строки «КОД: off | warning | error».",
                    en: "Under “severity:” stand lines “CODE: off | warning | error”.")
                continue
            }
            for (code, level) in levels { readLevel(code, level, into: &settings) }
        }
        return settings
    }

    private mutating func readLevel(_ key: Node, _ value: Node, into settings: inout SeveritySettings) {
        let line = key.mark?.line ?? 1
        let written = key.string ?? "?"
        guard let code = DiagnosticCode(id: written) else {
            let near = Suggestion.near(written, among: DiagnosticCode.all.map(\.id))
            note(
                line,
                ru: "Замечания «\(written)» нет" + (near.map { "; может быть, «\($0)»?" } ?? ".")
                    + " Все замечания: salonflow explain --list.",
                en: "There is no finding “\(written)”" + (near.map { "; did you mean “\($0)”?" } ?? ".")
                    + " All of them: salonflow explain --list.")
            return
        }
        guard let level = value.string.flatMap(SeveritySettings.Level.init) else {
            note(
                value.mark?.line ?? line,
                ru: "«\(value.string ?? "?")» — неизвестная строгость; бывает off, warning и error.",
                en: "“\(value.string ?? "?")” is no known severity; there are off, warning and error.")
            return
        }
        guard settings.set(code, to: level) else {
            note(
                line,
                ru: "\(code.id) — ошибка, а ошибки всегда мешают публикации: смягчить её нельзя, можно только исправить.",
                en: "\(code.id) is an error, and errors always block publishing: it cannot be lowered, only mended.")
            return
        }
    }

    private mutating func noteUnreadable(_ error: any Error) {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _)?, .parser(_, let problem, let mark, _)?,
            .composer(_, let problem, let mark, _)?:
            note(mark.line, ru: "Это не YAML: \(problem).", en: "This is not well-formed YAML: \(problem).")
        case .duplicatedKeysInMapping(let keys, let context)?:
            let names = keys.map { "“\($0)”" }.joined(separator: ", ")
            note(
                context.mark.line, ru: "\(names) стоит дважды; оставьте одну строку.",
                en: "\(names) stands twice; keep one of the lines.")
        default: note(1, ru: "Это не YAML: \(error)", en: "This is not well-formed YAML: \(error)")
        }
    }

    private mutating func note(_ line: Int, ru russian: String, en english: String) {
        problems.append(LintFileError.Problem(line: line, text: language == .russian ? russian : english))
    }
}
