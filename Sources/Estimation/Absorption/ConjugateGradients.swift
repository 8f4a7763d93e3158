/// Solves the normal equations of the rest's levels once the blocks are eliminated.
///
/// Conjugate gradients with a diagonal preconditioner, eight columns at once. One step reads the
/// weights and codes of the rows and nothing else of them.
final class ConjugateGradients {
  private let elimination: Elimination
  private let layout: Layout
  private let size: Int
  /// What each run of blocks adds to the image.
  let partial: Storage<Lanes>
  private let scratch: Storage<Lanes>
  private let scratchSize: Int
  private let direction: Storage<Lanes>
  private let image: Storage<Lanes>
  /// What is left of the right-hand side.
  let residual: Storage<Lanes>
  /// The levels found.
  let solution: Storage<Lanes>
  /// The largest number of steps.
  static let limit = 20_000

  /// The elimination's weights may change afterwards.
  init(_ elimination: Elimination) {
    self.elimination = elimination
    layout = elimination.layout
    size = layout.restSize
    partial = Storage(count: size * layout.runs.count)
    let longestGroup =
      layout.minor == nil && layout.rest.count == 1
      ? 0 : ConjugateGradients.longestGroup(layout)
    scratchSize = layout.widestBlock + longestGroup
    scratch = Storage(count: elimination.threads * max(scratchSize, 1))
    direction = Storage(count: size)
    image = Storage(count: size)
    residual = Storage(count: size)
    solution = Storage(count: size)
  }

  private static func longestGroup(_ layout: Layout) -> Int {
    var longest: Int32 = 0
    for level in 0..<(layout.majorStart.count - 1) {
      longest = max(longest, layout.majorStart[level + 1] - layout.majorStart[level])
    }
    return Int(longest)
  }

  /// Adds up the runs' parts, in their order, as the right-hand side.
  func gather() { add(into: residual) }

  private func add(into target: Storage<Lanes>) {
    let (size, runs, partial) = (self.size, layout.runs.count, self.partial)
    inPieces(size, of: 1024, threads: elimination.threads) { piece in
      for level in piece {
        var sum = partial.base[level]
        for run in 1..<max(runs, 1) { sum += partial.base[run * size + level] }
        target.base[level] = sum
      }
    }
  }

  /// The preconditioned square of the residual.
  func distance() -> Lanes {
    var sum = Lanes.zero
    for k in 0..<size {
      sum += residual.base[k] * residual.base[k] * elimination.inverseRest.base[k]
    }
    return sum
  }

  /// Lowers the distance to the target, from a solution of zero; a lane that is done stands still.
  ///
  /// Returns the steps taken, or nil if there were too many.
  func solve(target: Lanes) -> Int? {
    let (x, r, p, q) = (solution.base, residual.base, direction.base, image.base)
    let inverse = elimination.inverseRest.base
    for k in 0..<size {
      x[k] = .zero
      p[k] = r[k] * inverse[k]
    }
    var distance = self.distance()
    var active = distance .> target
    var step = 0
    while any(active) {
      if step == ConjugateGradients.limit { return nil }
      step += 1
      multiply()
      var curvature = Lanes.zero
      for k in 0..<size { curvature += p[k] * q[k] }
      active = active .& (curvature .> 0)
      let length = (distance / curvature).replacing(with: 0, where: .!active)
      var next = Lanes.zero
      for k in 0..<size {
        x[k] += length * p[k]
        let left = r[k] - length * q[k]
        r[k] = left
        next += left * left * inverse[k]
      }
      let momentum = (next / distance).replacing(with: 0, where: .!active)
      for k in 0..<size { p[k] = r[k] * inverse[k] + momentum * p[k] }
      distance = next
      active = active .& (distance .> target)
    }
    return step
  }

  /// The image of the direction.
  private func multiply() {
    let elimination = self.elimination
    let layout = self.layout
    let (size, partial, direction) = (self.size, self.partial, self.direction)
    let (scratch, scratchSize) = (self.scratch, self.scratchSize)
    inParallel(layout.runs.count, threads: elimination.threads) { run, worker in
      let target = partial.base + run * size
      for k in 0..<size { target[k] = .zero }
      let minor = scratch.base + worker * scratchSize
      for index in layout.runs[run] where elimination.multiplicity[index] > 0 {
        let block = layout.blocks[index]
        if block.minors == 0 {
          ConjugateGradients.multiplySingle(
            elimination, block, direction.base, target, minor)
        } else if layout.rest.count == 1 {
          ConjugateGradients.multiplyPair(
            elimination, block, direction.base, target, minor,
            elimination.multiplicity[index])
        } else {
          ConjugateGradients.multiplyPairRest(
            elimination, block, direction.base, target, minor,
            elimination.multiplicity[index])
        }
      }
    }
    add(into: image)
  }

  /// One block with a minor effect and one effect in the rest: the three-way panel.
  private static func multiplyPair(
    _ elimination: Elimination, _ block: Layout.Block, _ z: UnsafePointer<Lanes>,
    _ target: UnsafeMutablePointer<Lanes>, _ scratch: UnsafeMutablePointer<Lanes>,
    _ multiplicity: Double
  ) {
    let layout = elimination.layout
    let start = UnsafePointer(layout.majorStart.base)
    let inverse = UnsafePointer(elimination.inverseMajor.base)
    let w = UnsafePointer(elimination.weights.base)
    let b = UnsafePointer(layout.minorCodes.base)
    let c = UnsafePointer(layout.restCodes.base)
    let minor = scratch
    let values = scratch + layout.widestBlock
    for k in 0..<block.minors { minor[k] = .zero }
    for level in block.majors {
      let (first, end) = (Int(start[level]), Int(start[level + 1]))
      var sum = Lanes.zero
      for row in first..<end { sum += z[Int(c[row])] * w[row] }
      let mean = sum * inverse[level]
      for row in first..<end { minor[Int(b[row])] += (z[Int(c[row])] - mean) * w[row] }
    }
    elimination.solveMinor(block, minor)
    for level in block.majors {
      let (first, end) = (Int(start[level]), Int(start[level + 1]))
      var sum = Lanes.zero
      for row in first..<end {
        let value = z[Int(c[row])] - minor[Int(b[row])]
        values[row - first] = value
        sum += value * w[row]
      }
      let mean = sum * inverse[level]
      for row in first..<end {
        target[Int(c[row])] += (values[row - first] - mean) * (w[row] * multiplicity)
      }
    }
  }

  /// One block with a minor effect and several effects in the rest.
  private static func multiplyPairRest(
    _ elimination: Elimination, _ block: Layout.Block, _ z: UnsafePointer<Lanes>,
    _ target: UnsafeMutablePointer<Lanes>, _ scratch: UnsafeMutablePointer<Lanes>,
    _ multiplicity: Double
  ) {
    let layout = elimination.layout
    let start = UnsafePointer(layout.majorStart.base)
    let inverse = UnsafePointer(elimination.inverseMajor.base)
    let w = UnsafePointer(elimination.weights.base)
    let b = UnsafePointer(layout.minorCodes.base)
    let c = UnsafePointer(layout.restCodes.base)
    let width = layout.rest.count
    let minor = scratch
    let values = scratch + layout.widestBlock
    for k in 0..<block.minors { minor[k] = .zero }
    for level in block.majors {
      let (first, end) = (Int(start[level]), Int(start[level + 1]))
      var sum = Lanes.zero
      for row in first..<end {
        var value = Lanes.zero
        for k in (row * width)..<((row + 1) * width) { value += z[Int(c[k])] }
        values[row - first] = value
        sum += value * w[row]
      }
      let mean = sum * inverse[level]
      for row in first..<end { minor[Int(b[row])] += (values[row - first] - mean) * w[row] }
    }
    elimination.solveMinor(block, minor)
    for level in block.majors {
      let (first, end) = (Int(start[level]), Int(start[level + 1]))
      var sum = Lanes.zero
      for row in first..<end {
        var value = Lanes.zero
        for k in (row * width)..<((row + 1) * width) { value += z[Int(c[k])] }
        value -= minor[Int(b[row])]
        values[row - first] = value
        sum += value * w[row]
      }
      let mean = sum * inverse[level]
      for row in first..<end {
        let weighted = (values[row - first] - mean) * (w[row] * multiplicity)
        for k in (row * width)..<((row + 1) * width) { target[Int(c[k])] += weighted }
      }
    }
  }

  /// One block without a minor effect.
  private static func multiplySingle(
    _ elimination: Elimination, _ block: Layout.Block, _ z: UnsafePointer<Lanes>,
    _ target: UnsafeMutablePointer<Lanes>, _ scratch: UnsafeMutablePointer<Lanes>
  ) {
    let layout = elimination.layout
    let start = UnsafePointer(layout.majorStart.base)
    let inverse = UnsafePointer(elimination.inverseMajor.base)
    let w = UnsafePointer(elimination.weights.base)
    let c = UnsafePointer(layout.restCodes.base)
    let width = layout.rest.count
    if width == 1 {
      for level in block.majors {
        let (first, end) = (Int(start[level]), Int(start[level + 1]))
        var sum = Lanes.zero
        for row in first..<end { sum += z[Int(c[row])] * w[row] }
        let mean = sum * inverse[level]
        for row in first..<end { target[Int(c[row])] += (z[Int(c[row])] - mean) * w[row] }
      }
      return
    }
    for level in block.majors {
      let (first, end) = (Int(start[level]), Int(start[level + 1]))
      var sum = Lanes.zero
      for row in first..<end {
        var value = Lanes.zero
        for k in (row * width)..<((row + 1) * width) { value += z[Int(c[k])] }
        scratch[row - first] = value
        sum += value * w[row]
      }
      let mean = sum * inverse[level]
      for row in first..<end {
        let weighted = (scratch[row - first] - mean) * w[row]
        for k in (row * width)..<((row + 1) * width) { target[Int(c[k])] += weighted }
      }
    }
  }
}
