import Estimation

/// How long tests by drawing take on a panel of years: exact wild bootstrap draws with their fit, and
/// randomization draws that assign swing status anew and rebuild the four terms that hold it.
struct ResamplingMeasurement: Encodable {
  let task: String
  /// The seconds of the whole: the fit and all draws of the wild bootstrap, or the draws alone.
  let seconds: Double
  /// The time of all threads together.
  let processorSeconds: Double
  let draws: Int
  let secondsPerDraw: Double
  let pValue: Double

  /// The fit of log y where y is positive, and wild draws by state for x4.
  static func wild(on panel: BenchmarkPanel, draws: Int) throws -> ResamplingMeasurement {
    let columns = try panel.columns(for: .olsUnbalanced)
    return try measured("wild bootstrap, ols_unb", draws: draws) {
      let estimated = try EstimatedModel(
        model(.olsUnbalanced, columns), tolerance: 1e-8, threads: 2)
      let states = try Factor(columns.keys[0])
      return try estimated.wildBootstrap(
        LinearRestriction([(term: "x4", factor: 1)]), clusters: [states],
        options: .init(draws: draws, seed: 1), smallSample: .fixest
      ).pValue()
    }
  }

  /// Draws that permute swing status among states within a cycle, after the fit.
  static func randomization(
    of task: FitTask, on panel: BenchmarkPanel, draws: Int
  ) throws -> ResamplingMeasurement {
    let columns = try panel.columns(for: task)
    let estimated = try EstimatedModel(model(task, columns), tolerance: 1e-8, threads: 2)
    let cycles = columns.keys[2].codes.map { (Int($0) + 5) / 4 }
    let width = (cycles.max() ?? 0) + 1
    let units = try Factor(
      name: "state^cycle",
      codes: zip(columns.keys[0].codes, cycles).map { $0 * Int32(width) + Int32($1) },
      levels: 50 * width)
    var swing = [Double](repeating: 0, count: 50 * width)
    let values = try panel.extra("swing", for: task)
    for (row, unit) in zip(columns.keys[0].codes, cycles).map({ Int($0) * width + $1 }).enumerated()
    {
      swing[unit] = values[row]
    }
    let ally = try panel.extra("ally", for: task)
    let before = try panel.extra("pre", for: task)
    let reputation = try panel.extra("rep", for: task)
    func product(_ factors: [Double]...) -> [Double] {
      ally.indices.map { row in factors.reduce(1) { $0 * $1[row] } }
    }
    let rebuilt = [
      RebuiltTerm("x1", components: ["swing"], multiplier: ally),
      RebuiltTerm("x2", components: ["swing"], multiplier: product(ally, before)),
      RebuiltTerm("x3", components: ["swing"], multiplier: product(ally, reputation)),
      RebuiltTerm("x4", components: ["swing"], multiplier: product(ally, before, reputation)),
    ]
    let strata = (0..<50 * width).map { $0 % width }
    return try measured("randomization, \(task.rawValue)", draws: draws) {
      try estimated.randomizationTest(
        of: "x4",
        components: [
          RandomizedComponent(
            name: "swing", values: swing, units: units, assignment: .permutation(strata: strata))
        ], rebuilt: rebuilt,
        options: .init(
          draws: draws, seed: 1,
          statistic: .studentized(clusters: [Factor(columns.keys[0])])),
        smallSample: .fixest
      ).pValue()
    }
  }

  private static func model(
    _ task: FitTask, _ columns: BenchmarkPanel.Columns
  ) throws -> Model {
    let parts = try columns.keys.map { try Factor($0) }
    return Model(
      outcomeName: task.outcome, outcome: columns.outcome, terms: columns.terms,
      fixedEffects: [
        try Factor.interaction("state^dest", [parts[0], parts[1]]),
        try Factor.interaction("dest^time", [parts[1], parts[2]]),
        try Factor.interaction("state^time", [parts[0], parts[2]]),
      ], family: task.family)
  }

  private static func measured(
    _ task: String, draws: Int, _ work: () throws -> Double
  ) throws -> ResamplingMeasurement {
    let clock = ContinuousClock()
    let start = clock.now
    let before = ProcessUsage.processorSeconds
    let pValue = try work()
    let duration = (clock.now - start).components
    let seconds = Double(duration.seconds) + Double(duration.attoseconds) * 1e-18
    return ResamplingMeasurement(
      task: task, seconds: seconds, processorSeconds: ProcessUsage.processorSeconds - before,
      draws: draws, secondsPerDraw: seconds / Double(draws), pValue: pValue)
  }
}

extension Factor {
  /// A part of the fixed effects as a factor.
  init(_ key: BenchmarkPanel.Key) throws {
    try self.init(name: key.name, codes: key.codes, levels: Int(key.codes.max() ?? -1) + 1)
  }
}
