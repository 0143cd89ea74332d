/// How one sequence became another: what stayed in its order, and between that what went and what came.
enum Alignment {
    /// A stretch between two elements that stayed: places in the old and in the new sequence.
    struct Gap: Equatable {
        var removed: Range<Int>
        var added: Range<Int>
    }

    /// Beyond this product of lengths all between the common beginning and the common end counts as replaced, so that the
    /// cost stays bounded.
    static let mostCompared = 4_000_000

    /// The gaps of a longest common subsequence, in order. Costs the product of the lengths of what lies between the common
    /// beginning and the common end.
    static func gaps<Element: Hashable>(_ old: [Element], _ new: [Element]) -> [Gap] {
        var head = 0
        while head < min(old.count, new.count), old[head] == new[head] { head += 1 }
        var tail = 0
        while tail < min(old.count, new.count) - head, old[old.count - 1 - tail] == new[new.count - 1 - tail] { tail += 1 }
        let (rows, columns) = (old.count - tail - head, new.count - tail - head)
        guard rows > 0 || columns > 0 else { return [] }
        guard rows > 0, columns > 0, rows * columns <= mostCompared else {
            return [Gap(removed: head..<head + rows, added: head..<head + columns)]
        }
        // Elements are compared many times: by number is cheaper than by content.
        var numbers: [Element: Int] = [:]
        func number(_ element: Element) -> Int {
            if let known = numbers[element] { return known }
            numbers[element] = numbers.count
            return numbers.count - 1
        }
        let left = old[head..<head + rows].map(number)
        let right = new[head..<head + columns].map(number)
        var common = [[Int32]](repeating: [Int32](repeating: 0, count: columns + 1), count: rows + 1)
        for row in left.indices.reversed() {
            for column in right.indices.reversed() {
                common[row][column] =
                    left[row] == right[column]
                    ? common[row + 1][column + 1] + 1 : max(common[row + 1][column], common[row][column + 1])
            }
        }
        var gaps: [Gap] = []
        var (row, column) = (0, 0)
        var (firstRow, firstColumn) = (0, 0)
        func close() {
            guard row > firstRow || column > firstColumn else { return }
            gaps.append(Gap(removed: head + firstRow..<head + row, added: head + firstColumn..<head + column))
        }
        while row < rows, column < columns {
            if left[row] == right[column] {
                close()
                row += 1
                column += 1
                (firstRow, firstColumn) = (row, column)
            } else if common[row + 1][column] >= common[row][column + 1] {
                row += 1
            } else {
                column += 1
            }
        }
        (row, column) = (rows, columns)
        close()
        return gaps
    }
}
