internal import FlowDiagnostics
internal import JSON

extension LanguageSession {
    /// Lays a file out; the edit spans what differs only, so that the cursor stays where it is.
    mutating func formatting(_ parameters: Parameters) throws(ProtocolFailure) -> JSONValue {
        guard let view = try view(parameters), let layout else { return .null }
        let old = view.positions.bytes
        guard let new = layout(view.bot.files[view.file].source), new != old else { return [] }
        var prefix = 0
        while prefix < old.count, prefix < new.count, old[prefix] == new[prefix] { prefix += 1 }
        var suffix = 0
        while suffix < old.count - prefix, suffix < new.count - prefix,
            old[old.count - 1 - suffix] == new[new.count - 1 - suffix]
        { suffix += 1 }
        // Whole characters, and never between CR and LF.
        while prefix > 0, !Self.isBoundary(old, prefix) || !Self.isBoundary(new, prefix) { prefix -= 1 }
        while suffix > 0,
            !Self.isBoundary(old, old.count - suffix) || !Self.isBoundary(new, new.count - suffix)
        { suffix -= 1 }
        let text = String(decoding: new[prefix..<new.count - suffix], as: UTF8.self)
        return [["range": view.range(prefix..<old.count - suffix), "newText": .string(text)]]
    }

    private static func isBoundary(_ bytes: [UInt8], _ offset: Int) -> Bool {
        guard offset < bytes.count else { return true }
        if bytes[offset] & 0xC0 == 0x80 { return false }
        return offset == 0 || bytes[offset] != 0x0A || bytes[offset - 1] != 0x0D
    }
}
