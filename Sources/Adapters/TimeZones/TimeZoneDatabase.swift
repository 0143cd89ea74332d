package import CivilTime
internal import FoundationEssentials
internal import Synchronization

/// The tz database of the operating system, read into `Zone` values.
///
/// Each zone is read once and kept, with every change of its offset up to the end of the year 2100 written out; later
/// instants keep the last offset. An update of the database is seen by the next start.
package final class TimeZoneDatabase: Sendable {
    /// The folder of compiled zones.
    package let folder: String
    private let known = Mutex<[String: Zone]>([:])

    /// The last year whose changes are written out of a zone's yearly rule.
    package static let lastYear = 2100

    private static let defaultFolder = "/usr/share/zoneinfo"
    /// No zone's file comes near it; whatever is larger is no zone.
    private static let largestFile = 1 << 20

    /// Uses `folder`, else the folder that the environment's `TZDIR` names, else the system's.
    package init(folder: String? = nil) {
        let named = folder ?? ProcessInfo.processInfo.environment["TZDIR"]
        self.folder = named.flatMap { $0.isEmpty ? nil : $0 } ?? TimeZoneDatabase.defaultFolder
    }

    /// The zone with this IANA name, such as `Asia/Almaty`. Costs one file the first time.
    package func zone(named name: String) throws(TimeZoneError) -> Zone {
        if let zone = known.withLock({ $0[name] }) { return zone }
        let zone = try read(name)
        known.withLock { $0[name] = zone }
        return zone
    }

    /// The names of all zones in the folder, sorted. Walks the folder each time.
    package var names: [String] {
        guard let entries = try? FileManager.default.subpathsOfDirectory(atPath: folder) else { return [] }
        return entries.filter { entry in
            TimeZoneDatabase.isName(entry) && !entry.hasPrefix("posix/") && !entry.hasPrefix("right/")
                && !TimeZoneDatabase.otherFiles.contains(entry) && !isFolder(entry)
        }.sorted()
    }

    private static let otherFiles: Set<String> = [
        "leapseconds", "posixrules", "localtime", "Factory", "posix", "right",
    ]

    private func isFolder(_ entry: String) -> Bool {
        var isFolder = false
        return FileManager.default.fileExists(atPath: "\(folder)/\(entry)", isDirectory: &isFolder) && isFolder
    }

    /// Whether `name` is made of the characters of IANA names, so that it can never lead out of the folder.
    static func isName(_ name: String) -> Bool {
        guard (1...64).contains(name.utf8.count) else { return false }
        return name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty
                && part.utf8.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"):
                        true
                    default: false
                    }
                }
        }
    }

    private func read(_ name: String) throws(TimeZoneError) -> Zone {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder else {
            throw .noDatabase(folder: folder)
        }
        let path = "\(folder)/\(name)"
        guard TimeZoneDatabase.isName(name), FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
            !isFolder
        else { throw .unknown(name: name, nearest: nearest(to: name)) }
        let bytes: [UInt8]
        do {
            // A bridged number beside all of Foundation, a plain UInt64 where a program links the essentials alone.
            let size = try FileManager.default.attributesOfItem(atPath: path)[.size]
            guard let count = size as? Int ?? (size as? UInt64).map(Int.init), count <= TimeZoneDatabase.largestFile else {
                throw TimeZoneError.unreadable(path: path, why: "it is too large for a zone")
            }
            bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
        } catch let error as TimeZoneError {
            throw error
        } catch {
            throw .unreadable(path: path, why: "it could not be opened")
        }
        do {
            return try TimeZoneDatabase.zone(named: name, from: TimeZoneFile(bytes: bytes))
        } catch {
            throw .unreadable(path: path, why: error.what)
        }
    }

    /// Joins what the file lists with what its rule says about the years after, and leaves out changes of the name
    /// alone.
    static func zone(named name: String, from file: TimeZoneFile) throws(TimeZoneFile.Malformed) -> Zone {
        var changes = file.changes
        if !file.rule.isEmpty {
            guard let rule = PosixRule(file.rule) else {
                throw TimeZoneFile.Malformed(what: "its rule \u{22}\(file.rule)\u{22} is not a POSIX one")
            }
            if let last = changes.last {
                let year = CivilDate(daysSinceEpoch: Int(last.at.flooredQuotient(by: 86_400))).year
                changes += rule.changes(from: year - 1, through: lastYear).filter { $0.at > last.at }
            } else {
                changes = rule.changes(from: 1900, through: lastYear)
            }
        }
        var offset = file.initialOffset
        var transitions: [Zone.Transition] = []
        for change in changes where change.offset != offset {
            transitions.append(Zone.Transition(at: change.at, offset: change.offset))
            offset = change.offset
        }
        return Zone(name: name, initialOffset: file.initialOffset, transitions: transitions)
    }

    /// Up to three names that may have been meant: the same but for case, the same city, then by edit distance.
    private func nearest(to name: String) -> [String] {
        let wanted = name.lowercased().replacing(" ", with: "_")
        guard !wanted.isEmpty, wanted.utf8.count <= 64 else { return [] }
        let city = wanted.split(separator: "/").last.map(String.init) ?? wanted
        let ranked = names.compactMap { candidate -> (distance: Int, name: String)? in
            let lower = candidate.lowercased()
            let lowerCity = lower.split(separator: "/").last.map(String.init) ?? lower
            if lower == wanted { return (0, candidate) }
            if lowerCity == city { return (1, candidate) }
            let distance = 2 + min(editDistance(lower, wanted), editDistance(lowerCity, city) + 1)
            return distance <= 2 + max(2, city.count / 3) ? (distance, candidate) : nil
        }
        return ranked.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
    }
}

/// The number of characters to insert, remove or replace to make one text the other (Levenshtein).
private func editDistance(_ left: String, _ right: String) -> Int {
    let right = Array(right.utf8)
    var row = Array(0...right.count)
    for (index, byte) in left.utf8.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for column in right.indices {
            let replaced = diagonal + (right[column] == byte ? 0 : 1)
            diagonal = row[column + 1]
            row[column + 1] = min(replaced, row[column] + 1, diagonal + 1)
        }
    }
    return row[right.count]
}

/// Why a zone could not be had, and what to do about it.
package enum TimeZoneError: Error, Equatable, CustomStringConvertible {
    case noDatabase(folder: String)
    case unknown(name: String, nearest: [String])
    case unreadable(path: String, why: String)

    package var description: String { text(in: "en") }

    /// In Russian for `ru`, else in English.
    package func text(in language: String) -> String {
        let russian = language == "ru"
        switch self {
        case .noDatabase(let folder):
            return russian
                ? "Нет базы часовых поясов: папка \(folder) не найдена. Установите пакет tzdata "
                    + "(apt-get install tzdata) или укажите папку в переменной TZDIR."
                : "There is no time zone database: the folder \(folder) was not found. Install the package tzdata "
                    + "(apt-get install tzdata), or name the folder in the variable TZDIR."
        case .unknown(let name, let nearest):
            let list = nearest.joined(separator: ", ")
            if russian {
                return "Часовой пояс «\(name)» неизвестен. "
                    + (nearest.isEmpty ? "Нужно имя вроде Asia/Almaty или Europe/Berlin." : "Возможно: \(list).")
            }
            return "The time zone \u{22}\(name)\u{22} is unknown. "
                + (nearest.isEmpty
                    ? "Write a name such as Asia/Almaty or Europe/Berlin." : "Did you mean one of these: \(list)?")
        case .unreadable(let path, let why):
            return russian
                ? "Файл часового пояса \(path) не читается (\(why)). Переустановите пакет tzdata "
                    + "(apt-get install --reinstall tzdata)."
                : "The time zone file \(path) cannot be read: \(why). Reinstall the package tzdata "
                    + "(apt-get install --reinstall tzdata)."
        }
    }
}
