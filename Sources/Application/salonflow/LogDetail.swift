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
