import Codes
import Panels
import Tables

/// The ISO codes of countries by the names under which the built-in tables know them.
public struct RecipientNames: Sendable {
  /// The codes by name.
  public let codes: [String: ISO3]

  /// Reads the names of the built-in data.
  ///
  /// - Throws: `DataError` when the table of names is damaged.
  public init(_ data: BuiltInData) throws {
    let table = try data.exportTable("destination-names")
    let name = try table.column("name")
    let scheduleC = try table.column("schedule_c")
    var codes: [String: ISO3] = [:]
    for row in table.rows {
      if let code = data.context.codes[ScheduleC(scheduleC[row])]?.iso3 { codes[name[row]] = code }
    }
    for destination in data.context.codes.all {
      if let code = destination.iso3 { codes[destination.name] = code }
    }
    self.codes = codes
  }
}
