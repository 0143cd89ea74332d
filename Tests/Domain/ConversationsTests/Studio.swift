import BotFiles
import Conversations
import FlowDiagnostics

/// The bot on which the tools are tested: whole, in English keywords, with tests of its own. The example bots may be
/// written anew at any time.
enum Studio {
    static func source() throws -> SourceFile { try Bots.source("Tests/Corpus/transcripts/studio.flow") }

    static let bot = Result {
        try Bots.bot([try source()], salon: Salons.studio())
    }
}
