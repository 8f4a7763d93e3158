/// What a user says about a fit, with everything still open that was not said.
///
/// Its JSON form is an object with the keys of ``keys``; a key that is none of them is refused.
public struct FitChoices: Sendable, Equatable {
  /// The formula as text.
  public var formula: String?
  /// `poisson` or `gaussian`.
  public var family: String?
  /// The variances in words.
  public var variances: [String]
  /// The small-sample convention by its name.
  public var smallSample: String?
  /// The column of the weights.
  public var weights: String?
  /// The column of the offset.
  public var offset: String?
  /// The columns of unit and time.
  public var panel: [String]?
  /// The restriction of the sample.
  public var restriction: String?
  /// The tolerance of the coefficients.
  public var tolerance: Double?
  /// The level of the intervals in percent.
  public var level: Double?

  /// The columns of origin, destination and time of the incidental-parameter correction.
  public var debiasing: [String]?
  /// Combinations of coefficients, such as `x1 + x2`.
  public var combinations: [String] = []
  /// Joint tests, restrictions separated by commas.
  public var jointTests: [String] = []
  /// Bootstraps in words.
  public var bootstraps: [String] = []

  /// The keys of the JSON form.
  public static let keys = [
    "formula", "family", "vcov", "ssc", "weights", "offset", "panel", "where", "tolerance", "level",
    "lincom", "wald", "boot", "debias",
  ]

  /// Starts from nothing said.
  public init() { variances = [] }

  /// These choices, with those that were made in the others in their place.
  public func overridden(by others: FitChoices) -> FitChoices {
    var result = self
    result.formula = others.formula ?? formula
    result.family = others.family ?? family
    if !others.variances.isEmpty { result.variances = others.variances }
    result.smallSample = others.smallSample ?? smallSample
    result.weights = others.weights ?? weights
    result.offset = others.offset ?? offset
    result.panel = others.panel ?? panel
    result.restriction = others.restriction ?? restriction
    result.tolerance = others.tolerance ?? tolerance
    result.level = others.level ?? level
    result.debiasing = others.debiasing ?? debiasing
    if !others.combinations.isEmpty { result.combinations = others.combinations }
    if !others.jointTests.isEmpty { result.jointTests = others.jointTests }
    if !others.bootstraps.isEmpty { result.bootstraps = others.bootstraps }
    return result
  }

  /// The specification.
  ///
  /// Throws a `FormulaError` if formula, family or variance was not chosen, or if one of them cannot
  /// be read. The convention is fixest's, the tolerance 1e-10 and the level 95 unless chosen; all three
  /// are printed with the results.
  public func specification() throws(FormulaError) -> FitSpecification {
    guard let formula else {
      throw FormulaError(
        .specification, "no formula is given", hint: "write --formula 'y ~ x | state + year'")
    }
    let read = try Formula(formula)
    guard let family else {
      throw FormulaError(
        .specification, "no family is chosen",
        hint: "add --family poisson (PPML, for outcomes with zeros) or --family gaussian (least "
          + "squares)")
    }
    if variances.isEmpty {
      throw FormulaError(
        .specification, "no variance is chosen",
        hint: "add --vcov with one of \(VarianceSpecification.examples.joined(separator: " | "))")
    }
    var words: [VarianceSpecification] = []
    for variance in variances { words.append(try VarianceSpecification(variance)) }
    var identifiers: PanelIdentifiers?
    if let panel {
      guard panel.count == 2, panel[0] != panel[1], panel.allSatisfy({ !$0.isEmpty }) else {
        throw FormulaError(
          .specification, "the panel '\(panel.joined(separator: ","))' is not a unit and a time",
          hint: "name two columns, such as --panel pair,year")
      }
      identifiers = PanelIdentifiers(unit: panel[0], time: panel[1])
    }
    var specification = try FitSpecification(
      formula: read, family: try Model.Family(named: family), variances: words,
      smallSample: try SmallSampleName(named: smallSample ?? SmallSampleName.fixest.rawValue),
      weights: weights, offset: offset, panel: identifiers, restriction: restriction,
      tolerance: tolerance ?? FitSpecification.usualTolerance,
      level: level ?? FitSpecification.usualLevel)
    if let debiasing {
      guard debiasing.count == 3, Set(debiasing).count == 3 else {
        throw FormulaError(
          .specification, "the correction has \(debiasing.count) columns",
          hint: "name origin, destination and time, such as --debias origin,destination,year")
      }
      specification.debiasing = debiasing.map { CombinedColumns(columns: [$0], positions: [0]) }
    }
    for text in combinations {
      let combination = try Self.restriction(text)
      guard combination.value == 0 else {
        throw FormulaError(
          .specification, "the combination '\(text)' has a constant",
          hint: "leave it out, or test it with --wald '\(combination)'")
      }
      specification.combinations.append(combination)
    }
    for text in jointTests {
      var restrictions: [LinearRestriction] = []
      for part in Self.parts(of: text) { restrictions.append(try Self.restriction(part)) }
      specification.jointTests.append(restrictions)
    }
    for text in bootstraps { specification.bootstraps.append(try BootstrapSpecification(text)) }
    return specification
  }
}

extension FitChoices {
  /// The parts between commas that are not inside a name in back quotes.
  private static func parts(of text: String) -> [String] {
    var parts = [""]
    var isQuoted = false
    for character in text {
      if character == "`" { isQuoted.toggle() }
      if character == ",", !isQuoted {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts
  }

  private static func restriction(_ text: String) throws(FormulaError) -> LinearRestriction {
    do throws(EstimationError) {
      return try LinearRestriction(parsing: text)
    } catch {
      throw FormulaError(.syntax, "'\(text)': \(error.message)", hint: error.hint)
    }
  }
}

extension FitChoices: Decodable {
  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// Reads the JSON form; `vcov` is a text or a list of them, `panel` an object of `unit` and `time`.
  ///
  /// Throws `formula.unknown_name` for a key that there is not, with the nearest one, or
  /// `formula.specification` for a value of another type.
  public init(from decoder: any Decoder) throws {
    guard let container = try? decoder.container(keyedBy: Key.self) else {
      throw FormulaError(
        .specification, "the specification is no JSON object",
        hint: "write an object with the keys \(Self.keys.joined(separator: ", "))")
    }
    for name in container.allKeys.map(\.stringValue).sorted() where !Self.keys.contains(name) {
      throw FormulaError(
        .unknownName, "a specification has no key '\(name)'",
        hint: NearestName.hint(name, among: Self.keys, what: "keys"))
    }
    func value<Value: Decodable>(_ name: String, _ type: Value.Type) throws -> Value? {
      do {
        return try container.decodeIfPresent(type, forKey: Key(stringValue: name))
      } catch {
        throw FormulaError(
          .specification, "the value of '\(name)' is of another type than it should be",
          hint: type == Double.self
            ? "write a number"
            : name == "panel" ? "write {\"unit\": \"pair\", \"time\": \"year\"}" : "write a text")
      }
    }
    self.init()
    formula = try value("formula", String.self)
    family = try value("family", String.self)
    func list(_ name: String) throws -> [String] {
      let several = try? container.decodeIfPresent([String].self, forKey: Key(stringValue: name))
      return try several.flatMap(\.self) ?? value(name, String.self).map { [$0] } ?? []
    }
    variances = try list("vcov")
    combinations = try list("lincom")
    jointTests = try list("wald")
    bootstraps = try list("boot")
    debiasing = try value("debias", [String].self)
    smallSample = try value("ssc", String.self)
    weights = try value("weights", String.self)
    offset = try value("offset", String.self)
    panel = try value("panel", PanelIdentifiers.self).map { [$0.unit, $0.time] }
    restriction = try value("where", String.self)
    tolerance = try value("tolerance", Double.self)
    level = try value("level", Double.self)
  }
}
