import Codes
import Panels

/// An event study by months to election day, in quarters of a year.
public struct MonthlyEventStudy: Sendable, Hashable {
  /// The months of a bin.
  public static let width = 3
  /// The reference, by the last month of its bin: 13 to 15 months before the election, the last bin
  /// outside the window of twelve months.
  public static let reference = 15

  /// The months before the election that are its window.
  public static let window = 12

  /// The last month of the bin of a distance.
  static func bin(of distance: Int) -> Int { (distance + width - 1) / width * width }

  /// Whether each cycle has a level of `swing × ally` of its own.
  public let byCycle: Bool

  /// States an event study.
  public init(byCycle: Bool = false) { self.byCycle = byCycle }
}

extension MonthlyPanel {
  /// Estimates the event study by Poisson with effects of pair, destination and month, and origin and
  /// month; in a national panel with those of destination and month.
  ///
  /// - Returns: One result a variance; positions are the last months of their bins, as negative numbers.
  /// - Throws: `DataError` where the reference's months are missing, nothing varies, or the model cannot
  ///   be estimated.
  public func eventStudy(_ study: MonthlyEventStudy) throws -> [EventStudyResult] {
    let bins = Set(months.map { MonthlyEventStudy.bin(of: Self.distance($0)) }).sorted(by: >)
    guard bins.contains(MonthlyEventStudy.reference) else {
      throw DataError(
        .notCovered,
        "\(file) has no month 13 to 15 months before an election, which is the reference",
        hint: "give whole election cycles")
    }
    let positions = bins.filter { $0 != MonthlyEventStudy.reference }
    let elections = Set(months.map(Self.election)).sorted()
    let levels = study.byCycle ? elections.map { base + [.cycle($0)] } : [base]
    let model = ModelSpecification(
      id: study.byCycle ? "event-study-by-cycle" : "event-study", estimator: .ppml,
      allyRule: allyRule,
      terms: (positions.map { base + [.position($0)] } + levels)
        .map { TermSpecification(components: $0) },
      fixedEffects: effects, clusterings: clusterings)
    return try PreparedModel(model, on: self, analysis: file).eventStudy(
      positions: positions.map { -$0 }, reference: -MonthlyEventStudy.reference, unit: "months",
      analysis: file, swingRule: swingRule, elections: elections,
      lastYear: months.last?.year,
      remarks: setAside.sorted { $0.key < $1.key }.map { "set aside: \($0.value) \($0.key)" })
  }

  /// Whose trade the bump is about.
  var base: [Component] { swingRule == nil ? [.ally] : [.swing, .ally] }

  /// The fixed effects of a monthly panel.
  var effects: [FixedEffectSpecification] {
    swingRule == nil ? [.init(.destination), .init(.year)] : AnalysisSpecification.threeWay
  }

  /// The variances of a monthly panel.
  var clusterings: [Clustering] {
    if swingRule == nil { return [.destination] }
    return destinations.count > 2 ? [.originAndDestination, .pair] : [.origin]
  }
}
