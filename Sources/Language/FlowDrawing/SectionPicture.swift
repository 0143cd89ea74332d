/// One flow's boxes and links with their sizes, and their places.
struct SectionPicture {
    let items: [Item]
    let links: [Link]
    let layout: LayeredLayout

    struct Item {
        var content: Content
        var size: LayeredLayout.Size
    }

    enum Content {
        case start(String)
        /// The chart's node, and what stands in its box.
        case step(Int, [Row])
        /// A step of another flow.
        case elsewhere(String, Int)
    }

    enum Row: Hashable {
        case title(String)
        case words(String)
        case note(String)
        case option(String)
        /// Room between parts.
        case blank

        var height: Double {
            switch self {
            case .title: 18
            case .words, .note: SVGDrawing.lineHeight
            case .option: 22
            case .blank: 4
            }
        }
    }

    /// All ways between two boxes: one line with a label line for each.
    struct Link {
        var from: Int
        var to: Int
        var lines: [LabelLine]
        /// The line's style: of the first way.
        var reason: FlowChart.Reason

        var size: LayeredLayout.Size {
            guard !lines.isEmpty else { return LayeredLayout.Size(width: 0, height: 0) }
            let width = lines.map { TextWidth.of($0.text, size: 11.5) }.max() ?? 0
            return LayeredLayout.Size(width: width + 10, height: SectionPicture.labelLine * Double(lines.count) + 4)
        }
    }

    struct LabelLine: Hashable {
        var text: String
        var reason: FlowChart.Reason
    }

    static let padding = 12.0
    static let textWidth = 216.0
    static let labelLine = 14.0
    private static let labelWidth = 170.0

    init(_ section: FlowChart.Section, of chart: FlowChart) {
        var items: [Item] = []
        var links: [Link] = []
        var itemOfNode: [Int: Int] = [:]
        for start in section.starts {
            let width = TextWidth.of("▶ " + start.words, size: 11.5) + 26
            items.append(Item(content: .start(start.words), size: LayeredLayout.Size(width: width, height: 24)))
        }
        for node in section.nodes {
            itemOfNode[node] = items.count
            items.append(SectionPicture.step(node, of: chart))
        }
        for (index, start) in section.starts.enumerated() {
            guard let target = itemOfNode[start.node] else { continue }
            links.append(Link(from: index, to: target, lines: [], reason: .onward))
        }
        for edge in chart.edges where section.nodes.contains(edge.from) && edge.from != edge.to {
            guard let from = itemOfNode[edge.from] else { continue }
            if itemOfNode[edge.to] == nil {
                let title = chart.nodes[edge.to].title
                let width = TextWidth.of("↗ " + title, size: 11.5) + 26
                itemOfNode[edge.to] = items.count
                items.append(
                    Item(content: .elsewhere(title, edge.to), size: LayeredLayout.Size(width: width, height: 24)))
            }
            guard let to = itemOfNode[edge.to] else { continue }
            let lines = TextWidth.wrapped(edge.label, width: SectionPicture.labelWidth, size: 11.5, most: 2).map {
                LabelLine(text: $0, reason: edge.reason)
            }
            if let known = links.firstIndex(where: { $0.from == from && $0.to == to }) {
                links[known].lines += lines
            } else {
                links.append(Link(from: from, to: to, lines: lines, reason: edge.reason))
            }
        }
        self.items = items
        self.links = links
        layout = LayeredLayout(
            boxes: items.map(\.size),
            links: links.map { LayeredLayout.Link(from: $0.from, to: $0.to, label: $0.size) })
    }

    private static func step(_ index: Int, of chart: FlowChart) -> Item {
        let node = chart.nodes[index]
        var rows: [Row] = TextWidth.wrapped(
            node.title, width: textWidth, size: SVGDrawing.titleFont, most: 2, isBold: true
        ).map { .title($0) }
        var previousWasOther = true
        for line in node.lines {
            switch line {
            case .says(let text):
                rows += TextWidth.wrapped("«\(text)»", width: textWidth, size: SVGDrawing.font, most: 3).map { .words($0) }
            case .asks(let slot):
                rows += TextWidth.wrapped("? \(slot)", width: textWidth, size: SVGDrawing.font, most: 2).map { .words($0) }
            case .calls(let action):
                rows += TextWidth.wrapped("⚙ \(action)", width: textWidth, size: SVGDrawing.font, most: 2).map { .words($0) }
            case .other(let text):
                rows += TextWidth.wrapped(text, width: textWidth, size: SVGDrawing.font, most: 3).map { .note($0) }
            }
            previousWasOther = false
        }
        if !node.options.isEmpty, !previousWasOther { rows.append(.blank) }
        rows += node.options.map { .option(TextWidth.wrapped($0, width: textWidth - 20, size: 11.5, most: 1).first ?? $0) }
        // What leads back to the step itself needs no line.
        for edge in chart.edges where edge.from == index && edge.to == index && !edge.label.isEmpty {
            rows += TextWidth.wrapped("↻ \(edge.label)", width: textWidth, size: SVGDrawing.font, most: 2).map { .note($0) }
        }
        let width = rows.map(width(of:)).max() ?? 0
        let height = rows.reduce(0) { $0 + $1.height } + 16
        return Item(
            content: .step(index, rows), size: LayeredLayout.Size(width: max(width + 2 * padding, 90), height: height))
    }

    private static func width(of row: Row) -> Double {
        switch row {
        case .title(let text): TextWidth.of(text, size: SVGDrawing.titleFont, isBold: true)
        case .words(let text), .note(let text): TextWidth.of(text, size: SVGDrawing.font)
        case .option(let text): TextWidth.of(text, size: 11.5) + 20
        case .blank: 0
        }
    }
}
