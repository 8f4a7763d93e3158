/// A panel as a table: axes, columns kept once for what they vary over, and which cells are rows.
public struct PanelTable: Sendable {
  /// The axes.
  public let axes: PanelAxes
  /// The columns in the order of the header.
  public let columns: [PanelColumn]
  /// For each cell whether it is a row; nil where all are.
  let isRow: [Bool]?
  /// The number of rows.
  public let rowCount: Int

  /// Creates a table.
  ///
  /// - Parameters:
  ///   - axes: The axes.
  ///   - columns: The columns, each with as many values as its scope has.
  ///   - isRow: For each cell whether it is a row; nil where all are.
  public init(axes: PanelAxes, columns: [PanelColumn], isRow: [Bool]?) {
    self.axes = axes
    self.columns = columns
    self.isRow = isRow
    rowCount = isRow.map { $0.count { $0 } } ?? axes.cellCount
  }

  /// The names of the columns that together name a row.
  public var key: [String] {
    ["state_fips", "schedule_c", "commodity", "year"]
      + (axes.periods.first?.length == .month ? ["month"] : [])
  }

  /// The column of a name.
  public func column(_ name: String) -> PanelColumn? { columns.first { $0.name == name } }

  /// Calls a closure for every row with its indices on the axes and its number as a cell.
  @inline(__always)
  func forEachRow(
    _ body: (_ origin: Int, _ destination: Int, _ commodity: Int, _ period: Int, _ cell: Int)
      throws -> Void
  ) rethrows {
    var cell = 0
    for origin in axes.origins.indices {
      for destination in axes.destinations.indices {
        for commodity in axes.commodities.indices {
          for period in axes.periods.indices {
            if isRow.map({ $0[cell] }) ?? true {
              try body(origin, destination, commodity, period, cell)
            }
            cell += 1
          }
        }
      }
    }
  }
}
