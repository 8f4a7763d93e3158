import Codes
import Tables

/// Rows of an answer of the Census Data API as typed columns of one length.
public struct CensusFlows: Sendable, Equatable {
  /// Postal codes of the states of origin, `XX` and `-` among them; all `-` where the answer has no
  /// column of states.
  public internal(set) var origins: [PackedCode] = []
  /// Codes of Schedule C, groups and `-` among them.
  public internal(set) var destinations: [PackedCode] = []
  /// Codes of commodities, or `-` for all goods.
  public internal(set) var commodities: [PackedCode] = []
  /// The months to which the figures belong.
  public internal(set) var periods: [TradePeriod] = []
  /// Whole current dollars.
  public internal(set) var dollars: [Int64] = []

  /// Creates columns without rows.
  public init() {}

  /// The number of rows.
  public var count: Int { dollars.count }

  /// The indices of the rows.
  public var rows: Range<Int> { 0..<dollars.count }

  /// The sum of the dollars of chosen rows; nil where it leaves 64 bits.
  public func sum(where chosen: (Int) -> Bool) -> Int64? {
    var sum: Int64 = 0
    for row in rows where chosen(row) {
      let (next, overflow) = sum.addingReportingOverflow(dollars[row])
      if overflow { return nil }
      sum = next
    }
    return sum
  }

  /// Adds a row.
  @inline(__always)
  public mutating func append(
    origin: PackedCode, destination: PackedCode, commodity: PackedCode, period: TradePeriod,
    dollars amount: Int64
  ) {
    origins.append(origin)
    destinations.append(destination)
    commodities.append(commodity)
    periods.append(period)
    dollars.append(amount)
  }

  mutating func reserve(_ rows: Int) {
    origins.reserveCapacity(rows)
    destinations.reserveCapacity(rows)
    commodities.reserveCapacity(rows)
    periods.reserveCapacity(rows)
    dollars.reserveCapacity(rows)
  }
}

/// Why a row is no flow from an origin to a country and must not be added to the others.
public enum SetAsideReason: String, Sendable, CaseIterable {
  /// The row is the total over all origins.
  case allOrigins = "all_origins"
  /// The row is the total over all destinations.
  case allDestinations = "all_destinations"
  /// The row's destination is a group of countries, which overlaps with others.
  case countryGroup = "country_group"
  /// The row is the total over all commodities, beside rows of single ones.
  case allCommodities = "all_commodities"
}

/// An answer of the Census Data API: flows, and apart from them totals and groups.
public struct CensusAnswer: Sendable, Equatable {
  /// The header as printed.
  public let header: [String]
  /// How the header differs from the one expected, where it could still be read.
  public let drift: [HeaderDrift]
  /// The flows from an origin, `XX` included, to a country.
  public let flows: CensusFlows
  /// Totals and groups, told by their codes and not by a level that the publisher prints.
  public let setAside: CensusFlows
  /// Why each of ``setAside`` is set aside; a row that is so in several ways has the first reason.
  public let reasons: [SetAsideReason]

  /// The number of rows of the answer, without its header.
  public var rowCount: Int { flows.count + setAside.count }
}
