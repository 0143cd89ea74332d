internal import Foundation
internal import JSONLines

extension Console {
    /// Answers standard input line by line until it ends.
    ///
    /// What has come is answered at once: whoever writes a line may wait for its answer before writing the next.
    ///
    /// - Parameter answer: the answer to a line, whose number counts from 1, without a line feed; nil for none.
    func answerLines(_ answer: (LineSplitter.Line, Int) -> [UInt8]?) {
        var splitter = LineSplitter()
        var number = 0
        func take(_ line: LineSplitter.Line) {
            number += 1
            guard let answer = answer(line, number) else { return }
            data(bytes: answer + [UInt8(ascii: "\n")])
        }
        while true {
            let piece = FileHandle.standardInput.availableData
            guard !piece.isEmpty else { break }
            for line in splitter.lines(adding: piece) { take(line) }
        }
        if let last = splitter.last() { take(last) }
    }
}
