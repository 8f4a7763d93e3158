import Drawing

/// Values put into classes: the breaks, how many values each class holds, and how well they fit.
///
/// Classes are intervals (a, b], open below and closed above; the first also holds its lower end. A
/// value on a break belongs to the class below it.
public struct Classification: Sendable, Hashable {
  /// The rule that was asked for.
  public let rule: ClassRule
  /// The upper ends of all classes but the last, ascending.
  public let breaks: [Double]
  /// The lower end of the first class and the upper end of the last, or `nil` without values.
  public let ends: ClosedRange<Double>?
  /// How many values each class holds; one count a class.
  public let counts: [Int]
  /// Goodness of variance fit, 1 − within-class over total sum of squares, 0...1; 1 when all values
  /// are equal or there are none.
  public let goodnessOfVarianceFit: Double

  /// Puts values into classes.
  ///
  /// All rules but given breaks make fewer classes when there are fewer distinct
  /// values. Pass the
  /// values of several maps together for breaks that they share, then use `.breaks` for each.
  ///
  /// - Parameters:
  ///   - values: Values in any order; zeros and missing values that have an entry of their own
  ///     are left out by the caller.
  ///   - rule: How to make the classes; 1...7 of them.
  /// - Throws: `valueNotFinite` for a value that is not finite, `classes` when the number of classes
  ///   is not in 1...7, a symmetric rule asks for an even number, logarithms are asked of values not
  ///   above zero, or given breaks do not ascend.
  public init(_ values: [Double], rule: ClassRule) throws(DrawingError) {
    if let bad = values.first(where: { !$0.isFinite }) {
      throw DrawingError(
        .valueNotFinite, "a value is \(bad)", hint: "pass it as not reported, with the reason")
    }
    guard (1...7).contains(rule.classes) else {
      throw DrawingError(
        .classes, "\(rule.classes) classes are asked for", hint: "ask for 1 to 7; 5 suits most maps"
      )
    }
    let sorted = values.sorted()
    var ends = sorted.first.flatMap { first in sorted.last.map { first...$0 } }
    let (lowest, highest) = (sorted.first ?? 0, sorted.last ?? 0)
    switch rule {
    case .naturalBreaks(let classes):
      breaks = FisherJenks.breaks(sorted, classes: classes)
    case .quantiles(let classes):
      breaks = Self.quantileBreaks(sorted, classes: classes)
    case .equalIntervals(let classes):
      breaks = RoundBreaks.equal(lowest, highest, classes: classes)
    case .pretty(let classes):
      let round = RoundBreaks.pretty(lowest, highest, classes: classes)
      breaks = round.breaks
      if ends != nil { ends = round.ends }
    case .geometric(let classes):
      guard sorted.allSatisfy({ $0 > 0 }) else {
        throw DrawingError(
          .classes, "equal widths in logarithms need values above zero, and there is \(lowest)",
          hint: "use natural breaks or quantiles, or pass zeros as zeros of their own")
      }
      breaks = RoundBreaks.geometric(lowest, highest, classes: classes)
    case .symmetric(let classes), .symmetricNaturalBreaks(let classes),
      .symmetricQuantiles(let classes):
      guard classes % 2 == 1 else {
        throw DrawingError(
          .classes, "\(classes) symmetric classes have no middle", hint: "ask for 3, 5 or 7")
      }
      let reach = max(abs(lowest), abs(highest))
      if reach > 0 { ends = -reach...reach }
      if case .symmetric = rule {
        breaks =
          reach > 0 ? (1..<classes).map { reach * Double(2 * $0 - classes) / Double(classes) } : []
      } else {
        let magnitudes = sorted.map(abs).sorted()
        let half = (classes + 1) / 2
        let isQuantiles = rule == .symmetricQuantiles(classes: classes)
        breaks = Self.mirrored(
          isQuantiles
            ? Self.quantileBreaks(magnitudes, classes: half)
            : FisherJenks.breaks(magnitudes, classes: half), of: magnitudes)
      }
    case .breaks(let given):
      guard given.allSatisfy(\.isFinite), zip(given, given.dropFirst()).allSatisfy(<) else {
        throw DrawingError(
          .classes, "the given breaks \(given) do not ascend", hint: "sort them and drop repeats")
      }
      breaks = given
    }
    self.rule = rule
    self.ends = ends
    var members = [[Double]](repeating: [], count: breaks.count + 1)
    for value in sorted { members[Self.index(of: value, breaks: breaks)].append(value) }
    counts = members.map(\.count)
    let total = Self.squares(sorted)
    goodnessOfVarianceFit =
      total > 0 ? min(1, max(0, 1 - members.reduce(0) { $0 + Self.squares($1) } / total)) : 1
  }

  /// The class of a value, counting from 0.
  public func classIndex(of value: Double) -> Int { Self.index(of: value, breaks: breaks) }

  private static func index(of value: Double, breaks: [Double]) -> Int {
    breaks.firstIndex { value <= $0 } ?? breaks.count
  }

  /// The value of rank ⌈n·j/k⌉ ends class j (Hyndman & Fan 1996, definition 1), so equal values stay
  /// together and a class may be larger than its share; ends that coincide are one.
  private static func quantileBreaks(_ sorted: [Double], classes: Int) -> [Double] {
    guard let highest = sorted.last else { return [] }
    var breaks: [Double] = []
    for j in 1..<max(classes, 1) {
      let rank = (sorted.count * j + classes - 1) / classes
      let value = sorted[max(rank, 1) - 1]
      if value < highest, breaks.last.map({ $0 < value }) ?? true { breaks.append(value) }
    }
    return breaks
  }

  /// Breaks of magnitudes on both sides of zero; the middle class is never empty of width.
  private static func mirrored(_ breaks: [Double], of magnitudes: [Double]) -> [Double] {
    var outer = breaks
    if outer.first == 0, let least = magnitudes.filter({ $0 > 0 }).min() { outer[0] = least / 2 }
    return outer.reversed().map { -$0 } + outer
  }

  private static func squares(_ values: [Double]) -> Double {
    guard let first = values.first, let last = values.last, first < last else { return 0 }
    let mean = values.reduce(0) { $0 + $1 / Double(values.count) }
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  }
}
