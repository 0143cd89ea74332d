internal import CivilTime
internal import FlowMachine
internal import FlowSyntax

/// What a step does, in words: third person, so that "теперь …" and "больше не …" go before it.
extension DifferencePhrases {
    func statement(_ statement: Statement) -> String {
        switch statement {
        case .say(let text): return pick("говорит ", "says ") + quoted(short(text))
        case .fill(let slots): return pick("спрашивает: ", "asks for ") + self.slots(slots)
        case .call(let action, let branches):
            let goes = branches.compactMap { branch in
                branch.target.map { "\(outcome(branch.outcome)) → \(step($0.step))" }
            }
            return pick("вызывает ", "calls ") + self.action(action) + (goes.isEmpty ? "" : " (\(goes.joined(separator: ", ")))")
        case .goWhen(let condition, let target):
            return pick(
                "идёт в \(self.target(target)), если \(self.condition(condition))",
                "goes to \(self.target(target)) if \(self.condition(condition))")
        case .go(let target): return pick("идёт в ", "goes to ") + self.target(target)
        case .handOff: return pick("передаёт разговор человеку", "hands the conversation to a person")
        case .stop: return pick("заканчивает разговор", "ends the conversation")
        case .back: return pick("возвращается туда, откуда пришли", "goes back to where it came from")
        case .run(let name):
            return pick("проходит шаг \(step(name)) и возвращается", "goes through \(step(name)) and comes back")
        case .set(let slot, let value):
            return pick(
                "записывает в поле \(self.slot(slot)) значение \(expression(value))",
                "sets \(self.slot(slot)) to \(expression(value))")
        case .forget(let slots): return pick("забывает: ", "forgets ") + self.slots(slots)
        case .show(let kind, let source, let caption):
            let about = [source.map { self.source($0) }, caption.map { quoted(short($0)) }].compactMap { $0 }
            return pick("показывает ", "shows ") + showing(kind)
                + (about.isEmpty ? "" : " (\(about.joined(separator: ", ")))")
        case .tell(.owner, let text): return pick("сообщает владельцу ", "tells the owner ") + quoted(short(text))
        case .tell(.master, let text): return pick("сообщает мастеру ", "tells the master ") + quoted(short(text))
        case .speak(let language): return pick("переходит на язык \(language)", "goes on in \(language)")
        }
    }

    /// `шаг «собрать» (забыв: время)`
    func target(_ target: NamedTarget) -> String {
        let forget = target.forget.isEmpty ? "" : pick(" (забыв: ", " (forgetting ") + slots(target.forget) + ")"
        return pick("шаг ", "") + step(target.step) + forget
    }

    func showing(_ kind: ShowingKind) -> String {
        switch kind {
        case .picture: pick("картинку", "a picture")
        case .document: pick("документ", "a document")
        case .location: pick("салон на карте", "the salon on the map")
        case .contact: pick("контакт салона", "the salon's contact")
        }
    }

    func source(_ source: NamedSource) -> String {
        switch source {
        case .link(let link): link
        case .path(let path): "{\(self.path(path))}"
        }
    }

    /// As flows write it.
    func condition(_ condition: NamedCondition) -> String {
        switch condition {
        case .isSet(let path): return pick("\(self.path(path)) известно", "\(self.path(path)) is known")
        case .not(.isSet(let path)): return pick("\(self.path(path)) неизвестно", "\(self.path(path)) is not known")
        case .not(.compare(let path, .equal, let literal)):
            return "\(self.path(path)) \(spelling("is not", .word)) \(self.literal(literal))"
        case .not(let inner): return "\(spelling("not", .word)) (\(self.condition(inner)))"
        case .compare(let path, let comparison, let literal):
            let sign =
                switch comparison {
                case .equal: spelling("is", .word)
                case .less: "<"
                case .lessOrEqual: "≤"
                case .greater: ">"
                case .greaterOrEqual: "≥"
                }
            return "\(self.path(path)) \(sign) \(self.literal(literal))"
        }
    }

    func expression(_ expression: NamedExpression) -> String {
        let operand =
            switch expression.operand {
            case .path(let path): self.path(path)
            case .literal(let literal): self.literal(literal)
            }
        guard let addition = expression.addition else { return operand }
        let amount = Int(addition.amount.magnitude)
        let added =
            switch addition.unit {
            case .days: counted(amount, .days)
            case .minutes: counted(amount, .minutes)
            case .plain: String(amount)
            }
        return "\(operand) \(addition.amount < 0 ? "−" : "+") \(added)"
    }

    private func literal(_ literal: Literal) -> String {
        switch literal {
        case .name(let name): name
        case .number(let number): String(number)
        case .time(let time): time.iso
        case .weekday(let weekday): spelling("\(weekday)", .weekday)
        case .anyone: spelling("any", .offer)
        case .date(let date): date.iso
        case .flag(let flag): spelling(flag ? "yes" : "no", .value)
        }
    }

    // MARK: Numbers

    /// In the largest unit that has no rest: `30 минут`, `1 час`, as they stand after `через`.
    func duration(_ seconds: Int) -> String {
        let units: [(Int, Counted)] = [(86_400, .days), (3_600, .hours), (60, .minutes)]
        for (size, unit) in units where seconds > 0 && seconds.isMultiple(of: size) { return counted(seconds / size, unit) }
        return counted(seconds, .seconds)
    }

    enum Counted { case days, hours, minutes, seconds, texts }

    func counted(_ number: Int, _ what: Counted) -> String {
        let (one, few, many, english) =
            switch what {
            case .days: ("день", "дня", "дней", "day")
            case .hours: ("час", "часа", "часов", "hour")
            case .minutes: ("минуту", "минуты", "минут", "minute")
            case .seconds: ("секунду", "секунды", "секунд", "second")
            case .texts: ("текст", "текста", "текстов", "text")
            }
        let (tens, units) = (number % 100, number % 10)
        let russian =
            (11...14).contains(tens) ? many : units == 1 ? one : (2...4).contains(units) ? few : many
        return pick("\(number) \(russian)", "\(number) \(english)\(number == 1 ? "" : "s")")
    }

    /// `3 попыток`, `1 попытки`: as it stands after `после`.
    func tries(_ count: Int) -> String {
        let one = count % 10 == 1 && count % 100 != 11
        return pick(one ? "\(count) попытки" : "\(count) попыток", count == 1 ? "1 try" : "\(count) tries")
    }
}
