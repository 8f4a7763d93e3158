/// Everything that is chosen when models are estimated: what `swingport fit` is told, in one value.
///
/// Nothing scientific is left to a default: family and variances are always named, the small-sample
/// convention, the tolerance and the level are stated here and printed with every result.
public struct FitSpecification: Sendable, Equatable {
  /// The formula, which may stand for several models.
  public var formula: Formula
  /// Poisson or least squares.
  public var family: Model.Family
  /// The variances in the order in which they are printed; at least one.
  public var variances: [VarianceSpecification]
  /// The small-sample convention by its name.
  public var smallSample: SmallSampleName
  /// The column of the weights, or nil.
  public var weights: String?
  /// The column of the offset, or nil.
  public var offset: String?
  /// The columns that identify the rows of a panel, or nil.
  public var panel: PanelIdentifiers?
  /// The restriction of the sample, or nil.
  public var restriction: String?
  /// The tolerance of the coefficients.
  public var tolerance: Double
  /// The level of the intervals in percent.
  public var level: Double

  /// Combinations of coefficients to estimate and test, such as `x1 + x2`.
  public var combinations: [LinearRestriction] = []
  /// Sets of restrictions to test jointly, such as `x1 = 0, x2 = 0`.
  public var jointTests: [[LinearRestriction]] = []
  /// Origin, destination and time, if the incidental-parameter bias is to be taken out.
  public var debiasing: [CombinedColumns]?
  /// Bootstraps of every coefficient.
  public var bootstraps: [BootstrapSpecification] = []

  /// The tolerance used unless another is named; it is printed with the results.
  public static let usualTolerance = 1e-10
  /// The level of the intervals used unless another is named; it is printed with the results.
  public static let usualLevel = 95.0

  /// States every choice.
  ///
  /// Throws `formula.specification` if there is no variance, if one is asked for twice, if the level
  /// is not between 1 and 99.99, or if the formula has lags and there is no panel.
  public init(
    formula: Formula, family: Model.Family, variances: [VarianceSpecification],
    smallSample: SmallSampleName, weights: String? = nil, offset: String? = nil,
    panel: PanelIdentifiers? = nil, restriction: String? = nil,
    tolerance: Double = usualTolerance, level: Double = usualLevel
  ) throws(FormulaError) {
    if variances.isEmpty {
      throw FormulaError(
        .specification, "no variance is named",
        hint: "choose one: \(VarianceSpecification.examples.joined(separator: " | "))")
    }
    if Set(variances).count < variances.count {
      throw FormulaError(
        .specification, "a variance is asked for twice", hint: "name each variance once")
    }
    if !(1...99.99).contains(level) {
      throw FormulaError(
        .specification, "a level of \(level) % is no level of an interval",
        hint: "write a number between 1 and 99.99, such as 95")
    }
    if !(1e-13...1e-4).contains(tolerance) {
      throw FormulaError(
        .specification, "a tolerance of \(tolerance) cannot be met",
        hint: "write a number between 1e-13 and 1e-4, such as 1e-10")
    }
    if panel == nil, formula.models.contains(where: \.usesPanel) {
      throw FormulaError(
        .specification, "the formula has lags or differences, and no panel is named",
        hint: "name the columns of unit and period, such as --panel pair,year")
    }
    if let restriction { _ = try ColumnExpression(parsing: restriction) }
    self.formula = formula
    self.family = family
    self.variances = variances
    self.smallSample = smallSample
    self.weights = weights
    self.offset = offset
    self.panel = panel
    self.restriction = restriction
    self.tolerance = tolerance
    self.level = level
  }

  /// The columns that have to be read, sorted.
  ///
  /// Throws a `FormulaError` if the restriction cannot be read.
  public func columnNames() throws(FormulaError) -> [String] {
    var names = Set(formula.columns.map(\.name))
    for variance in variances { names.formUnion(variance.columnNames) }
    for bootstrap in bootstraps { names.formUnion(bootstrap.columnNames) }
    for column in debiasing ?? [] { names.formUnion(column.columns) }
    names.formUnion([weights, offset, panel?.unit, panel?.time].compactMap { $0 })
    if let restriction {
      names.formUnion(try ColumnExpression(parsing: restriction).columns.map(\.name))
    }
    // i(f, i.g) reads g; i.g itself is no column. Every other name stands for itself.
    return names.sorted()
  }

  /// The columns that are compared with text, which are text also if every value looks like a number.
  public var textColumns: Set<String> {
    var names = Set<String>()
    for model in formula.models {
      names.formUnion(model.outcome.textColumns)
      for term in model.terms { names.formUnion(term.textColumns) }
    }
    if let restriction, let read = try? ColumnExpression(parsing: restriction) {
      names.formUnion(read.textColumns)
    }
    return names
  }

  /// Refuses columns that are not there, before anything is read or computed.
  ///
  /// Throws `formula.unknown_name` that marks the place and offers the nearest name.
  public func check(against columns: [String], of data: String) throws(FormulaError) {
    let known = Set(columns)
    func missing(_ name: String, _ text: String?, _ position: Int?) -> FormulaError {
      let separator = columns.count == 1 ? columns[0].first { ";\t|".contains($0) } : nil
      let hint =
        separator.map {
          "its header has one column, '\(columns[0].prefix(60))': add --delimiter "
            + "\($0 == "\t" ? "tab" : "'\($0)'"), and write decimals with a point"
        } ?? NearestName.hint(name, among: columns, what: "columns")
      return FormulaError(
        .unknownName, "\(data) has no column '\(name)'", hint: hint, text: text,
        position: position)
    }
    for column in formula.columns where !known.contains(column.name) {
      throw missing(column.name, formula.text, column.position)
    }
    if let restriction {
      for column in try ColumnExpression(parsing: restriction).columns
      where !known.contains(column.name) {
        throw missing(column.name, restriction, column.position)
      }
    }
    let others =
      variances.map(\.columnNames) + bootstraps.map(\.columnNames)
      + (debiasing ?? []).map(\.columns)
    for columns in others {
      for name in columns where !known.contains(name) {
        throw missing(name, nil, nil)
      }
    }
    for name in [weights, offset, panel?.unit, panel?.time].compactMap({ $0 })
    where !known.contains(name) {
      throw missing(name, nil, nil)
    }
  }
}

/// A small-sample convention by the name of the program whose default it is.
public enum SmallSampleName: String, Sendable, Hashable, CaseIterable {
  /// R's fixest 0.12.
  case fixest
  /// pyfixest 0.60, which corrects as fixest does.
  case pyfixest
  /// Stata's reghdfe 6.
  case reghdfe
  /// Stata's ppmlhdfe 2.3.
  case ppmlhdfe
  /// fixest's with the rank of the fixed effects in place of a count of their levels.
  case exactRank = "exact-rank"

  /// The corrections.
  public var convention: SmallSample {
    switch self {
    case .fixest: .fixest
    case .pyfixest: .pyfixest
    case .reghdfe: .reghdfe
    case .ppmlhdfe: .ppmlhdfe
    case .exactRank: .exactRank
    }
  }

  /// Finds a convention.
  ///
  /// Throws `formula.unknown_name` that lists those there are.
  public init(named name: String) throws(FormulaError) {
    guard let found = SmallSampleName(rawValue: name) else {
      throw FormulaError(
        .unknownName, "there is no small-sample convention '\(name)'",
        hint: NearestName.hint(
          name, among: SmallSampleName.allCases.map(\.rawValue), what: "conventions"))
    }
    self = found
  }
}

extension Model.Family {
  /// Finds a family: `poisson` or `gaussian`.
  ///
  /// Throws `formula.unknown_name` that lists both.
  public init(named name: String) throws(FormulaError) {
    let names: [String: Model.Family] = [
      "poisson": .poisson, "ppml": .poisson, "gaussian": .gaussian, "ols": .gaussian,
    ]
    guard let found = names[name] else {
      throw FormulaError(
        .unknownName, "there is no family '\(name)'",
        hint: NearestName.hint(name, among: ["poisson", "gaussian"], what: "families"))
    }
    self = found
  }
}
