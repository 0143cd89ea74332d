internal import FlowMachine

/// The flow that collects values, asks for a confirmation and goes on from there.
extension BotGenerator {
    mutating func addBookingFlow() {
        add(0, [.statement("flow"), .own(newName())], isApart: true)
        add(1, [.statement("start on"), .builtIn("book", .intent)])
        addRestarts()
        form = random.chance(20) && !usesStandard ? .builtIn("nudge", .name) : .own(newName())
        confirmation = .own(newName())
        let plan = planSlots()
        for slot in plan { addSlot(slot) }
        addForm(plan)
        addSteps()
    }

    // MARK: Slots

    private mutating func planSlots() -> [PlannedSlot] {
        var slots: [PlannedSlot] = []
        for type in ["service", "master", "date", "time"] {
            let name: GeneratedLine.Named = random.chance(70) ? .builtIn(type, .type) : .own(newName())
            slots.append(PlannedSlot(name: name, type: type))
        }
        known = slots
        for type in ["name", "phone", "number", "money", "yes-no", "choice", "photo", "text"] where random.chance(25) {
            let slot = PlannedSlot(name: random.chance(50) ? .builtIn(type, .type) : .own(newName()), type: type)
            if type == "choice" {
                let own: [GeneratedLine.Named] = (0..<3).map { _ in .own(newName()) }
                choiceOptions = random.pick(
                    random.number(1...5), of: own + [.builtIn("yes", .option), .builtIn("back", .option)])
            }
            slots.append(slot)
            if random.chance(70) { known.append(slot) } else { optional.append(slot) }
        }
        return slots
    }

    /// - Returns: whether there are any.
    @discardableResult mutating func addRestarts() -> Bool {
        guard random.chance(25) else { return false }
        for _ in 0..<random.number(1...2) {
            let names = (0..<random.number(1...3)).map { _ in GeneratedLine.Part.own(newName()) }
            add(1, [.statement("restart")] + separated(names))
        }
        return true
    }

    private func isOptional(_ slot: PlannedSlot) -> Bool { optional.contains { $0.name.isSame(as: slot.name) } }

    private mutating func addSlot(_ slot: PlannedSlot) {
        var head: [GeneratedLine.Part] = [.statement("slot"), slot.name.part]
        let isNamedByType = if case .builtIn = slot.name { true } else { false }
        if !isNamedByType || random.chance(20) { head.append(.builtIn(slot.type, .type)) }
        // Of the four that are read behind the form only "anyone" leaves a slot that may be passed over known.
        let offersAnyone = slot.type == "master" && random.chance(60)
        let isOptional = isOptional(slot) || offersAnyone
        let isBelow = random.chance(30)
        if isOptional, !isBelow { head.append(.word("optional")) }
        let isRemembered = random.chance(20)
        if isRemembered, !isBelow { head.append(.word("remember")) }
        add(1, head, isApart: true)
        if random.chance(15) { add(2, [.statement("was"), .own(newName())]) }
        if isOptional, isBelow { add(2, [.statement("optional")]) }
        if isRemembered, isBelow { add(2, [.statement("remember")]) }
        add(2, [.statement("ask")])
        addText(under: 2, reads: Self.alwaysKnown)
        addOffer(slot, offersAnyone: offersAnyone)
        if slot.type == "choice" {
            for (number, option) in choiceOptions.enumerated() {
                add(2, [.statement("option"), option.part])
                addText(under: 2, isLabel: number + 1)
                if random.chance(20) { add(3, [.statement("was"), .own(newName())]) }
            }
        }
        for reason in random.pick(random.number(0...2), of: ["unknown", "past", "closed", "full", "too soon", "too far"]) {
            add(2, [.statement("wrong"), .builtIn(reason, .reason)])
            addText(under: 2, reads: Self.alwaysKnown)
        }
        if random.chance(30) { addTries() }
    }

    private mutating func addOffer(_ slot: PlannedSlot, offersAnyone: Bool) {
        let offers: [String] =
            switch slot.type {
            case "service": ["services"]
            case "master": offersAnyone ? ["masters", "any"] : ["masters"]
            case "date": ["free days"]
            case "time": ["free times"]
            default: []
            }
        guard !offers.isEmpty, offersAnyone || random.chance(80) else { return }
        add(2, [.statement("offer")] + separated(offers.map { .builtIn($0, .offer) }))
    }

    private mutating func addTries() {
        add(2, [.statement("tries"), .number(random.number(1...10)), .arrow, random.pick(exits).part])
    }

    private mutating func addForm(_ plan: [PlannedSlot]) {
        add(1, [.statement("step"), form.part], isApart: true)
        if random.chance(20) { add(2, [.statement("was"), .own(newName())]) }
        if random.chance(30) { addSay(2) }
        // A time depends on its date, so it stands behind it; the others may stand anywhere.
        add(2, [.statement("fill")] + separated(plan.map(\.name.part)))
        if random.chance(60) { addTries() }
        addSilences()
        add(2, [.statement("then"), confirmation.part])
    }

    private mutating func addSilences() {
        var seen: Set<Int> = []
        for _ in 0..<random.number(0...2) {
            let minutes = random.number(1...90)
            guard seen.insert(minutes).inserted else { continue }
            let target = random.pick(exits + returns)
            add(2, [.statement("silent"), .number(minutes), .unit("minutes"), .arrow, target.part])
        }
    }

    mutating func duration() -> [GeneratedLine.Part] {
        [.number(random.number(1...30)), .unit(random.pick(["seconds", "minutes", "hours", "days"]))]
    }

    // MARK: Steps behind the form

    /// Step by step in a row; each leads to the next one at least, and otherwise further on, out, or back to the form.
    private mutating func addSteps() {
        var names = [confirmation]
        for _ in 0..<max(size - 1, 0) { names.append(.own(newName())) }
        // A name of the library may be a bot's own step.
        if !usesStandard, names.count > 1 { names[names.count - 1] = .builtIn("goodbye", .name) }
        for (index, name) in names.enumerated() {
            add(1, [.statement("step"), name.part], isApart: true)
            let next = index + 1 < names.count ? names[index + 1] : random.pick(exits)
            let later = Array(names[(index + 1)...]) + exits
            if index == 0 {
                addQuestion(next, later)
                continue
            }
            switch random.number(0...3) {
            case 0: addQuestion(next, later)
            case 1: addBranches(next, later)
            case 2: addCall(next, later)
            default: addStatements(next)
            }
        }
    }

    private mutating func addQuestion(_ next: GeneratedLine.Named, _ later: [GeneratedLine.Named]) {
        addSay(2, reads: knownReads)
        addExtras()
        var offered: [GeneratedLine.Named] = [.builtIn("yes", .option), .builtIn("no", .option), .builtIn("change", .option)]
        offered = Array(offered.shuffled(using: &random).prefix(random.number(0...3)))
        for _ in 0..<random.number(1...3) { offered.append(.own(newName())) }
        for (number, option) in offered.enumerated() {
            options.append(option)
            let target = number == 0 ? [next.part] : jump(later)
            add(2, [.statement("option"), option.part, .arrow] + target)
            addText(under: 2, isLabel: number + 1)
            if random.chance(15) { add(3, [.statement("was"), .own(newName())]) }
        }
        if random.chance(40) { addTries() }
        addSilences()
    }

    /// A target: further on, or back to the form with something emptied.
    private mutating func jump(_ later: [GeneratedLine.Named]) -> [GeneratedLine.Part] {
        guard random.chance(30) else { return [random.pick(later).part] }
        let emptied = random.pick(random.number(1...2), of: Array(known.prefix(4)))
        return [form.part, .word("forget")] + separated(emptied.map(\.name.part))
    }

    private mutating func addBranches(_ next: GeneratedLine.Named, _ later: [GeneratedLine.Named]) {
        for _ in 0..<random.number(1...3) {
            add(2, [.statement("if")] + condition() + [.arrow] + jump(later))
        }
        add(2, [.statement("else"), .arrow, next.part])
    }

    private mutating func condition() -> [GeneratedLine.Part] {
        if let slot = optional.first, random.chance(30) {
            return (random.chance(50) ? [.word("not")] : []) + [slot.name.part]
        }
        if random.chance(20) {
            return [.builtIn("price", .fact), .sign(random.pick(["<", "<=", ">", ">="])), .value(String(random.number(1...9_000)))]
        }
        let slot = random.pick(known.filter { $0.type != "photo" })
        let equal: GeneratedLine.Part = .word(random.chance(70) ? "is" : "is not")
        let negation: [GeneratedLine.Part] = random.chance(15) ? [.word("not")] : []
        switch slot.type {
        case "master": return negation + [slot.name.part, equal, random.chance(50) ? .builtIn("any", .value) : .value("Аня")]
        case "date": return negation + [slot.name.part, equal, .builtIn(random.pick(Self.weekdays), .weekday)]
        case "time": return [slot.name.part, .sign(random.pick(["<", "<=", ">", ">="])), .value("15:00")]
        case "number", "money": return negation + [slot.name.part, .sign(">"), .value("3")]
        case "yes-no": return [slot.name.part, equal, .builtIn(random.pick(["yes", "no"]), .option)]
        case "choice": return [slot.name.part, equal, random.pick(choiceOptions).part]
        default: return negation + [slot.name.part, equal, .value(random.pick(["Маникюр с гель-лаком", "Anna Maria"]))]
        }
    }

    private static let actions: [Action] = Action.allCases.filter { !$0.signature.requires.contains(.booking) }

    private mutating func addCall(_ next: GeneratedLine.Named, _ later: [GeneratedLine.Named]) {
        let action = random.pick(Self.actions)
        let signature = action.signature
        add(2, [.statement("do"), .builtIn(action.name, .action)])
        var leavesOnEvery = true
        for outcome in signature.outcomes.shuffled(using: &random) {
            guard signature.mustHandle.contains(outcome) || random.chance(40) else {
                leavesOnEvery = false
                continue
            }
            let reads = (signature.provides[outcome] ?? []).map { Self.read($0) } + knownReads
            let goes = random.chance(60)
            if !goes { leavesOnEvery = false }
            add(2, [.statement("on"), .builtIn(outcome.name, .outcome)] + (goes ? [.arrow] + jump(later) : []))
            if !goes || random.chance(40) { addText(under: 2, reads: reads) }
        }
        // Where every outcome leads on, nothing may follow; the next step may then be unreached, which is only warned of.
        if !leavesOnEvery { add(2, [.statement("then"), next.part]) }
    }

    private mutating func addStatements(_ next: GeneratedLine.Named) {
        addSay(2, reads: knownReads)
        addExtras()
        if random.chance(30) {
            // The form waits for what was emptied, so this is no circle by itself.
            add(2, [.statement("forget")] + separated(random.pick(random.number(1...2), of: Array(known.prefix(4))).map(\.name.part)))
            add(2, [.statement("then"), form.part])
            return
        }
        add(2, [.statement("then"), next.part])
    }

    /// Statements that pass on to the next one.
    private mutating func addExtras() {
        for _ in 0..<random.number(0...2) {
            switch random.number(0...4) {
            case 0: addShow()
            case 1: addTell(reads: knownReads)
            case 2: addSet()
            // Each flow is run from one place: the proof that no circle runs by itself takes a return from anywhere for
            // a return to everywhere.
            case 3: if let flow = runnable.popLast() { add(2, [.statement("run"), flow.part]) }
            default: add(2, [.statement("speak"), .own(random.pick(languages))])
            }
        }
    }

    private mutating func addSet() {
        let slot = random.pick(known + optional)
        let value: [GeneratedLine.Part]
        switch slot.type {
        case "date":
            value = random.pick([
                [.builtIn("today", .fact), .sign("+"), .number(7), .unit("days")], [.value("2026-03-10")],
                [slot.name.part, .sign("-"), .number(1), .unit("days")],
            ])
        case "time": value = random.pick([[.value("15:00")], [slot.name.part, .sign("+"), .number(2), .unit("hours")]])
        case "number": value = random.pick([[.value("5")], [.builtIn("duration", .fact), .sign("-"), .number(5)]])
        case "money": value = [.builtIn("price", .fact), .sign("+"), .number(500)]
        case "yes-no": value = [.builtIn(random.pick(["yes", "no"]), .option)]
        case "choice": value = [random.pick(choiceOptions).part]
        case "master": value = [random.chance(50) ? .builtIn("any", .value) : .value("Аня")]
        case "photo": return
        default: value = [.value(random.pick(["Маникюр с гель-лаком", "не важно"]))]
        }
        add(2, [.statement("set"), slot.name.part, .word("to")] + value)
    }

    mutating func addShow() {
        switch random.number(0...3) {
        case 0: add(2, [.statement("show"), .builtIn("location", .showing)])
        case 1: add(2, [.statement("show"), .builtIn("contact", .showing)])
        default:
            let kind = random.pick(["picture", "document"])
            add(2, [.statement("show"), .builtIn(kind, .showing), .value("https://example.com/a-b?c=1,2")])
        }
        if random.chance(50) { addText(under: 2, reads: Self.alwaysKnown) }
    }

    mutating func addTell(reads: [Read]) {
        add(2, [.statement("tell"), .builtIn(random.pick(["owner", "master"]), .recipient)])
        addText(under: 2, reads: reads)
    }

    mutating func addSay(_ level: Int, reads: [Read] = BotGenerator.alwaysKnown) {
        if let name = namedTexts.first, random.chance(25) {
            add(level, [.statement("say"), .own(name)])
            return
        }
        add(level, [.statement("say")])
        addText(under: level, reads: reads)
    }
}
