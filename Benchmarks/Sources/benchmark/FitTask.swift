import Estimation

/// The three regressions that are timed, on x1 to x6 with fixed effects for state and destination,
/// destination and time, state and time, and errors clustered by state and by destination.
enum FitTask: String, CaseIterable {
  /// The logarithm of y where y is positive: a lattice with holes.
  case olsUnbalanced = "ols_unb"
  /// log(1 + y) on every cell.
  case olsBalanced = "ols_bal"
  /// y on every cell by Poisson pseudo-maximum likelihood.
  case ppml

  /// The column to explain.
  var outcome: String {
    switch self {
    case .olsUnbalanced: "ly"
    case .olsBalanced: "l1p"
    case .ppml: "y"
    }
  }

  /// How the mean depends on the regressors.
  var family: Model.Family { self == .ppml ? .poisson : .gaussian }
}

/// One fit: how long it took and what it gave.
struct FitMeasurement: Encodable {
  let task: String
  let seconds: Double
  /// The time of all threads together.
  let processorSeconds: Double
  let coefficients: [Double]
  let standardErrors: [Double]
  let observations: Int
  let iterations: Int
  /// The largest memory of the process so far.
  let peakMegabytes: Double

  /// Fits a task; what is timed begins with columns in memory and ends with standard errors.
  init(_ task: FitTask, on panel: BenchmarkPanel, tolerance: Double) throws {
    let columns = try panel.columns(for: task)
    let clock = ContinuousClock()
    let start = clock.now
    let before = ProcessUsage.processorSeconds
    let parts = try columns.keys.map {
      try Factor(name: $0.name, codes: $0.codes, levels: Int($0.codes.max() ?? -1) + 1)
    }
    let (state, destination, time) = (parts[0], parts[1], parts[2])
    let model = Model(
      outcomeName: task.outcome, outcome: columns.outcome, terms: columns.terms,
      fixedEffects: [
        try Factor.interaction("state^dest", [state, destination]),
        try Factor.interaction("dest^time", [destination, time]),
        try Factor.interaction("state^time", [state, time]),
      ], family: task.family)
    let result = try fit(
      model, variances: [.clustered([state, destination])], smallSample: .fixest,
      tolerance: tolerance)
    let duration = (clock.now - start).components
    self.task = task.rawValue
    seconds = Double(duration.seconds) + Double(duration.attoseconds) * 1e-18
    processorSeconds = ProcessUsage.processorSeconds - before
    coefficients = result.coefficients.map(\.estimate)
    standardErrors = result.variances[0].table.map(\.standardError)
    observations = result.observations
    iterations = result.iterations
    peakMegabytes = ProcessUsage.peakMegabytes
  }
}
