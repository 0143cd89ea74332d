package import Foundation
internal import JSON

/// The language server on a pair of streams: reads messages, lets the session answer, writes the answers.
package struct MessageLoop {
    private var session: LanguageSession
    private var reader = MessageReader()

    package init(_ session: LanguageSession) { self.session = session }

    /// Serves until the client says `exit` or the input ends; gives the code with which the program is to end. Blocks.
    package mutating func run(input: FileHandle, output: FileHandle) -> Int32 {
        while true {
            while session.exitCode == nil, let item = reader.next() {
                let answers =
                    switch item {
                    case .message(let body): session.receive(body)
                    case .fault(let words): session.receiveFault(words)
                    }
                guard !answers.isEmpty else { continue }
                let bytes = answers.flatMap { MessageReader.framed($0.bytes()) }
                // A client that no longer reads is gone, and its input ends at once too.
                try? output.write(contentsOf: Data(bytes))
            }
            if let code = session.exitCode { return code }
            let bytes = input.availableData
            if bytes.isEmpty { session.receiveEnd() } else { reader.append(bytes) }
        }
    }
}
