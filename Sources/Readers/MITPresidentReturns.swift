import Codes
import Tables

/// Reads the presidential returns by state 1976–2020 of MIT Election Data and Science Lab
/// (Harvard Dataverse, doi:10.7910/DVN/42MVDX).
///
/// The layout has several lines a candidate, upper-case state names, FIPS codes without their
/// leading zero and the text "NA" for what is missing.
public enum MITPresidentReturns {
  /// Reads the file.
  ///
  /// - Parameters:
  ///   - bytes: The file.
  ///   - name: The file's name in errors.
  /// - Returns: One ballot line a row, in the order of the file.
  /// - Throws: `DataError` that names file, line and column: `malformedTable`, `missingColumn`, or
  ///   `badCell` for a state whose name, postal code and FIPS code disagree, an unknown party, a
  ///   count that is no count, or totals or versions that differ inside a state or the file.
  public static func read(_ bytes: [UInt8], name: String) throws -> PresidentialReturns {
    let table = try DelimitedText(name: name).table(from: bytes)
    return try BallotLineColumns(table, votes: "candidatevotes")
      .read(rows: table.rows, blankParty: false)
  }
}
