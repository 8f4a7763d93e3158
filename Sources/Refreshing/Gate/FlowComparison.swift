import Codes
import Readers

/// What changed between two vintages of the same flows.
public struct FlowComparison: Sendable, Equatable {
  /// A cell: origin, destination, commodity and period.
  public struct Cell: Hashable, Sendable, Comparable {
    /// The origin.
    public let origin: PackedCode
    /// The destination.
    public let destination: PackedCode
    /// The commodity.
    public let commodity: PackedCode
    /// The period.
    public let period: TradePeriod

    init(_ flows: CensusFlows, _ row: Int) {
      origin = flows.origins[row]
      destination = flows.destinations[row]
      commodity = flows.commodities[row]
      period = flows.periods[row]
    }

    /// Orders cells by period, origin, destination and commodity.
    public static func < (left: Cell, right: Cell) -> Bool {
      (left.period, left.origin, left.destination, left.commodity)
        < (right.period, right.origin, right.destination, right.commodity)
    }
  }

  /// A cell and its two figures; nil where a vintage does not report it.
  public struct Change: Sendable, Equatable {
    /// The cell.
    public let cell: Cell
    /// The figure of the earlier vintage.
    public let before: Int64?
    /// The figure of the later vintage.
    public let after: Int64?
  }

  /// An origin's sums in a year.
  public struct Mover: Sendable, Equatable {
    /// The origin.
    public let origin: PackedCode
    /// The year.
    public let year: Int
    /// The earlier vintage's sum.
    public let before: Int64
    /// The later vintage's sum.
    public let after: Int64

    /// The change in percent of the earlier sum; nil where that is zero.
    public var percent: Double? {
      before == 0 ? nil : 100 * (Double(after) - Double(before)) / Double(before)
    }
  }

  /// The number of cells that at least one vintage reports.
  public let cells: Int
  /// The cells whose figures differ, in order.
  public let changes: [Change]
  /// The ratio of the later to the earlier figure in the middle of all cells that both report and
  /// that are not zero; nil where there are none.
  public let medianRatio: Double?

  /// Compares two vintages.
  ///
  /// Where a cell stands twice in a vintage, which the gate refuses, the later row counts. Cost: one
  /// look-up a row, and memory for a table of the earlier vintage.
  public init(before: CensusFlows, after: CensusFlows) {
    var earlier: [Cell: Int64] = [:]
    earlier.reserveCapacity(before.count)
    for row in before.rows { earlier[Cell(before, row)] = before.dollars[row] }
    var changes: [Change] = []
    var ratios: [Double] = []
    var seen = Set<Cell>(minimumCapacity: after.count)
    for row in after.rows {
      let cell = Cell(after, row)
      let amount = after.dollars[row]
      seen.insert(cell)
      let old = earlier[cell]
      if old != amount { changes.append(Change(cell: cell, before: old, after: amount)) }
      if let old, old > 0, amount > 0 { ratios.append(Double(amount) / Double(old)) }
    }
    var gone = 0
    for (cell, amount) in earlier where !seen.contains(cell) {
      changes.append(Change(cell: cell, before: amount, after: nil))
      gone += 1
    }
    cells = seen.count + gone
    self.changes = changes.sorted { $0.cell < $1.cell }
    ratios.sort()
    medianRatio = ratios.isEmpty ? nil : ratios[ratios.count / 2]
  }

  /// The origins whose yearly sums changed, the largest change in percent first.
  ///
  /// - Parameters:
  ///   - before: The earlier vintage.
  ///   - after: The later vintage.
  ///   - years: The years to sum; periods of other years are left out.
  public static func movers(
    before: CensusFlows, after: CensusFlows, years: ClosedRange<Int>
  ) -> [Mover] {
    struct Key: Hashable {
      let origin: PackedCode
      let year: Int
    }
    var sums: [Key: (Int64, Int64)] = [:]
    for row in before.rows where years.contains(before.periods[row].year) {
      sums[
        Key(origin: before.origins[row], year: before.periods[row].year), default: (0, 0)
      ].0.add(before.dollars[row])
    }
    for row in after.rows where years.contains(after.periods[row].year) {
      sums[
        Key(origin: after.origins[row], year: after.periods[row].year), default: (0, 0)
      ].1.add(after.dollars[row])
    }
    return sums.filter { $0.value.0 != $0.value.1 }.map {
      Mover(origin: $0.key.origin, year: $0.key.year, before: $0.value.0, after: $0.value.1)
    }.sorted { left, right in
      let first = abs(left.percent ?? .infinity)
      let second = abs(right.percent ?? .infinity)
      return first == second
        ? (left.year, left.origin) < (right.year, right.origin) : first > second
    }
  }
}

extension Int64 {
  /// Adds an amount and stops at the limits of 64 bits, which figures not yet accepted may reach.
  fileprivate mutating func add(_ amount: Int64) {
    let (sum, overflow) = addingReportingOverflow(amount)
    self = overflow ? (amount > 0 ? .max : .min) : sum
  }
}
