internal import FlowDiagnostics
internal import FlowSyntax

/// The keywords that a finding's words tell the owner to write. They follow the finding's own arguments, spelled as the
/// file spells them: an owner reads Russian, while the file may be in the English dialect.
enum KeywordsInHelp {
    static func of(_ code: DiagnosticCode) -> [(name: String, kind: KeywordKind)] { table[code] ?? [] }

    private static let table: [DiagnosticCode: [(name: String, kind: KeywordKind)]] = [
        .unknownSlotType: [("slot", .statement), ("master", .type)],
        .backElsewhere: [("then", .statement)],
        .botMissing: [("bot", .statement)],
        .languagesMissing: [("languages", .statement)],
        .noSteps: [("use", .statement), ("standard", .name)],
        .deadEnd: [("then", .statement), ("stop", .statement), ("hand off", .statement)],
        .elseMissing: [("else", .statement)],
        .elseWithoutIf: [("else", .statement), ("if", .statement)],
        .unusedSlot: [("fill", .statement)],
        .unusedText: [("say", .statement)],
        .unusedIntent: [("answer", .statement), ("start on", .statement), ("always", .statement)],
        .triesRange: [("tries", .statement), ("operator", .name)],
        .noEscape: [
            ("stop", .statement), ("hand off", .statement), ("always", .statement), ("handoff", .intent),
            ("operator", .name),
        ],
        .noWayOut: [("tries", .statement), ("always", .statement), ("handoff", .intent)],
        .mayBeUnset: [("fill", .statement), ("if", .statement)],
        .slotWithoutQuestion: [("ask", .statement)],
        .callNeedsSlot: [("fill", .statement)],
        .callNeedsSlotType: [("slot", .statement)],
        .alwaysSet: [("if", .statement)],
        .languageNotOfBot: [("languages", .statement)],
        .optionsWithoutText: [("say", .statement)],
        .reachViolated: [("tries", .statement), ("always", .statement)],
        .testMomentUnreadable: [("now", .statement)],
        .testValueUnreadable: [("none", .value)],
        .outcomeMissing: [("on", .statement)],
        .runsItself: [("run", .statement), ("then", .statement)],
        .valueDoesNotFit: [("today", .fact)],
        .choiceWithoutOptions: [("option", .statement)],
        .optionsOfOtherType: [("choice", .type), ("slot", .statement)],
        .showWithoutLink: [("show", .statement)],
        .runNeverReturns: [("run", .statement), ("then", .statement), ("back", .name)],
        .triesLeadBack: [("tries", .statement), ("operator", .name)],
        .unconfirmed: [("yes", .option)],
        .wasStillThere: [("was", .statement)],
        .wasTwice: [("was", .statement)],
        .restartTwice: [("restart", .statement)],
        .restartOfMoved: [("was", .statement), ("restart", .statement)],
        .restartStillThere: [("restart", .statement)],
        .restartWithoutStep: [("step", .statement), ("restart", .statement)],
        .neverRead: [("if", .statement), ("remember", .statement)],
        .phraseNeverMatches: [("not", .statement)],
        .intentShadowed: [("not", .statement)],
        .intentsOverlap: [("not", .statement)],
        .messageTooLate: [("silent", .statement)],
        .noOptOut: [
            ("always", .statement), ("opt_out", .intent), ("customer.opt_out", .action), ("use", .statement),
            ("standard", .name),
        ],
        .optOutWithoutEffect: [("do", .statement), ("customer.opt_out", .action)],
        .consentNotAsked: [("yes", .option), ("opt_in", .intent)],
        .onWithoutDo: [("on", .statement), ("do", .statement)],
    ]
}
