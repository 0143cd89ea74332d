package import FlowDiagnostics

/// What a name stands for.
package enum NameKind: String, CaseIterable, Hashable, Sendable {
    // What a flow declares.
    case intent, text, flow, slot, step, option
    // What the language brings along.
    case slotType, offer, reason, action, outcome, fact, format, library, showing, recipient, media

    /// Whether flows declare names of this kind; the others are built in.
    package var isDeclared: Bool {
        switch self {
        case .intent, .text, .flow, .slot, .step, .option: true
        case .slotType, .offer, .reason, .action, .outcome, .fact, .format, .library, .showing, .recipient, .media: false
        }
    }
}

/// What two places have in common when they mean the same thing.
package struct NameKey: Hashable, Sendable {
    package var kind: NameKind
    /// The name under which the machine knows it: the English one where the language has such a name, else as written.
    package var name: String
    package init(_ kind: NameKind, _ name: String) {
        self.kind = kind
        self.name = name
    }
}

/// One place where a name stands.
package struct NameOccurrence: Hashable, Sendable {
    package var key: NameKey
    /// The name's own characters.
    package var span: Span
    /// As the user wrote it, without invisible characters.
    package var written: String
    package var role: Role

    package enum Role: Hashable, Sendable {
        /// The name is given here; the span is the whole declaration's.
        case declaration(Span)
        /// As a declaration, of a slot whose name is its type as well.
        case declarationNamedByType(Span)
        case reference
    }

    package var isDeclaration: Bool { role != .reference }

    /// The whole declaration, where this is one.
    package var extent: Span? {
        switch role {
        case .declaration(let span), .declarationNamedByType(let span): span
        case .reference: nil
        }
    }
}
