internal import ArgumentParser
internal import Logging

/// How much is logged.
enum LogDetail: String, CaseIterable, ExpressibleByArgument {
    case error, warning, info, debug

    var level: Logger.Level {
        switch self {
        case .error: .error
        case .warning: .warning
        case .info: .info
        case .debug: .debug
        }
    }
}

extension Logger {
    /// Logs to standard error: standard output is for data.
    init(label: String, detail: LogDetail) {
        self.init(label: label) { StreamLogHandler.standardError(label: $0) }
        logLevel = detail.level
    }
}
