/// The order in which a sample keeps its rows, and the blocks that follow from it.
struct SampleOrder {
  /// For each row of the sample, its position among the rows kept.
  private(set) var positions: [Int32]
  private(set) var isIdentity: Bool
  private let major: Int?
  private let minor: Int?
  private let pair: PairChoice?
  /// For each level of the major effect, its place in the order; empty if it is the level itself.
  private var majorPlace: [Int32] = []
  /// For each level of the minor effect, its number within its block.
  private var minorPlace: [Int32] = []
  private var minorCounts: [Int] = []

  /// Orders rows of the factors; ties in all of them are broken by `numbers`.
  ///
  /// `isUniform` says that all rows will have the same weight.
  init(
    factors: [Factor], rowCount: Int, isUniform: Bool, threads: Int, numbers: (Int) -> [Double]
  ) {
    pair = PairChoice.best(factors, rowCount: rowCount, isUniform: isUniform, threads: threads)
    if let pair {
      major = pair.major
      minor = pair.minor
    } else {
      var largest: Int?
      for (index, factor) in factors.enumerated()
      where factor.levels > (largest.map { factors[$0].levels } ?? -1) { largest = index }
      major = largest
      minor = nil
    }
    positions = []
    isIdentity = true
    var keys: [Factor] = []
    if let pair {
      majorPlace = SampleOrder.grouped(pair.majorBlock, blocks: pair.blocks)
      minorPlace = [Int32](repeating: 0, count: pair.minorBlock.count)
      minorCounts = [Int](repeating: 0, count: pair.blocks)
      for (level, block) in pair.minorBlock.enumerated() {
        minorPlace[level] = Int32(minorCounts[Int(block)])
        minorCounts[Int(block)] += 1
      }
      keys = [factors[pair.major], factors[pair.minor]]
    } else if let major {
      keys = [factors[major]] + factors.indices.filter { $0 != major }.map { factors[$0] }
    }
    if !SampleOrder.isSorted(keys, majorPlace: majorPlace, rowCount: rowCount, threads: threads) {
      isIdentity = false
      var order = [Int32](count: rowCount) { target in
        for row in 0..<rowCount { target[row] = Int32(row) }
      }
      for (index, key) in keys.enumerated().reversed() {
        let place = index == 0 ? majorPlace : []
        order = SampleOrder.stable(order, codes: key.codes, levels: key.levels, place: place)
      }
      positions = order
    }
    let others = pair.map { pair in
      factors.indices.filter { $0 != pair.major && $0 != pair.minor }.map { factors[$0] }
    }
    sortTies(keys, others ?? [], rowCount: rowCount, threads: threads, numbers: numbers)
  }

  /// Places the levels block by block, in their own order inside a block.
  private static func grouped(_ blockOf: [Int32], blocks: Int) -> [Int32] {
    var next = [Int32](repeating: 0, count: blocks + 1)
    for block in blockOf { next[Int(block) + 1] += 1 }
    for block in 0..<blocks { next[block + 1] += next[block] }
    return blockOf.map { block in
      defer { next[Int(block)] += 1 }
      return next[Int(block)]
    }
  }

  private static func isSorted(
    _ keys: [Factor], majorPlace: [Int32], rowCount: Int, threads: Int
  ) -> Bool {
    guard let first = keys.first else { return true }
    let pieces = (rowCount + 0xFFFF) >> 16
    let sorted = Storage<Bool>(repeating: true, count: pieces)
    inPieces(rowCount, of: 1 << 16, threads: threads) { piece in
      for row in max(piece.lowerBound, 1)..<max(piece.upperBound, 1) {
        let (a, b) = (first.codes[row - 1], first.codes[row])
        if a == b {
          for key in keys.dropFirst() where key.codes[row - 1] != key.codes[row] {
            if key.codes[row - 1] > key.codes[row] {
              sorted[piece.lowerBound >> 16] = false
              return
            }
            break
          }
        } else if majorPlace.isEmpty ? a > b : majorPlace[Int(a)] > majorPlace[Int(b)] {
          sorted[piece.lowerBound >> 16] = false
          return
        }
      }
    }
    return sorted.array.allSatisfy { $0 }
  }

  /// A counting sort that keeps the order of rows of the same level.
  private static func stable(
    _ order: [Int32], codes: [Int32], levels: Int, place: [Int32]
  ) -> [Int32] {
    var start = [Int32](repeating: 0, count: levels + 1)
    return [Int32](count: order.count) { target in
      start.withUnsafeMutableBufferPointer { start in
        codes.withUnsafeBufferPointer { codes in
          place.withUnsafeBufferPointer { place in
            let isPlain = place.isEmpty
            for code in codes { start[Int(isPlain ? code : place[Int(code)]) + 1] += 1 }
            for level in 0..<levels { start[level + 1] += start[level] }
            order.withUnsafeBufferPointer { order in
              for position in order {
                let code = codes[Int(position)]
                let level = Int(isPlain ? code : place[Int(code)])
                target[Int(start[level])] = position
                start[level] += 1
              }
            }
          }
        }
      }
    }
  }

  /// The runs of more than one row that agree in all keys.
  private func runs(of keys: [Factor], rowCount: Int, threads: Int) -> [Range<Int>] {
    if rowCount < 2 { return [] }
    if keys.isEmpty { return [0..<rowCount] }
    // Whether a piece has a row that agrees with the one before it.
    let length = 1 << 15
    let hasTie = Storage<Bool>(repeating: false, count: (rowCount + length - 1) / length)
    let (positions, isIdentity) = (self.positions, self.isIdentity)
    @Sendable func agree(_ row: Int) -> Bool {
      let (p, q) = isIdentity ? (row - 1, row) : (Int(positions[row - 1]), Int(positions[row]))
      for key in keys where key.codes[p] != key.codes[q] { return false }
      return true
    }
    inPieces(rowCount, of: length, threads: threads) { piece in
      for row in max(piece.lowerBound, 1)..<piece.upperBound where agree(row) {
        hasTie.base[piece.lowerBound / length] = true
        return
      }
    }
    var runs: [Range<Int>] = []
    for piece in 0..<hasTie.count where hasTie[piece] {
      for row in max(piece * length, 1)..<min((piece + 1) * length, rowCount) where agree(row) {
        if let last = runs.last, last.upperBound == row {
          runs[runs.count - 1] = last.lowerBound..<(row + 1)
        } else {
          runs.append((row - 1)..<(row + 1))
        }
      }
    }
    return runs
  }

  /// Sorts each run of rows that agree in the keys by the other factors, and then by their numbers.
  private mutating func sortTies(
    _ keys: [Factor], _ others: [Factor], rowCount: Int, threads: Int,
    numbers: (Int) -> [Double]
  ) {
    let runs = self.runs(of: keys, rowCount: rowCount, threads: threads)
    if runs.isEmpty { return }
    if isIdentity {
      positions = (0..<Int32(rowCount)).map { $0 }
      isIdentity = false
    }
    for run in runs {
      let keyed = positions[run].map { position in
        (position, others.map { Double($0.codes[Int(position)]) } + numbers(Int(position)))
      }
      let sorted = keyed.sorted { $0.1.lexicographicallyPrecedes($1.1) }
      for (offset, entry) in sorted.enumerated() { positions[run.lowerBound + offset] = entry.0 }
    }
  }

  /// The blocks and codes, given the fixed effects in the order of the sample.
  func layout(_ effects: [Factor], rowCount: Int, threads: Int) -> Layout {
    guard let major else {
      let blocks = stride(from: 0, to: rowCount, by: 4096).map { first in
        Layout.Block(
          rows: first..<min(first + 4096, rowCount), majors: 0..<0, minors: 0, factor: 0,
          firstMinor: 0, isComplete: false)
      }
      return Layout(
        rowCount: rowCount, major: nil, minor: nil, rest: [],
        majorStart: Storage(repeating: 0, count: 1), minorCodes: Storage(count: 0),
        restCodes: Storage(count: 0), restSize: 0, blocks: blocks, threads: threads)
    }
    let start = Storage<Int32>(repeating: 0, count: effects[major].levels + 1)
    for code in effects[major].codes {
      start[Int(majorPlace.isEmpty ? code : majorPlace[Int(code)]) + 1] += 1
    }
    for level in 0..<effects[major].levels { start[level + 1] += start[level] }
    let rest = effects.indices.filter { $0 != major && $0 != minor }
    let minorCodes = Storage<Int32>(count: minor == nil ? 0 : rowCount)
    if let minor {
      let codes = effects[minor].codes
      inPieces(rowCount, of: 1 << 16, threads: threads) { piece in
        for row in piece { minorCodes[row] = minorPlace[Int(codes[row])] }
      }
    }
    let restCodes = Storage<Int32>(count: rowCount * rest.count)
    var shift: Int32 = 0
    for (position, index) in rest.enumerated() {
      let (codes, width, offset) = (effects[index].codes, rest.count, shift)
      inPieces(rowCount, of: 1 << 16, threads: threads) { piece in
        for row in piece { restCodes[row * width + position] = codes[row] + offset }
      }
      shift += Int32(effects[index].levels)
    }
    return Layout(
      rowCount: rowCount, major: major, minor: minor, rest: rest, majorStart: start,
      minorCodes: minorCodes, restCodes: restCodes, restSize: Int(shift),
      blocks: blocks(start, levels: effects[major].levels, minorCodes: minorCodes),
      threads: threads)
  }

  private func blocks(
    _ start: Storage<Int32>, levels: Int, minorCodes: Storage<Int32>
  ) -> [Layout.Block] {
    var ends: [Int] = []
    if let pair {
      var counts = [Int](repeating: 0, count: pair.blocks)
      for block in pair.majorBlock { counts[Int(block)] += 1 }
      var sum = 0
      for count in counts {
        sum += count
        ends.append(sum)
      }
    } else {
      var first = 0
      for level in 0..<levels where start[level + 1] - start[first] >= 2048 {
        ends.append(level + 1)
        first = level + 1
      }
      if ends.last != levels { ends.append(levels) }
    }
    var result: [Layout.Block] = []
    var first = 0
    for (index, end) in ends.enumerated() {
      let rows = Int(start[first])..<Int(start[end])
      let minors = pair == nil ? 0 : minorCounts[index]
      var isComplete = pair != nil && rows.count == minors * (end - first)
      if isComplete {
        // Sorted rows that many meet every cell once if each starts with a new one.
        for level in first..<end {
          for (number, row) in (Int(start[level])..<Int(start[level + 1])).enumerated()
          where Int(minorCodes[row]) != number { isComplete = false }
        }
      }
      result.append(
        Layout.Block(
          rows: rows, majors: first..<end, minors: minors, factor: 0, firstMinor: 0,
          isComplete: isComplete))
      first = end
    }
    return result
  }
}
