/// What changed between two vintages of exports.
///
/// A cell is a commodity, period, state and destination. Cells that only one vintage has are
/// counted apart: they are not changes from or to zero.
public struct RevisionDiff: Equatable, Sendable {
  /// The sum of a group of cells in both vintages.
  public struct Total: Hashable, Sendable {
    /// What the cells have in common, such as a state and a year.
    public let group: [String]
    /// The sum before, in dollars; 0 when no cell was there.
    public internal(set) var before: Int64
    /// The sum after, in dollars; 0 when no cell is there.
    public internal(set) var after: Int64

    /// The difference, in dollars.
    public var change: Int64 { after - before }
    /// The difference as a percentage of the sum before; nil when that is 0.
    public var percent: Double? {
      before == 0 ? nil : 100 * Double(change) / Double(before)
    }
  }

  /// A cell whose value changed.
  public struct Cell: Hashable, Sendable {
    /// The code of the commodity, empty for all goods.
    public let commodity: String
    /// The year or month.
    public let period: Period
    /// The postal code of the state.
    public let state: String
    /// The Schedule C code of the destination.
    public let destination: String
    /// The value before, in dollars; nil when the cell was not there.
    public let before: Int64?
    /// The value after, in dollars; nil when the cell is not there.
    public let after: Int64?

    /// The difference, in dollars, an absent cell counted as 0 here alone, to rank movers.
    public var change: Int64 { (after ?? 0) - (before ?? 0) }
  }

  /// How many cells both vintages have with the same value.
  public private(set) var unchanged = 0
  /// How many cells both vintages have with different values.
  public private(set) var changed = 0
  /// How many cells only the later vintage has.
  public private(set) var added = 0
  /// How many cells only the earlier vintage has.
  public private(set) var removed = 0
  /// The cells that moved by most dollars, the largest movement first.
  public private(set) var topMovers: [Cell] = []
  /// Sums by year.
  public private(set) var byYear: [Total] = []
  /// Sums by state and year.
  public private(set) var byStateYear: [Total] = []
  /// Sums by destination and year.
  public private(set) var byDestinationYear: [Total] = []

  /// Whether the vintages are the same.
  public var isEmpty: Bool { changed == 0 && added == 0 && removed == 0 }

  /// The share of cells in both vintages that changed, in percent; nil when they share none.
  public var percentChanged: Double? {
    let shared = unchanged + changed
    return shared == 0 ? nil : 100 * Double(changed) / Double(shared)
  }

  /// Compares two vintages; costs one pass over both.
  ///
  /// Compare only years that both are about: what one does not cover comes out as removed or
  /// added.
  ///
  /// - Parameters:
  ///   - before: The rows of the earlier vintage.
  ///   - after: The rows of the later one.
  ///   - movers: How many of the cells that moved most to list.
  public init(from before: ExportColumns, to after: ExportColumns, movers: Int = 20) {
    let cells = SharedCells(before, after)
    var totals = YearTotals(cells)
    var moved: [Cell] = []
    var (left, right) = (0, 0)
    while left < before.count || right < after.count {
      let leftKey = left < before.count ? cells.before[left] : .max
      let rightKey = right < after.count ? cells.after[right] : .max
      let key = min(leftKey, rightKey)
      var (old, new): (Int64?, Int64?) = (nil, nil)
      if leftKey == key {
        old = before.dollars[left]
        left += 1
      }
      if rightKey == key {
        new = after.dollars[right]
        right += 1
      }
      totals.add(key, old ?? 0, new ?? 0)
      if old == new {
        unchanged += 1
        continue
      }
      if old == nil { added += 1 } else if new == nil { removed += 1 } else { changed += 1 }
      moved.append(cells.cell(key, old, new))
      if moved.count >= 64 * (movers + 1) { Self.keepLargest(&moved, movers) }
    }
    Self.keepLargest(&moved, movers)
    topMovers = moved
    byYear = totals.byYear
    byStateYear = totals.byStateYear
    byDestinationYear = totals.byDestinationYear
  }

  private static func keepLargest(_ cells: inout [Cell], _ count: Int) {
    func name(_ cell: Cell) -> (String, String, String, Period) {
      (cell.state, cell.destination, cell.commodity, cell.period)
    }
    cells.sort {
      let (one, other) = ($0.change.magnitude, $1.change.magnitude)
      return one == other ? name($0) < name($1) : one > other
    }
    cells.removeLast(max(0, cells.count - count))
  }
}
