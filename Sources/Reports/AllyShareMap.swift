import Alliances
import Codes
import Elections
import Maps
import Panels

/// The map of exports to allies as a share of each state's exports, with its companion table.
public struct AllyShareMap: Sendable {
  /// The map's identifier, which names its files.
  public static let figureID = "ally-share"
  /// The finding, as the map's title says it.
  public let title: String
  /// What the map shows, for those who do not see it.
  public let alternative: String
  /// The map.
  public let svg: String
  /// The figures behind it.
  public let csv: String

  /// Draws the map.
  ///
  /// - Parameters:
  ///   - share: The shares; origins without exports are shown as not reported. The U.S. Virgin
  ///     Islands are not on the map and are left out.
  ///   - allyRule: The ally rule.
  ///   - swingRule: The swing rule.
  ///   - source: The source line.
  ///   - vintage: The vintage of the year's figures.
  ///   - geometry: The projected boundaries.
  /// - Throws: `DataError` of kind `cannotDraw` with the map's own sentence and hint.
  public init(
    share: AllyShare, allyRule: any AllyRule, swingRule: any SwingRule, source: String,
    vintage: String, geometry: MapGeometry
  ) throws {
    let entries = share.entries.filter { $0.origin.code != "VI" }
    func percent(_ chosen: [AllyShare.Entry]) -> String {
      let allies = chosen.reduce(Dollars.zero) { $0 + $1.toAllies }
      let total = chosen.reduce(Dollars.zero) { $0 + $1.total }
      guard total > .zero else { return "no" }
      return String(Int((100 * Double(allies.count) / Double(total.count)).rounded()))
    }
    let allies = allyRule.id == "nato" ? "NATO allies" : "Treaty allies"
    title =
      "\(allies) bought \(percent(entries))% of states\u{2019} exports in \(share.year), and "
      + "\(percent(entries.filter { $0.isSwing == true }))% of swing states\u{2019}"
    let ranked = entries.filter { $0.percent != nil }.sorted {
      ($0.percent ?? 0, $1.origin.fips) > ($1.percent ?? 0, $0.origin.fips)
    }
    func names(_ some: some Sequence<AllyShare.Entry>) -> String {
      some.map { "\($0.origin.code) \(Int(($0.percent ?? 0).rounded()))%" }.joined(separator: ", ")
    }
    alternative =
      "Map of the United States by state. Largest shares: \(names(ranked.prefix(3))); smallest: "
      + "\(names(ranked.suffix(3))). Swing states: "
      + entries.filter { $0.isSwing == true }.map(\.origin.code).joined(separator: ", ") + "."
    var map = Choropleth(
      figureID: Self.figureID, title: title,
      subtitle:
        "Exports to \(allies == "NATO allies" ? allies : "treaty allies") as a share of all goods exports by state of origin of "
        + "movement, percent of f.a.s. value, \(share.year)",
      legendTitle: "Share of exports to allies",
      readings: entries.map { entry in
        StateReading(
          entry.origin.code,
          entry.percent.map(MapValue.value) ?? .notReported(reason: "no exports reported"))
      }, format: .percent())
    map.swing = Set(entries.filter { $0.isSwing == true }.map(\.origin.code))
    map.swingLabel = "Swing state"
    map.source = source
    map.note =
      "Swing state (\(swingRule.id), version \(swingRule.version)): \(swingRule.definition). Ally "
      + "(\(allyRule.id), version \(allyRule.version)): \(allyRule.definition). Exports whose state "
      + "is unknown are left out."
    map.sources = [MapSource(id: "census", vintage: vintage)]
    map.ruleIDs = [swingRule.id, allyRule.id]
    do {
      svg = try map.svg(on: geometry)
      csv = try map.companionCSV(on: geometry)
    } catch {
      throw DataError(
        .cannotDraw, "the map '\(Self.figureID)' cannot be drawn: \(error.message)",
        hint: error.hint)
    }
  }
}

extension DataError.Kind {
  /// A figure that cannot be drawn from the data.
  public static let cannotDraw = Self(id: "map.cannot_draw", exitCode: .dataRejected)
}
