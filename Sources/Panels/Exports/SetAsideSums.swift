import Codes

/// Adds up the dollars that a grid sets aside, by what they are, destination and year.
struct SetAsideSums {
  private let yearOfStep: [Int]
  private let years: [CalendarYear]
  private let reasons: [String]
  private var sums: [Key: Int64] = [:]
  /// For each reason the sums of the part at hand, by destination's text and year.
  private var current: [[Int64]] = []
  /// The dollars of territories that were left out, all commodities, by year.
  private(set) var territoryDollars: [CalendarYear: Int64] = [:]

  private struct Key: Hashable {
    let part: String
    let destination: String
    let year: CalendarYear
  }

  /// - Parameters:
  ///   - steps: The year of each period of the source.
  ///   - reasons: The reasons for setting a figure aside.
  init(steps: [CalendarYear], reasons: [String]) {
    var years: [CalendarYear] = []
    yearOfStep = steps.map { year in
      if years.last != year { years.append(year) }
      return years.count - 1
    }
    self.years = years
    self.reasons = reasons
  }

  mutating func begin(_ part: ExportPart) { current = reasons.map { _ in [] } }

  @inline(__always)
  mutating func add(
    _ amount: Int64, reason: Int, destination: Int, step: Int, isAllGoods: Bool
  ) {
    let year = yearOfStep[step]
    if reason == ExportLabels.territory { territoryDollars[years[year], default: 0] += amount }
    guard isAllGoods else { return }
    let place = destination * years.count + year
    if current[reason].count <= place {
      current[reason] += [Int64](repeating: 0, count: place + 1 - current[reason].count)
    }
    current[reason][place] += amount
  }

  mutating func end(_ part: ExportPart) {
    for (reason, sums) in current.enumerated() {
      guard let name = Self.part(of: reasons[reason], reason) else { continue }
      for (place, dollars) in sums.enumerated() where dollars > 0 {
        let key = Key(
          part: name, destination: part.destinations.texts[place / years.count],
          year: years[place % years.count])
        self.sums[key, default: 0] += dollars
      }
    }
    current = []
  }

  /// All sums in order.
  var dollars: [SetAsideDollars] {
    sums.map {
      SetAsideDollars(
        part: $0.key.part, destination: $0.key.destination, year: $0.key.year, dollars: $0.value)
    }.sorted { ($0.part, $0.destination, $0.year) < ($1.part, $1.destination, $1.year) }
  }

  /// What a reason is called as a part of a total; nil where its rows are sums of others or not of the
  /// panel's periods and goods.
  private static func part(of reason: String, _ number: Int) -> String? {
    switch number {
    case ExportLabels.group, ExportLabels.commodityNotAsked, ExportLabels.periodNotAsked: return nil
    case ExportLabels.unmatchedDestination, ExportLabels.unmatchedOrigin:
      return "codes that are not known"
    case ExportLabels.destinationNotAsked: return "destinations not asked for"
    case ExportLabels.territory: return "territories left out"
    default: break
    }
    let code = reason.split(separator: " ").dropFirst(4).first.map(String.init) ?? ""
    if code == "XX" { return "state unknown" }
    guard let state = State.usps(code) else { return nil }
    return state.kind == .territory ? state.name : "states not asked for"
  }
}
