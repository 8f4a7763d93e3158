/// An estimator of the registered models.
public enum Estimator: String, Sendable, Hashable, Codable {
  /// Poisson pseudo-maximum likelihood on dollars (Santos Silva & Tenreyro 2006).
  case ppml
  /// Least squares on the logarithm of positive dollars.
  case logLeastSquares = "log-ols"
  /// Least squares on the outcome as it is.
  case leastSquares = "ols"

  /// Whether coefficients are differences of logarithms, and not of the outcome as it is.
  public var isInLogs: Bool { self != .leastSquares }

  /// The estimator in words.
  public var title: String {
    switch self {
    case .ppml: "Poisson pseudo-maximum likelihood on dollars"
    case .logLeastSquares: "least squares on log dollars, positive flows only"
    case .leastSquares: "least squares on the outcome as it is"
    }
  }
}

/// Errors free to depend on each other within clusters of some dimensions.
public struct Clustering: Sendable, Hashable {
  /// Each entry is one way of clustering: the fixed-effect-like combination of dimensions.
  public let ways: [FixedEffectSpecification]

  /// Creates a clustering.
  public init(_ ways: FixedEffectSpecification...) { self.ways = ways }

  /// The ways joined by a plus, such as `origin + destination`.
  public var name: String { ways.map(\.name).joined(separator: " + ") }

  /// Two-way by origin and destination.
  public static let originAndDestination = Clustering(.init(.origin), .init(.destination))
  /// By pair of origin and destination.
  public static let pair = Clustering(.init(.origin, .destination))
  /// By origin.
  public static let origin = Clustering(.init(.origin))
  /// By destination.
  public static let destination = Clustering(.init(.destination))
}

/// One model: an outcome explained by terms and fixed effects.
public struct ModelSpecification: Sendable, Hashable {
  /// The model's identifier inside its analysis, such as `pooled`.
  public let id: String
  /// The estimator.
  public let estimator: Estimator
  /// The ally rule.
  public let allyRule: String
  /// The regressors.
  public let terms: [TermSpecification]
  /// The fixed effects.
  public let fixedEffects: [FixedEffectSpecification]
  /// The variances, each printed beside the others.
  public let clusterings: [Clustering]
  /// The sentence that the model tests, where it is another than that of its analysis.
  public let question: String?
  /// Differences between coefficients that answer the question.
  public let contrasts: [ContrastSpecification]

  /// Creates a model.
  public init(
    id: String, estimator: Estimator, allyRule: String, terms: [TermSpecification],
    fixedEffects: [FixedEffectSpecification], clusterings: [Clustering], question: String? = nil,
    contrasts: [ContrastSpecification] = []
  ) {
    self.id = id
    self.estimator = estimator
    self.allyRule = allyRule
    self.terms = terms
    self.fixedEffects = fixedEffects
    self.clusterings = clusterings
    self.question = question
    self.contrasts = contrasts
  }

  /// Whether a term has the reassurance or the reputation of an ally in it.
  var usesReassurance: Bool {
    terms.contains {
      $0.components.contains(.reassurance) || $0.components.contains(.allyReputation)
    }
  }

  /// The lower-order products of the terms' components that are not terms themselves.
  ///
  /// Each must be absorbed by a fixed effect, or the interaction would pick up its effect; products
  /// of a single incumbent's flag are left out, for they repeat those of the window.
  public var lowerOrderProducts: [TermSpecification] {
    var products: [Set<String>: TermSpecification] = [:]
    for term in terms {
      let components = term.components.filter {
        if case .incumbent = $0 { false } else { true }
      }
      for mask in 1..<(1 << components.count) {
        let chosen = components.indices.filter { mask & (1 << $0) != 0 }.map { components[$0] }
        let product = TermSpecification(components: chosen)
        products[Set(chosen.map(\.name))] = product
      }
    }
    let own = Set(terms.map { Set($0.components.map(\.name)) })
    let byIncumbent = Set(
      terms.map { term in
        Set(
          term.components.compactMap { component -> String? in
            if case .incumbent = component { nil } else { component.name }
          })
      })
    return products.filter { !own.contains($0.key) && !byIncumbent.contains($0.key) }
      .map(\.value)
      .sorted { ($0.components.count, $0.name) < ($1.components.count, $1.name) }
  }
}

extension TermSpecification {
  init(components: [Component]) { self.components = components }
}
