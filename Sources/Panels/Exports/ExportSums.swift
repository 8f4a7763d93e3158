import Codes

/// Sums cells over the codes of a commodity and the months of a year.
struct ExportSums {
  let pairs: Int
  let choices: [CommodityChoice]
  let components: [String]
  let span: ExportSpan
  /// The sums in which a part without a row was passed over.
  private(set) var withAbsentParts = 0
  /// Whether each cell is such a sum; empty where none is.
  private(set) var isInPart: [Bool] = []

  init(pairs: Int, choices: [CommodityChoice], components: [String], span: ExportSpan) {
    self.pairs = pairs
    self.choices = choices
    self.components = components
    self.span = span
  }

  /// The cells of the panel from those of the source.
  ///
  /// A sum has a figure if one of its parts has; parts without a row add nothing and are counted. A
  /// part that is kept back keeps back the sum, for the reason of the first such part. A period that
  /// the source does not hold whole is outside its coverage.
  ///
  /// - Parameter areInPart: Whether each cell is itself a sum in part; empty where none is.
  mutating func summed(_ cells: [Int64], _ areInPart: [Bool]) -> [Int64] {
    let steps = span.sourcePeriods.count
    let periods = span.periods.count
    var amounts: [Int64]
    if choices.allSatisfy({ $0.codes.count == 1 }), choices.count == components.count,
      steps == periods
    {
      amounts = cells
      isInPart = areInPart
    } else {
      amounts = [Int64](repeating: ExportGrid.absent, count: pairs * choices.count * periods)
      let members = choices.map { $0.codes.compactMap { components.firstIndex(of: $0) } }
      var parts = [Int32](repeating: 0, count: periods)
      var size = [Int32](repeating: 0, count: periods)
      for pair in 0..<pairs {
        for (choice, members) in members.enumerated() {
          let start = (pair * choices.count + choice) * periods
          for period in 0..<periods {
            parts[period] = 0
            size[period] = 0
          }
          for member in members {
            let from = (pair * components.count + member) * steps
            for step in 0..<steps {
              let target = span.target[step]
              size[target] += 1
              let amount = cells[from + step]
              if amount == ExportGrid.absent { continue }
              parts[target] += 1
              let sum = amounts[start + target]
              if sum == ExportGrid.absent {
                amounts[start + target] = amount
              } else if sum >= 0 {
                amounts[start + target] = amount < 0 ? amount : sum + amount
              }
              if !areInPart.isEmpty, areInPart[from + step] {
                markInPart(start + target, of: amounts.count)
              }
            }
          }
          for period in 0..<periods where parts[period] > 0 && parts[period] < size[period] {
            withAbsentParts += 1
            markInPart(start + period, of: amounts.count)
          }
        }
      }
    }
    for period in 0..<periods where !span.isHeld[period] {
      for row in 0..<pairs * choices.count { amounts[row * periods + period] = ExportGrid.outside }
    }
    return amounts
  }

  private mutating func markInPart(_ cell: Int, of count: Int) {
    if isInPart.isEmpty { isInPart = [Bool](repeating: false, count: count) }
    isInPart[cell] = true
  }
}
