import Alliances
import Codes
import Elections
import Tables

extension Panel {
  /// The columns of ``csv()`` in order.
  public var columns: [String] {
    var columns = [
      "state_fips", "state", "schedule_c", "destination", "iso3c", "cown", "year", "value_usd",
      "cell", "vintage", "window", "incumbent",
    ]
    if definitions.swingRule != nil { columns.append("swing") }
    columns += definitions.allyRules.map { "ally_" + Self.columnName($0.id) }
    if let reputation = definitions.reassurance { columns.append(reputation.columnName) }
    return columns
  }

  /// An identifier as part of a column's name: letters, digits and underscores.
  private static func columnName(_ id: String) -> String {
    String(id.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
  }

  /// The panel as comma-separated text: one row a cell, codes as text, flags 0 and 1.
  ///
  /// An empty flag is *not reported*; an empty `iso3c` or `cown` means that the destination has no
  /// such code in the year; `cell` is `value`, `zero` (printed by the publisher) or `filled`.
  ///
  /// Cost: linear in the number of rows.
  public func csv() -> [UInt8] {
    var writer = DelimitedTextWriter(header: columns)
    let allyRules = definitions.allyRules.map(\.id)
    for row in rows {
      var fields = [
        origins[row.origin].fips, origins[row.origin].code,
        destinations[row.destination].scheduleC.text, destinations[row.destination].name,
        destinations[row.destination].iso3?.text ?? "",
        cow(destination: row.destination, year: row.year)?.text ?? "",
        years[row.year].description, row.exports.description,
        row.isFilled ? "filled" : row.exports == .zero ? "zero" : "value",
        vintages[years[row.year]] ?? "", isInWindow(year: row.year) ? "1" : "0",
        incumbents[row.year].id,
      ]
      if definitions.swingRule != nil {
        fields.append(swing(origin: row.origin, year: row.year) == .swing ? "1" : "0")
      }
      for rule in allyRules {
        switch ally(rule, destination: row.destination, year: row.year) {
        case .ally: fields.append("1")
        case .notAlly: fields.append("0")
        case .notReported, nil: fields.append("")
        }
      }
      if definitions.reassurance != nil {
        fields.append(reassurance(destination: row.destination, year: row.year).text)
      }
      writer.append(fields)
    }
    return writer.bytes
  }
}
