// Passes over the codes of factors, on all processors; none of them depends on how many there are.
extension Factor {
  /// The pairs of levels that occur, numbered by this factor's level and then by the other's.
  func crossed(with other: Factor) -> Factor {
    let product = levels * other.levels
    if product <= max(1 << 16, codes.count / 4) {
      // A table of all pairs is small enough: no hashing.
      let pairs = [Int32](count: codes.count) { target in
        Factor.inPieces(codes, other.codes) { piece, left, right in
          let width = Int32(other.levels)
          for row in piece { target.base[row] = left.base[row] * width + right.base[row] }
        }
      }
      return Factor(trusted: name, codes: pairs, levels: product).dense()
    }
    let pairs = codes.indices.map { Int64(codes[$0]) << 32 | Int64(other.codes[$0]) }
    return Factor(name: name, values: pairs)
  }

  /// The factor with only the levels that occur, renumbered in the same order.
  func dense() -> Factor {
    let isPresent = presence()
    if !isPresent.contains(0) { return self }
    var table = [Int32](repeating: -1, count: levels)
    var next: Int32 = 0
    for level in table.indices where isPresent[level] > 0 {
      table[level] = next
      next += 1
    }
    return Factor(
      trusted: name, codes: table.elements(at: codes, threads: processorCount()),
      levels: Int(next))
  }

  /// The factor on some of the rows, with the levels that remain renumbered in the same order.
  func keeping(_ rows: [Int]) -> Factor {
    Factor(
      trusted: name, codes: codes.elements(at: rows, threads: processorCount()), levels: levels
    ).dense()
  }

  /// Whether every level lies within one level of the other factor.
  func isNested(in other: Factor) -> Bool {
    // Each piece notes the parents it sees; those of a level must agree in all pieces.
    let pieces = max(1, min(8, codes.count / max(4 * levels, 1)))
    let parents = Storage<Int32>(repeating: -1, count: pieces * levels)
    let fails = Storage<Bool>(repeating: false, count: pieces)
    let length = (codes.count + pieces - 1) / pieces
    codes.withUnsafeBufferPointer { codes in
      other.codes.withUnsafeBufferPointer { others in
        guard let codes = codes.baseAddress, let others = others.baseAddress else { return }
        let (left, right) = (Shared(reading: codes), Shared(reading: others))
        Estimation.inPieces(self.codes.count, of: length, threads: processorCount()) { piece in
          let number = piece.lowerBound / length
          let parent = parents.base + number * levels
          for row in piece {
            let level = Int(left.base[row])
            if parent[level] != right.base[row] {
              if parent[level] >= 0 {
                fails.base[number] = true
                return
              }
              parent[level] = right.base[row]
            }
          }
        }
      }
    }
    if fails.array.contains(true) { return false }
    for level in 0..<levels {
      var parent: Int32 = -1
      for piece in 0..<pieces {
        let found = parents[piece * levels + level]
        if found >= 0 && parent >= 0 && found != parent { return false }
        if found >= 0 { parent = found }
      }
    }
    return true
  }

  /// For each level 1 if it has a row, and 0 if not.
  private func presence() -> [UInt8] {
    let pieces = max(1, min(8, codes.count / max(4 * levels, 1)))
    let marks = Storage<UInt8>(repeating: 0, count: pieces * levels)
    let length = max(1, (codes.count + pieces - 1) / pieces)
    codes.withUnsafeBufferPointer { codes in
      guard let codes = codes.baseAddress else { return }
      let source = Shared(reading: codes)
      Estimation.inPieces(self.codes.count, of: length, threads: processorCount()) { piece in
        let mark = marks.base + (piece.lowerBound / length) * levels
        for row in piece { mark[Int(source.base[row])] = 1 }
      }
    }
    return (0..<levels).map { level in
      var any: UInt8 = 0
      for piece in 0..<pieces { any |= marks[piece * levels + level] }
      return any
    }
  }

  private static func inPieces(
    _ first: [Int32], _ second: [Int32],
    _ body: @Sendable (Range<Int>, Shared<Int32>, Shared<Int32>) -> Void
  ) {
    first.withUnsafeBufferPointer { first in
      second.withUnsafeBufferPointer { second in
        guard let a = first.baseAddress, let b = second.baseAddress else { return }
        let (left, right) = (Shared(reading: a), Shared(reading: b))
        Estimation.inPieces(first.count, of: 1 << 15, threads: processorCount()) {
          body($0, left, right)
        }
      }
    }
  }
}
