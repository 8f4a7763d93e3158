import Drawing

/// Flows from states on a map to destinations in a column beside it.
public struct FlowMap: Sendable {
  /// One flow.
  public struct Link: Sendable, Hashable {
    /// The FIPS or postal code of the state it comes from.
    public var origin: String
    /// The name of the destination.
    public var destination: String
    /// How much flows, not below zero, in the figure's unit.
    public var value: Double

    /// Makes a flow from its parts.
    public init(origin: String, destination: String, value: Double) {
      self.origin = origin
      self.destination = destination
      self.value = value
    }
  }

  /// The words, the format, the swing states and the page; its readings, classes and view are not
  /// used.
  public var figure: Choropleth
  /// The flows, each pair once; order changes nothing.
  public var links: [Link]
  /// How many destinations are named; the others are drawn as one.
  public var named: Int
  /// What the others are called.
  public var othersLabel: String
  /// How many origins, the largest, have flows of their own; the others are drawn together.
  public var drawn: Int
  /// What the others are called.
  public var otherOriginsLabel: String

  /// Makes a flow map; eight destinations are named and ten origins drawn until told
  /// otherwise.
  public init(figure: Choropleth, links: [Link]) {
    self.figure = figure
    self.links = links
    named = 8
    othersLabel = "Others"
    drawn = 10
    otherOriginsLabel = "Other states"
  }

  /// Draws the flows.
  ///
  /// - Parameter boundaries: The boundaries.
  /// - Returns: An SVG document.
  /// - Throws: As ``Choropleth/svg(on:)``, and `composition` for no flow above zero, a flow below zero,
  ///   or a pair given twice.
  public func svg(on boundaries: Boundaries) throws(DrawingError) -> String {
    try FlowDrawing(self, boundaries: boundaries).document
  }

  /// The flows as CSV: `fips,usps,destination,value,swing`, states by FIPS code, largest flow first.
  ///
  /// - Parameter boundaries: The boundaries.
  /// - Throws: As ``svg(on:)``.
  public func companionCSV(on boundaries: Boundaries) throws(DrawingError) -> String {
    try FlowDrawing(self, boundaries: boundaries).table
  }
}
