import Codes
import Estimation
import Panels

extension AnalysisSpecification {
  /// Tests the pooled bump, or its relation to reputation, by assigning one component anew and building
  /// its products again.
  ///
  /// - Parameters:
  ///   - options: The component, the statistic, draws and seed.
  ///   - estimator: The estimator; nil for that of the analysis' first model.
  ///   - data: The built-in data.
  /// - Throws: `DataError` of kind `permutationOptions` where the analysis has no such component or
  ///   estimator, or it can be assigned in one way only; those of the panel and the model.
  public func permutation(
    _ options: PermutationOptions, estimator: Estimator? = nil, data: BuiltInData
  ) throws -> PermutationResult {
    if options.component == .incumbents {
      return try incumbents(options, estimator: estimator, data: data)
    }
    guard
      let model = models.first(where: {
        !$0.isByIncumbent && $0.estimator == estimator ?? $0.estimator
      })
    else { throw lacks("pooled model by \(estimator?.rawValue ?? "its estimator")") }
    let panel = try self.panel(from: data).panel
    let prepared = try PreparedModel(
      model, on: PanelComponents(panel: panel, tables: nil), analysis: id)
    let component: Component =
      switch options.component {
      case .swingWithinCycle, .swingByRegion: .swing
      case .allies: .ally
      case .calendar, .incumbents: .window
      }
    guard
      let bump = model.bumps.first(where: {
        $0.components.contains(component) && prepared.estimated.names.contains($0.name)
      })
    else { throw lacks("estimated bump with the component \(component.name)") }
    let dimension =
      (component == .ally ? model.clusterDimensions.last : model.clusterDimensions.first)
      ?? .destination
    let cluster = component == .swing ? Dimension.origin : dimension
    let methods = AssignmentMethods(
      prepared: prepared, panel: panel, isByRegion: options.component == .swingByRegion)
    do {
      guard let randomized = try methods.randomized(component) else {
        throw lacks("component \(component.name)")
      }
      let test = try prepared.estimated.randomizationTest(
        of: bump.name, components: [randomized], rebuilt: methods.rebuilt(component),
        options: .init(
          draws: options.draws, seed: options.seed,
          statistic: options.statistic == .coefficient
            ? .coefficient
            : .studentized(clusters: [prepared.factor(FixedEffectSpecification(cluster))])),
        smallSample: .fixest)
      return PermutationResult(
        analysis: id, model: model.id, estimator: model.estimator, swingRule: swingRule,
        allyRule: model.allyRule, term: bump.name, options: options, estimate: test.estimate,
        statistic: test.statistic, distribution: test.statistics, pValue: test.pValue(),
        simulationError: test.pValueError(), smallestAttainableP: test.smallestAttainable,
        isExact: test.isExact,
        distinctAssignments: test.distinctAssignments.isFinite ? test.distinctAssignments : nil,
        undefinedDraws: test.undefinedDraws,
        note: (options.statistic == .studentized
          ? "studentized by \(cluster.rawValue)" : "coefficient")
          + (model.estimator == .ppml
            ? ", one Newton step from the estimate without the terms" : ""))
    } catch let error as EstimationError {
      throw DataError(
        .permutationOptions,
        "\(id) cannot be tested by \(options.component.rawValue): \(error.message)",
        hint: error.hint)
    }
  }

  private func lacks(_ what: String) -> DataError {
    DataError(
      .permutationOptions, "\(id) has no \(what)",
      hint: "use another component, estimator or analysis")
  }

  /// Over all orders of the incumbents: the slope of their bumps on their ranks.
  private func incumbents(
    _ options: PermutationOptions, estimator: Estimator?, data: BuiltInData
  ) throws -> PermutationResult {
    let result = try run(on: data)
    guard
      let relation = result.reputations.first(where: {
        $0.estimator == estimator ?? $0.estimator
      })
    else { throw lacks("bumps of two incumbents whose reputation is ranked") }
    let slopes = relation.rerankings.map(\.slope)
    return PermutationResult(
      analysis: id, model: relation.model, estimator: relation.estimator, swingRule: swingRule,
      allyRule: relation.allyRule, term: "slope of the bumps on reputation",
      // A slope over few incumbents has no standard error of its own.
      options: try PermutationOptions(
        component: .incumbents, statistic: .coefficient, draws: options.draws, seed: options.seed),
      estimate: relation.slope, statistic: relation.slope, distribution: slopes,
      pValue: relation.oneSidedP, simulationError: 0,
      smallestAttainableP: relation.smallestAttainableP, isExact: true,
      distinctAssignments: Double(slopes.count), undefinedDraws: 0,
      note: "one-sided, over all orders of "
        + relation.points.map(\.incumbent).joined(separator: ", ") + "; scale \(relation.scale)")
  }
}
