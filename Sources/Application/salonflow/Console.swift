internal import Foundation

/// Standard output for data, standard error for talk; colour only for eyes (DESIGN, "The command").
struct Console: Sendable {
    let language: ConsoleLanguage
    let usesColour: Bool

    /// - Parameter language: as given with `--lang`; otherwise the locale decides.
    init(language: ConsoleLanguage? = nil, environment: [String: String] = ProcessInfo.processInfo.environment) {
        let locale = environment["LC_ALL"] ?? environment["LC_MESSAGES"] ?? environment["LANG"] ?? ""
        self.language = language ?? (locale.hasPrefix("ru") ? .russian : .english)
        usesColour = environment["NO_COLOR"] == nil && isatty(STDOUT_FILENO) == 1
    }

    var isInteractive: Bool { isatty(STDIN_FILENO) == 1 }

    /// Columns for running text: the terminal's, but no more than reads well, and 80 where there is no terminal.
    var textWidth: Int {
        var size = winsize()
        let isKnown = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return min(max(isKnown ? Int(size.ws_col) : 80, 40), 100)
    }

    func data(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

    func data(bytes: [UInt8]) { write(bytes[...], to: STDOUT_FILENO) }

    func talk(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

    enum Colour: String {
        case red = "31"
        case green = "32"
        case yellow = "33"
        case grey = "90"
        case bold = "1"
    }

    /// The text in that colour where colour is seen, else as it is.
    func painted(_ text: String, _ colour: Colour) -> String {
        usesColour ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// The sentence in the user's language.
    func words(ru russian: String, en english: String) -> String { language == .russian ? russian : english }

    private func write(_ text: String, to descriptor: Int32) { write(Array(text.utf8)[...], to: descriptor) }

    private func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) {
        var rest = bytes
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0 {
                if errno == EINTR { continue }
                // Nobody reads any more; there is nowhere left to say so.
                return
            }
            rest = rest.dropFirst(written)
        }
    }
}

enum ConsoleLanguage: String, CaseIterable, Sendable {
    case russian = "ru"
    case english = "en"
}

/// How the program ends (DESIGN, "The command").
enum ExitStatus {
    static let findings: Int32 = 1
    static let wrongUsage: Int32 = 2
    static let outsideFailure: Int32 = 3
}
