/// How values are put into classes.
public enum ClassRule: Sendable, Hashable {
  /// Natural breaks: the classes within which squared deviations sum to the least.
  case naturalBreaks(classes: Int)
  /// Classes of about equally many states.
  case quantiles(classes: Int)
  /// Classes of equal width, symmetric about zero, for a diverging palette.
  case symmetric(classes: Int)
  /// The caller's inner breaks, ascending; *k* breaks make *k* + 1 classes.
  case breaks([Double])

  /// The name used in metadata and legends.
  public var name: String {
    switch self {
    case .naturalBreaks: "natural breaks (Fisher\u{2013}Jenks)"
    case .quantiles: "quantiles"
    case .symmetric: "equal widths about zero"
    case .breaks: "given breaks"
    }
  }

  /// How many classes are asked for.
  public var classes: Int {
    switch self {
    case .naturalBreaks(let classes), .quantiles(let classes), .symmetric(let classes): classes
    case .breaks(let breaks): breaks.count + 1
    }
  }
}
