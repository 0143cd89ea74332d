package import CivilTime

extension CivilMoment {
    /// Reads `2026-05-20T11:05`, also with a blank for the T, seconds and an offset: what the clock on the salon's wall
    /// shows is what counts, so the offset is only read over.
    package init?(lineText text: String) {
        var rest = Substring(text)
        guard let date = CivilDate(iso: rest.prefix(10)) else { return nil }
        rest = rest.dropFirst(10)
        guard let separator = rest.popFirst(), "Tt ".contains(separator) else { return nil }
        guard let time = ClockTime(iso: rest.prefix(5)), time < .endOfDay else { return nil }
        rest = rest.dropFirst(5)
        func isNumber(_ text: Substring, upTo limit: Int) -> Bool {
            text.count == 2 && text.utf8.allSatisfy { (0x30...0x39).contains($0) } && Int(text).map { $0 <= limit } ?? false
        }
        if rest.first == ":" {
            // 60 is a leap second.
            guard isNumber(rest.dropFirst().prefix(2), upTo: 60) else { return nil }
            rest = rest.dropFirst(3)
            if rest.first == "." || rest.first == "," {
                rest = rest.dropFirst()
                let fraction = rest.prefix { ("0"..."9").contains($0) }
                guard !fraction.isEmpty else { return nil }
                rest = rest.dropFirst(fraction.count)
            }
        }
        if let sign = rest.first, "+-−".contains(sign) {
            rest = rest.dropFirst()
            guard isNumber(rest.prefix(2), upTo: 18) else { return nil }
            rest = rest.dropFirst(2)
            if rest.first == ":" { rest = rest.dropFirst() }
            if !rest.isEmpty {
                guard isNumber(rest, upTo: 59) else { return nil }
                rest = ""
            }
        } else if rest == "Z" || rest == "z" {
            rest = ""
        }
        guard rest.isEmpty else { return nil }
        self.init(date: date, time: time)
    }
}
