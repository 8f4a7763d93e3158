import Codes
import Tables

/// A documented ranking of incumbents by their reputation for commitment to allies.
///
/// Ranks are an order and no more. Every result that uses them is also given for every re-ranking.
public struct ReputationRanking: Sendable, Hashable {
  /// The scale's identifier.
  public let scale: String
  /// The rank of each incumbent by identifier; 1 is the strongest reputation.
  public let ranks: [String: Double]
  /// The year in which each incumbent was measured, where the scale is one of surveys.
  public let measuredYears: [String: CalendarYear]
  /// Where the order comes from.
  public let source: String
  /// What a reader must know about it.
  public let note: String

  /// Creates a ranking.
  public init(
    scale: String, ranks: [String: Double], measuredYears: [String: CalendarYear] = [:],
    source: String, note: String
  ) {
    self.scale = scale
    self.ranks = ranks
    self.measuredYears = measuredYears
    self.source = source
    self.note = note
  }

  /// Reads one scale of the table `reputation-rankings` of `election-data/`.
  ///
  /// - Parameters:
  ///   - table: Columns `scale, incumbent, rank, source, note`, and `measured_year` where the scales
  ///     are of surveys.
  ///   - scale: The scale's identifier.
  /// - Throws: `DataError` naming the row, or listing the scales there are.
  public init(table: Table, scale: String) throws {
    let scales = try table.column("scale")
    let incumbent = try table.column("incumbent")
    let rank = try table.column("rank")
    let sources = try table.column("source")
    let notes = try table.column("note")
    let measured =
      table.header.contains("measured_year") ? try table.column("measured_year") : nil
    var ranks: [String: Double] = [:]
    var years: [String: CalendarYear] = [:]
    var source: [String] = []
    var note: [String] = []
    for row in table.rows where scales[row] == scale {
      let key = try incumbent.text(row)
      guard ranks.updateValue(Double(try rank.requiredWholeNumber(row)), forKey: key) == nil else {
        throw incumbent.error(row, "'\(key)' is ranked twice", hint: "keep one row")
      }
      years[key] = try measured?.year(row)
      if !source.contains(sources[row]) { source.append(sources[row]) }
      if !notes[row].isEmpty, !note.contains(notes[row]) { note.append(notes[row]) }
    }
    guard !ranks.isEmpty else {
      let known = Set(scales.texts).sorted().joined(separator: ", ")
      throw DataError(
        .missingTable, "\(table.name) has no scale '\(scale)'", hint: "use one of \(known)")
    }
    self.scale = scale
    self.ranks = ranks
    measuredYears = years
    self.source = source.joined(separator: "; ")
    self.note = note.joined(separator: "; ")
  }
}
