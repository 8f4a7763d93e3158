/// Which terms can be estimated, and why the others cannot.
struct Collinearity {
  /// Indices of the terms that can be estimated, ascending.
  private(set) var kept: [Int] = []
  private(set) var omitted: [OmittedTerm] = []
  /// The kept terms without their fixed-effect parts, under unit weights; those of the basis if there
  /// is one.
  private(set) var absorbed: [[Double]] = []
  /// What to work with where terms are all but combinations of earlier ones.
  private(set) var basis: TermBasis?

  /// A part of a term this small, relative to the term about its mean, is rounding.
  private static let threshold = 1e-9
  /// A term that keeps less than this of itself beside earlier terms is replaced by what it keeps.
  private static let close = 0.03

  /// Keeps all terms, which were found to be independent on the way.
  init(all count: Int) { kept = Array(0..<count) }

  /// Decides against the exact span of the fixed effects.
  ///
  /// A term constant within the levels of one fixed effect is found by comparing values; any other
  /// one by projecting it to 1e-13, well below the threshold. Earlier terms have precedence.
  init(sample: Sample, names: [String], absorber: Absorber) throws(EstimationError) {
    var columns = Array(sample.terms)
    try Collinearity.absorb(&columns, by: absorber)
    let hasEffects = !sample.fixedEffects.isEmpty
    var shares: [[Double]] = []
    var isClose = false
    var basis: [[Double]] = []
    // Each kept term as a combination of the basis, to name the terms behind a collinear one.
    var triangle: [[Double]] = []
    for (index, term) in sample.terms.enumerated() {
      let size = Collinearity.norm(term)
      if size == 0 {
        omitted.append(OmittedTerm(name: names[index], reason: .zero))
        continue
      }
      let mean = term.reduce(0, +) / Double(term.count)
      let spread = Collinearity.norm(term.map { $0 - mean })
      let floor =
        basis.isEmpty && !hasEffects
        ? 1e-13 * size : max(Collinearity.threshold * spread, 1e-13 * size)
      let single = sample.fixedEffects.first { Collinearity.isConstant(term, within: $0) }
      if let single {
        omitted.append(OmittedTerm(name: names[index], reason: .absorbed(by: [single.name])))
        continue
      }
      if Collinearity.norm(columns[index]) <= floor {
        let smallest = try Collinearity.smallestAbsorbing(term, sample: sample, floor: floor)
        omitted.append(OmittedTerm(name: names[index], reason: .absorbed(by: smallest)))
        continue
      }
      let length = Collinearity.norm(columns[index])
      var rest = columns[index]
      var weights = [Double](repeating: 0, count: basis.count)
      for _ in 0..<2 {
        for (position, direction) in basis.enumerated() {
          let product = Collinearity.dot(direction, rest)
          weights[position] += product
          for row in rest.indices { rest[row] -= product * direction[row] }
        }
      }
      let remaining = Collinearity.norm(rest)
      let with = Collinearity.combination(weights, triangle: triangle)
      if remaining <= max(floor, hasEffects ? Collinearity.threshold * length : 0) {
        let partners = with.indices.filter {
          abs(with[$0]) * Collinearity.norm(columns[kept[$0]]) > 1e-6 * length
        }
        omitted.append(
          OmittedTerm(
            name: names[index], reason: .collinear(with: partners.map { names[kept[$0]] })))
        continue
      }
      basis.append(rest.map { $0 / remaining })
      triangle.append(weights + [remaining])
      kept.append(index)
      shares.append(with)
      if remaining <= Collinearity.close * length { isClose = true }
    }
    absorbed = kept.map { columns[$0] }
    if isClose {
      let basis = TermBasis(taking: shares)
      absorbed = basis.columns(kept.map { sample.terms[$0] })
      try Collinearity.absorb(&absorbed, by: absorber)
      self.basis = basis
    }
  }

  /// Absorbs columns to 1e-13, and those of which little is left once more: the first time measures
  /// precision by the whole column.
  private static func absorb(
    _ columns: inout [[Double]], by absorber: Absorber
  ) throws(EstimationError) {
    let before = columns.map(norm)
    try absorber.absorb(&columns, tolerances: [Double](repeating: 1e-13, count: columns.count))
    let small = columns.indices.filter { norm(columns[$0]) < 1e-2 * before[$0] }
    if small.isEmpty { return }
    var again = small.map { columns[$0] }
    try absorber.absorb(&again, tolerances: [Double](repeating: 1e-13, count: again.count))
    for (index, column) in zip(small, again) { columns[index] = column }
  }

  /// Solves for the coefficients on the kept terms that give these weights on the basis.
  private static func combination(_ weights: [Double], triangle: [[Double]]) -> [Double] {
    var solution = weights
    for index in solution.indices.reversed() {
      solution[index] /= triangle[index][index]
      for row in 0..<index { solution[row] -= solution[index] * triangle[index][row] }
    }
    return solution
  }

  /// The smallest set of fixed effects whose space holds the term; earlier ones first.
  private static func smallestAbsorbing(
    _ term: [Double], sample: Sample, floor: Double
  ) throws(EstimationError) -> [String] {
    let effects = sample.fixedEffects
    let sets = (1..<max(1 << effects.count, 2)).sorted {
      ($0.nonzeroBitCount, $0) < ($1.nonzeroBitCount, $1)
    }
    for set in sets where set.nonzeroBitCount > 1 && set.nonzeroBitCount < effects.count {
      let chosen = effects.indices.filter { set & (1 << $0) != 0 }.map { effects[$0] }
      // The chosen effects' largest one is not the one the rows are sorted by: sort again.
      let model = Model(
        outcomeName: "", outcome: term, terms: [], fixedEffects: chosen, family: .gaussian)
      let part = Sample(model: model, keeping: Array(term.indices), threads: 1)
      let absorber = Absorber(part, threads: 1)
      var column = [part.outcome]
      try absorber.absorb(&column, tolerances: [1e-13])
      if norm(column[0]) <= floor { return chosen.map(\.name) }
    }
    return effects.map(\.name)
  }

  private static func isConstant(_ term: [Double], within factor: Factor) -> Bool {
    var first = [Double](repeating: .nan, count: factor.levels)
    for row in term.indices {
      let level = Int(factor.codes[row])
      if first[level].isNaN {
        first[level] = term[row]
      } else if first[level] != term[row] {
        return false
      }
    }
    return true
  }

  /// The sum of products, in four interleaved sums: one alone would wait for each addition.
  static func dot(_ a: [Double], _ b: [Double]) -> Double {
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        let whole = a.count & ~3
        var sums = SIMD4<Double>.zero
        for row in stride(from: 0, to: whole, by: 4) {
          let left = SIMD4<Double>(a[row], a[row + 1], a[row + 2], a[row + 3])
          let right = SIMD4<Double>(b[row], b[row + 1], b[row + 2], b[row + 3])
          sums += left * right
        }
        var rest = 0.0
        for row in whole..<a.count { rest += a[row] * b[row] }
        return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + rest
      }
    }
  }

  static func norm(_ a: [Double]) -> Double { dot(a, a).squareRoot() }
}
