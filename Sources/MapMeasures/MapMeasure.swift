/// What a map can show.
public enum MapMeasure: String, CaseIterable, Sendable {
  /// Exports in dollars.
  case exports
  /// Exports to allies in dollars.
  case allyExports = "ally-exports"
  /// Exports over population.
  case exportsPerHead = "exports-per-head"
  /// Exports in percent of the state's gross domestic product.
  case exportsToGDP = "exports-to-gdp"
  /// Exports to allies in percent of all.
  case allyShare = "ally-share"
  /// Percent by which exports to allies changed from one window to another.
  case change
  /// Points by which the share to allies changed from one window to another.
  case shareChange = "share-change"
  /// How much exports to allies stood out before elections, with intervals.
  case bump
  /// Which states are swing states.
  case swing
  /// The share to allies under each incumbent, strongest reputation first.
  case reputationEra = "reputation-era"
  /// Percent by which a later vintage changed exports.
  case revision

  /// Whether it is of one year, so that several years make small multiples.
  public var isYearly: Bool {
    switch self {
    case .exports, .allyExports, .exportsPerHead, .exportsToGDP, .allyShare, .swing: true
    case .change, .shareChange, .bump, .reputationEra, .revision: false
    }
  }

  /// A line for help.
  public var summary: String {
    switch self {
    case .exports: "exports in dollars, as circles"
    case .allyExports: "exports to allies in dollars, as circles; --view flows draws whereto"
    case .exportsPerHead: "exports per head of population"
    case .exportsToGDP: "exports in percent of the state's GDP"
    case .allyShare: "exports to allies in percent of all exports"
    case .change: "percent change of exports to allies between two windows"
    case .shareChange: "change of the share to allies between two windows, in points"
    case .bump: "pre-election bump of exports to allies, with intervals"
    case .swing: "swing states by a rule"
    case .reputationEra: "share to allies under each incumbent, by reputation"
    case .revision: "what a later vintage changed, in percent"
    }
  }
}
