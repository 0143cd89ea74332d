package import CivilTime

/// Dates and money in a language's own forms.
extension Wording {
    /// `11 марта`, `March 11`
    package func day(_ date: CivilDate) -> String {
        filled(dayPattern, ("day", String(date.day)), ("month", months[date.month - 1]))
    }

    /// `11 мар`, `Mar 11`: the month by its first three letters.
    package func shortDay(_ date: CivilDate) -> String {
        filled(dayPattern, ("day", String(date.day)), ("month", String(months[date.month - 1].prefix(3))))
    }

    /// `8 000 ₸`, `$80.50`; a currency without a sign of its own by its code.
    package func money(_ money: Money) -> String {
        let (whole, fraction) = money.minorUnits.magnitude.quotientAndRemainder(dividingBy: 100)
        var amount = grouped(String(whole))
        if fraction != 0 { amount += "." + (fraction < 10 ? "0" : "") + String(fraction) }
        return (money.minorUnits < 0 ? "−" : "") + filled(moneyPattern, ("amount", amount), ("currency", money.sign))
    }

    /// Digits in groups of three, from the right.
    package func grouped(_ digits: String) -> String {
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { result += digitSeparator }
            result.append(digit)
        }
        return result
    }

    /// Replaces each `{name}` by its value in one pass, so that a value with braces is never filled again. Two values are
    /// all that a pattern has; they are compared rather than looked up, because a turn writes dozens of dates.
    private func filled(
        _ pattern: String, _ first: (name: String, value: String), _ second: (name: String, value: String)
    ) -> String {
        var result = ""
        var rest = pattern.utf8[...]
        while let open = rest.firstIndex(of: UInt8(ascii: "{")), let close = rest[open...].firstIndex(of: UInt8(ascii: "}")) {
            result += Substring(rest[..<open])
            let name = rest[rest.index(after: open)..<close]
            if name.elementsEqual(first.name.utf8) {
                result += first.value
            } else if name.elementsEqual(second.name.utf8) {
                result += second.value
            }
            rest = rest[rest.index(after: close)...]
        }
        return result + Substring(rest)
    }
}

extension Money {
    /// `₸`; the code of a currency without a sign of its own.
    package var sign: String { currencySymbols[currency] ?? currency }
}

/// Signs are the same in all languages; a currency without one is written by its code.
private let currencySymbols = ["KZT": "₸", "RUB": "₽", "USD": "$", "EUR": "€", "GBP": "£", "UAH": "₴"]
