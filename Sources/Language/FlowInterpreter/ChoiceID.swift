package import CivilTime
package import FlowMachine

/// What the id of a button or a row says. It comes back from the customer's phone, perhaps days later, perhaps made up by
/// somebody: it is read as untrusted text, and everything in it is checked against the machine before use.
///
/// Written as `o.VERSION.STEP.OPTION`, `v.VERSION.SLOT.TYPE=VALUE,TYPE=VALUE`, `m.VERSION.SLOT.SKIPPED` and
/// `w.VERSION.OFFER.yes`. Names hold no full stop, so it separates.
package enum ChoiceID: Hashable, Sendable {
    case option(step: String, name: String)
    /// Values for slots; a choice of the catalogue is given by id alone.
    case values(slot: String, [ChosenValue])
    /// The next page of a question's choices.
    case more(slot: String, skipped: Int)
    /// A yes or a no to a waitlist offer.
    case waitlist(offer: String, accepts: Bool)

    package struct ChosenValue: Hashable, Sendable {
        package var type: SlotType
        package var content: Content
        package init(type: SlotType, content: Content) {
            self.type = type
            self.content = content
        }
    }

    package enum Content: Hashable, Sendable {
        case catalogue(String)
        case anyone
        case date(CivilDate)
        case time(ClockTime)
        case flag(Bool)
    }

    package func text(version: String) -> String {
        switch self {
        case .option(let step, let name): return "o.\(version).\(step).\(name)"
        case .more(let slot, let skipped): return "m.\(version).\(slot).\(skipped)"
        case .waitlist(let offer, let accepts): return "w.\(version).\(offer).\(accepts ? "yes" : "no")"
        case .values(let slot, let values):
            // Put together piece by piece: a question may have ten of these.
            var text = "v."
            text += version
            text += "."
            text += slot
            text += "."
            for (index, value) in values.enumerated() {
                if index > 0 { text += "," }
                text += ChoiceID.key(of: value.type)
                text += "="
                text += ChoiceID.text(of: value.content)
            }
            return text
        }
    }

    /// The id for taking what is offered; nil when it holds something that has no form in an id.
    package static func taking(_ offered: Offered, for slot: String) -> ChoiceID? {
        var values: [ChosenValue] = []
        for item in offered.values {
            switch item.value {
            case .choice(let choice): values.append(ChosenValue(type: item.type, content: .catalogue(choice.id)))
            case .anyone: values.append(ChosenValue(type: item.type, content: .anyone))
            case .date(let date): values.append(ChosenValue(type: item.type, content: .date(date)))
            case .time(let time): values.append(ChosenValue(type: item.type, content: .time(time)))
            case .flag(let flag): values.append(ChosenValue(type: item.type, content: .flag(flag)))
            case .text, .number, .money, .media, .list: return nil
            }
        }
        return .values(slot: slot, values)
    }

    /// Nil for anything this program did not write.
    package static func read(_ text: String) -> (version: String, id: ChoiceID)? {
        let parts = text.split(separator: ".", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, !parts[1].isEmpty, !parts[2].isEmpty, !parts[3].isEmpty else { return nil }
        switch parts[0] {
        case "o": return (parts[1], .option(step: parts[2], name: parts[3]))
        case "m":
            guard let skipped = Int(parts[3]), (0...10_000).contains(skipped) else { return nil }
            return (parts[1], .more(slot: parts[2], skipped: skipped))
        case "w":
            guard parts[3] == "yes" || parts[3] == "no" else { return nil }
            return (parts[1], .waitlist(offer: parts[2], accepts: parts[3] == "yes"))
        case "v":
            var values: [ChosenValue] = []
            for part in parts[3].split(separator: ",", omittingEmptySubsequences: false) {
                let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard sides.count == 2, let type = type(ofKey: sides[0]), let content = content(of: type, sides[1])
                else { return nil }
                values.append(ChosenValue(type: type, content: content))
            }
            return (parts[1], .values(slot: parts[2], values))
        default: return nil
        }
    }

    private static func key(of type: SlotType) -> String { type.name }

    private static func type(ofKey key: Substring) -> SlotType? { SlotType.allCases.first { self.key(of: $0) == key } }

    private static func text(of content: Content) -> String {
        switch content {
        case .catalogue(let id): id
        case .anyone: "*"
        case .date(let date): date.iso
        case .time(let time): time.iso
        case .flag(let flag): flag ? "yes" : "no"
        }
    }

    private static func content(of type: SlotType, _ text: Substring) -> Content? {
        switch type {
        case .booking, .service, .master, .choice:
            text == "*" ? .anyone : text.isEmpty ? nil : .catalogue(String(text))
        case .yesNo: text == "yes" ? .flag(true) : text == "no" ? .flag(false) : nil
        case .name, .phone, .number, .money, .photo, .text: nil
        case .date: CivilDate(iso: text).map(Content.date)
        case .time: ClockTime(iso: text).map(Content.time)
        }
    }
}
