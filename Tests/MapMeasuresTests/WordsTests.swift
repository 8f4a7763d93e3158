import Alliances
import Codes
import Elections
import Foundation
import MapMeasures
import Maps
import Panels
import Tables
import TestSupport
import Testing

/// What figures say of themselves is what their numbers say.
struct WordsTests {
  private func single(
    _ measure: MapMeasure, _ change: (inout MapRequest) -> Void = { _ in }
  ) throws -> Choropleth { try MeasureTests.single(measure, change) }

  private func figure(
    _ measure: MapMeasure, _ change: (inout MapRequest) -> Void = { _ in }
  ) throws -> MeasuredFigure {
    try MapMaker(data: MeasureTests.data.get()).figure(MeasureTests.request(measure, change))
  }

  private static let boundaries = Result { () throws -> Boundaries in
    func table(_ name: String) throws -> [UInt8] {
      try Checkout.bytes("map-data/tables/\(name).csv")
    }
    return try Boundaries(areas: table("areas"), arcs: table("arcs"), rings: table("rings"))
  }

  @Test(arguments: ["margin-10", "kriner-reeves-mean"])
  func `flows are of all swing states, however many are drawn`(rule: String) throws {
    let data = try MeasureTests.data.get()
    let swing = try data.swingRule(rule)
    guard
      case .flows(let flows) = try figure(
        .allyExports,
        {
          $0.drawsFlows = true
          $0.swingRule = swing
        })
    else {
      Issue.record("not flows")
      return
    }
    #expect(flows.figure.swing.count > 11)
    #expect(Set(flows.links.map(\.origin)) == flows.figure.swing)
    // The sum of the title, straight from the table.
    let year = CalendarYear(2024)
    let treaty = try data.allyRule("treaty")
    var sums: [String: Double] = [:]
    for state in flows.figure.swing {
      for (code, amount) in try MeasureTests.exports(state, 2024)
      where data.context.codes.status(of: ScheduleC(code), by: treaty, in: year) == .ally {
        sums[code, default: 0] += amount
      }
    }
    let top = sums.values.sorted(by: >).prefix(2).reduce(0, +)
    let share = Int((100 * top / sums.values.reduce(0, +)).rounded())
    #expect(flows.figure.title.contains(" took \(share)% of what swing states sold"))
    #expect(!flows.figure.title.contains("and Netherlands"))
    let drawn = try flows.svg(on: Self.boundaries.get())
    #expect(drawn.contains("Other swing states (\(flows.figure.swing.count - 10))"))
    let table = try flows.companionCSV(on: Self.boundaries.get()).split(separator: "\n")
    #expect(table.count == 1 + flows.links.count)
  }

  @Test(arguments: [("treaty", "margin-5"), ("nato", "margin-3")])
  func `the description of a share says the percentages of the title`(
    ally: String, swing: String
  ) throws {
    let data = try MeasureTests.data.get()
    let rules = (try data.allyRule(ally), try data.swingRule(swing))
    let map = try single(.allyShare) {
      $0.allyRule = rules.0
      $0.swingRule = rules.1
    }
    let numbers = map.title.matches(of: /(\d+)%/).map { String($0.1) }
    #expect(numbers.count == 2)
    let words = try map.description(on: MapGeometry(boundaries: Self.boundaries.get()))
    #expect(words.contains("swing states \(numbers[1])%; the others "))
    #expect(words.contains("; all \(numbers[0])%"))
    #expect(!words.lowercased().contains("mean of"))
  }

  @Test func `a mean that is not weighted says so`() throws {
    let map = try single(.exports)
    let words = try map.description(on: MapGeometry(boundaries: Self.boundaries.get()))
    #expect(words.contains("Unweighted mean of 8 areas marked swing state"))
  }

  @Test func `a year without an election is not called one`() throws {
    func subtitle(_ year: Int) throws -> String {
      try single(.swing) { $0.years = [CalendarYear(year)] }.subtitle
    }
    #expect(try subtitle(2024).hasSuffix("before the presidential election of 2024"))
    #expect(
      try subtitle(2023).hasSuffix("as of 2023, ahead of the presidential election of 2024"))
    #expect(
      try subtitle(2025).hasSuffix("as of 2025, ahead of the presidential election of 2028"))
  }

  @Test func `a bump's title counts what is clear, and its note the rest`() throws {
    let map = try single(.bump)
    var above = 0
    var positive = 0
    for reading in map.readings {
      guard case .value(let value) = reading.value, let interval = reading.interval else {
        continue
      }
      if value > 0 { positive += 1 }
      if interval.lowerBound > 0 { above += 1 }
    }
    #expect(above < positive)
    #expect(map.title.contains("clearly above normal in \(above) of 51 states"))
    #expect(map.note.contains("\(positive) of 51 estimates are above zero"))
    #expect(map.note.contains("clustered by destination") && map.note.contains("8 to 36 of 100"))
    #expect(map.note.contains("Puerto Rico"))
  }

  @Test func `rises and falls are never in one class of a sequential palette`() throws {
    for (rule, wanted) in [
      (ClassRule.quantiles(classes: 5), ClassRule.symmetricQuantiles(classes: 5)),
      (.naturalBreaks(classes: 5), .symmetricNaturalBreaks(classes: 5)),
      (.equalIntervals(classes: 5), .symmetric(classes: 5)),
    ] {
      for measure in [MapMeasure.change, .shareChange, .bump] {
        let map = try single(measure) { $0.style.rule = rule }
        #expect(map.rule == wanted && map.palette.kind == .diverging)
      }
      #expect(try single(.allyShare) { $0.style.rule = rule }.rule == rule)
    }
  }

  @Test(arguments: [
    MapMeasure.exports, .allyExports, .allyShare, .change, .shareChange, .bump, .swing,
    .reputationEra, .revision,
  ])
  func `every table of a figure is named with its hash`(measure: MapMeasure) throws {
    let sources: [MapSource]
    switch try figure(measure, { if measure == .revision { $0.years = [CalendarYear(2017)] } }) {
    case .single(let single): sources = single.sources
    case .multiples(let multiples): sources = multiples.figure.sources
    case .flows(let flows): sources = flows.figure.sources
    }
    let hashes = Set(
      try MeasureTests.data.get().descriptors.flatMap(\.resources).map { $0.hash.dropFirst(7) })
    #expect(!sources.isEmpty)
    for source in sources { #expect(hashes.contains(source.sha256[...]), "\(source)") }
    let ids = Set(sources.map(\.id))
    #expect(ids.contains("returns") == (measure != .revision))
    #expect(
      ids.contains("treaties")
        == ![MapMeasure.exports, .swing, .revision].contains(measure))
  }

  @Test func `every ranking with every rule can be drawn`() throws {
    let data = try MeasureTests.data.get()
    let boundaries = try Self.boundaries.get()
    let scales = Set(try data.electionTable("reputation-rankings").column("scale").texts).sorted()
    #expect(scales.count >= 3)
    for scale in scales {
      for ally in data.allyRules where ally.id != "atop-defense" {
        let longest = data.swingRules.max { $0.definition.utf8.count < $1.definition.utf8.count }
        let request = try MeasureTests.request(.reputationEra) {
          $0.ranking = scale
          $0.allyRule = ally
          if let longest { $0.swingRule = longest }
        }
        let figure = try MapMaker(data: data).figure(request)
        #expect(try figure.svg(on: boundaries).hasSuffix("</svg>\n"), "\(scale) \(ally.id)")
        guard case .multiples(let multiples) = figure else { continue }
        #expect(multiples.figure.note.contains("a proxy for reputation"))
      }
    }
  }

  @Test func `twelve elections on one page have an id that serves`() throws {
    let years = stride(from: 1980, through: 2024, by: 4).map { CalendarYear($0) }
    let figure = try figure(.swing) { $0.years = years }
    #expect(try figure.svg(on: Self.boundaries.get()).contains("id=\"swing-1980-2024-12-title\""))
  }

  @Test func `a destination without a code in the alliance's source is left out and counted`()
    throws
  {
    let data = try MeasureTests.data.get()
    let atop = try data.allyRule("atop-defense")
    let map = try single(.allyShare) {
      $0.allyRule = atop
      $0.years = [CalendarYear(2016)]
    }
    let year = CalendarYear(2016)
    var sums = (allies: 0.0, spoken: 0.0)
    for (code, amount) in try MeasureTests.exports("PA", 2016) {
      switch data.context.codes.status(of: ScheduleC(code), by: atop, in: year) {
      case .ally: sums = (sums.allies + amount, sums.spoken + amount)
      case .notAlly: sums.spoken += amount
      case .notReported: continue
      }
    }
    let reading = try #require(map.readings.first { $0.code == "PA" })
    guard case .value(let value) = reading.value else {
      Issue.record("PA has no value")
      return
    }
    #expect(abs(value - 100 * sums.allies / sums.spoken) < 1e-9)
    #expect(map.note.contains("such as Hong Kong"))
    for measure in [MapMeasure.allyExports, .change, .bump, .reputationEra] {
      let drawn = try figure(measure) {
        $0.allyRule = atop
        $0.years = [year]
        $0.span = CalendarYear(2014)...CalendarYear(2018)
        $0.from = CalendarYear(2014)...CalendarYear(2015)
        $0.to = CalendarYear(2017)...CalendarYear(2018)
      }
      #expect(!drawn.title.isEmpty)
    }
    let late = #expect(throws: DataError.self) { try single(.allyShare) { $0.allyRule = atop } }
    #expect(late?.kind == .allyNotReported)
  }
}
