/// Which reader understands a source's bytes, and what the reader must be told.
public struct SourceLayout: Sendable, Equatable {
  /// The readers there are.
  public enum Reader: String, Sendable, CaseIterable {
    /// A JSON array of arrays of the Census Data API.
    case censusAPI = "census-api"
    /// A zip of BTS TransBorder Freight raw data, table `dot1`.
    case btsRawZip = "bts-raw-zip"
    /// MIT's returns of presidential elections, 1976–2020.
    case mitPresident = "mit-president"
    /// MEDSL's official returns of 2024.
    case medslPresident = "medsl-president"
    /// ATOP dyad-years as comma-separated text.
    case atopDyadYears = "atop-dyad-years"
    /// Schedule C as the Census Bureau prints it.
    case scheduleC = "schedule-c"
    /// An indicator of the World Bank as JSON.
    case worldBank = "world-bank"
    /// State GDP of the Bureau of Economic Analysis, a table inside a zip.
    case beaStateGDP = "bea-state-gdp"
    /// State population estimates of the Census Bureau.
    case censusPopulation = "census-population"
    /// Bilateral distances of CEPII.
    case cepiiDistances = "cepii-distances"
    /// State boundaries as TopoJSON.
    case usAtlas = "us-atlas"
  }

  /// What a figure of a period stands for.
  public enum Measure: String, Sendable, CaseIterable {
    /// The figure of the month alone.
    case month
    /// The sum from January to the month; in December the year's.
    case yearToDate = "year-to-date"
  }

  /// The reader.
  public let reader: Reader
  /// The column of values, for readers that must be told.
  public let value: String?
  /// What the values stand for, for readers that must be told.
  public let measure: Measure?
  /// The column of commodity codes, where there is one.
  public let commodity: String?
  /// The member of an archive that is wanted, for readers of archives.
  public let member: String?

  static let fields = ["reader", "value", "measure", "commodity", "member"]

  init(_ fields: FieldReader) throws {
    reader = try fields.choice("reader", of: Reader.self)
    value = try fields.textIfAny("value")
    measure = fields.has("measure") ? try fields.choice("measure", of: Measure.self) : nil
    commodity = try fields.textIfAny("commodity")
    member = try fields.textIfAny("member")
    if reader == .censusAPI {
      for field in ["value", "measure"] where !fields.has(field) { _ = try fields.value(field) }
    }
  }
}
