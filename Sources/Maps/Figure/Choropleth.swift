import Drawing

/// A map of the states coloured by class, as a self-contained SVG.
///
/// Nothing is read and nothing is written: bytes of the boundary tables and readings come in, text
/// goes out, the same text for the same input in any order. Alaska, Hawaii and, when there is a
/// reading for it, Puerto Rico are inset; the small states of the East have callouts. Every state
/// that is drawn without a reading counts as not reported and is keyed in the legend.
public struct Choropleth: Sendable {
  /// What is written on or beside each state.
  public enum Labels: String, Sendable, CaseIterable {
    /// Nothing, save the callouts' codes.
    case none
    /// The postal code.
    case code
    /// The value.
    case value
    /// The postal code and the value.
    case both
  }

  /// How swing states are told from others.
  public enum SwingMark: String, Sendable {
    /// Hatching over the class's colour, and a heavy outline; an outline alone where more than two
    /// fifths of the map would be hatched.
    case hatchAndOutline
    /// A heavy outline only, for print engines that draw patterns badly.
    case outline
  }

  /// How the states are drawn.
  public enum View: String, Sendable, CaseIterable {
    /// Each with its outline, filled.
    case map
    /// Each as a square of one size.
    case tiles
    /// Each as a circle whose area is the value.
    case symbols
  }

  /// The prefix of all ids in the file: a lower-case letter, then letters, digits and hyphens.
  public var figureID: String
  /// What the map finds, in 90 characters or so; longer titles are set smaller and broken.
  public var title: String
  /// Variable, unit, year and universe.
  public var subtitle: String
  /// The variable and its unit in a few words, above the legend.
  public var legendTitle: String
  /// What is known of each state, in any order, each state once.
  public var readings: [StateReading]
  /// The groups that readings may name, in the order of the legend; empty for a map of numbers.
  public var categories: [MapCategory]
  /// How values are written.
  public var format: ValueFormat
  /// How classes are made.
  public var rule: ClassRule
  /// The classes' colours: a diverging palette for symmetric rules, a sequential one for the others,
  /// either for given breaks, a qualitative one for categories.
  public var palette: Palette
  /// Codes of the swing states.
  public var swing: Set<String>
  /// The swing states against the others in a sentence for those who do not see the map, without its
  /// full stop; nil for the unweighted means of the areas.
  public var comparison: String?
  /// What the legend calls them.
  public var swingLabel: String
  /// How swing states are marked.
  public var swingMark: SwingMark
  /// How the states are drawn.
  public var view: View
  /// What is written on the states.
  public var labels: Labels
  /// The page's colours.
  public var theme: Theme
  /// The page's width.
  public var page: PageSize
  /// The source line: agency, series, vintage, retrieval date.
  public var source: String
  /// The note: swing rule, meaning of missing, choices made.
  ///
  /// Class rule, inset scale and boundaries are added to it.
  public var note: String
  /// The data sets, for the metadata.
  public var sources: [MapSource]
  /// Ids of the rules applied, for the metadata.
  public var ruleIDs: [String]
  /// Where the boundaries are from, for the note and the metadata.
  public var boundarySource: String

  /// Makes a map with everything that has no sensible default; the rest may be set afterwards.
  ///
  /// Five natural-break classes in yellow to blue, codes and values as labels, on a light page for
  /// screens, and no swing states, until told otherwise.
  ///
  /// - Parameters:
  ///   - figureID: The prefix of all ids in the file.
  ///   - title: What the map finds.
  ///   - subtitle: Variable, unit, year and universe.
  ///   - legendTitle: The variable and its unit in a few words.
  ///   - readings: What is known of each state.
  ///   - format: How values are written.
  public init(
    figureID: String, title: String, subtitle: String, legendTitle: String,
    readings: [StateReading], format: ValueFormat
  ) {
    self.figureID = figureID
    self.title = title
    self.subtitle = subtitle
    self.legendTitle = legendTitle
    self.readings = readings
    self.format = format
    categories = []
    rule = .naturalBreaks(classes: 5)
    palette = .yellowGreenBlue
    swing = []
    swingLabel = "Swing state"
    swingMark = .hatchAndOutline
    view = .map
    labels = .both
    theme = .light
    page = .screen
    source = ""
    note = ""
    sources = []
    ruleIDs = []
    boundarySource = "U.S. Census Bureau cartographic boundaries, 2017 edition"
  }

  /// Draws the map.
  ///
  /// - Parameter geometry: The boundaries, projected at full scale.
  /// - Returns: An SVG document in UTF-8 with LF line ends, about 160 kB.
  /// - Throws: `figureID` for an id that XML or a selector would not take; `text` for an empty
  ///   title or one beyond 2,000 characters; `width` for paper too narrow for a map; `unknownCode` listing the codes that are not on this
  ///   map; `duplicateCode`; `valueNotFinite`; `classes`; `palette` when the palette has no set
  ///   for the classes or is of the wrong kind; `composition` for a category that is not listed, or
  ///   a circle for a value below zero.
  public func svg(on geometry: MapGeometry) throws(DrawingError) -> String {
    try ChoroplethDrawing(FigurePlan(self, geometry: geometry)).document
  }

  /// The map in words, for those who do not see it: range, extremes, swing states against the others,
  /// and what is missing.
  ///
  /// - Parameter geometry: The boundaries, projected.
  /// - Throws: As ``svg(on:)``.
  public func description(on geometry: MapGeometry) throws(DrawingError) -> String {
    try FigurePlan(self, geometry: geometry).description
  }

  /// The map's data as CSV, one row a state drawn, in order of FIPS code.
  ///
  /// Columns: `fips,usps,name,status,value,reason,class,class_above,class_to,swing`, and for estimates
  /// `low,high`. `status` is `value`, `category`, `zero` or `not_reported`; `value` has full precision,
  /// or is the category's id, and is empty where not reported; `class` counts from 1 and is empty
  /// outside the classes, whose intervals are (above, to]; `low` and `high` bound an estimate.
  ///
  /// - Parameter geometry: The boundaries, projected.
  /// - Throws: As `svg(on:)`.
  public func companionCSV(on geometry: MapGeometry) throws(DrawingError) -> String {
    try CompanionTable.text([FigurePlan(self, geometry: geometry)])
  }
}
