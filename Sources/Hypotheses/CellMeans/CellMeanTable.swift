import Codes
import Estimation
import Panels

/// The eight cells behind a triple difference, and the identity that ties them to a regression.
///
/// The coefficient of `swing:ally:window` in the saturated Poisson model without fixed effects is the
/// signed sum of the logarithms of the eight cell means; it is estimated here beside the sum, so that
/// the identity is checked on every run. The models with fixed effects compare within pairs and years
/// and weigh the cells otherwise; the cells show what there is to compare.
public struct CellMeanTable: Sendable, Codable, Equatable {
  /// One cell.
  public struct CellMean: Sendable, Codable, Equatable {
    /// Whether its origins are swing states.
    public let swing: Bool
    /// Whether its destinations are allies.
    public let ally: Bool
    /// Whether its years lie in the window.
    public let window: Bool
    /// The rows of the panel in the cell.
    public let rows: Int
    /// The pairs of origin and destination with a row.
    public let pairs: Int
    /// The exports of all its rows, in dollars.
    public let dollars: Int64
    /// Dollars a row: a pair and year.
    public let mean: Double
  }

  /// The ally rule.
  public let allyRule: String
  /// The cells: not swing before swing, not ally before ally, outside the window before inside.
  public let cells: [CellMean]
  /// The signed sum of the logarithms of the cell means; nil where a cell is empty or without exports.
  public let tripleDifference: Double?
  /// The coefficient of the saturated Poisson model; nil where the sum is, or where it cannot be
  /// estimated.
  public let saturatedCoefficient: Double?

  /// Tabulates a panel of states.
  ///
  /// Rows whose ally status is not reported are left out, as in the models.
  ///
  /// - Parameters:
  ///   - panel: The panel.
  ///   - allyRule: The ally rule.
  public init(panel: Panel, allyRule: String) {
    self.allyRule = allyRule
    var rows = [Int](repeating: 0, count: 8)
    var sums = [Int64](repeating: 0, count: 8)
    var pairs = [Set<Int>](repeating: [], count: 8)
    var codes: [Int] = []
    var outcome: [Double] = []
    for row in panel.rows {
      let isAlly: Int
      switch panel.ally(allyRule, destination: row.destination, year: row.year) {
      case .ally: isAlly = 1
      case .notAlly: isAlly = 0
      case .notReported, nil: continue
      }
      let isSwing = panel.swing(origin: row.origin, year: row.year) == .swing ? 1 : 0
      let cell = isSwing * 4 + isAlly * 2 + (panel.isInWindow(year: row.year) ? 1 : 0)
      rows[cell] += 1
      sums[cell] += row.exports.count
      pairs[cell].insert(row.origin * panel.destinations.count + row.destination)
      codes.append(cell)
      outcome.append(Double(row.exports.count))
    }
    let indices: Range<Int> = 0..<8
    cells = indices.map { (cell: Int) -> CellMean in
      let mean = rows[cell] == 0 ? 0 : Double(sums[cell]) / Double(rows[cell])
      return CellMean(
        swing: cell & 4 != 0, ally: cell & 2 != 0, window: cell & 1 != 0, rows: rows[cell],
        pairs: pairs[cell].count, dollars: sums[cell], mean: mean)
    }
    guard cells.allSatisfy({ $0.mean > 0 }) else {
      tripleDifference = nil
      saturatedCoefficient = nil
      return
    }
    var sum = 0.0
    for (index, cell) in cells.enumerated() {
      // Cells with an odd number of flags that are off count negatively.
      let logarithm = Platform.logarithm(cell.mean)
      sum += (3 - index.nonzeroBitCount) % 2 == 1 ? -logarithm : logarithm
    }
    tripleDifference = sum
    let names = [
      "constant", "window", "ally", "ally:window", "swing", "swing:window", "swing:ally",
      "swing:ally:window",
    ]
    let terms = names.indices.map { mask in
      Term(name: names[mask], values: codes.map { $0 & mask == mask ? 1 : 0 })
    }
    // A panel with no more rows than cells has the sum and no regression.
    let fit = try? Estimation.fit(
      Model(
        outcomeName: "value_usd", outcome: outcome, terms: terms, fixedEffects: [],
        family: .poisson), variances: [], smallSample: .fixest, tolerance: 1e-10)
    saturatedCoefficient = fit?.coefficients.last { $0.term == "swing:ally:window" }?.estimate
  }
}
