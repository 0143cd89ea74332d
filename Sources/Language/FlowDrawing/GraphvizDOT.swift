extension FlowChart {
    /// The drawing in DOT, the language of Graphviz. Ends with a line feed.
    package var dot: String {
        var lines = [
            "digraph \(DOT.quoted(title)) {", "  rankdir=TB; nodesep=0.35; ranksep=0.5; compound=true;",
            "  node [shape=box, style=\"rounded,filled\", fontname=\"Helvetica\", fontsize=11];",
            "  edge [fontname=\"Helvetica\", fontsize=10, arrowsize=0.7];",
        ]
        let shown = Set(sections.flatMap(\.nodes))
        for (number, section) in sections.enumerated() {
            lines.append("  subgraph cluster_\(number) {")
            lines.append(
                "    label=\(DOT.quoted(section.name)); labeljust=l; color=\"\(section.isLibrary ? "#d5d9e0" : "#8b93a3")\"; style=rounded;")
            for (place, start) in section.starts.enumerated() {
                lines.append(
                    "    start\(number)_\(place) [label=\(DOT.quoted("▶ " + start.words)), fillcolor=\"#2f9e6e\", color=\"#2f9e6e\", fontcolor=white];")
                lines.append("    start\(number)_\(place) -> step\(start.node);")
            }
            for node in section.nodes { lines.append("    " + dotNode(node)) }
            lines.append("  }")
        }
        for node in outsideNodes(shown) {
            lines.append(
                "  step\(node) [label=\(DOT.quoted(nodes[node].title)), fillcolor=\"#f7f8fa\", color=\"#c3c8d2\", fontcolor=\"#5d6575\"];")
        }
        for edge in edges where shown.contains(edge.from) {
            let style = edge.reason == .silence ? "dashed" : edge.reason == .tries ? "dotted" : "solid"
            let colour = Palette.colour(of: edge.reason)
            lines.append(
                "  step\(edge.from) -> step\(edge.to) [label=\(DOT.quoted(edge.label)), style=\(style), color=\"\(colour)\", fontcolor=\"\(colour)\"];")
        }
        if !legend.isEmpty {
            let text = legend.map { ([$0.heading] + $0.lines).joined(separator: "\n") }.joined(separator: "\n\n")
            lines.append("  legend [shape=note, fillcolor=white, color=\"#d5d9e0\", label=\(DOT.quoted(text, breaks: "\\l"))];")
        }
        lines.append("}")
        return lines.map { $0 + "\n" }.joined()
    }

    private func dotNode(_ index: Int) -> String {
        let node = nodes[index]
        let colours = node.isLibrary ? (fill: "#f7f8fa", stroke: "#c3c8d2") : Palette.colours(of: node.kind)
        let peripheries = node.kind == .handOff || node.kind == .end ? ", peripheries=2" : ""
        let text = ([node.title] + plainLines(of: node)).joined(separator: "\n")
        return
            "step\(index) [label=\(DOT.quoted(text)), fillcolor=\"\(colours.fill)\", color=\"\(colours.stroke)\"\(peripheries)];"
    }
}

private enum DOT {
    static func quoted(_ text: String, breaks: String = "\\n") -> String {
        var result = "\""
        for character in text {
            switch character {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where character.isNewline: result += breaks
            default: result.append(character)
            }
        }
        return result + (breaks == "\\l" ? "\\l\"" : "\"")
    }
}
