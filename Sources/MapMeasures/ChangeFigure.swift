import Codes
import Maps
import Panels

extension MapMaker {
  /// The change of exports to allies, or of their share, from one window of years to another.
  func changeFigure(_ request: MapRequest) throws -> Choropleth {
    guard request.from.upperBound < request.to.lowerBound else {
      throw DataError(
        .mapRequest,
        "the window \(FigureText.years(request.from)) does not end before "
          + "\(FigureText.years(request.to)) begins",
        hint: "give --from and --to as spans of years, the earlier one first")
    }
    let exports = try exports(request, request.from.lowerBound...request.to.upperBound)
    let shares = try [request.from, request.to].map { window in
      try window.map { try share(request, exports, $0) }
    }
    let before = Self.sums(shares[0])
    let after = Self.sums(shares[1])
    let isShare = request.measure == .shareChange
    let swing = swingStates(request, request.to.upperBound)
    let readings = exports.origins.map { origin -> StateReading in
      guard let old = before[origin], let new = after[origin], old.total > 0, new.total > 0 else {
        return StateReading(
          origin.code, .notReported(reason: "no exports reported in one of the windows"))
      }
      if isShare {
        let points = 100 * (new.allies / new.total - old.allies / old.total)
        return StateReading(origin.code, .value(points))
      }
      guard old.allies > 0 else {
        return StateReading(
          origin.code, .notReported(reason: "no exports to allies in the earlier window"))
      }
      return StateReading(origin.code, .value(100 * (new.allies / old.allies - 1)))
    }
    let windows = "\(FigureText.years(request.from)) to \(FigureText.years(request.to))"
    let allies = FigureText.alliesWithin(request.allyRule)
    func total(_ sums: [Origin: Sums], _ isSwing: Bool?) -> Sums {
      exports.origins.reduce(into: Sums()) { sum, origin in
        guard isSwing == nil || swing.contains(origin.code) == isSwing, let own = sums[origin]
        else {
          return
        }
        sum.allies += own.allies
        sum.total += own.total
      }
    }
    func moved(_ isSwing: Bool?) -> Double {
      let (old, new) = (total(before, isSwing), total(after, isSwing))
      guard old.allies > 0, old.total > 0, new.total > 0 else { return 0 }
      return isShare
        ? 100 * (new.allies / new.total - old.allies / old.total)
        : 100 * (new.allies / old.allies - 1)
    }
    let points = ValueFormat(decimals: 1, isSigned: true)
    let title =
      isShare
      ? "The share of exports that went to \(allies) moved by \(points.text(moved(nil))) points, "
        + "in swing states by \(points.text(moved(true)))"
      : "Exports to \(allies) \(FigureText.movement(moved(nil))) from \(windows); in swing states "
        + "they \(FigureText.movement(moved(true)))"
    var figure = Choropleth(
      figureID:
        "\(request.measure.rawValue)-\(Self.slug(request.from))-\(Self.slug(request.to))",
      title: title,
      subtitle: (isShare
        ? "Change of the share of exports to \(allies) in all \(FigureText.universe(request.source)), "
          + "percentage points, "
        : "Change of exports to \(allies), \(FigureText.universe(request.source)), mean of a year, "
          + "current dollars, percent, ") + windows,
      legendTitle: isShare
        ? "Change of the share to allies, points" : "Change of exports to allies",
      readings: readings,
      format: isShare
        ? ValueFormat(decimals: 1, isSigned: true) : ValueFormat(suffix: "%", isSigned: true))
    figure.rule = .symmetricQuantiles(classes: 5)
    figure.palette = .purpleOrange
    figure.swing = swing
    if !swing.isEmpty {
      func text(_ value: Double) -> String { (isShare ? points : figure.format).text(value) }
      figure.comparison =
        "Taken together: \(swing.count) swing states \(text(moved(true))); the others "
        + "\(text(moved(false))); all \(text(moved(nil)))"
    }
    figure.note =
      FigureText.note(request.swingRule) + " As of \(request.to.upperBound). "
      + FigureText.note(request.allyRule) + " " + FigureText.leftOut(request.source)
      + FigureText.leftOut(shares.flatMap { $0 }, request.allyRule)
    figure.source = FigureText.source(request.source, exports)
    figure.sources = try FigureText.sources(request.source, exports) + ruleSources(request)
    figure.ruleIDs = [request.swingRule.id, request.allyRule.id]
    return figure
  }

  private struct Sums {
    var allies = 0.0
    var total = 0.0
  }

  /// Yearly means of a window, in dollars.
  private static func sums(_ shares: [AllyShare]) -> [Origin: Sums] {
    var sums: [Origin: Sums] = [:]
    let years = Double(shares.count)
    for share in shares {
      for entry in share.entries {
        sums[entry.origin, default: Sums()].allies += Double(entry.toAllies.count) / years
        sums[entry.origin, default: Sums()].total += Double(entry.total.count) / years
      }
    }
    return sums
  }

  private static func slug(_ years: ClosedRange<CalendarYear>) -> String {
    "\(years.lowerBound)-\(years.upperBound)"
  }
}
