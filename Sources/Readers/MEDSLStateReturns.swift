import Codes
import Tables

/// Reads MIT Election Data and Science Lab's *2024 presidential returns by state*
/// (`MEDSL/2024-elections-official`).
///
/// Unlike the older file, votes are in `votes`, FIPS codes keep their leading zero, a party may be
/// blank, and lines may be split by mode of voting.
public enum MEDSLStateReturns {
  /// Reads the file.
  ///
  /// - Parameters:
  ///   - bytes: The file.
  ///   - name: The file's name in errors.
  /// - Returns: One ballot line a row, in the order of the file. Lines split by mode stay split and
  ///   are to be summed.
  /// - Throws: `DataError` as ``MITPresidentReturns/read(_:name:)`` does, and `badCell` for a line
  ///   of a primary, a run-off or a special election, and for a state that has lines both in total
  ///   and by mode, whose sum would count votes twice.
  public static func read(_ bytes: [UInt8], name: String) throws -> PresidentialReturns {
    let table = try DelimitedText(name: name).table(from: bytes)
    let returns = try BallotLineColumns(table, votes: "votes")
      .read(rows: table.rows, blankParty: true)
    let stage = try table.column("stage")
    let special = try table.column("special")
    let mode = try table.column("mode")
    var inTotal: [State: Bool] = [:]
    for row in table.rows {
      guard stage[row] == "GEN" else {
        throw stage.error(
          row, "'\(stage[row])' is not the general election GEN",
          hint: "keep the lines of the general election")
      }
      guard special[row] == "FALSE" else {
        throw special.error(
          row, "'\(special[row])' where FALSE is meant", hint: "remove special elections")
      }
      let isTotal = mode[row] == "TOTAL"
      let state = returns.lines[row].state
      if let earlier = inTotal.updateValue(isTotal, forKey: state), earlier != isTotal {
        throw mode.error(
          row, "\(state) has lines in total and lines by mode",
          hint: "keep either, or votes are counted twice")
      }
    }
    return returns
  }
}
