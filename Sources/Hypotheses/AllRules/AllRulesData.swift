import Alliances
import Codes
import Elections
import Panels

/// What all specifications of an all-rules table share: the panel, every swing rule's states, every
/// incumbent's place in the ranking.
struct AllRulesData: Sendable {
  let panel: Panel
  /// The swing status by rule, origin by origin and in it year by year; 1 or 0.
  let swing: [String: [Double]]
  /// Why a rule has no states.
  let silent: [String: String]
  /// The place of each incumbent in the ranking, from 0 to 1.
  let reputation: [String: Double]

  init(
    _ analysis: AnalysisSpecification, axes: AllRulesAxes, on data: BuiltInData
  ) throws {
    let definitions = PanelDefinitions(
      swingRule: try data.swingRule(analysis.swingRule ?? "margin-5"),
      allyRules: try axes.allyRules.map(data.allyRule), window: .yearBeforeAndOf,
      fill: analysis.fill, reassurance: nil)
    let panel = try Panel(
      name: analysis.id, exports: data.exports(analysis.source, years: analysis.years),
      definitions: definitions, context: data.context)
    self.panel = panel
    reputation = try ComponentTables(data).reputation
    var swing: [String: [Double]] = [:]
    var silent: [String: String] = [:]
    for id in axes.swingRules {
      let rule = try data.swingRule(id)
      var values: [Double] = []
      for origin in panel.origins {
        for year in panel.years {
          guard case .state(let state) = origin else {
            values.append(0)
            continue
          }
          switch rule.status(of: state, given: data.context.returns.visible(to: rule, in: year)) {
          case .swing: values.append(1)
          case .notSwing: values.append(0)
          case .notDefined:
            values.append(0)
            silent[id] = "the swing rule \(id) cannot say for \(state) in \(year)"
          }
        }
      }
      swing[id] = values
    }
    self.swing = swing
    self.silent = silent
  }

  /// The Census region of each origin, and the cycle of each year: within them swing status is exchanged.
  var strata: (regions: [Int], cycles: [Int]) {
    let regions = panel.origins.map { origin -> Int in
      guard case .state(let state) = origin, let region = CensusRegion(state),
        let index = CensusRegion.allCases.firstIndex(of: region)
      else { return CensusRegion.allCases.count }
      return index
    }
    return (regions, panel.years.map(YearComponents.cycle))
  }

  /// The incumbents with a year in the data, in the order of office.
  func incumbents(in years: [Int]) -> [String] {
    years.map { panel.incumbents[$0].id }
      .reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
  }
}

extension AllRules {
  /// What the results depend on beside axes and options, as bytes to be hashed: the panel with its
  /// allies, the states of every swing rule, and the ranking.
  public var fingerprint: [UInt8] {
    var bytes = data.panel.csv()
    for (rule, values) in data.swing.sorted(by: { $0.key < $1.key }) {
      bytes += Array(rule.utf8) + values.map { $0 == 1 ? 49 : 48 }
    }
    for (incumbent, place) in data.reputation.sorted(by: { $0.key < $1.key }) {
      bytes += Array("\(incumbent) \(place)".utf8)
    }
    return bytes + Array("\(axes)".utf8)
  }
}
