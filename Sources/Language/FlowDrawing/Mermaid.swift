extension FlowChart {
    /// The drawing as a Mermaid flowchart, which Markdown viewers show. Ends with a line feed.
    package var mermaid: String {
        var lines = ["flowchart TD"]
        let shown = Set(sections.flatMap(\.nodes))
        for (number, section) in sections.enumerated() {
            lines.append("  subgraph flow\(number)[\"\(Mermaid.escaped(section.name))\"]")
            for (place, start) in section.starts.enumerated() {
                lines.append("    start\(number)_\(place)([\"▶ \(Mermaid.escaped(start.words))\"]):::start")
            }
            for node in section.nodes { lines.append("    " + mermaidNode(node)) }
            lines.append("  end")
        }
        for node in outsideNodes(shown) { lines.append("  step\(node)[\"\(Mermaid.escaped(nodes[node].title))\"]:::library") }
        for (number, section) in sections.enumerated() {
            for (place, start) in section.starts.enumerated() {
                lines.append("  start\(number)_\(place) --> step\(start.node)")
            }
        }
        for edge in edges where shown.contains(edge.from) {
            let arrow = edge.reason == .silence || edge.reason == .tries ? "-.->" : "-->"
            let label = edge.label.isEmpty ? "" : "|\"\(Mermaid.escaped(edge.label))\"|"
            lines.append("  step\(edge.from) \(arrow)\(label) step\(edge.to)")
        }
        if !legend.isEmpty {
            let text = legend.map { entry in
                (["<b>\(Mermaid.escaped(entry.heading))</b>"] + entry.lines.map(Mermaid.escaped)).joined(separator: "<br/>")
            }
            lines.append("  legend[\"\(text.joined(separator: "<br/><br/>"))\"]:::legend")
        }
        for kind in Kind.allCases {
            let colours = Palette.colours(of: kind)
            lines.append("  classDef \(kind.rawValue)Step fill:\(colours.fill),stroke:\(colours.stroke),color:#1f2430")
        }
        lines.append("  classDef library fill:#f7f8fa,stroke:#c3c8d2,color:#5d6575")
        lines.append("  classDef start fill:#2f9e6e,stroke:#2f9e6e,color:#ffffff")
        lines.append("  classDef legend fill:#ffffff,stroke:#d5d9e0,color:#5d6575,text-align:left")
        return lines.map { $0 + "\n" }.joined()
    }

    private func mermaidNode(_ index: Int) -> String {
        let node = nodes[index]
        let text = (["<b>\(Mermaid.escaped(node.title))</b>"] + plainLines(of: node).map(Mermaid.escaped))
            .joined(separator: "<br/>")
        let (open, close) =
            switch node.kind {
            case .end: ("([", "])")
            case .handOff: ("{{", "}}")
            case .form, .choice, .action, .passage: ("[", "]")
            }
        return "step\(index)\(open)\"\(text)\"\(close):::\(node.isLibrary ? "library" : node.kind.rawValue + "Step")"
    }

    /// What a node says beside its title, a line each, with a sign for what it is.
    func plainLines(of node: Node) -> [String] {
        node.lines.map { line in
            switch line {
            case .says(let text): "«\(text)»"
            case .asks(let slot): "? \(slot)"
            case .calls(let action): "⚙ \(action)"
            case .other(let text): "■ \(text)"
            }
        } + node.options.map { "○ \($0)" }
    }

    /// Steps that ways lead to and no section shows.
    func outsideNodes(_ shown: Set<Int>) -> [Int] {
        Set(edges.filter { shown.contains($0.from) && !shown.contains($0.to) }.map(\.to)).sorted()
    }
}

private enum Mermaid {
    /// Inside a quoted label: entities stand for what would end the label or begin markup.
    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "\"": result += "#quot;"
            case "#": result += "#35;"
            case "&": result += "#amp;"
            case "<": result += "#lt;"
            case ">": result += "#gt;"
            case "`": result += "#96;"
            case _ where character.isNewline: result += " "
            default: result.append(character)
            }
        }
        return result
    }
}
