import Codes
import Elections
import Estimation
import Panels

/// The rows of a panel that a model can use, as columns for the estimator.
struct ModelSample {
  let outcome: [Double]
  let terms: [Term]
  let dropped: [ModelResult.Drop]
  private let rows: [Panel.Row]
  private let sizes: [Dimension: Int]

  /// Selects rows and multiplies out the terms.
  ///
  /// A row whose ally status, or an ally's reassurance, is not reported is left out and counted by
  /// reason; so is a flow of zero where the outcome is a logarithm.
  init(panel: Panel, model: ModelSpecification, terms order: [TermSpecification]) {
    let usesReassurance = model.usesReassurance
    let missing =
      model.terms.contains { $0.components.contains(.reputation) } ? "reputation" : "reassurance"
    var reasons: [String: Int] = [:]
    var rows: [Panel.Row] = []
    rows.reserveCapacity(panel.rows.count)
    for row in panel.rows {
      switch panel.ally(model.allyRule, destination: row.destination, year: row.year) {
      case .notReported(let reason):
        reasons["ally not reported: \(reason)", default: 0] += 1
        continue
      case nil:
        reasons["ally rule not in the panel", default: 0] += 1
        continue
      case .ally, .notAlly: break
      }
      if usesReassurance,
        panel.reassurance(destination: row.destination, year: row.year) == .notReported
      {
        reasons["\(missing) of an ally not reported", default: 0] += 1
        continue
      }
      if model.estimator == .logLeastSquares, row.exports == .zero {
        reasons["no positive flow, so no logarithm", default: 0] += 1
        continue
      }
      rows.append(row)
    }
    self.rows = rows
    dropped = reasons.sorted { $0.key < $1.key }.map { .init(reason: $0.key, rows: $0.value) }
    sizes = [
      .origin: panel.origins.count, .destination: panel.destinations.count,
      .year: panel.years.count,
    ]
    outcome = rows.map { row in
      let dollars = Double(row.exports.count)
      return model.estimator == .ppml ? dollars : Platform.logarithm(dollars)
    }
    terms = order.map { term in
      Term(
        name: term.name,
        values: rows.map { row in
          term.components.reduce(1.0) { product, component in
            product == 0
              ? 0 : product * Self.value(component, row: row, panel: panel, rule: model.allyRule)
          }
        })
    }
  }

  private static func value(
    _ component: Component, row: Panel.Row, panel: Panel, rule: String
  ) -> Double {
    switch component {
    case .swing: panel.swing(origin: row.origin, year: row.year) == .swing ? 1 : 0
    case .ally: panel.ally(rule, destination: row.destination, year: row.year) == .ally ? 1 : 0
    case .window: panel.isInWindow(year: row.year) ? 1 : 0
    case .incumbent(let id): panel.incumbents[row.year].id == id ? 1 : 0
    case .reassurance, .reputation:
      switch panel.reassurance(destination: row.destination, year: row.year) {
      case .statements(let count): Platform.logarithmOfOnePlus(Double(count))
      case .figure(_, let value): value
      case .notAnAlly, .notReported: 0
      }
    }
  }

  /// The levels of a combination of dimensions, numbered densely in the order of first use.
  func factor(_ specification: FixedEffectSpecification) -> Factor {
    let dimensions = specification.dimensions.sorted()
    let keys = rows.map { row in
      dimensions.reduce(0) { key, dimension in
        let index =
          switch dimension {
          case .origin: row.origin
          case .destination: row.destination
          case .year: row.year
          }
        return key * (sizes[dimension] ?? 0) + index
      }
    }
    return Factor(name: specification.name, values: keys)
  }
}
