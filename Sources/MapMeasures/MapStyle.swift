import Codes
import Drawing
import Maps

/// How a map is to look where the measure's own choice will not do.
public struct MapStyle: Sendable {
  /// How the states are drawn; nil for the measure's own choice.
  public var view: Choropleth.View?
  /// How classes are made; nil for the measure's own choice.
  public var rule: ClassRule?
  /// The classes' colours; nil for the measure's own choice.
  public var palette: Palette?
  /// What is written on the states; nil for the measure's own choice.
  public var labels: Choropleth.Labels?
  /// How swing states are marked.
  public var swingMark: Choropleth.SwingMark = .hatchAndOutline
  /// The page's colours.
  public var theme: Theme = .light
  /// The page's width.
  public var page: PageSize = .screen
  /// A title in place of the finding.
  public var title: String?

  /// Makes a style that leaves everything to the measure, on a light page for screens.
  public init() {}

  /// Applies the style to a figure.
  func apply(to figure: inout Choropleth) {
    if let view { figure.view = view }
    if let rule {
      // Rises and falls need classes about zero, whatever made them.
      let rule = figure.format.isSigned ? rule.aboutZero : rule
      figure.rule = rule
      if let kind = rule.paletteKind, kind != figure.palette.kind, figure.categories.isEmpty {
        figure.palette = kind == .diverging ? .purpleOrange : .yellowGreenBlue
      }
    }
    // Paper has no hues to spare: levels are greys unless a palette is asked for.
    if theme == .print, figure.palette.kind == .sequential { figure.palette = .greys }
    if let palette { figure.palette = palette }
    if let labels { figure.labels = labels }
    if let title { figure.title = title }
    figure.swingMark = swingMark
    figure.theme = theme
    figure.page = page
  }

  /// Reads `jenks:5`, `quantile:5`, `equal:5`, `pretty:5`, `log:5`, `symmetric:5`,
  /// `symmetric-jenks:5`, `symmetric-quantile:5` or `manual:10,20,30`; five classes where no number is
  /// given.
  ///
  /// - Throws: `DataError` of exit status 64 that lists the rules.
  public static func classRule(_ text: String) throws -> ClassRule {
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    let refusal = DataError(
      .mapRequest, "'\(text)' is no rule for classes",
      hint: "use jenks, quantile, equal, pretty, log, symmetric, symmetric-jenks or "
        + "symmetric-quantile with a number from 1 to 7, as in jenks:5 (6 and 7 need the palette cividis, 7 of a symmetric rule PuOr), or "
        + "manual:10,20,30")
    guard let name = parts.first else { throw refusal }
    if name == "manual" {
      let breaks = (parts.count == 2 ? parts[1] : "").split(separator: ",").map { Double($0) }
      guard !breaks.isEmpty, breaks.allSatisfy({ $0?.isFinite ?? false }) else { throw refusal }
      return .breaks(breaks.compactMap(\.self))
    }
    guard let count = parts.count == 2 ? Int(parts[1]) : 5, (1...7).contains(count) else {
      throw refusal
    }
    switch name {
    case "jenks": return .naturalBreaks(classes: count)
    case "quantile": return .quantiles(classes: count)
    case "equal": return .equalIntervals(classes: count)
    case "pretty": return .pretty(classes: count)
    case "log": return .geometric(classes: count)
    case "symmetric": return .symmetric(classes: count)
    case "symmetric-jenks": return .symmetricNaturalBreaks(classes: count)
    case "symmetric-quantile": return .symmetricQuantiles(classes: count)
    default: throw refusal
    }
  }
}

extension DataError.Kind {
  /// A map that cannot be asked for like this.
  public static let mapRequest = Self(id: "map.request", exitCode: .usage)
  /// Data that a map needs and nobody has.
  public static let mapData = Self(id: "map.no_data", exitCode: .inputMissing)
  /// A figure that cannot be drawn from the data.
  public static let mapRefused = Self(id: "map.refused", exitCode: .dataRejected)
}
