/// How values are put into classes.
public enum ClassRule: Sendable, Hashable {
  /// Natural breaks: the classes within which squared deviations sum to the least.
  case naturalBreaks(classes: Int)
  /// Classes of about equally many states.
  case quantiles(classes: Int)
  /// Classes of equal width from the least value to the greatest.
  case equalIntervals(classes: Int)
  /// Round breaks at 1, 2, 2.5 or 5 times a power of ten, in at most so many classes.
  case pretty(classes: Int)
  /// Classes of equal width in logarithms, for values above zero over several orders.
  case geometric(classes: Int)
  /// Classes of equal width, symmetric about zero, for a diverging palette.
  case symmetric(classes: Int)
  /// Natural breaks of the distance from zero, mirrored, for a diverging palette.
  case symmetricNaturalBreaks(classes: Int)
  /// Classes of about equally many states by the distance from zero, mirrored, for a diverging palette.
  case symmetricQuantiles(classes: Int)
  /// The caller's inner breaks, ascending; *k* breaks make *k* + 1 classes.
  case breaks([Double])

  /// The name used in metadata and legends.
  public var name: String {
    switch self {
    case .naturalBreaks: "natural breaks (Fisher\u{2013}Jenks)"
    case .quantiles: "quantiles"
    case .equalIntervals: "equal intervals"
    case .pretty: "round breaks"
    case .geometric: "equal widths in logarithms"
    case .symmetric: "equal widths about zero"
    case .symmetricNaturalBreaks: "natural breaks of the distance from zero"
    case .symmetricQuantiles: "quantiles of the distance from zero"
    case .breaks: "given breaks"
    }
  }

  /// How many classes are asked for.
  public var classes: Int {
    switch self {
    case .naturalBreaks(let classes), .quantiles(let classes), .equalIntervals(let classes),
      .pretty(let classes), .geometric(let classes), .symmetric(let classes),
      .symmetricNaturalBreaks(let classes),
      .symmetricQuantiles(let classes):
      classes
    case .breaks(let breaks): breaks.count + 1
    }
  }

  /// Whether the classes lie symmetrically about zero.
  public var isSymmetric: Bool {
    switch self {
    case .symmetric, .symmetricNaturalBreaks, .symmetricQuantiles: true
    default: false
    }
  }

  /// The same rule on distances from zero, for values on both sides of it; itself where there is none.
  public var aboutZero: ClassRule {
    switch self {
    case .naturalBreaks(let classes): .symmetricNaturalBreaks(classes: classes)
    case .quantiles(let classes): .symmetricQuantiles(classes: classes)
    case .equalIntervals(let classes): .symmetric(classes: classes)
    case .pretty, .geometric, .symmetric, .symmetricNaturalBreaks, .symmetricQuantiles, .breaks:
      self
    }
  }

  /// The kind of palette that suits the rule; `nil` where any order will do.
  public var paletteKind: Palette.Kind? {
    if case .breaks = self { return nil }
    return isSymmetric ? .diverging : .sequential
  }
}
