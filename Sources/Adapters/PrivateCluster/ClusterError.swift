/// Why the program's own PostgreSQL could not be had, each with words for the person who runs the program.
package enum ClusterError: Error, Sendable, Equatable {
    /// No server binaries were found in any of the places looked at.
    case postgresMissing(lookedIn: [String])
    /// The binaries are older than what the schema needs.
    case postgresTooOld(version: String, folder: String)
    /// The data was written by another major version than the binaries'.
    case wrongDataVersion(folder: String, found: String, needed: String)
    /// A folder cannot be made, owned or entered by the account PostgreSQL runs as.
    case notWritable(folder: String, account: String, reason: String)
    /// The disk ran full while PostgreSQL wrote.
    case diskFull(folder: String)
    /// The path of the socket does not fit into the 107 bytes the operating system allows.
    case socketPathTooLong(path: String)
    /// A server that does not answer here is running on the data.
    case heldByAnotherServer(folder: String, process: Int32)
    /// `initdb` failed for a reason not recognised.
    case notCreated(log: [String])
    /// The server ended, or did not answer in time; `log` holds the last lines it wrote.
    case didNotStart(log: [String])
    /// The server runs, but setting up roles and database failed.
    case notPrepared(reason: String)
}

/// What happened, why, and what to do, in one language.
package struct ClusterExplanation: Sendable, Equatable, CustomStringConvertible {
    package var what: String
    package var why: String
    package var action: String

    package var description: String { "\(what) \(why) \(action)" }
}

extension ClusterError {
    package var english: ClusterExplanation {
        switch self {
        case .postgresMissing(let places):
            ClusterExplanation(
                what: "PostgreSQL was not found on this machine.",
                why: "Its programs initdb and postgres are in none of: \(places.joined(separator: ", ")).",
                action: "Install it (apt-get install postgresql), or give a database with DATABASE_URL.")
        case .postgresTooOld(let version, let folder):
            ClusterExplanation(
                what: "PostgreSQL \(version) is too old.", why: "The programs in \(folder) are older than version 15.",
                action: "Install PostgreSQL 15 or newer (apt-get install postgresql), or name its folder of programs.")
        case .wrongDataVersion(let folder, let found, let needed):
            ClusterExplanation(
                what: "The data in \(folder) belongs to PostgreSQL \(found).",
                why: "The programs found are version \(needed), and one version cannot read the other's files.",
                action: """
                    Install PostgreSQL \(found) beside it (apt-get install postgresql-\(found)), or move the data over with \
                    pg_upgrade, or give another state folder to begin anew.
                    """)
        case .notWritable(let folder, let account, let reason):
            ClusterExplanation(
                what: "PostgreSQL cannot write to \(folder).",
                why: "The account \(account), which it runs as, is refused: \(reason).",
                action: "Give a state folder that \(account) can reach and own, or correct the rights of this one.")
        case .diskFull(let folder):
            ClusterExplanation(
                what: "The disk is full.", why: "PostgreSQL ran out of room while writing to \(folder).",
                action: "Free at least 200 MB there, or give a state folder on another disk, and start again.")
        case .socketPathTooLong(let path):
            ClusterExplanation(
                what: "The path of the database socket is too long.",
                why: "\(path) has \(path.utf8.count) bytes; the operating system allows 107.",
                action: "Give a shorter socket folder or a shorter state folder.")
        case .heldByAnotherServer(let folder, let process):
            ClusterExplanation(
                what: "Another PostgreSQL is using \(folder).",
                why: "Process \(process) runs on this data and does not answer on the expected socket.",
                action: "Stop it (kill -INT \(process)) and start again.")
        case .notCreated(let log):
            ClusterExplanation(
                what: "The database could not be created.", why: "initdb said: \(Self.quoted(log))",
                action: "Correct what it names and start again.")
        case .didNotStart(let log):
            ClusterExplanation(
                what: "PostgreSQL did not start.", why: "Its log ends with: \(Self.quoted(log))",
                action: "Correct what it names and start again.")
        case .notPrepared(let reason):
            ClusterExplanation(
                what: "The database could not be prepared.", why: reason,
                action: "Start again; if it stays so, give another state folder and report this.")
        }
    }

    package var russian: ClusterExplanation {
        switch self {
        case .postgresMissing(let places):
            ClusterExplanation(
                what: "На этом компьютере нет PostgreSQL.",
                why: "Программы initdb и postgres не найдены ни в одном из мест: \(places.joined(separator: ", ")).",
                action: "Установите её (apt-get install postgresql) или укажите базу данных в DATABASE_URL.")
        case .postgresTooOld(let version, let folder):
            ClusterExplanation(
                what: "PostgreSQL \(version) слишком старая.", why: "Программы в \(folder) старше версии 15.",
                action: "Установите PostgreSQL 15 или новее (apt-get install postgresql) или укажите папку её программ.")
        case .wrongDataVersion(let folder, let found, let needed):
            ClusterExplanation(
                what: "Данные в \(folder) принадлежат PostgreSQL \(found).",
                why: "Найдены программы версии \(needed), а одна версия не читает файлы другой.",
                action: """
                    Установите рядом PostgreSQL \(found) (apt-get install postgresql-\(found)), перенесите данные через \
                    pg_upgrade или укажите другую папку состояния, чтобы начать заново.
                    """)
        case .notWritable(let folder, let account, let reason):
            ClusterExplanation(
                what: "PostgreSQL не может писать в \(folder).",
                why: "Пользователю \(account), от имени которого она работает, отказано: \(reason).",
                action: "Укажите папку состояния, доступную пользователю \(account), или исправьте права на эту.")
        case .diskFull(let folder):
            ClusterExplanation(
                what: "На диске нет места.", why: "PostgreSQL не хватило места при записи в \(folder).",
                action: "Освободите не меньше 200 МБ или укажите папку состояния на другом диске и запустите снова.")
        case .socketPathTooLong(let path):
            ClusterExplanation(
                what: "Слишком длинный путь к сокету базы данных.",
                why: "В пути \(path) \(path.utf8.count) байт, а система допускает 107.",
                action: "Укажите более короткую папку сокета или папку состояния.")
        case .heldByAnotherServer(let folder, let process):
            ClusterExplanation(
                what: "Папку \(folder) использует другая PostgreSQL.",
                why: "Процесс \(process) работает с этими данными и не отвечает на ожидаемом сокете.",
                action: "Остановите его (kill -INT \(process)) и запустите снова.")
        case .notCreated(let log):
            ClusterExplanation(
                what: "Не удалось создать базу данных.", why: "initdb сообщает: \(Self.quoted(log))",
                action: "Исправьте то, на что указано, и запустите снова.")
        case .didNotStart(let log):
            ClusterExplanation(
                what: "PostgreSQL не запустилась.", why: "Последние строки её журнала: \(Self.quoted(log))",
                action: "Исправьте то, на что указано, и запустите снова.")
        case .notPrepared(let reason):
            ClusterExplanation(
                what: "Не удалось подготовить базу данных.", why: reason,
                action: "Запустите снова; если не поможет, укажите другую папку состояния и сообщите об ошибке.")
        }
    }

    private static func quoted(_ lines: [String]) -> String {
        lines.isEmpty ? "«»." : "«\(lines.joined(separator: " / "))»."
    }
}

extension ClusterError: CustomStringConvertible {
    package var description: String { english.description }
}
