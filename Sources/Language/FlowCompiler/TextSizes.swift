internal import FlowMachine

/// How long texts can get, in UTF-16 units: the provider does not say what it counts, and units are never fewer than
/// characters (facts, whatsapp-limits).
///
/// Values of a salon are as long as its longest; without a salon as long as `Stated` says. Dates, times and amounts are as
/// long as the language writes the longest of them.
struct TextSizes {
    /// Bounds for what is only known at run time.
    enum Stated {
        /// The longest message of WhatsApp, which is the longest answer to a slot of type `text`.
        static let customerText = 4096
        /// Sixty characters of up to two units.
        static let personName = 120
        /// A plus and the fifteen digits of E.164.
        static let phone = 16
        static let bookingNumber = 12
        static let serviceName = 40
        static let masterName = 40
        static let salonName = 60
        static let address = 200
        static let openingHours = 120
        static let link = 256
        static let listed = 10
        /// Digits of a number a customer may give, with a sign.
        static let number = 10
        /// In whole units of the currency.
        static let amount = 99_999_999
    }

    let languages: [String]
    let wordings: [Wording]
    let salon: SalonData?
    /// Parallel to the slots.
    let types: [SlotType?]
    /// Parallel to the slots: by language, the longest label of a `choice`.
    var labels: [[Int]]
    /// By language, the longest of the words for anyone, yes and no.
    var anyone: [Int]
    var yesOrNo: [Int]

    /// The longest rendering of a template, and the value that takes most of it.
    func longest(_ segments: [Segment], language: Int) -> (units: Int, value: (path: Path, units: Int)?) {
        var total = 0
        var most: (path: Path, units: Int)?
        for segment in segments {
            let units: Int
            switch segment {
            case .literal(let literal):
                total += literal.utf16.count
                continue
            case .value(let path, let format):
                units = longest(path, format, language: language)
                if units > most?.units ?? 0 { most = (path, units) }
            case .plural(let path, let forms):
                units = longest(path, .plain, language: language) + 1 + (forms.map(\.utf16.count).max() ?? 0)
                if units > most?.units ?? 0 { most = (path, units) }
            }
            total += units
        }
        return (total, most)
    }

    private func longest(_ path: Path, _ format: Format, language: Int) -> Int {
        switch path {
        case .slot(let slot):
            switch types.indices.contains(slot.index) ? types[slot.index] : nil {
            case .service: service(language)
            case .master: master(language)
            case .booking: visit(language)
            case .choice: labels[slot.index].indices.contains(language) ? labels[slot.index][language] : 0
            case .date: date(format, language)
            case .time: 5
            case .name: Stated.personName
            case .phone: Stated.phone
            case .text, nil: Stated.customerText
            case .number: number(format, language)
            case .money: money(Stated.amount * 100 + 99, salon?.prices.first?.currency, language)
            case .yesNo: yesOrNo[language]
            case .photo: 8
            }
        case .fact(let fact): longest(fact, format, language)
        }
    }

    private func longest(_ fact: Fact, _ format: Format, _ language: Int) -> Int {
        switch fact {
        case .price:
            salon.map { $0.prices.map { money($0.minorUnits, $0.currency, language) }.max() ?? 0 }
                ?? money(Stated.amount * 100 + 99, nil, language)
        case .duration: salon.map { digits($0.longestDuration, format, language) } ?? 4
        case .bookingNumber: Stated.bookingNumber
        case .salonName: words(language).map(\.name.utf16.count) ?? Stated.salonName
        case .salonAddress: words(language).map(\.address.utf16.count) ?? Stated.address
        case .customerName: Stated.personName
        case .bookingService: service(language)
        case .bookingMaster: master(language)
        case .bookingDate, .nearestDate, .today: date(format, language)
        case .bookingTime, .nearestTime, .hoursFrom, .hoursTo: 5
        case .bookingCount: 4
        case .bookings: Stated.listed * (visit(language) + 2)
        case .salonPhone: Stated.phone
        case .salonHours: Stated.openingHours
        case .salonServices: list(words(language)?.services, Stated.serviceName, extra: 0)
        case .salonMasters: list(words(language)?.masters, Stated.masterName, extra: 0)
        case .salonPrices:
            list(words(language)?.services, Stated.serviceName, extra: 3 + longest(.price, .plain, language))
        case .portfolio: Stated.link
        }
    }

    private func words(_ language: Int) -> SalonData.Words? { salon?.byLanguage[languages[language]] }

    private func service(_ language: Int) -> Int {
        words(language).map { $0.services.map(\.utf16.count).max() ?? 0 } ?? Stated.serviceName
    }

    private func master(_ language: Int) -> Int {
        max(anyone[language], words(language).map { $0.masters.map(\.utf16.count).max() ?? 0 } ?? Stated.masterName)
    }

    /// A visit as it is listed: what, when and with whom.
    private func visit(_ language: Int) -> Int {
        service(language) + master(language) + date(.short, language) + 5 + 6
    }

    /// Names with a comma or a line break between, as lists are written; the last joint may be a word.
    private func list(_ names: [String]?, _ stated: Int, extra: Int) -> Int {
        guard let names else { return Stated.listed * (stated + extra + 5) }
        return names.reduce(0) { $0 + $1.utf16.count + extra + 5 }
    }

    private func date(_ format: Format, _ language: Int) -> Int {
        let wording = wordings[language]
        func longest(_ words: [String]) -> Int { words.map(\.utf16.count).max() ?? 0 }
        let day = filled(wording.dayPattern, [2, longest(wording.months)])
        switch format {
        case .weekday: return longest(wording.weekdays)
        case .dayOfWeek: return longest(wording.weekdayNames)
        case .short: return longest(wording.shortWeekdays) + 2 + day
        case .date: return filled(wording.datePattern, [2, longest(wording.months), 4])
        default: return day
        }
    }

    private func number(_ format: Format, _ language: Int) -> Int {
        Stated.number + (format == .number ? 3 * wordings[language].digitSeparator.utf16.count : 0)
    }

    private func digits(_ number: Int, _ format: Format, _ language: Int) -> Int {
        let count = String(number).count
        return count + (format == .number ? (count - 1) / 3 * wordings[language].digitSeparator.utf16.count : 0)
    }

    /// A sign, the amount in groups of three digits, hundredths where there are any, and the currency's sign or code.
    private func money(_ minorUnits: Int, _ currency: String?, _ language: Int) -> Int {
        let wording = wordings[language]
        let (whole, fraction) = minorUnits.magnitude.quotientAndRemainder(dividingBy: 100)
        let count = String(whole).count
        let amount = count + (count - 1) / 3 * wording.digitSeparator.utf16.count + (fraction == 0 ? 0 : 3)
        return (minorUnits < 0 ? 1 : 0) + filled(wording.moneyPattern, [amount, currency?.utf16.count ?? 3])
    }

    /// A pattern's own units, and those of what stands in it.
    private func filled(_ pattern: String, _ values: [Int]) -> Int {
        var own = 0
        var isInside = false
        for scalar in pattern.unicodeScalars {
            switch scalar {
            case "{": isInside = true
            case "}": isInside = false
            default: if !isInside { own += UTF16.width(scalar) }
            }
        }
        return own + values.reduce(0, +)
    }
}
