import Charts
import Drawing
import Testing

/// The sentences over charts, which are never stronger than the numbers, and what is refused.
@Suite struct `The finding of a chart` {
  @Test func `of an event study rests on the band and not on the interval`() {
    var chart = Simulated.eventStudy
    #expect(
      chart.finding
        == "The clustered 95% band excludes zero only in the election year: exports from swing states to allies +8.2%; such errors reject too often"
    )
    chart.points[3].band = Interval(low: -0.1, high: 16)
    #expect(chart.finding.hasPrefix("At no point of the election cycle"))
    chart.points[3].band = nil
    #expect(
      chart.finding.hasPrefix("The clustered 95% interval excludes zero only in the election"))
    chart.points[2].interval = Interval(low: 0.1, high: 3)
    chart.points[2].band = nil
    #expect(
      chart.finding
        == "Clustered 95% intervals of two of three points of the cycle exclude zero, most in the election year (+8.2%); such errors reject too often"
    )
  }

  @Test func `of estimates counts those told apart from zero, with their direction`() {
    func chart(_ intervals: [Interval?], isClustered: Bool = false) -> CoefficientChart {
      CoefficientChart(
        frame: ChartFrame(figureID: "x"),
        values: intervals.map {
          .init("row", [.init(estimate: $0.map { ($0.low + $0.high) / 2 } ?? 1, interval: $0)])
        }, series: ["one"], quantity: "percent", isClustered: isClustered)
    }
    let zero = Interval(low: -1, high: 2)
    let up = Interval(low: 1, high: 3)
    let down = Interval(low: -3, high: -1)
    #expect(chart([zero, zero]).finding == "Both 95% intervals hold zero")
    #expect(chart([zero]).finding == "The 95% interval holds zero")
    #expect(chart([zero, up]).finding == "One of two 95% intervals excludes zero, above it")
    #expect(
      chart([up, down]).finding
        == "Two of two 95% intervals exclude zero, one above it and one below")
    #expect(chart([down, down]).finding == "Two of two 95% intervals exclude zero, all below it")
    // Errors that reject too often make no finding, and the title says so.
    #expect(
      chart([zero, up], isClustered: true).finding
        == "One of two clustered 95% intervals excludes zero, above it; such errors reject too often"
    )
    #expect(chart([zero], isClustered: true).finding == "The clustered 95% interval holds zero")
    #expect(chart([nil]).finding == "Estimates without intervals, 1 of them")
  }

  @Test func `of reputation says what so few incumbents can give`() {
    var chart = Simulated.reputation
    #expect(
      chart.finding
        == "Bumps rise with reputation, but three incumbents cannot give a p below 0.167")
    // Of two charts side by side each names its allies.
    chart.allies = "nato"
    #expect(
      chart.finding
        == "With allies by nato, bumps rise with reputation, but three incumbents cannot give a p below 0.167"
    )
    chart.allies = ""
    chart.tests = [.init(rises: false, oneSidedP: 0.7, smallestP: 0.01)]
    #expect(
      chart.finding == "Bumps do not rise with reputation, one-sided p 0.700 over all orders")
  }

  @Test func `of specifications counts both directions`() {
    var chart = Simulated.specifications()
    chart.specifications = [
      .init(estimate: 1, interval: Interval(low: 0.5, high: 2), options: ["a", "b", "c", "d"]),
      .init(estimate: -1, interval: Interval(low: -2, high: -0.5), options: ["a", "b", "c", "d"]),
      .init(estimate: 2, interval: Interval(low: -1, high: 5), options: ["a", "b", "c", "d"]),
    ]
    // The whole curve is judged by its joint test where there is one.
    #expect(
      chart.finding
        == "Of three specifications, two have an estimate above zero; together they cannot be told apart from chance (p 0.310)"
    )
    chart.joint = nil
    #expect(
      chart.finding
        == "Of three specifications, two have an estimate above zero; one of the intervals lies above zero and one below"
    )
  }

  @Test func `of a permutation names the smallest p that was possible`() {
    #expect(
      Simulated.fewPermutations.finding
        == "Chance alone gives an estimate as large as the observed one with probability 0.167; less than 0.167 was not possible"
    )
    #expect(!Simulated.permutation.finding.contains("not possible"))
  }

  @Test func `of power interpolates between the effects simulated`() throws {
    let curve = PowerChart.Curve(
      "t", [.init(effect: 0, rate: 0.05), .init(effect: 4, rate: 0.6), .init(effect: 6, rate: 1)])
    #expect(abs(try #require(curve.detectable(0.8)) - 5) < 1e-12)
    #expect(curve.detectable(0.05) == 0)
    let never = PowerChart(
      frame: ChartFrame(figureID: "x"),
      curves: [.init("t", [.init(effect: 0, rate: 0.05), .init(effect: 4, rate: 0.6)])])
    #expect(never.finding == "No test here finds even a change of 4.0% four times in five")
  }

  @Test func `of power takes no credit from a test that rejects too often`() {
    let honest = PowerChart.Curve(
      "t", [.init(effect: 0, rate: 0.05), .init(effect: 4, rate: 0.6), .init(effect: 6, rate: 1)])
    let eager = PowerChart.Curve(
      "u", [.init(effect: 0, rate: 0.3, error: 0.01), .init(effect: 4, rate: 0.9)])
    var chart = PowerChart(frame: ChartFrame(figureID: "x"), curves: [eager, honest])
    #expect(
      chart.finding
        == "A change of 5.0% would be found four times in five (t); u rejects too often where there is no change"
    )
    chart.curves = [eager]
    #expect(
      chart.finding
        == "No test here keeps its level: where there is no change it rejects in 30% of panels")
    // A little above the level, within the error of simulation, is no fault.
    chart.curves[0].points[0].rate = 0.06
    #expect(chart.finding.hasPrefix("A change of"))
  }

  @Test func `of a series compares where its lines end`() {
    var chart = Simulated.series
    chart.series = [
      .init("Swing states", panel: 0, values: [1, 110]), .init("Other states", values: [1, 100]),
      .init("Swing states", panel: 1, values: [1, 100]),
      .init("Other states", panel: 1, values: [1, 100]),
    ]
    chart.times = [2020, 2024]
    #expect(
      chart.finding
        == "To allies, swing states stood 10 points above other states by 2024; to other countries, level"
    )
  }

  @Test func `of a dose does not speak of a slope that may be zero`() {
    #expect(Simulated.dose.finding.hasPrefix("The effect cannot be said to change"))
    var chart = Simulated.dose
    chart.slope = .init(estimate: -0.2, interval: Interval(low: -0.3, high: -0.1))
    #expect(chart.finding == "The effect falls by 0.2% a unit of dose")
  }
}

@Suite struct `A chart is refused` {
  private func id(_ chart: any Chart) -> DrawingError.ID? {
    do {
      _ = try chart.svg()
      return nil
    } catch { return error.id }
  }

  @Test func `for a number that is not finite, with the place named`() {
    var chart = Simulated.eventStudy
    chart.points[0].estimate = .nan
    let error = #expect(throws: DrawingError.self) { try chart.svg() }
    #expect(error?.id == .value && error?.message.contains("position -3") == true)
    var power = Simulated.power
    power.curves[0].points[0].rate = 1.2
    #expect(id(power) == .value)
    var permutation = Simulated.permutation
    permutation.observed = .infinity
    #expect(id(permutation) == .value)
  }

  @Test func `for an interval that does not hold its estimate`() {
    var chart = Simulated.dose
    chart.points[0].interval = Interval(low: 5, high: 6)
    #expect(id(chart) == .value)
  }

  @Test func `for too few values`() {
    var chart = Simulated.coefficients
    chart.values = []
    #expect(id(chart) == .count)
    var series = Simulated.series
    series.series = [.init("empty", values: Array(repeating: nil, count: 12))]
    #expect(id(series) == .count)
  }

  @Test func `for an id, a title or a reference that it cannot have`() {
    var chart = Simulated.eventStudy
    chart.frame.figureID = "1<x"
    #expect(id(chart) == .figureID)
    chart = Simulated.eventStudy
    chart.frame.title = "  "
    #expect(id(chart) == .text)
    chart.frame.title = String(repeating: "x", count: 2001)
    #expect(id(chart) == .text)
    chart = Simulated.eventStudy
    chart.reference = 7
    #expect(id(chart) == .value)
  }

  @Test func `not where all values are equal, or all zero`() throws {
    var chart = Simulated.coefficients
    chart.values = [.init("a", [.init(estimate: 0)]), .init("b", [.init(estimate: 0)])]
    #expect(id(chart) == nil)
    var permutation = Simulated.fewPermutations
    permutation.draws = [2, 2, 2]
    permutation.observed = 2
    #expect(id(permutation) == nil)
    var many = Simulated.specifications(50)
    #expect(try many.svg().utf8.count < 400_000)
    many.specifications = many.specifications.map {
      .init(estimate: 1, interval: nil, options: $0.options)
    }
    #expect(id(many) == nil)
  }
}
