import Testing

@testable import FlowDrawing

@Suite("FlowDrawing: places")
struct LayoutTests {
    typealias Size = LayeredLayout.Size
    typealias Link = LayeredLayout.Link

    struct Graph: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var boxes: Int
        var links: [(Int, Int)]
    }

    static let graphs: [Graph] = [
        Graph(testDescription: "nothing", boxes: 0, links: []),
        Graph(testDescription: "one box", boxes: 1, links: []),
        Graph(testDescription: "boxes apart", boxes: 4, links: []),
        Graph(testDescription: "a chain", boxes: 5, links: [(0, 1), (1, 2), (2, 3), (3, 4)]),
        Graph(testDescription: "a diamond", boxes: 4, links: [(0, 1), (0, 2), (1, 3), (2, 3), (0, 3)]),
        Graph(testDescription: "a circle", boxes: 3, links: [(0, 1), (1, 2), (2, 0)]),
        Graph(testDescription: "there and back", boxes: 2, links: [(0, 1), (1, 0), (0, 1)]),
        Graph(testDescription: "everything to everything", boxes: 6, links: LayoutTests.all(6)),
    ]

    private static func all(_ count: Int) -> [(Int, Int)] {
        var result: [(Int, Int)] = []
        for one in 0..<count { for other in 0..<count where other != one { result.append((one, other)) } }
        return result
    }

    private func layout(_ graph: Graph) -> (LayeredLayout, [Size]) {
        var boxes: [Size] = []
        for index in 0..<graph.boxes {
            let width: Int = 60 + (index * 13) % 70
            let height: Int = 30 + (index * 7) % 40
            boxes.append(Size(width: Double(width), height: Double(height)))
        }
        let none = Size(width: 0, height: 0)
        let some = Size(width: 40, height: 14)
        let links: [Link] = graph.links.enumerated().map { index, ends in
            Link(from: ends.0, to: ends.1, label: index % 3 == 0 ? some : none)
        }
        return (LayeredLayout(boxes: boxes, links: links), boxes)
    }

    @Test("boxes do not overlap and lie inside the picture", arguments: graphs)
    func apart(_ graph: Graph) {
        let (layout, boxes) = layout(graph)
        #expect(layout.centres.count == graph.boxes)
        for (one, centre) in layout.centres.enumerated() {
            #expect(centre.x - boxes[one].width / 2 >= -0.01 && centre.x + boxes[one].width / 2 <= layout.size.width + 0.01)
            #expect(centre.y - boxes[one].height / 2 >= -0.01 && centre.y + boxes[one].height / 2 <= layout.size.height + 0.01)
            for other in layout.centres.indices where other > one {
                let (x, y) = (abs(centre.x - layout.centres[other].x), abs(centre.y - layout.centres[other].y))
                let isApart = x >= (boxes[one].width + boxes[other].width) / 2 || y >= (boxes[one].height + boxes[other].height) / 2
                #expect(isApart, "\(one) and \(other)")
            }
        }
    }

    @Test("links lead from the edge of one box to the edge of the other and through no third", arguments: graphs)
    func routes(_ graph: Graph) throws {
        let (layout, boxes) = layout(graph)
        #expect(layout.routes.count == graph.links.count)
        for (route, link) in zip(layout.routes, graph.links) {
            let first = try #require(route.points.first)
            let last = try #require(route.points.last)
            for (point, box) in [(first, link.0), (last, link.1)] {
                let centre = layout.centres[box]
                #expect(abs(point.x - centre.x) <= boxes[box].width / 2)
                #expect(abs(abs(point.y - centre.y) - boxes[box].height / 2) < 0.01)
            }
            for (box, centre) in layout.centres.enumerated() where box != link.0 && box != link.1 {
                for point in route.points {
                    let isInside =
                        abs(point.x - centre.x) < boxes[box].width / 2 && abs(point.y - centre.y) < boxes[box].height / 2
                    #expect(!isInside, "\(link) through \(box)")
                }
            }
        }
    }

    @Test("without circles every link leads down", arguments: Array(graphs.prefix(5)))
    func down(_ graph: Graph) {
        let (layout, _) = layout(graph)
        for (from, to) in graph.links { #expect(layout.centres[from].y < layout.centres[to].y) }
    }

    @Test("two crossing links are uncrossed")
    func uncrossed() {
        let size = Size(width: 50, height: 20)
        let none = Size(width: 0, height: 0)
        let layout = LayeredLayout(
            boxes: Array(repeating: size, count: 4),
            links: [Link(from: 0, to: 3, label: none), Link(from: 1, to: 2, label: none)])
        #expect((layout.centres[0].x < layout.centres[1].x) == (layout.centres[3].x < layout.centres[2].x))
    }

    @Test("text is broken between words, within them where it must, and cut at the end")
    func wrapping() {
        func fits(_ lines: [String]) -> Bool { lines.allSatisfy { TextWidth.of($0, size: 12) <= 100 } }
        let text = "Здравствуйте! Это студия. Напишите, на какую услугу и когда вас записать."
        let lines = TextWidth.wrapped(text, width: 100, size: 12, most: 20)
        #expect(lines.count > 3 && fits(lines))
        #expect(lines.joined(separator: " ") == text)
        let cut = TextWidth.wrapped(text, width: 100, size: 12, most: 2)
        #expect(cut.count == 2 && fits(cut) && cut[1].hasSuffix("…"))
        let long = TextWidth.wrapped(String(repeating: "щ", count: 100), width: 100, size: 12, most: 99)
        #expect(fits(long) && long.joined().count == 100)
        #expect(TextWidth.wrapped("", width: 100, size: 12, most: 3).isEmpty)
    }
}
