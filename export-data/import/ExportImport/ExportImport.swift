import Codes
import Tables

/// Makes the built-in export tables from the publishers' files.
public enum ExportImport {
  /// What an import gives: all files of the package, and lines that say what was found.
  public struct Result: Sendable {
    /// Paths below the package's folder, and contents; the descriptor is the last.
    public let files: [(path: String, bytes: [UInt8])]
    /// What was measured on the way, one sentence a line.
    public let report: [String]
  }

  /// Reads all files, checks that they add up and agree, and puts the package together.
  ///
  /// Cost: a few seconds and some hundred megabytes for the full files.
  ///
  /// - Parameters:
  ///   - source: Gives the bytes of a publisher's file, nil where there is none.
  ///   - fact: Gives the bytes of a file of facts.
  /// - Returns: The package's files. The same inputs always give the same bytes.
  /// - Throws: `DataError` of the kinds of the readers, `missingSource`, `doesNotAddUp` or
  ///   `destinationDisagrees`, and what the closures throw. Nothing is returned in part.
  public static func package(
    source: (ExportSource) throws -> [UInt8]?, fact: (ExportFact) throws -> [UInt8]
  ) throws -> Result {
    let sources = try ExportSourceRows(read: source)
    let facts = try DestinationFacts(read: fact)
    try facts.check(against: sources)
    let codes = try CountryCodeTable(facts, crosswalk: sources.crosswalk)
    let grids = try ExportGrids(sources, facts)
    let files = try ExportPackage(
      grids: grids, facts: facts, codes: codes, citations: ExportCitations(hashes: sources.hashes)
    ).files()
    return Result(files: files, report: report(sources, grids))
  }

  private static func report(_ sources: ExportSourceRows, _ grids: ExportGrids) -> [String] {
    let groups = Set(sources.countryTotals.groups.map(\.code)).count
    var lines = [
      "World = sum over destinations and ALL = sum over states, to the dollar, in "
        + "\(sources.states201903.count) rows of the 2019-03 vintage",
      "the ten-state table equals its wide form in \(sources.tenStatesWide.count) cells, and the "
        + "2019-03 vintage in every cell of 2014 and 2015",
      "\(ExportSource.countryTotals.fileName): \(sources.countryTotals.groups.count) rows of "
        + "\(groups) groups and \(sources.countryTotals.rowsWithoutYear) without a year set aside",
      "\(ExportSource.crosswalk.fileName): \(sources.crosswalk.groups.count) groups set aside",
    ]
    lines.append(
      sources.tidyStates == nil
        ? "not compared with \(ExportSource.tidyStates.rawValue), which is not there"
        : "equal to \(ExportSource.tidyStates.fileName) in every cell")
    for year in ExportGrids.early {
      lines.append("\(year): \(grids.exports201903.total(year)) dollars, vintage 2019-03")
    }
    for year in ExportGrids.late {
      lines.append("\(year): \(grids.exports202603.total(year)) dollars, vintage 2026-03")
    }
    return lines
  }
}
