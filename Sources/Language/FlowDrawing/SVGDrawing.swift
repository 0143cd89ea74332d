extension FlowChart {
    /// The drawing as an SVG image that stands by itself: no scripts, no fonts or files from elsewhere. Flows are panels,
    /// and a way into another flow ends at its step's name there, so that no line crosses the whole picture. Ends with a
    /// line feed.
    package var svg: String {
        var drawing = SVGDrawing(chart: self)
        return drawing.render()
    }
}

/// An SVG image in the making.
struct SVGDrawing {
    let chart: FlowChart
    private var panels: [Panel] = []
    private var out: [String] = []

    static let font = 12.0
    static let titleFont = 13.0
    static let lineHeight = 16.0
    static let margin = 24.0
    static let panelTop = 40.0
    static let panelSide = 18.0
    /// Panels stand beside one another up to this width.
    static let pageWidth = 1_500.0

    private struct Panel {
        var section: FlowChart.Section
        var picture: SectionPicture
        var x = 0.0
        var y = 0.0

        var width: Double {
            let title = TextWidth.of(section.name, size: 14, isBold: true)
            return max(picture.layout.size.width, title) + 2 * SVGDrawing.panelSide
        }
        var height: Double { picture.layout.size.height + SVGDrawing.panelTop + SVGDrawing.panelSide }
    }

    init(chart: FlowChart) {
        self.chart = chart
        panels = chart.sections.map { Panel(section: $0, picture: SectionPicture($0, of: chart)) }
    }

    mutating func render() -> String {
        let (width, height) = arrange()
        let legend = legendBlock(at: SVGDrawing.margin, y: height, width: width)
        let total = height + legend.height + SVGDrawing.margin
        out.append(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(number(width)) \(number(total))\" width=\"\(number(width))\" height=\"\(number(total))\" font-family=\"'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif\">")
        out.append("<title>\(SVGText.escaped(chart.title))</title>")
        out.append("<style>\(style)</style>")
        out.append(markers)
        out.append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>")
        out.append(
            "<text x=\"\(number(SVGDrawing.margin))\" y=\"34\" font-size=\"18\" font-weight=\"bold\" fill=\"#1f2430\">\(SVGText.escaped(chart.title))</text>")
        for panel in panels { draw(panel) }
        out += legend.lines
        out.append("</svg>")
        return out.map { $0 + "\n" }.joined()
    }

    /// Shelves of panels, from the top; returns the picture's width and where the panels end.
    private mutating func arrange() -> (width: Double, height: Double) {
        let widest = max(SVGDrawing.pageWidth, panels.map(\.width).max() ?? 0)
        var x = SVGDrawing.margin
        var y = 52.0
        var shelf = 0.0
        var right = 360.0
        for index in panels.indices {
            let startsShelf = index > 0 && panels[index].section.isLibrary && !panels[index - 1].section.isLibrary
            if x > SVGDrawing.margin, startsShelf || x + panels[index].width > widest + SVGDrawing.margin {
                x = SVGDrawing.margin
                y += shelf + SVGDrawing.margin
                shelf = 0
            }
            panels[index].x = x
            panels[index].y = y
            x += panels[index].width + SVGDrawing.margin
            right = max(right, x)
            shelf = max(shelf, panels[index].height)
        }
        return (right, y + shelf + SVGDrawing.margin)
    }

    // MARK: Panels

    private mutating func draw(_ panel: Panel) {
        let isLibrary = panel.section.isLibrary
        out.append(
            "<g transform=\"translate(\(number(panel.x)) \(number(panel.y)))\" class=\"flow\(isLibrary ? " library" : "")\">")
        out.append(
            "<rect width=\"\(number(panel.width))\" height=\"\(number(panel.height))\" rx=\"10\" fill=\"\(isLibrary ? "#fcfcfd" : "#f6f8fb")\" stroke=\"\(isLibrary ? "#e3e6ec" : "#cfd6e2")\"/>")
        out.append(
            "<text x=\"\(number(SVGDrawing.panelSide))\" y=\"25\" font-size=\"14\" font-weight=\"bold\" fill=\"\(isLibrary ? "#8b93a3" : "#3a4252")\">\(SVGText.escaped(panel.section.name))</text>")
        out.append("<g transform=\"translate(\(number(SVGDrawing.panelSide)) \(number(SVGDrawing.panelTop)))\">")
        for (link, route) in zip(panel.picture.links, panel.picture.layout.routes) {
            out.append(
                "<path d=\"\(path(route.points))\" class=\"\(link.reason.rawValue)\" marker-end=\"url(#arrow-\(link.reason.rawValue))\"/>")
        }
        for (link, route) in zip(panel.picture.links, panel.picture.layout.routes) where !link.lines.isEmpty {
            draw(link, at: route.label)
        }
        for (item, centre) in zip(panel.picture.items, panel.picture.layout.centres) { draw(item, at: centre) }
        out.append("</g></g>")
    }

    private mutating func draw(_ link: SectionPicture.Link, at centre: LayeredLayout.Point) {
        let size = link.size
        out.append(
            "<rect x=\"\(number(centre.x - size.width / 2))\" y=\"\(number(centre.y - size.height / 2))\" width=\"\(number(size.width))\" height=\"\(number(size.height))\" rx=\"4\" class=\"plate\"/>")
        for (index, line) in link.lines.enumerated() {
            let y = centre.y - size.height / 2 + SectionPicture.labelLine * (Double(index) + 0.78) + 1
            out.append(
                "<text x=\"\(number(centre.x))\" y=\"\(number(y))\" class=\"label\" fill=\"\(Palette.colour(of: line.reason))\">\(SVGText.escaped(line.text))</text>")
        }
    }

    private mutating func draw(_ item: SectionPicture.Item, at centre: LayeredLayout.Point) {
        let left = centre.x - item.size.width / 2
        let top = centre.y - item.size.height / 2
        let box =
            "x=\"\(number(left))\" y=\"\(number(top))\" width=\"\(number(item.size.width))\" height=\"\(number(item.size.height))\""
        switch item.content {
        case .start(let words):
            out.append("<rect \(box) rx=\"\(number(item.size.height / 2))\" fill=\"#2f9e6e\"/>")
            out.append(
                "<text x=\"\(number(centre.x))\" y=\"\(number(centre.y + 4))\" class=\"label\" fill=\"#ffffff\">\(SVGText.escaped("▶ " + words))</text>")
        case .elsewhere(let title, let node):
            out.append("<a href=\"#step\(node)\"><rect \(box) rx=\"\(number(item.size.height / 2))\" class=\"elsewhere\"/>")
            out.append(
                "<text x=\"\(number(centre.x))\" y=\"\(number(centre.y + 4))\" class=\"label\" fill=\"#5d6575\">\(SVGText.escaped("↗ " + title))</text></a>")
        case .step(let node, let rows):
            let kind = chart.nodes[node].kind
            let colours = Palette.colours(of: kind)
            let paint =
                chart.nodes[node].isLibrary
                ? "fill=\"#ffffff\" stroke=\"\(colours.stroke)\" stroke-opacity=\"0.55\""
                : "fill=\"\(colours.fill)\" stroke=\"\(colours.stroke)\""
            let radius = kind == .end || kind == .handOff ? 16 : 7
            out.append("<g id=\"step\(node)\"><rect \(box) rx=\"\(radius)\" \(paint) stroke-width=\"1.4\"/>")
            if kind == .end || kind == .handOff {
                out.append(
                    "<rect x=\"\(number(left + 3))\" y=\"\(number(top + 3))\" width=\"\(number(item.size.width - 6))\" height=\"\(number(item.size.height - 6))\" rx=\"13\" fill=\"none\" stroke=\"\(colours.stroke)\" stroke-opacity=\"0.45\"/>")
            }
            var y = top + 8
            for row in rows {
                draw(row, left: left + SectionPicture.padding, y: y, stroke: colours.stroke)
                y += row.height
            }
            out.append("</g>")
        }
    }

    private mutating func draw(_ row: SectionPicture.Row, left: Double, y: Double, stroke: String) {
        let base = y + 12
        switch row {
        case .title(let text):
            out.append("<text x=\"\(number(left))\" y=\"\(number(base))\" class=\"title\">\(SVGText.escaped(text))</text>")
        case .words(let text):
            out.append("<text x=\"\(number(left))\" y=\"\(number(base))\" class=\"words\">\(SVGText.escaped(text))</text>")
        case .note(let text):
            out.append("<text x=\"\(number(left))\" y=\"\(number(base))\" class=\"note\">\(SVGText.escaped(text))</text>")
        case .option(let text):
            let width = TextWidth.of(text, size: 11.5) + 18
            out.append(
                "<rect x=\"\(number(left))\" y=\"\(number(y + 2))\" width=\"\(number(width))\" height=\"18\" rx=\"9\" fill=\"#ffffff\" stroke=\"\(stroke)\"/>")
            out.append(
                "<text x=\"\(number(left + width / 2))\" y=\"\(number(y + 15))\" class=\"option-label\">\(SVGText.escaped(text))</text>")
        case .blank: break
        }
    }

    /// Straight down through the layers, in curves between them.
    private func path(_ points: [LayeredLayout.Point]) -> String {
        guard let first = points.first else { return "" }
        var result = "M\(number(first.x)) \(number(first.y))"
        for index in 1..<points.count {
            let point = points[index]
            let previous = points[index - 1]
            if index % 2 == 1 {
                if point != previous { result += "L\(number(point.x)) \(number(point.y))" }
            } else {
                let middle = (previous.y + point.y) / 2
                result +=
                    "C\(number(previous.x)) \(number(middle)) \(number(point.x)) \(number(middle)) \(number(point.x)) \(number(point.y))"
            }
        }
        return result
    }

    // MARK: Legend

    private func legendBlock(at x: Double, y: Double, width: Double) -> (lines: [String], height: Double) {
        guard !chart.legend.isEmpty else { return ([], 0) }
        var lines: [String] = []
        var left = x + 16
        var rowTop = y + 24
        var bottom = y
        for entry in chart.legend {
            // Long lists go on in a further column.
            let perColumn = max(8, (entry.lines.count + 2) / 3)
            var column = 0
            var columnLeft = left
            lines.append(
                "<text x=\"\(number(left))\" y=\"\(number(rowTop))\" class=\"title\">\(SVGText.escaped(entry.heading))</text>")
            var start = 0
            while start < entry.lines.count {
                let part = entry.lines[start..<min(start + perColumn, entry.lines.count)]
                for (index, line) in part.enumerated() {
                    let lineY = rowTop + SVGDrawing.lineHeight * Double(index + 1) + 2
                    lines.append(
                        "<text x=\"\(number(columnLeft))\" y=\"\(number(lineY))\" class=\"words\">\(SVGText.escaped(line))</text>")
                    bottom = max(bottom, lineY)
                }
                columnLeft += (part.map { TextWidth.of($0, size: SVGDrawing.font) }.max() ?? 0) + 28
                column += 1
                start += perColumn
            }
            left = max(columnLeft, left + TextWidth.of(entry.heading, size: SVGDrawing.titleFont, isBold: true) + 28) + 16
            if left > width - 200 {
                left = x + 16
                rowTop = bottom + 34
            }
        }
        let height = bottom - y + 16
        let frame =
            "<rect x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(width - 2 * SVGDrawing.margin))\" height=\"\(number(height))\" rx=\"10\" fill=\"#ffffff\" stroke=\"#e3e6ec\"/>"
        return ([frame] + lines, height)
    }

    // MARK: Style

    private var style: String {
        var rules = [
            "path{fill:none;stroke-width:1.4}", ".title{font-size:13px;font-weight:bold;fill:#1f2430}",
            ".words{font-size:12px;fill:#3a4252}", ".note{font-size:12px;fill:#5d6575;font-style:italic}",
            ".label{font-size:11.5px;text-anchor:middle}", ".option-label{font-size:11.5px;text-anchor:middle;fill:#1f2430}",
            ".plate{fill:#f6f8fb;fill-opacity:0.94}", ".library .plate{fill:#fcfcfd}",
            ".elsewhere{fill:#ffffff;stroke:#c3c8d2;stroke-dasharray:3 2}", ".library path{stroke-opacity:0.6}",
        ]
        for reason in FlowChart.Reason.allCases {
            let dashes =
                switch reason {
                case .silence: ";stroke-dasharray:6 4"
                case .tries: ";stroke-dasharray:2 3"
                case .onward, .option, .outcome, .condition: ""
                }
            rules.append(".\(reason.rawValue){stroke:\(Palette.colour(of: reason))\(dashes)}")
        }
        return rules.joined()
    }

    private var markers: String {
        let each = FlowChart.Reason.allCases.map { reason in
            "<marker id=\"arrow-\(reason.rawValue)\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path d=\"M0 1L9 5L0 9z\" style=\"fill:\(Palette.colour(of: reason));stroke:none\"/></marker>"
        }
        return "<defs>\(each.joined())</defs>"
    }

    private func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? String(tenths / 10) : "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }
}

/// Text that stands in XML.
enum SVGText {
    /// Characters that XML 1.0 does not allow are left out.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            case "\"": result += "&quot;"
            case "\t", "\n", "\r": result += " "
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: break
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
