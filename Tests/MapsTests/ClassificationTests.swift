import Drawing
import Maps
import Testing

/// Class breaks against brute force and against their own definition.
struct ClassificationTests {
  /// Numbers that look random and are the same every time (SplitMix64).
  struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  private func within(_ values: [Double], _ breaks: [Double]) -> Double {
    var groups = [[Double]](repeating: [], count: breaks.count + 1)
    for value in values { groups[breaks.firstIndex { value <= $0 } ?? breaks.count].append(value) }
    return groups.reduce(0) { sum, group in
      guard !group.isEmpty else { return sum }
      let mean = group.reduce(0, +) / Double(group.count)
      return sum + group.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    }
  }

  /// The least sum over every way of cutting the distinct values into `classes` runs.
  private func bruteForce(_ values: [Double], classes: Int) -> Double {
    let distinct = Set(values).sorted()
    var best = Double.infinity
    func cut(from start: Int, _ breaks: [Double]) {
      if breaks.count == classes - 1 {
        best = min(best, within(values, breaks))
        return
      }
      guard start < distinct.count - 1 else { return }
      for index in start..<(distinct.count - 1) { cut(from: index + 1, breaks + [distinct[index]]) }
    }
    cut(from: 0, [])
    return best
  }

  @Test(arguments: 1...60) func `natural breaks are as good as any cut`(seed: Int) {
    var random = Generator(state: UInt64(seed))
    let count = Int.random(in: 2...12, using: &random)
    // Small integers, so that values repeat.
    let values = (0..<count).map { _ in Double(Int.random(in: 0...15, using: &random)) }
    let classes = min(Int.random(in: 2...5, using: &random), Set(values).count)
    let breaks = FisherJenks.breaks(values, classes: classes)
    #expect(breaks.count == classes - 1)
    #expect(abs(within(values, breaks) - bruteForce(values, classes: classes)) < 1e-9)
    #expect(FisherJenks.breaks(values.shuffled(using: &random), classes: classes) == breaks)
  }

  @Test func `dollars of a hundred billion lose nothing`() {
    let small = [1.0, 2, 3, 11, 12, 13, 31, 32, 35]
    let large = small.map { 1e11 + $0 }
    #expect(
      FisherJenks.breaks(large, classes: 3)
        == FisherJenks.breaks(small, classes: 3).map { 1e11 + $0 })
    #expect(FisherJenks.breaks(small, classes: 3) == [3, 13])
  }

  @Test func `a value on a break belongs to the class below`() throws {
    let classes = try Classification([1, 2, 3, 4], rule: .breaks([2, 3]))
    #expect([1, 2, 2.5, 3, 3.1].map(classes.classIndex) == [0, 0, 1, 1, 2])
    #expect(classes.counts == [2, 1, 1])
  }

  @Test func `quantiles keep equal values together and say how many each class holds`() throws {
    let even = try Classification((1...20).map(Double.init), rule: .quantiles(classes: 4))
    #expect(even.breaks == [5, 10, 15])
    #expect(even.counts == [5, 5, 5, 5])
    let ties = try Classification([0, 0, 0, 0, 0, 0, 1, 2], rule: .quantiles(classes: 4))
    #expect(ties.breaks == [0])
    #expect(ties.counts == [6, 2])
  }

  @Test func `symmetric classes lie about zero`() throws {
    let classes = try Classification([-1, 0.5, 10], rule: .symmetric(classes: 5))
    #expect(classes.breaks == [-6, -2, 2, 6])
    #expect(classes.ends == -10...10)
    #expect(classes.counts == [0, 0, 2, 0, 1])
    let zeros = try Classification([0, 0], rule: .symmetric(classes: 5))
    #expect(zeros.counts == [2])
  }

  @Test func `equal intervals are of one width`() throws {
    let classes = try Classification([0, 1, 9, 10], rule: .equalIntervals(classes: 4))
    #expect(classes.breaks == [2.5, 5, 7.5])
    #expect(classes.counts == [2, 0, 0, 2])
    #expect(try Classification([7, 7], rule: .equalIntervals(classes: 4)).counts == [2])
  }

  @Test(arguments: [
    ([0.0, 97], 5, [20.0, 40, 60, 80], 0.0...100.0),
    ([3, 11], 5, [4, 6, 8, 10], 2...12),
    ([-0.31, 0.42], 5, [-0.2, 0, 0.2, 0.4], -0.4...0.6),
    ([1.2e9, 4.4e11], 5, [1e11, 2e11, 3e11, 4e11], 0...5e11),
    ([12, 13], 3, [12.5], 12...13),
  ])
  func `round breaks are round, and no more classes than asked for`(
    values: [Double], classes: Int, breaks: [Double], ends: ClosedRange<Double>
  ) throws {
    let made = try Classification(values, rule: .pretty(classes: classes))
    #expect(made.breaks == breaks)
    #expect(made.ends == ends)
    #expect(made.counts.count <= classes)
  }

  @Test(arguments: 1...40) func `round breaks enclose any values`(seed: Int) throws {
    var random = Generator(state: UInt64(seed))
    let scale = [1e-6, 1e-3, 1, 1e4, 1e11][seed % 5]
    let values = (0..<20).map { _ in Double.random(in: -1...1, using: &random) * scale }
    for classes in 1...7 {
      let made = try Classification(values, rule: .pretty(classes: classes))
      let ends = try #require(made.ends)
      #expect(values.allSatisfy(ends.contains) && made.counts.count <= classes)
      #expect(made.counts.reduce(0, +) == 20)
    }
  }

  @Test func `equal widths in logarithms keep ratios, and need values above zero`() throws {
    let classes = try Classification([1, 10, 100, 10_000], rule: .geometric(classes: 4))
    #expect(classes.breaks == [10, 100, 1000])
    #expect(classes.counts == [2, 1, 0, 1])
    let error = #expect(throws: DrawingError.self) {
      try Classification([0, 1], rule: .geometric(classes: 3))
    }
    #expect(error?.id == .classes)
    #expect(try Classification([5, 5], rule: .geometric(classes: 3)).counts == [2])
  }

  @Test func `mirrored natural breaks have a middle about zero`() throws {
    let values = [-40.0, -38, -11, -9, -1, 0, 1, 2, 10, 39]
    let classes = try Classification(values, rule: .symmetricNaturalBreaks(classes: 5))
    #expect(classes.breaks == [-11, -2, 2, 11])
    #expect(classes.ends == -40...40)
    #expect(classes.counts == [3, 1, 4, 1, 1])
    let zeros = try Classification([0, 0, 3, -3], rule: .symmetricNaturalBreaks(classes: 3))
    #expect(zeros.breaks == [-1.5, 1.5])
    #expect(try Classification([0, 0], rule: .symmetricNaturalBreaks(classes: 5)).counts == [2])
  }

  @Test func `fewer distinct values make fewer classes`() throws {
    #expect(try Classification([3, 3, 7], rule: .naturalBreaks(classes: 5)).counts == [2, 1])
    #expect(try Classification([3, 3], rule: .naturalBreaks(classes: 5)).counts == [2])
    let none = try Classification([], rule: .naturalBreaks(classes: 5))
    #expect(none.ends == nil && none.counts == [0] && none.goodnessOfVarianceFit == 1)
  }

  @Test func `goodness of variance fit is one minus within over total`() throws {
    let classes = try Classification([0, 2, 10, 12], rule: .breaks([5]))
    #expect(abs(classes.goodnessOfVarianceFit - (1 - 4.0 / 104)) < 1e-12)
  }

  @Test(arguments: [
    ClassRule.naturalBreaks(classes: 0), .quantiles(classes: 8), .symmetric(classes: 4),
    .breaks([2, 1]), .breaks([.nan]), .naturalBreaks(classes: -3),
  ])
  func `classes that cannot be made are refused`(rule: ClassRule) {
    let error = #expect(throws: DrawingError.self) { try Classification([1, 2], rule: rule) }
    #expect(error?.id == .classes)
  }

  @Test func `a value that is no number is refused`() {
    let error = #expect(throws: DrawingError.self) {
      try Classification([1, .infinity], rule: .naturalBreaks(classes: 2))
    }
    #expect(error?.id == .valueNotFinite)
  }
}
