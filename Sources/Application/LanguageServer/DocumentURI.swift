/// Where a document lies, as clients name it.
package struct DocumentURI: Hashable, Sendable {
    /// As the client writes it; answers use it unchanged.
    package let text: String
    /// The file's path, for `file:` URIs only.
    package let path: String?

    package init(_ text: String) {
        self.text = text
        path = Self.path(of: text)
    }

    /// The URI of a file by its absolute path.
    package init(path: String) {
        var text = "file://"
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = Array("0123456789ABCDEF")
                text += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 0xF)])"
            }
        }
        self.text = text
        self.path = path
    }

    private static func path(of text: String) -> String? {
        let prefix = "file://"
        guard text.utf8.count > prefix.utf8.count, text.lowercased().hasPrefix(prefix) else { return nil }
        let rest = text.dropFirst(prefix.count)
        // What stands before the path is a machine; it is empty or our own.
        guard let slash = rest.firstIndex(of: "/") else { return nil }
        var bytes: [UInt8] = []
        var remaining = Array(rest[slash...].utf8)[...]
        while let byte = remaining.popFirst() {
            guard byte == UInt8(ascii: "%"), remaining.count >= 2,
                let value = UInt8(String(decoding: remaining.prefix(2), as: UTF8.self), radix: 16)
            else {
                bytes.append(byte)
                continue
            }
            remaining = remaining.dropFirst(2)
            bytes.append(value)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// What tells two documents apart: the path, since clients spell one URI in several ways.
    package var identity: String { path ?? text }

    /// The folder and the name in it; nil for what lies in no folder.
    package var place: (folder: String, name: String)? {
        guard let path, let slash = path.lastIndex(of: "/") else { return nil }
        let name = path[path.index(after: slash)...]
        return name.isEmpty ? nil : (String(path[..<slash]), String(name))
    }
}
