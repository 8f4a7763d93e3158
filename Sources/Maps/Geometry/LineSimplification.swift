import Drawing

/// Simplification of a line by the area that each point adds.
///
/// Source: Visvalingam & Whyatt (1993, *The Cartographic Journal* 30: 46–51): points are taken out
/// in ascending order of the triangle they make with their remaining neighbours, and a point's area
/// is never less than that of one taken out before it.
package enum LineSimplification {
  /// Gives the indices of the points that stay, in order; the first and the last always do.
  ///
  /// - Parameters:
  ///   - line: The points, in the plane in which area is to be judged.
  ///   - minimumArea: Points whose triangle is smaller than this go, in square canvas units.
  ///   - keeping: The fewest points to keep; 4 keeps a closed ring a triangle.
  /// - Complexity: O(*n* log *n*) in the number of points.
  package static func kept(
    _ line: [CanvasPoint], minimumArea: Double, keeping fewest: Int
  ) -> [Int] {
    let count = line.count
    guard count > max(2, fewest) else { return Array(line.indices) }
    var previous = line.indices.map { $0 - 1 }
    var next = line.indices.map { $0 + 1 }
    var areas = [Double](repeating: .infinity, count: count)
    var heap = Heap()
    for index in 1..<(count - 1) {
      areas[index] = triangle(line[index - 1], line[index], line[index + 1])
      heap.insert(Heap.Entry(area: areas[index], index: index))
    }
    var isKept = [Bool](repeating: true, count: count)
    var left = count
    var largest = 0.0
    while left > fewest, let entry = heap.removeSmallest() {
      // Entries that a later change of area has made stale are passed over.
      guard isKept[entry.index], areas[entry.index] == entry.area else { continue }
      if entry.area >= minimumArea { break }
      largest = max(largest, entry.area)
      isKept[entry.index] = false
      left -= 1
      let before = previous[entry.index]
      let after = next[entry.index]
      next[before] = after
      previous[after] = before
      for neighbour in [before, after] where neighbour > 0 && neighbour < count - 1 {
        let area = max(
          largest, triangle(line[previous[neighbour]], line[neighbour], line[next[neighbour]]))
        areas[neighbour] = area
        heap.insert(Heap.Entry(area: area, index: neighbour))
      }
    }
    return line.indices.filter { isKept[$0] }
  }

  private static func triangle(_ a: CanvasPoint, _ b: CanvasPoint, _ c: CanvasPoint) -> Double {
    abs((b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y)) / 2
  }

  /// A binary heap, smallest area first and of equal areas the lower index.
  private struct Heap {
    struct Entry {
      let area: Double
      let index: Int
      static func < (left: Entry, right: Entry) -> Bool {
        left.area != right.area ? left.area < right.area : left.index < right.index
      }
    }

    private var entries: [Entry] = []

    mutating func insert(_ entry: Entry) {
      entries.append(entry)
      var child = entries.count - 1
      while child > 0 {
        let parent = (child - 1) / 2
        guard entries[child] < entries[parent] else { break }
        entries.swapAt(child, parent)
        child = parent
      }
    }

    mutating func removeSmallest() -> Entry? {
      guard let smallest = entries.first, let last = entries.popLast() else { return nil }
      guard !entries.isEmpty else { return smallest }
      entries[0] = last
      var parent = 0
      while true {
        let left = 2 * parent + 1
        let right = left + 1
        var least = parent
        if left < entries.count, entries[left] < entries[least] { least = left }
        if right < entries.count, entries[right] < entries[least] { least = right }
        guard least != parent else { return smallest }
        entries.swapAt(parent, least)
        parent = least
      }
    }
  }
}
