import Drawing

/// Several maps of one variable side by side, with one legend and the same classes in all of them.
public struct SmallMultiples: Sendable {
  /// One of the maps.
  public struct Panel: Sendable, Hashable {
    /// The panel's part of ids: lower-case letters, digits and hyphens.
    public var id: String
    /// What stands above it, such as a year.
    public var title: String
    /// More of that in a lighter face, such as the incumbent.
    public var subtitle: String
    /// What is known of each state.
    public var readings: [StateReading]
    /// Codes of the swing states of this panel.
    public var swing: Set<String>
    /// The swing states against the others in a sentence; nil for the unweighted means of the areas.
    public var comparison: String?

    /// Makes a panel from its parts.
    public init(
      id: String, title: String, subtitle: String = "", readings: [StateReading],
      swing: Set<String> = [], comparison: String? = nil
    ) {
      self.id = id
      self.title = title
      self.subtitle = subtitle
      self.readings = readings
      self.swing = swing
      self.comparison = comparison
    }
  }

  /// The words, the rule for classes, the palette and the page of all panels; its own readings and
  /// swing states are not used.
  public var figure: Choropleth
  /// The panels in the order in which they are read.
  public var panels: [Panel]

  /// Makes small multiples from their parts.
  public init(figure: Choropleth, panels: [Panel]) {
    self.figure = figure
    self.panels = panels
  }

  /// Draws the panels, four to a row at most.
  ///
  /// - Parameter boundaries: The boundaries; they are drawn simpler than on one large map.
  /// - Returns: An SVG document, under 600 kB for seven panels.
  /// - Throws: As ``Choropleth/svg(on:)``, and `composition` for no panel, more than 12, two of one id,
  ///   or circles.
  public func svg(on boundaries: Boundaries) throws(DrawingError) -> String {
    try MultiplesDrawing(self, boundaries: boundaries).document
  }

  /// The data of all panels as CSV: `panel`, then the columns of ``Choropleth/companionCSV(on:)``.
  ///
  /// - Parameter boundaries: The boundaries.
  /// - Throws: As ``svg(on:)``.
  public func companionCSV(on boundaries: Boundaries) throws(DrawingError) -> String {
    CompanionTable.text(
      try MultiplesDrawing(self, boundaries: boundaries).plans, panels: panels.map(\.id))
  }
}
