internal import BotFiles
internal import FlowDiagnostics
internal import Linting
internal import SalonFiles
internal import TimeZones

/// A file of a bot's folder that is no flow: the salon's data, or the project's severities.
struct SideFile<Content: Sendable>: Sendable {
    let uri: DocumentURI
    let positions: TextPositions
    /// Nil when something is wrong with it.
    let content: Content?
    let problems: [SideFileProblem]

    /// - Parameter read: gives what the text holds, or what is wrong with it.
    init(_ uri: DocumentURI, _ bytes: [UInt8], read: (String) -> Result<Content, SideFileProblems>) {
        self.uri = uri
        positions = TextPositions(bytes)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            content = nil
            problems = [SideFileProblem(line: 0, words: "The file is not UTF-8 text. Save it as UTF-8.")]
            return
        }
        switch read(text) {
        case .success(let content):
            self.content = content
            problems = []
        case .failure(let failure):
            content = nil
            problems = failure.problems
        }
    }
}

struct SideFileProblem: Sendable {
    /// Counted from 0.
    let line: Int
    let words: String
}

struct SideFileProblems: Error {
    let problems: [SideFileProblem]
}

extension SideFile<SalonFile> {
    /// A `salon.yaml`.
    init(salon uri: DocumentURI, _ bytes: [UInt8], _ toolchain: Toolchain) {
        self.init(uri, bytes) { text in
            do throws(SalonFileError) {
                return .success(try SalonFile(text, name: uri.identity) { try toolchain.zones.zone(named: $0) })
            } catch {
                return .failure(SideFileProblems(problems: error.problems.map(SideFileProblem.init(salon:))))
            }
        }
    }
}

extension SideFile<LintFile> {
    /// A `lint.yaml`.
    init(lint uri: DocumentURI, _ bytes: [UInt8], _ language: MessageLanguage) {
        self.init(uri, bytes) { text in
            do throws(LintFileError) {
                return .success(try LintFile(text, name: uri.identity, language: language))
            } catch {
                return .failure(
                    SideFileProblems(problems: error.problems.map { SideFileProblem(line: $0.line - 1, words: $0.text) }))
            }
        }
    }
}

extension SideFileProblem {
    /// A problem of a `salon.yaml`, which says its line in its words: `line 3: …`.
    fileprivate init(salon problem: String) {
        guard problem.hasPrefix("line "), let colon = problem.firstIndex(of: ":"),
            let number = Int(problem[..<colon].dropFirst("line ".count))
        else {
            self.init(line: 0, words: problem)
            return
        }
        self.init(
            line: number - 1, words: String(problem[problem.index(after: colon)...].drop(while: \.isWhitespace)))
    }
}
