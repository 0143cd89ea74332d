/// Instants as texts, as RFC 3339 writes them.
extension Instant {
    /// Reads `2026-05-20T11:05:00+05:00`, also with a blank for the T, without seconds, with a fraction of them and with `Z`.
    /// Fractions beyond milliseconds are cut off. Nil for what names no instant, a missing offset included.
    package init?(rfc3339 text: some StringProtocol) {
        var rest = text[...]
        guard let date = CivilDate(iso: rest.prefix(10)) else { return nil }
        rest = rest.dropFirst(10)
        guard let separator = rest.popFirst(), "Tt ".contains(separator), let time = ClockTime(iso: rest.prefix(5)),
            time < .endOfDay
        else { return nil }
        rest = rest.dropFirst(5)
        var milliseconds = 0
        if rest.first == ":" {
            // 60 is a leap second.
            guard let seconds = digits(rest.dropFirst().prefix(2), count: 2), seconds <= 60 else { return nil }
            milliseconds = seconds * 1000
            rest = rest.dropFirst(3)
            if rest.first == "." {
                let fraction = rest.dropFirst().prefix { ("0"..."9").contains($0) }
                guard !fraction.isEmpty else { return nil }
                milliseconds += digits((fraction + "00").prefix(3), count: 3) ?? 0
                rest = rest.dropFirst(1 + fraction.count)
            }
        }
        guard let sign = rest.popFirst() else { return nil }
        var offset = 0
        if sign == "+" || sign == "-" {
            guard let hours = digits(rest.prefix(2), count: 2), hours < 24, rest.dropFirst(2).first == ":",
                let minutes = digits(rest.dropFirst(3), count: 2), minutes < 60
            else { return nil }
            offset = (sign == "+" ? 1 : -1) * (hours * 60 + minutes)
        } else {
            guard sign == "Z" || sign == "z", rest.isEmpty else { return nil }
        }
        let seconds = Int64(date.daysSinceEpoch) * 86_400 + Int64(time.minutes - offset) * 60
        self.init(milliseconds: seconds * 1000 + Int64(milliseconds))
    }
}

extension Zone {
    /// The instant on the zone's clocks with their offset, `2026-05-20T11:05:00+05:00`; parts of a second are left out, and
    /// an offset's odd seconds, which no zone has had since 1972.
    package func rfc3339(_ instant: Instant) -> String {
        let moment = civil(at: instant)
        let offset = offset(at: instant) / 60
        let seconds = Int((instant.seconds + Int64(self.offset(at: instant))).flooredRemainder(by: 60))
        let sign = offset < 0 ? "-" : "+"
        return "\(moment.date.iso)T\(moment.time.iso):\(padded(seconds, 2))\(sign)\(padded(abs(offset) / 60, 2)):"
            + padded(abs(offset) % 60, 2)
    }
}
