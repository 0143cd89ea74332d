internal import CivilTime
internal import Conversations
internal import FlowInterpreter
internal import FlowMachine
internal import Salon

/// A replay's record as a file: it can be run again anywhere, without the salon's database, with the same result.
///
/// It begins with a line that names it and the number of its format, and ends with the hash of what is between.
package enum ReplayFile {
    package static let formatVersion: UInt8 = 1
    private static let heading = Array("salonflow replay\n".utf8)
    private static let hashLength = 32

    package static func bytes(of record: ReplayRecord) -> [UInt8] {
        var writer = ByteWriter()
        writer.list(record.versions) { version, writer in
            writer.count(version.number)
            writer.raw(version.machine.bytes)
            writer.flag(version.isLive)
        }
        let programs = record.programs.values.sorted { $0.hash.hex < $1.hash.hex }
        writer.list(programs) { program, writer in
            // A machine that was published in an older format has the hash of the bytes of then.
            writer.raw(program.hash.bytes)
            writer.raw(program.machine.encoded)
        }
        writer.list(record.locations) { location, writer in
            writer.signed(location.id.number)
            writer.value(location.catalogue)
        }
        writer.list(record.talks) { $1.talk($0.talk) }
        writer.count(record.leftOut.erased)
        writer.count(record.leftOut.unreadable)
        writer.count(record.leftOut.unmaskable)
        writer.count(record.leftOut.withoutLocation)
        writer.list(record.defects) { defective, writer in
            writer.signed(defective.began.milliseconds)
            writer.byte(defective.defect.kind.code)
            writer.count(defective.defect.turn)
        }
        let content = writer.bytes
        return heading + [formatVersion] + content + ContentHash(of: content).bytes
    }

    package static func record(from bytes: [UInt8]) throws(ReplayFileError) -> ReplayRecord {
        guard bytes.starts(with: heading), bytes.count > heading.count else { throw ReplayFileError.notOfThisKind }
        guard bytes[heading.count] == formatVersion else { throw ReplayFileError.otherFormat(bytes[heading.count]) }
        let content = Array(bytes.dropFirst(heading.count + 1).dropLast(hashLength))
        guard bytes.count > heading.count + hashLength, ContentHash(of: content).bytes == Array(bytes.suffix(hashLength))
        else { throw ReplayFileError.damaged }
        // With its hash right, the file is as it was written: what cannot be read was written by another program.
        do { return try read(content) } catch { throw ReplayFileError.damaged }
    }

    private static func read(_ content: [UInt8]) throws(ByteError) -> ReplayRecord {
        var reader = ByteReader(content)
        let versions = try reader.list { (reader: inout ByteReader) throws(ByteError) in
            ReplayRecord.Version(
                number: try reader.index(), machine: try reader.hash(), isLive: try reader.flag())
        }
        var programs: [ContentHash: Program] = [:]
        for _ in 0..<(try reader.count()) {
            let hash = try reader.hash()
            programs[hash] = Program(try Machine(encoded: try reader.raw()), hash: hash)
        }
        let locations = try reader.list { (reader: inout ByteReader) throws(ByteError) in
            ReplayRecord.Location(id: LocationID(try reader.signed()), catalogue: try reader.value())
        }
        let talks = try reader.list { (reader: inout ByteReader) throws(ByteError) in
            MaskedTalk(alreadyMasked: try reader.talk())
        }
        let leftOut = LeftOutTalks(
            erased: try reader.index(), unreadable: try reader.index(), unmaskable: try reader.index(),
            withoutLocation: try reader.index())
        let defects = try reader.list { (reader: inout ByteReader) throws(ByteError) in
            let began = try reader.moment()
            guard let kind = TalkDefect.Kind(code: try reader.byte()) else { throw reader.failure() }
            return DefectiveTalk(began: began, defect: TalkDefect(kind: kind, turn: try reader.index()))
        }
        guard reader.isAtEnd else { throw ByteError.trailingBytes }
        return ReplayRecord(
            versions: versions, programs: programs, locations: locations, talks: talks, leftOut: leftOut, defects: defects)
    }
}

package enum ReplayFileError: Error, Hashable, Sendable {
    case notOfThisKind
    /// Written by a newer program, or an older one, with the number of its format.
    case otherFormat(UInt8)
    case damaged

    /// What is wrong and what to do, in Russian for `ru`, else in English.
    package func text(in language: String) -> String {
        let isRussian = language == "ru"
        switch self {
        case .notOfThisKind:
            return isRussian
                ? "это не файл бесед. Его пишет `salonflow replay --export ФАЙЛ`."
                : "it is no file of talks. `salonflow replay --export FILE` writes one."
        case .otherFormat(let number):
            return isRussian
                ? "файл записан в формате \(number), а эта программа читает формат \(ReplayFile.formatVersion). "
                    + "Выгрузите беседы заново этой же программой."
                : "it is written in format \(number), and this program reads format \(ReplayFile.formatVersion). "
                    + "Export the talks anew with this program."
        case .damaged:
            return isRussian
                ? "файл повреждён: содержимое не сходится с его хешем. Скопируйте или выгрузите его заново."
                : "it is damaged: what is in it does not match its hash. Copy it again, or export anew."
        }
    }
}

extension ByteWriter {
    fileprivate mutating func talk(_ talk: JournalledTalk) {
        signed(talk.location.number)
        list(talk.turns) { turn, writer in
            writer.raw(turn.record.machine.bytes)
            writer.count(turn.record.turn)
            writer.signed(turn.record.now.milliseconds)
            writer.raw(turn.record.eventBytes)
            writer.raw(turn.record.answerBytes)
            writer.optional(turn.stateBefore) { $1.raw($0) }
            writer.string(turn.marks.achievement?.rawValue ?? "")
            writer.flag(turn.marks.endsTalk)
            writer.flag(turn.marks.handsOff)
            writer.flag(turn.marks.notUnderstood)
            writer.flag(turn.marks.failed)
        }
    }
}

extension ByteReader {
    fileprivate mutating func talk() throws(ByteError) -> JournalledTalk {
        let location = LocationID(try signed())
        let turns = try list { (reader: inout ByteReader) throws(ByteError) in try reader.turn() }
        guard let talk = JournalledTalk(location: location, turns: turns) else { throw failure() }
        return talk
    }

    private mutating func turn() throws(ByteError) -> JournalledTurn {
        let machine = try hash()
        let number = try index()
        let now = try moment()
        let record = try JournalRecord(
            machine: machine, turn: number, now: now, eventBytes: try raw(), answerBytes: try raw())
        let state = try flag() ? try raw() : nil
        let word = try string()
        let achievement = Achievement(rawValue: word)
        guard word.isEmpty || achievement != nil else { throw failure() }
        return JournalledTurn(
            record: record, stateBefore: state,
            marks: TurnMarks(
                achievement: achievement, endsTalk: try flag(), handsOff: try flag(), notUnderstood: try flag(),
                failed: try flag()))
    }

    fileprivate mutating func hash() throws(ByteError) -> ContentHash {
        guard let hash = ContentHash(bytes: try raw()) else { throw failure() }
        return hash
    }

    /// One that can be counted on from: 285,000 years to either side.
    fileprivate mutating func moment() throws(ByteError) -> Instant {
        let milliseconds = try signed()
        guard milliseconds.magnitude < 1 << 53 else { throw failure() }
        return Instant(milliseconds: milliseconds)
    }
}

extension TalkDefect.Kind {
    fileprivate var code: UInt8 {
        switch self {
        case .machineMissing: 0
        case .stateUnreadable: 1
        case .otherQuestions: 2
        case .otherMarks: 3
        }
    }

    fileprivate init?(code: UInt8) {
        switch code {
        case 0: self = .machineMissing
        case 1: self = .stateUnreadable
        case 2: self = .otherQuestions
        case 3: self = .otherMarks
        default: return nil
        }
    }
}
