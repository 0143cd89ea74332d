/// Places boxes in layers, top to bottom, and leads links between them past the boxes: the method of Sugiyama in its plain
/// form. Circles are broken at the links that lead back, layers are longest paths, crossings are reduced by barycentres,
/// and places within a layer are the least-squares ones that keep the order.
///
/// Every second layer is for the labels of links, which so have room of their own. Costs about the number of links times
/// the number of layers; the same input gives the same picture.
struct LayeredLayout {
    struct Size: Hashable {
        var width: Double
        var height: Double
    }

    struct Point: Hashable {
        var x: Double
        var y: Double
    }

    /// Between two different boxes.
    struct Link: Hashable {
        var from: Int
        var to: Int
        var label: Size
    }

    struct Route: Hashable {
        /// From the first box's edge to the second's: straight pieces between the points of a pair, curves between pairs.
        var points: [Point]
        var label: Point
    }

    /// Centres of the boxes, in their order.
    private(set) var centres: [Point] = []
    /// In the order of the links.
    private(set) var routes: [Route] = []
    private(set) var size = Size(width: 0, height: 0)

    static let gap = 26.0
    static let layerGap = 20.0
    private static let sweeps = 24

    private let boxes: [Size]
    private let links: [Link]
    private var isReversed: [Bool] = []
    private var cells: [Cell] = []
    private var layers: [[Int]] = []
    /// By link: its cells from the upper box to the lower one, the boxes included.
    private var chains: [[Int]] = []
    private var above: [[Int]] = []
    private var below: [[Int]] = []

    /// A place in a layer: a box, or where a link passes.
    private struct Cell {
        var layer: Int
        var size: Size
        var isBox: Bool
        var x = 0.0
    }

    init(boxes: [Size], links: [Link]) {
        self.boxes = boxes
        self.links = links
        let layerOfBox = assignLayers()
        makeCells(layerOfBox)
        reduceCrossings()
        placeAcross()
        draw()
    }

    // MARK: Layers

    private mutating func assignLayers() -> [Int] {
        isReversed = Array(repeating: false, count: links.count)
        var leaving: [[Int]] = Array(repeating: [], count: boxes.count)
        for (index, link) in links.enumerated() { leaving[link.from].append(index) }
        // Depth first; a link to a box that is still open closes a circle.
        var state = Array(repeating: 0, count: boxes.count)
        var finished: [Int] = []
        for root in boxes.indices where state[root] == 0 {
            state[root] = 1
            var stack = [(box: root, next: 0)]
            while let (box, next) = stack.last {
                guard next < leaving[box].count else {
                    state[box] = 2
                    finished.append(box)
                    stack.removeLast()
                    continue
                }
                stack[stack.count - 1].next += 1
                let link = leaving[box][next]
                let target = links[link].to
                switch state[target] {
                case 0:
                    state[target] = 1
                    stack.append((target, 0))
                case 1: isReversed[link] = true
                default: break
                }
            }
        }
        // Backwards through what was finished is topological, since what led back is turned round.
        var layer = Array(repeating: 0, count: boxes.count)
        var below: [[Int]] = Array(repeating: [], count: boxes.count)
        for (index, link) in links.enumerated() {
            let (upper, lower) = ends(of: index, link)
            below[upper].append(lower)
        }
        for box in finished.reversed() {
            for lower in below[box] { layer[lower] = max(layer[lower], layer[box] + 1) }
        }
        return layer
    }

    private func ends(of index: Int, _ link: Link) -> (upper: Int, lower: Int) {
        isReversed[index] ? (link.to, link.from) : (link.from, link.to)
    }

    private mutating func makeCells(_ layerOfBox: [Int]) {
        for (index, box) in boxes.enumerated() {
            cells.append(Cell(layer: layerOfBox[index] * 2, size: box, isBox: true))
        }
        for (index, link) in links.enumerated() {
            let (upper, lower) = ends(of: index, link)
            let first = cells[upper].layer
            let last = cells[lower].layer
            let labelLayer = isReversed[index] ? last - 1 : first + 1
            var chain = [upper]
            for layer in (first + 1)..<max(last, first + 1) {
                let size = layer == labelLayer ? link.label : Size(width: 0, height: 0)
                chain.append(cells.count)
                cells.append(Cell(layer: layer, size: size, isBox: false))
            }
            chains.append(chain + [lower])
        }
        above = Array(repeating: [], count: cells.count)
        below = Array(repeating: [], count: cells.count)
        for chain in chains {
            for (one, next) in zip(chain, chain.dropFirst()) {
                below[one].append(next)
                above[next].append(one)
            }
        }
        layers = Array(repeating: [], count: (cells.map(\.layer).max() ?? 0) + 1)
        var seen = Array(repeating: false, count: cells.count)
        // Depth first from the top, so that what belongs together starts together.
        for root in cells.indices.sorted(by: { (cells[$0].layer, $0) < (cells[$1].layer, $1) }) where !seen[root] {
            var open = [root]
            while let cell = open.popLast() {
                guard !seen[cell] else { continue }
                seen[cell] = true
                layers[cells[cell].layer].append(cell)
                open += below[cell].reversed()
            }
        }
    }

    // MARK: Crossings

    private mutating func reduceCrossings() {
        var best = layers
        var fewest = crossings()
        for sweep in 0..<LayeredLayout.sweeps where fewest > 0 {
            let isDown = sweep % 2 == 0
            for layer in isDown ? Array(layers.indices) : layers.indices.reversed() {
                let neighbours = isDown ? above : below
                let place = positions(of: isDown ? layer - 1 : layer + 1)
                let keyed = layers[layer].enumerated().map { offset, cell in
                    let places = neighbours[cell].compactMap { place[$0] }
                    let mean = places.isEmpty ? Double(offset) : Double(places.reduce(0, +)) / Double(places.count)
                    return (mean: mean, offset: offset, cell: cell)
                }
                layers[layer] = keyed.sorted { ($0.mean, $0.offset) < ($1.mean, $1.offset) }.map(\.cell)
            }
            let now = crossings()
            if now < fewest {
                fewest = now
                best = layers
            }
        }
        layers = best
    }

    private func positions(of layer: Int) -> [Int: Int] {
        guard layers.indices.contains(layer) else { return [:] }
        return Dictionary(uniqueKeysWithValues: layers[layer].enumerated().map { ($0.element, $0.offset) })
    }

    private func crossings() -> Int {
        var count = 0
        for layer in layers.indices.dropLast() {
            let lower = positions(of: layer + 1)
            let ends = layers[layer].map { cell in below[cell].compactMap { lower[$0] } }
            for first in ends.indices {
                for second in ends.indices where second > first {
                    for one in ends[first] { for other in ends[second] where other < one { count += 1 } }
                }
            }
        }
        return count
    }

    // MARK: Places

    /// Each layer in turn moves to where its neighbours want it, keeping order and distance.
    private mutating func placeAcross() {
        for layer in layers {
            var x = 0.0
            for (index, cell) in layer.enumerated() {
                if index > 0 { x += distance(layer[index - 1], cell) }
                cells[cell].x = x
            }
        }
        for sweep in 0..<LayeredLayout.sweeps * 4 {
            let order = sweep % 2 == 0 ? Array(layers.indices) : layers.indices.reversed()
            for layer in order where !layers[layer].isEmpty {
                let wishes = layers[layer].map { cell -> (x: Double, weight: Double) in
                    var sum = 0.0
                    var weight = 0.0
                    for neighbour in above[cell] + below[cell] {
                        let pull = cells[cell].isBox || cells[neighbour].isBox ? 1.0 : 16.0
                        sum += cells[neighbour].x * pull
                        weight += pull
                    }
                    return weight == 0 ? (cells[cell].x, 0.05) : (sum / weight, weight)
                }
                let placed = settle(layers[layer], wishes)
                for (cell, x) in zip(layers[layer], placed) { cells[cell].x = x }
            }
        }
        let left = cells.map { $0.x - $0.size.width / 2 }.min() ?? 0
        for index in cells.indices { cells[index].x -= left }
    }

    private func distance(_ left: Int, _ right: Int) -> Double {
        let gap = cells[left].isBox && cells[right].isBox ? LayeredLayout.gap : LayeredLayout.gap * 0.6
        return (cells[left].size.width + cells[right].size.width) / 2 + gap
    }

    /// The places nearest to the wishes, by squares, at which neighbours keep their distance (pool adjacent violators).
    private func settle(_ layer: [Int], _ wishes: [(x: Double, weight: Double)]) -> [Double] {
        var offset = 0.0
        var offsets: [Double] = []
        for (index, cell) in layer.enumerated() {
            if index > 0 { offset += distance(layer[index - 1], cell) }
            offsets.append(offset)
        }
        var blocks: [(sum: Double, weight: Double, count: Int)] = []
        for (index, wish) in wishes.enumerated() {
            blocks.append(((wish.x - offsets[index]) * wish.weight, wish.weight, 1))
            while blocks.count > 1 {
                let last = blocks[blocks.count - 1]
                let previous = blocks[blocks.count - 2]
                guard previous.sum / previous.weight > last.sum / last.weight else { break }
                blocks.removeLast(2)
                blocks.append((previous.sum + last.sum, previous.weight + last.weight, previous.count + last.count))
            }
        }
        var result: [Double] = []
        for block in blocks {
            for _ in 0..<block.count { result.append(block.sum / block.weight + offsets[result.count]) }
        }
        return result
    }

    // MARK: The picture

    private mutating func draw() {
        var tops: [Double] = []
        var heights: [Double] = []
        var y = 0.0
        for layer in layers {
            let height = layer.map { cells[$0].size.height }.max() ?? 0
            tops.append(y)
            heights.append(height)
            y += height + LayeredLayout.layerGap
        }
        size = Size(
            width: cells.map { $0.x + $0.size.width / 2 }.max() ?? 0, height: max(0, y - LayeredLayout.layerGap))
        centres = boxes.indices.map { box in
            Point(x: cells[box].x, y: tops[cells[box].layer] + cells[box].size.height / 2)
        }
        let leaving = ports(isBottom: true)
        let arriving = ports(isBottom: false)
        for (index, chain) in chains.enumerated() {
            let upper = chain[0]
            let lower = chain[chain.count - 1]
            var points = [Point(x: leaving[index], y: centres[upper].y + cells[upper].size.height / 2)]
            var label = points[0]
            // A box that is lower than its layer leaves room below it: go straight down through that first.
            points.append(Point(x: leaving[index], y: tops[cells[upper].layer] + heights[cells[upper].layer]))
            for cell in chain.dropFirst().dropLast() {
                let layer = cells[cell].layer
                points.append(Point(x: cells[cell].x, y: tops[layer]))
                points.append(Point(x: cells[cell].x, y: tops[layer] + heights[layer]))
                if cells[cell].size.height > 0 {
                    label = Point(x: cells[cell].x, y: tops[layer] + heights[layer] / 2)
                }
            }
            points.append(Point(x: arriving[index], y: tops[cells[lower].layer]))
            points.append(points[points.count - 1])
            if isReversed[index] { points.reverse() }
            routes.append(Route(points: points, label: label))
        }
    }

    /// Where each link meets its upper box's bottom, or its lower box's top: spread along the edge in the order of where
    /// the links come from.
    private func ports(isBottom: Bool) -> [Double] {
        var result = Array(repeating: 0.0, count: links.count)
        var byBox: [[(link: Int, other: Double)]] = Array(repeating: [], count: boxes.count)
        for (index, chain) in chains.enumerated() {
            let box = isBottom ? chain[0] : chain[chain.count - 1]
            let next = isBottom ? chain[1] : chain[chain.count - 2]
            byBox[box].append((index, cells[next].x))
        }
        for (box, ends) in byBox.enumerated() {
            let sorted = ends.sorted { ($0.other, $0.link) < ($1.other, $1.link) }
            let width = max(0, cells[box].size.width - 36)
            for (place, end) in sorted.enumerated() {
                let part = (Double(place) + 1) / (Double(sorted.count) + 1) - 0.5
                result[end.link] = cells[box].x + part * width
            }
        }
        return result
    }
}
