internal import Conversations

/// A message's content as the inbox keeps it: a kind, words, and the id of what was tapped. Of media the words are their
/// kind, with the channel's id behind a blank.
struct InboundColumns {
    var kind: String
    var words: String
    var tapID: String?

    init(_ content: InboundContent) {
        switch content {
        case .text(let text): (kind, words, tapID) = ("text", text, nil)
        case .tap(let id, let title): (kind, words, tapID) = ("tap", title, id)
        case .media(let kind, let id): (self.kind, words, tapID) = ("media", id.isEmpty ? kind : "\(kind) \(id)", nil)
        case .notice(let kind): (self.kind, words, tapID) = ("notice", kind, nil)
        }
    }

    init(kind: String, words: String, tapID: String?) {
        self.kind = kind
        self.words = words
        self.tapID = tapID
    }

    func content() throws -> InboundContent {
        switch (kind, tapID) {
        case ("text", _): return .text(words)
        case ("tap", let id?): return .tap(id: id, title: words)
        case ("media", _):
            let parts = words.split(separator: " ", maxSplits: 1).map(String.init)
            return .media(kind: parts.first ?? "", id: parts.count > 1 ? parts[1] : "")
        case ("notice", _): return .notice(kind: words)
        default: throw StorageError.unknownWord(column: "inbox.kind", word: kind)
        }
    }
}
