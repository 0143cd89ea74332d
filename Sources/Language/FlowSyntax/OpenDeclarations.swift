internal import FlowDiagnostics

/// The declarations that are being read. One whose first line could not be read is open without a value, so that the
/// lines under it are not taken for misplaced.
struct OpenDeclarations {
    /// From the outermost; two at most.
    var blocks: [Block] = []
    var intent: IntentDeclaration?
    var answer: AnswerDeclaration?
    var text: TextDeclaration?
    var flow: FlowDeclaration?
    var slot: SlotDeclaration?
    /// The reasons for which the slot has its own words, and where each stands.
    var wrongReasons: [String: Span] = [:]
    var step: StepDeclaration?
    var test: TestDeclaration?

    /// Where the lines belong that were found out of place since the last declaration: those that strayed together have
    /// one finding, since one lost line is the reason.
    var strayed: Set<Block> = []
    /// Whether something was said twice since the last declaration: then a lost declaration between is the likely reason,
    /// and one finding says so.
    var hasRepeatedClause = false
    /// Whether a line whose keyword cannot be made out stands since the last declaration. It may have been one itself, so
    /// what seems out of place or said twice below it has no finding of its own.
    var isBelowUnknownLine = false

    var innermost: Block? { blocks.last }

    /// A declaration begins, and with it what may stand below.
    mutating func begin(_ block: Block) {
        let isOutside = (block == .slot || block == .step) && blocks.first != .flow
        blocks.append(block)
        hasRepeatedClause = false
        // Slots and steps outside of every flow strayed together.
        if isOutside {
            strayed.formIntersection([.flow])
        } else {
            strayed = []
            isBelowUnknownLine = false
        }
    }
}

/// The line whose text is being read.
struct TextOwner {
    enum Kind {
        case ask
        case wrong(Name)
        case say
        case option(Name, TargetClause)
        case on(Name, TargetClause?)
        case slotOption(Name)
        case show(Name, Name?)
        case tell(Name)
        case answer
        case text
        case customer
        case bot
        /// A line that could not be read: its texts are read and dropped.
        case nothing
    }

    var kind: Kind
    var head: Name
    var lines: [TextInLanguage] = []
    /// Literal text that is not yet in the last line's parts; kept apart so that long texts grow in place.
    var literal = ""
    /// Where what a customer or the bot says in a test stands; what they say is in `literal`.
    var spoken: Span?
    /// `was` lines between an option and its labels.
    var formerNames: [Name] = []
    /// The languages of `lines`, and where each stands.
    var languages: [String: Span] = [:]
    /// A text of it had a finding: then it does not lack one.
    var hasFailed = false
    /// A language stood twice; further ones mostly belong to the same lost line.
    var hasRepeatedLanguage = false

    /// Whether the text that is being read says nothing so far.
    var isTextEmpty: Bool { literal.isEmpty && lines.last?.parts.isEmpty ?? true }

    mutating func flushLiteral() {
        guard !literal.isEmpty, !lines.isEmpty else { return }
        lines[lines.count - 1].parts.append(.literal(literal))
        literal = ""
    }

    static func swallowing(_ head: Name) -> TextOwner { TextOwner(kind: .nothing, head: head, hasFailed: true) }
}

extension FileParser {
    /// Whether the line before is an option whose labels are still to come.
    var isAtOption: Bool {
        guard let owner, owner.lines.isEmpty else { return false }
        switch owner.kind {
        case .option, .slotOption: return true
        default: return false
        }
    }

    /// Closes declarations from the innermost until `count` are left open.
    mutating func closeBlocks(keeping count: Int) {
        closeOwner()
        while open.blocks.count > count, let block = open.blocks.popLast() {
            tree.end()
            // A slot or step that strayed out of every flow (which has a finding) joins the last one, so that its name
            // is known.
            let strayed = !open.blocks.contains(.flow) && !file.flows.isEmpty
            switch block {
            case .intent:
                if var intent = open.intent {
                    intent.span.end = lastEnd
                    file.intents.append(intent)
                }
                open.intent = nil
            case .answer:
                if var answer = open.answer {
                    answer.span.end = lastEnd
                    file.answers.append(answer)
                }
                open.answer = nil
            case .text:
                if var text = open.text {
                    text.span.end = lastEnd
                    file.texts.append(text)
                }
                open.text = nil
            case .test:
                if var test = open.test {
                    test.span.end = lastEnd
                    file.tests.append(test)
                }
                open.test = nil
            case .flow:
                if var flow = open.flow {
                    flow.span.end = lastEnd
                    file.flows.append(flow)
                }
                open.flow = nil
            case .slot:
                if var slot = open.slot {
                    slot.span.end = lastEnd
                    open.flow?.slots.append(slot)
                    if strayed { file.flows[file.flows.count - 1].slots.append(slot) }
                }
                open.slot = nil
            case .step:
                if var step = open.step {
                    step.span.end = lastEnd
                    open.flow?.steps.append(step)
                    if strayed { file.flows[file.flows.count - 1].steps.append(step) }
                }
                open.step = nil
            }
        }
    }

    mutating func openBlock(_ block: Block) {
        open.begin(block)
        tree.begin(block)
    }

    /// Hands the texts that were read to the line they belong to.
    mutating func closeOwner() {
        owner?.flushLiteral()
        guard let owner else { return }
        self.owner = nil
        let text = LocalizedText(lines: owner.lines)
        for line in owner.lines where line.parts.isEmpty {
            reportBeside(.emptyText, at: line.span, [line.language.value])
        }
        let isMissing = owner.lines.isEmpty && !owner.hasFailed
        let span = span(owner.head.span.start, max(lastEnd, owner.head.span.end))
        switch owner.kind {
        case .nothing: return
        case .customer, .bot:
            guard let place = owner.spoken else { return }
            let spoken = Name(owner.literal, place)
            if case .bot = owner.kind {
                open.test?.lines.append(TestLine(kind: .bot(spoken), span: span))
            } else {
                open.test?.lines.append(TestLine(kind: .customer(spoken), span: span))
            }
            return
        case .on(let outcome, let target):
            let hasText = !owner.lines.isEmpty
            open.step?.statements.append(
                Statement(kind: .on(outcome: outcome, target: target, text: hasText ? text : nil), span: span))
            guard target == nil else { return }
        case .show(let kind, let source):
            let caption = owner.lines.isEmpty ? nil : text
            open.step?.statements.append(
                Statement(kind: .show(kind: kind, source: source, caption: caption), span: span))
            return
        case .slotOption(let name): 
            open.slot?.choices.append(ChoiceClause(name: name, label: text, formerNames: owner.formerNames))
        case .tell(let recipient):
            open.step?.statements.append(Statement(kind: .tell(recipient: recipient, text), span: span))
        case .ask: open.slot?.ask = text
        case .wrong(let reason): open.slot?.wrong.append(WrongClause(reason: reason, text: text))
        case .say: open.step?.statements.append(Statement(kind: .say(text), span: span))
        case .option(let name, let target):
            open.step?.statements.append(
                Statement(kind: .option(name: name, target: target, label: text), span: span))
            open.step?.statements += owner.formerNames.map { Statement(kind: .was($0), span: $0.span) }
        case .answer: open.answer?.text = text
        case .text: open.text?.text = text
        }
        if isMissing { reportBeside(.missingText, at: owner.head.span, [owner.head.value]) }
    }
}
