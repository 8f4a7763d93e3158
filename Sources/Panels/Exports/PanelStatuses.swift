import Codes

/// What the column `exports_status` of a panel says of the amounts beside it, so that a panel that is a
/// source again is the same panel: a zero that was filled in is an absent pair once more.
struct PanelStatuses {
  /// The name of the column.
  static let column = StandardColumns.status.name
  static let filled = "filled"
  private static let withAmount: Set = ["", "reported", "reported_in_part"]
  private static let withoutAmount: Set = ["", "not_reported", "not_covered"]

  /// Whether each row is a figure and no filled zero.
  private(set) var isFigure: [Bool]
  /// Whether each row is a sum in part; empty where none is.
  private(set) var isInPart: [Bool] = []

  /// Reads the statuses of rows, and says in the amounts of which rows the source does not speak.
  ///
  /// - Parameters:
  ///   - cells: For each row the index of its text, or less than 0 for an empty cell.
  ///   - amounts: The amounts as ``ExportPart/dollars`` has them.
  ///   - fault: Makes an error that names the row.
  /// - Throws: `DataError` naming the row: a word that is no status, or one that contradicts the amount.
  init(
    _ cells: (indices: [Int32], labels: [String]), amounts: inout [Int64],
    fault: (Int, String, String) -> DataError
  ) throws {
    isFigure = [Bool](repeating: true, count: amounts.count)
    for (row, index) in cells.indices.enumerated() where index >= 0 {
      let status = cells.labels[Int(index)]
      let amount = amounts[row]
      let fits =
        switch status {
        case "zero": amount == 0
        case Self.filled: amount == 0
        case _ where Self.withAmount.contains(status): amount >= 0
        case _ where Self.withoutAmount.contains(status): amount < 0
        default:
          throw fault(
            row, "'\(status)' is no status of exports",
            "write one of reported, zero, filled, not_reported, not_covered and reported_in_part, or "
              + "give the column another name")
        }
      guard fits else {
        throw fault(
          row, "the status is '\(status)', and the amount is \(amount < 0 ? "none" : "\(amount)")",
          "correct one of the two")
      }
      switch status {
      case Self.filled: isFigure[row] = false
      case "not_covered": amounts[row] = ExportPart.notCovered
      case "reported_in_part":
        if isInPart.isEmpty { isInPart = [Bool](repeating: false, count: amounts.count) }
        isInPart[row] = true
      default: break
      }
    }
  }
}

extension ExportPart.Codes {
  /// The column with the figures of some rows alone; its texts stay.
  func keeping(_ rows: [Int]) -> Self { Self(texts: texts, indices: rows.map { indices[$0] }) }
}
