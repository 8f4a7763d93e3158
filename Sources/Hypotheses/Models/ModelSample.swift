import Codes
import Estimation
import Panels

/// The rows of a data set that a model can use, as columns for the estimator.
struct ModelSample: Sendable {
  let outcome: [Double]
  let terms: [Term]
  let dropped: [ModelResult.Drop]
  let rows: [SampleRow]
  let sizes: [Dimension: Int]
  /// The columns of the components of the terms.
  let columns: [Component: ComponentColumn]

  /// Selects rows and multiplies out the terms.
  ///
  /// A row whose ally status, an ally's reassurance or another component is not reported is left out
  /// and counted by reason; so is a flow of zero where the outcome is a logarithm.
  init(data: some ModelData, model: ModelSpecification, terms order: [TermSpecification]) {
    let components = Set(model.terms.flatMap(\.components))
    let partialMeasure = [Component.allyReputation, .reassurance].first(where: components.contains)
    let columns = Dictionary(
      uniqueKeysWithValues: components.map {
        ($0, data.column($0, allyRule: model.allyRule))
      })
    let sizes = data.sizes
    // Only what may be missing is looked at row by row.
    let partial = columns.filter { $0.value.values.contains { $0.isNaN } }
      .sorted { $0.key.name < $1.key.name }
    var reasons: [String: Int] = [:]
    var rows: [SampleRow] = []
    var outcomes: [Double] = []
    let cells = data.cells
    rows.reserveCapacity(cells.count)
    outcomes.reserveCapacity(cells.count)
    for (row, outcome) in cells {
      if let reason = data.exclusion(
        of: row, allyRule: model.allyRule, partial: partialMeasure)
      {
        reasons[reason, default: 0] += 1
        continue
      }
      if let missing = partial.first(where: {
        $0.value.values[$0.value.place(of: row)].isNaN
      }) {
        reasons["\(missing.key.name) not reported", default: 0] += 1
        continue
      }
      if model.estimator == .logLeastSquares, outcome <= 0 {
        reasons["no positive flow, so no logarithm", default: 0] += 1
        continue
      }
      rows.append(row)
      outcomes.append(outcome)
    }
    self.rows = rows
    self.sizes = sizes
    self.columns = columns
    dropped = reasons.sorted { $0.key < $1.key }.map { .init(reason: $0.key, rows: $0.value) }
    outcome =
      model.estimator == .logLeastSquares ? outcomes.map { Platform.logarithm($0) } : outcomes
    terms = order.map { term in
      Term(
        name: term.name,
        values: Self.product(of: term.components, columns: columns, rows: rows))
    }
  }

  /// The product of components in each row.
  private static func product(
    of components: [Component], columns: [Component: ComponentColumn], rows: [SampleRow]
  ) -> [Double] {
    var product = [Double](repeating: 1, count: rows.count)
    for component in components {
      guard let column = columns[component] else { continue }
      for (position, row) in rows.enumerated() where product[position] != 0 {
        product[position] *= column.values[column.place(of: row)]
      }
    }
    return product
  }

  /// The product of components in each row of the sample.
  func product(of components: [Component]) -> [Double] {
    Self.product(of: components, columns: columns, rows: rows)
  }

  /// The levels of a combination of dimensions, numbered densely in the order of their values.
  func factor(_ specification: FixedEffectSpecification) -> Factor {
    let dimensions = specification.dimensions.sorted()
    return Factor(
      name: specification.name, values: rows.map { $0.index(dimensions, sizes: sizes) })
  }

  /// The units over which a component varies, one level each, also those without a row.
  func units(of component: Component) throws(EstimationError) -> Factor {
    guard let column = columns[component] else {
      return Factor(name: component.name, values: rows.map { _ in 0 })
    }
    return try Factor(
      name: component.name,
      codes: rows.map { Int32(column.place(of: $0)) },
      levels: column.values.count)
  }
}
