import Codes
import Panels

/// The values of one component over the dimensions over which it varies.
///
/// Kept apart from the rows, so that a test can assign them anew and rebuild the products.
struct ComponentColumn: Sendable {
  /// The dimensions in order.
  let dimensions: [Dimension]
  /// One value for each combination of levels, the last dimension fastest; NaN where not reported.
  let values: [Double]
  private let lengths: [Int]

  /// Puts values together over the levels of dimensions.
  init(_ component: Component, sizes: [Dimension: Int], value: ([Int]) -> Double?) {
    dimensions = component.dimensions.sorted()
    let lengths = dimensions.map { sizes[$0] ?? 1 }
    self.lengths = lengths
    var values: [Double] = []
    values.reserveCapacity(lengths.reduce(1, *))
    func fill(_ indices: [Int]) {
      guard indices.count < lengths.count else {
        values.append(value(indices) ?? .nan)
        return
      }
      for index in 0..<lengths[indices.count] { fill(indices + [index]) }
    }
    fill([])
    self.values = values
  }

  /// Where a row's value stands.
  func place(of row: SampleRow) -> Int {
    var place = 0
    for position in dimensions.indices {
      place = place * lengths[position] + row.index(dimensions[position])
    }
    return place
  }
}

/// A row of a sample by the indices of its levels; a dimension that the data lack has index 0.
struct SampleRow: Hashable, Sendable {
  let origin: Int
  let destination: Int
  let year: Int
  var good = 0

  /// The index in a dimension.
  func index(_ dimension: Dimension) -> Int {
    switch dimension {
    case .origin: origin
    case .destination: destination
    case .year: year
    case .good: good
    }
  }

  /// The index of the row's combination of levels, the last dimension fastest.
  func index(_ dimensions: [Dimension], sizes: [Dimension: Int]) -> Int {
    dimensions.reduce(0) { $0 * (sizes[$1] ?? 1) + index($1) }
  }
}

/// What a model can be estimated on: rows, their outcomes and the components of any term.
protocol ModelData: Sendable {
  /// The rows, with the outcome of each; NaN where it is missing.
  var cells: [(row: SampleRow, outcome: Double)] { get }
  /// The number of levels of each dimension.
  var sizes: [Dimension: Int] { get }
  /// The column of a component under an ally rule.
  func column(_ component: Component, allyRule: String) -> ComponentColumn
  /// Why a row has no place in a model under an ally rule; nil where it has one.
  func exclusion(of row: SampleRow, allyRule: String, partial: Component?) -> String?
}

/// Data of any kind.
struct AnyModelData: ModelData {
  private let base: any ModelData

  init(_ base: any ModelData) { self.base = base }

  var cells: [(row: SampleRow, outcome: Double)] { base.cells }
  var sizes: [Dimension: Int] { base.sizes }

  func column(_ component: Component, allyRule: String) -> ComponentColumn {
    base.column(component, allyRule: allyRule)
  }

  func exclusion(of row: SampleRow, allyRule: String, partial: Component?) -> String? {
    base.exclusion(of: row, allyRule: allyRule, partial: partial)
  }
}
